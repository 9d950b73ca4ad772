package codextest

import (
	"encoding/json"
	"net/http"
)

// A reply is a whole answer that is not a stream.
type reply struct {
	status int
	header map[string]string
	body   any    // JSON, unless there is text
	text   string // anything else
	kind   string // Content-Type of text
}

// write sends the answer. JSON objects pass through the call's edits, which
// is how faults change single fields.
func (a *reply) write(c *call) {
	h := c.w.Header()
	if c.lost {
		panic(http.ErrAbortHandler)
	}
	for k, v := range a.header {
		h.Set(k, v)
	}
	data := []byte(a.text)
	if a.text != "" {
		h.Set("Content-Type", a.kind)
	} else if a.body != nil {
		if m, ok := a.body.(map[string]any); ok {
			for _, edit := range c.edits {
				edit(m)
			}
		}
		h.Set("Content-Type", "application/json")
		data, _ = json.Marshal(a.body)
	}
	h.Set("Content-Length", itoa(len(data)))
	c.w.WriteHeader(a.status)
	c.w.Write(data)
}

// ok is a JSON answer with status 200.
func ok(body map[string]any) *reply { return &reply{status: http.StatusOK, body: body} }

// page is an HTML answer.
func page(status int, html string) *reply {
	return &reply{status: status, text: html, kind: "text/html; charset=utf-8"}
}

// plainText is what proxies between client and server say.
func plainText(status int, text string) *reply {
	return &reply{status: status, text: text, kind: "text/plain"}
}

// redirect sends a browser elsewhere.
func redirect(to string) *reply {
	return &reply{status: http.StatusFound, header: map[string]string{"Location": to}}
}

// detail is how the gateway in front of the backend says no.
func detail(status int, text string) *reply {
	return &reply{status: status, body: map[string]any{"detail": text}}
}

// methodNotAllowed names the methods that are.
func methodNotAllowed(allowed string) *reply {
	a := detail(http.StatusMethodNotAllowed, "Method Not Allowed")
	a.header = map[string]string{"Allow": allowed}
	return a
}

// An apiError is the nested shape of the Responses service, of the issuer
// and of 401s. Empty strings are left out, but for param and code, which
// are null.
type apiError struct {
	status  int
	code    string
	message string
	kind    string // type; empty: invalid_request_error
	param   string
}

// reply returns {"error":{...}}.
func (e apiError) reply() *reply {
	return &reply{status: e.status, body: map[string]any{"error": e.fields()}}
}

// fields returns what stands inside "error".
func (e apiError) fields() map[string]any {
	kind := e.kind
	if kind == "" {
		kind = "invalid_request_error"
	}
	return map[string]any{"message": e.message, "type": kind, "param": orNull(e.param), "code": orNull(e.code)}
}

// invalid is an apiError with status 400 about one parameter.
func invalid(code, param, message string) *reply {
	return apiError{status: http.StatusBadRequest, code: code, param: param, message: message}.reply()
}

// orNull turns the empty string into JSON's null.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// tooLarge is 413.
func tooLarge() *reply {
	return apiError{status: http.StatusRequestEntityTooLarge, code: "payload_too_large", message: "Request body is too large."}.reply()
}
