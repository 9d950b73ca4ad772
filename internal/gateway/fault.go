package gateway

import (
	"cmp"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"banter/codex"
	"banter/internal/notice"
)

// A fault is an error in the form of the OpenAI API.
type fault struct {
	status  int
	kind    string // the API's type, such as invalid_request_error
	code    string
	param   string // the parameter at fault; may be empty
	message string
	after   time.Duration // when to try again; 0: not told
	again   bool          // SDKs may try again by themselves
	id      string        // of the request, for support; may be empty

	theirCode, theirMessage string // what the server said; may be empty
}

const invalidRequest = "invalid_request_error"

// refusal is the fault of a request that cannot be carried out.
func refusal(status int, code, param, message string) *fault {
	return &fault{status: status, kind: invalidRequest, code: code, param: param, message: message}
}

// bad is a refusal with status 400.
func bad(code, param, message string) *fault {
	return refusal(http.StatusBadRequest, code, param, message)
}

// invalid is the fault of a parameter with a wrong value.
func invalid(param, message string) *fault { return bad("invalid_value", param, message) }

// unsupported is the fault of a parameter that the backend does not have and
// that cannot be dropped.
func unsupported(param, message string) *fault {
	return bad("unsupported_parameter", param, message)
}

// faultByCode gives the OpenAI API's words for each [codex.Code]
// ("Error codes" in its guides). A status of 0 is the server's own.
var faultByCode = map[codex.Code]fault{
	codex.CodeSignIn:      {status: http.StatusUnauthorized, kind: "authentication_error", code: "sign_in_required"},
	codex.CodeForbidden:   {status: http.StatusForbidden, kind: "permission_error", code: "forbidden"},
	codex.CodeChallenge:   {status: http.StatusServiceUnavailable, kind: "server_error", code: "network_challenged"},
	codex.CodeUsageLimit:  {status: http.StatusTooManyRequests, kind: "insufficient_quota", code: "usage_limit_reached"},
	codex.CodeRateLimit:   {status: http.StatusTooManyRequests, kind: "requests", code: "rate_limit_exceeded"},
	codex.CodeOverloaded:  {status: http.StatusServiceUnavailable, kind: "server_error", code: "server_is_overloaded"},
	codex.CodeContextFull: {status: http.StatusBadRequest, kind: invalidRequest, code: "context_length_exceeded"},
	codex.CodeModel:       {status: http.StatusNotFound, kind: invalidRequest, code: "model_not_found", param: "model"},
	codex.CodeRefused:     {kind: invalidRequest, code: "invalid_request"},
	codex.CodeServer:      {kind: "server_error", code: "server_error"},
	codex.CodeNetwork:     {status: http.StatusBadGateway, kind: "server_error", code: "connection_failed"},
	codex.CodeInterrupted: {status: http.StatusBadGateway, kind: "server_error", code: "connection_interrupted"},
	codex.CodeCanceled:    {status: http.StatusServiceUnavailable, kind: "server_error", code: "stopped"},
	codex.CodeProtocol:    {status: http.StatusBadGateway, kind: "server_error", code: "answer_not_understood"},
	codex.CodeUnsafeHost:  {status: http.StatusInternalServerError, kind: "server_error", code: "unsafe_host"},
}

// faultOf translates an error of package codex.
func faultOf(err error) *fault {
	if other, ok := errors.AsType[*codex.NoSuchModelError](err); ok {
		return refusal(http.StatusNotFound, "model_not_found", "model", sentences(notice.Of(other)))
	}
	e, ok := errors.AsType[*codex.Error](err)
	if !ok {
		return &fault{status: http.StatusInternalServerError, kind: "server_error", code: "server_error", message: sentences(notice.Of(err))}
	}
	f := faultByCode[e.Code]
	f.message, f.after, f.id = sentences(notice.Of(e)), e.After, e.RequestID
	f.theirCode, f.theirMessage = e.ServerCode, e.Message
	f.param = cmp.Or(e.Param, f.param)
	// A request is refused for what the server says of it.
	if e.Message != "" && quoted[e.Code] {
		f.message = e.Message
	}
	switch {
	case e.Code == codex.CodeRefused:
		f.status = http.StatusBadRequest
		if e.Status/100 == 4 {
			f.status = e.Status
		}
		f.code = cmp.Or(e.ServerCode, f.code)
	case e.Code == codex.CodeServer || f.status == 0:
		f.status = max(e.Status, http.StatusInternalServerError)
	}
	return &f
}

// quoted are the codes of errors that the program, not the person, has to
// mend: the server's own words say how.
var quoted = map[codex.Code]bool{codex.CodeRefused: true, codex.CodeModel: true, codex.CodeContextFull: true}

func sentences(n notice.Notice) string { return strings.TrimSpace(n.Sentence + " " + n.Hint) }

// object is a JSON object. Its members go out sorted by name.
type object = map[string]any

// body is the fault as the API writes it.
func (f *fault) body() object {
	return object{"message": f.message, "type": f.kind, "param": orNull(f.param), "code": orNull(f.code)}
}

// orNull is text, or null where there is none.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// fail answers with a fault, as long as nothing has been answered yet.
func fail(w http.ResponseWriter, f *fault) {
	h := w.Header()
	h.Set("X-Should-Retry", strconv.FormatBool(f.again)) // read by OpenAI's SDKs
	// Others obey Retry-After alone. The time when a plan's limit is over is
	// in the message: no program shall sleep until then.
	if f.again && f.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.after.Seconds()))))
	}
	if f.id != "" {
		h.Set("X-Request-Id", f.id)
	}
	remark(w, f)
	reply(w, f.status, object{"error": f.body()})
}

// reply answers with a JSON document.
func reply(w http.ResponseWriter, status int, value any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(encode(value)) // who has hung up needs no answer
}
