package gateway

import (
	"net/http"

	"banter/codex"
)

// models answers GET /v1/models: what the plan offers, the suggested one first.
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

// model answers GET /v1/models/{model}. Hidden models can be asked for by name.
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

// modelObject is a model as the API lists it. When a model was made is not
// known here, but the field is a required number.
func modelObject(m codex.Model) object {
	return object{"id": m.Slug, "object": "model", "created": 0, "owned_by": "openai"}
}
