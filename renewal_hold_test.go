package main

import (
	"net/http"
	"net/http/httptest"
)

// A renewal is a refresh that has arrived at the server. The test decides when
// the refresh token is spent and when the answer is sent.
type renewal struct{ spend, spent, answer, drop chan struct{} }

func hold(arrived chan *renewal, server http.Handler, w http.ResponseWriter, r *http.Request) {
	held := &renewal{make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})}
	arrived <- held
	select {
	case <-held.spend:
	case <-held.drop:
		return
	}
	made := httptest.NewRecorder()
	server.ServeHTTP(made, r)
	close(held.spent)
	<-held.answer
	for name, values := range made.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(made.Code)
	_, _ = w.Write(made.Body.Bytes())
}
