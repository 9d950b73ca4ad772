package gateway

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"banter/codex"
)

// Options configures [New]. Only Client is required.
type Options struct {
	Client *codex.Client
	Model  string           // model of requests without one; "" means that they are refused
	Effort string           // effort of requests without one; "" means the model's default
	Now    func() time.Time // nil means time.Now
}

// An api is the handler that [New] returns.
type api struct {
	Options
	memory *memory
}

// New returns the handler of the API. It checks neither key nor Host nor
// Origin, so it belongs behind a [Guard]. It is safe for concurrent use. If the
// terms of the client's route forbid access of other programs, it refuses every
// request: see [codex.Route.CheckSharing].
func New(opts Options) http.Handler {
	if err := opts.Client.Route().CheckSharing(); err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fail(w, faultOf(err)) })
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	a := &api{Options: opts, memory: newMemory()}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathResponses, a.responses)
	mux.HandleFunc("GET "+pathResponses+"/{id}", a.retrieve)
	mux.HandleFunc("DELETE "+pathResponses+"/{id}", a.forget)
	mux.HandleFunc("GET "+pathResponses+"/{id}/input_items", a.inputItems)
	mux.HandleFunc("POST "+pathChat, a.chat)
	mux.HandleFunc("GET "+pathModels, a.models)
	mux.HandleFunc("GET "+pathModels+"/{model...}", a.model)
	for path, right := range map[string]string{
		pathResponses: "POST", pathResponses + "/{id}": "GET, DELETE", pathResponses + "/{id}/input_items": "GET",
		pathChat: "POST", pathModels: "GET",
	} {
		mux.HandleFunc(path, wrongMethod(right))
	}
	for path, kind := range otherKinds {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			fail(w, faultOf(&codex.NoSuchModelError{Kind: kind}))
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, refusal(http.StatusNotFound, "unknown_url", "", "This endpoint does not exist. Banter serves "+
			strings.Join([]string{pathResponses, pathChat, pathModels}, ", ")+"."))
	})
	return cleaned(mux)
}

// The endpoints.
const (
	pathResponses = "/v1/responses"
	pathChat      = "/v1/chat/completions"
	pathModels    = "/v1/models"
)

// otherKinds maps endpoints for models that no ChatGPT plan has to their kind.
var otherKinds = map[string]string{
	"/v1/embeddings":         "embedding",
	"/v1/images/generations": "image",
	"/v1/images/edits":       "image",
	"/v1/images/variations":  "image",
}

func wrongMethod(right string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", right)
		fail(w, refusal(http.StatusMethodNotAllowed, "method_not_allowed", "", "This endpoint takes only "+right+"."))
	}
}

// cleaned removes repeated slashes and one at the end from paths. A ServeMux
// alone would redirect, and a program that follows loses its body.
func cleaned(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tidy := r.WithContext(r.Context())
		tidy.URL = &url.URL{Path: tidyPath(r.URL.Path), RawQuery: r.URL.RawQuery}
		if r.URL.RawPath != "" {
			tidy.URL.RawPath = tidyPath(r.URL.RawPath)
		}
		h.ServeHTTP(w, tidy)
	})
}

func tidyPath(p string) string { return path.Clean("/" + p) }
