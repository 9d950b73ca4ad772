package codextest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// statuses are the statuses of the response in an event that ends an answer;
// none means an event without a response.
var statuses = []string{"completed", "failed", "incomplete", "cancelled", "in_progress", "none"}

// endingFaults are answers that do not end with response.completed, and errors
// in every form that servers and gateways use.
var endingFaults = []fault{
	{name: "done", args: statuses, at: epResponses, doc: "response.done in the middle of the text, whose response has the status ARG", stream: endsAs("response.done")},
	{name: "completed", args: statuses[:5], at: epResponses, doc: "response.completed in the middle of the text, whose response has the status ARG", stream: endsAs("response.completed")},
	{name: "cancelled", at: epResponses, doc: "response.cancelled in the middle of the text", stream: func(string) *streamFault { return endsAs("response.cancelled")("cancelled") }},
	{name: "error-status", args: []string{"400", "429", "500"}, at: epResponses, doc: "an error event with an error inside and the status ARG beside it", stream: errorStatus},
	{name: "error-untyped", args: failedCodes, at: epResponses, doc: "an error event whose data does not name its type", stream: untyped("event: error\n")},
	{name: "error-unnamed", args: failedCodes, at: epResponses, doc: "data with an error inside, which is no event at all", stream: untyped("")},
	{name: "error-text", at: epResponses, doc: "an error event with words instead of JSON", stream: at(beforeText, func(st *stream) {
		st.raw([]byte("event: error\ndata: upstream connect error\n\n"))
		st.stop()
	})},
	{name: "200-json", args: failedCodes, at: epResponses, doc: "200 with a JSON error instead of a stream", reply: func(_ *Server, _ *transaction, code string) *reply {
		return ok(object{"error": errorObject(code)})
	}},
	{name: "200-detail", at: epResponses, doc: "200 with a bare detail instead of a stream", reply: always(detail(http.StatusOK, "Unsupported parameter: temperature"))},
	{name: "200-text", at: epResponses, doc: "200 with the words of a gateway instead of a stream", reply: always(plainText(http.StatusOK,
		"upstream connect error or disconnect/reset before headers"))},
	{name: "400-words", at: epResponses, doc: "400 that says which value of which parameter is wrong", reply: always(invalid("unsupported_value", "reasoning.effort",
		"Unsupported value: 'xhigh' is not supported with this model. Supported values are: 'low', 'medium', and 'high'."))},
	{name: "402", at: epResponses, doc: "402: the workspace is deactivated", reply: always(&reply{status: http.StatusPaymentRequired,
		body: object{"detail": object{"code": "deactivated_workspace"}}})},
	{name: "again-in", args: []string{"6m0s", "1m26.4s", "20ms", "3 days"}, at: epResponses, doc: "response.failed with rate_limit_exceeded, which asks to try again in ARG", stream: againIn},
	{name: "reasoning-refused", args: []string{"http", "stream"}, at: epResponses,
		doc: "requests with encrypted reasoning are refused in words, without a code: as a 400, or in the stream", reply: reasoningRefused},
	{name: "flood", at: epResponses, doc: "a megabyte of text more than asked for, or :BYTES", stream: flood},
}

// endsAs ends the answer with an event of the given name: after the text if the
// status is completed or none, else in the middle of it.
func endsAs(event string) func(string) *streamFault {
	return func(status string) *streamFault {
		m := midText
		if status == "completed" || status == "none" {
			m = beforeEnd
		}
		return at(m, func(st *stream) { st.endAs(event, status) })("")
	}
}

func (st *stream) endAs(event, status string) {
	if status == "none" {
		st.send(event)
		st.stop()
		return
	}
	final := st.response(status)
	final["usage"] = st.usage()
	switch status {
	case "failed":
		final["error"] = object{"code": "server_error", "message": messageOf("server_error")}
	case "incomplete":
		final["incomplete_details"] = object{"reason": "max_output_tokens"}
	}
	st.send(event, field{"response", final})
	st.stop()
}

// errorObject returns the API's error object for a code.
func errorObject(code string) object {
	kind := "server_error"
	switch code {
	case "context_length_exceeded", "invalid_prompt":
		kind = "invalid_request_error"
	case "usage_limit_reached":
		return object{"type": code, "message": messageOf(code), "plan_type": "plus", "resets_in_seconds": 3600}
	}
	return apiError{code: code, kind: kind, message: messageOf(code)}.fields()
}

func errorStatus(status string) *streamFault {
	n, _ := strconv.Atoi(status)
	why := apiError{code: "previous_response_not_found", param: "previous_response_id", message: "Previous response with id 'resp_x' not found."}.fields()
	if n != http.StatusBadRequest {
		why = object{"message": "Something went wrong."}
	}
	return at(beforeText, func(st *stream) {
		st.send("error", field{"error", why}, field{"status", n})
		st.stop()
	})("")
}

func untyped(name string) func(string) *streamFault {
	return func(code string) *streamFault {
		return at(beforeText, func(st *stream) {
			data, _ := json.Marshal(object{"error": errorObject(code)})
			st.raw([]byte(name + "data: " + string(data) + "\n\n"))
			st.stop()
		})("")
	}
}

func againIn(pause string) *streamFault {
	return at(beforeText, func(st *stream) {
		st.failed(object{"code": "rate_limit_exceeded", "message": "Rate limit reached. Please try again in " + pause + "."}, false)
	})("")
}

// hasReasoning reports whether a request holds encrypted reasoning.
func (c *transaction) hasReasoning() bool {
	return bytes.Contains(c.body, []byte(`"encrypted_content":"`))
}

func reasoningRefused(s *Server, c *transaction, how string) *reply {
	why := apiError{status: http.StatusBadRequest,
		message: "The encrypted content for item rs_1 could not be verified. Reason: Encrypted content could not be decrypted or parsed."}
	if how == "http" {
		return why.reply()
	}
	c.stream = at(beforeText, func(st *stream) { st.failed(why.fields(), false) })("")
	return nil
}

// flood sends deltas of a kilobyte until they have size bytes.
func flood(size string) *streamFault {
	left, err := strconv.Atoi(size)
	if err != nil {
		left = 1 << 20
	}
	return at(midText, func(st *stream) {
		at := partRef{textDelta, st.newID("msg"), st.output, "content_index", 0}
		prefix := st.deltaPrefix(at)
		text := strings.Repeat("All work and no play. ", 46)
		for ; st.err == nil && left > 0; left -= len(text) {
			st.delta(at, prefix, text)
		}
	})("")
}
