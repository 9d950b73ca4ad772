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
	kind    string // type in the API, such as invalid_request_error
	code    string
	param   string // parameter at fault; may be empty
	message string
	after   time.Duration // pause before another attempt; 0 if unknown
	again   bool          // SDKs may send the request again
	id      string        // id of the request, for support; may be empty

	theirCode, theirMessage string // code and message of the server; may be empty
}

const invalidRequest = "invalid_request_error"

// refusal returns the fault of a request that is refused.
func refusal(status int, code, param, message string) *fault {
	return &fault{status: status, kind: invalidRequest, code: code, param: param, message: message}
}

// bad returns a refusal with status 400.
func bad(code, param, message string) *fault {
	return refusal(http.StatusBadRequest, code, param, message)
}

// invalid returns the fault of a parameter with a wrong value.
func invalid(param, message string) *fault { return bad("invalid_value", param, message) }

// unsupported returns the fault of a parameter that the backend does not
// support and that cannot be dropped.
func unsupported(param, message string) *fault {
	return bad("unsupported_parameter", param, message)
}

// faultByCode holds the OpenAI API's words for each [codex.Code] ("Error codes"
// in its guides). Status 0 means the server's status.
var faultByCode = map[codex.Code]fault{
	codex.CodeSignIn:      {status: http.StatusUnauthorized, kind: "authentication_error", code: "sign_in_required"},
	codex.CodeForbidden:   {status: http.StatusForbidden, kind: "permission_error", code: "forbidden"},
	codex.CodeConsent:     {status: http.StatusForbidden, kind: "permission_error", code: "plan_use_off"},
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

// faultOf returns the fault for an error of package codex.
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
	// The server's message says what is wrong with the request.
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

// quoted are the codes of errors that the programmer has to fix, with the help
// of the server's message.
var quoted = map[codex.Code]bool{codex.CodeRefused: true, codex.CodeModel: true, codex.CodeContextFull: true}

func sentences(n notice.Notice) string { return strings.TrimSpace(n.Sentence + " " + n.Hint) }

// object is a JSON object. encoding/json sorts its members by name.
type object = map[string]any

// body returns the fault in the form of the API.
func (f *fault) body() object {
	return object{"message": f.message, "type": f.kind, "param": orNull(f.param), "code": orNull(f.code)}
}

// orNull returns text, or null for "".
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// fail answers with a fault. It must be called before anything else is written.
func fail(w http.ResponseWriter, f *fault) {
	h := w.Header()
	h.Set("X-Should-Retry", strconv.FormatBool(f.again)) // for OpenAI's SDKs
	// Other clients obey Retry-After. For a plan's limit only the message holds
	// the time: no program should sleep until then.
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
	_, _ = w.Write(encode(value)) // fails only if the client has hung up
}
