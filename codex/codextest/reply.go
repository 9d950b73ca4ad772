package codextest

import (
	"encoding/json"
	"net/http"
)

// A reply is an answer that is not a stream.
type reply struct {
	status int
	header map[string]string
	body   any    // JSON, if text is empty
	text   string // body that is not JSON
	kind   string // Content-Type of text
}

// write sends the answer. It applies the edits of the transaction to a JSON
// object: faults change single fields with them.
func (a *reply) write(c *transaction) {
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

// ok returns a JSON answer with status 200.
func ok(body map[string]any) *reply { return &reply{status: http.StatusOK, body: body} }

// page returns an HTML answer.
func page(status int, html string) *reply {
	return &reply{status: status, text: html, kind: "text/html; charset=utf-8"}
}

// plainText returns an answer in plain text, as proxies between client and
// server give.
func plainText(status int, text string) *reply {
	return &reply{status: status, text: text, kind: "text/plain"}
}

// redirect returns an answer that sends a browser to another page.
func redirect(to string) *reply {
	return &reply{status: http.StatusFound, header: map[string]string{"Location": to}}
}

// detail returns a refusal of the gateway in front of the backend.
func detail(status int, text string) *reply {
	return &reply{status: status, body: map[string]any{"detail": text}}
}

// methodNotAllowed returns a 405 that names the allowed methods.
func methodNotAllowed(allowed string) *reply {
	a := detail(http.StatusMethodNotAllowed, "Method Not Allowed")
	a.header = map[string]string{"Allow": allowed}
	return a
}

// An apiError is an error in the nested form of the Responses API, of the
// issuer and of 401s. An empty param or code is null in JSON; other empty
// fields are left out.
type apiError struct {
	status  int
	code    string
	message string
	kind    string // type; "" means invalid_request_error
	param   string
}

// reply returns {"error":{...}}.
func (e apiError) reply() *reply {
	return &reply{status: e.status, body: map[string]any{"error": e.fields()}}
}

// fields returns the object in "error".
func (e apiError) fields() map[string]any {
	kind := e.kind
	if kind == "" {
		kind = "invalid_request_error"
	}
	return map[string]any{"message": e.message, "type": kind, "param": orNull(e.param), "code": orNull(e.code)}
}

// invalid returns a 400 about one parameter.
func invalid(code, param, message string) *reply {
	return apiError{status: http.StatusBadRequest, code: code, param: param, message: message}.reply()
}

// orNull returns s, or JSON's null for "".
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// tooLarge returns a 413.
func tooLarge() *reply {
	return apiError{status: http.StatusRequestEntityTooLarge, code: "payload_too_large", message: "Request body is too large."}.reply()
}
