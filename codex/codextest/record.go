package codextest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxRecorded is the number of requests that a server keeps. It drops older
// ones.
const maxRecorded = 1000

// A Request is a recorded request.
type Request struct {
	At           time.Time // time of arrival, by the server's clock
	Method, Path string
	Query        string      // with codes and states masked
	Header       http.Header // with Authorization and cookies masked
	Body         string      // decompressed, with tokens, codes and verifiers masked
	Endpoint     string      // as in [Server.Fault]: responses, refresh, ...; "" for an unknown path
	AccountID    string      // account of the request's token; "" if unknown
	Status       int         // status of the answer; 0 if there is none yet, or never
}

// Requests returns the requests so far, at most the latest 1000, oldest first,
// with secrets masked.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.requests))
	for i, r := range s.requests {
		all[i] = *r
	}
	return all
}

// record records the request of c. It returns a function that records the
// status.
func (s *Server) record(c *transaction) (decided func(status int)) {
	rec := &Request{
		At:       s.now(),
		Method:   c.r.Method,
		Path:     c.r.URL.Path,
		Query:    maskForm(c.r.URL.RawQuery),
		Header:   maskHeader(c.r.Header),
		Body:     maskBody(c),
		Endpoint: c.endpoint,
	}
	if c.access != nil {
		rec.AccountID = c.access.grant.account.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == maxRecorded {
		s.requests = append(s.requests[:0:0], s.requests[1:]...)
	}
	s.requests = append(s.requests, rec)
	return func(status int) {
		s.mu.Lock()
		rec.Status = status
		done := *rec
		s.mu.Unlock()
		if s.opts.OnRequest != nil {
			s.opts.OnRequest(done)
		}
	}
}

// mask replaces a secret.
const mask = "***"

// secretFields are the parameters of the issuer that hold secrets.
var secretFields = map[string]bool{
	"token": true, "access_token": true, "refresh_token": true, "id_token": true,
	"code": true, "authorization_code": true, "code_verifier": true, "user_code": true,
	"device_auth_id": true, "subject_token": true, "id_token_hint": true, "state": true,
}

func maskHeader(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization"} {
		for i, v := range h[name] {
			if scheme, _, ok := strings.Cut(v, " "); ok && name != "Cookie" {
				h[name][i] = scheme + " " + mask
			} else {
				h[name][i] = mask
			}
		}
	}
	return h
}

// maskBody masks the body of a request to the issuer. Requests to the backend
// hold no tokens and stay unchanged, so that tests can compare them.
func maskBody(c *transaction) string {
	if strings.HasPrefix(c.r.URL.Path, backend+"/") || strings.HasPrefix(c.r.URL.Path, apiPath+"/") {
		return string(c.body)
	}
	var object map[string]any
	if json.Unmarshal(c.body, &object) != nil {
		return maskForm(string(c.body))
	}
	for k := range object {
		if secretFields[k] {
			object[k] = mask
		}
	}
	masked, _ := json.Marshal(object)
	return string(masked)
}

func maskForm(encoded string) string {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return mask
	}
	changed := false
	for k := range values {
		if secretFields[k] {
			values[k], changed = []string{mask}, true
		}
	}
	if !changed {
		return encoded
	}
	return values.Encode()
}
