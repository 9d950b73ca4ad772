package gateway

import (
	"net/http"

	"banter/codex"
)

// models answers GET /v1/models with the models of the plan, the suggested one
// first.
func (a *api) models(w http.ResponseWriter, r *http.Request) {
	catalog, err := a.Client.Models(r.Context())
	if err != nil {
		fail(w, faultOf(err))
		return
	}
	data := []any{}
	for _, m := range catalog.Listed() {
		data = append(data, modelObject(m))
	}
	reply(w, http.StatusOK, object{"object": "list", "data": data})
}

// model answers GET /v1/models/{model}, also for hidden models.
func (a *api) model(w http.ResponseWriter, r *http.Request) {
	catalog, err := a.Client.Models(r.Context())
	if err != nil {
		fail(w, faultOf(err))
		return
	}
	m, ok := catalog.Find(r.PathValue("model"))
	if !ok {
		fail(w, refusal(http.StatusNotFound, "model_not_found", "model", "Your plan has no model of this name."))
		return
	}
	reply(w, http.StatusOK, modelObject(m))
}

// modelObject returns a model in the form of the API. The date of a model is
// not known here, but the API requires a number.
func modelObject(m codex.Model) object {
	return object{"id": m.Slug, "object": "model", "created": 0, "owned_by": "openai"}
}
