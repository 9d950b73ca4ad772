package codextest

import "net/http"

// planCodes are the codes of the documented route with the status of each
// ("Errors and recovery"). Those with v2 are older spellings.
var planCodes = []struct {
	code   string
	status int
}{
	{"subscription_sharing_usage_limit_exceeded", 429},
	{"subscription_sharing_usage_unavailable", 503},
	{"subscription_sharing_user_unavailable", 503},
	{"subscription_sharing_user_not_eligible", 403},
	{"subscription_sharing_unsupported_capability", 400},
	{"subscription_sharing_route_not_supported", 403},
	{"subscription_sharing_invalid_user", 401},
	{"chatpass_v2_scope_not_authorized", 403},
	{"chatpass_v2_invalid_authorization_context", 403},
	{"subscription_sharing_v2_user_not_eligible", 403},
	{"subscription_sharing_v2_route_not_supported", 403},
	{"subscription_sharing_v2_invalid_user", 401},
	{"subscription_sharing_v2_user_unavailable", 503},
	{"subscription_sharing_v2_client_not_enabled", 403},
	{"model_not_found", 404},
	{"unheard_of", 403},
}

func planCodeNames() []string {
	var names []string
	for _, c := range planCodes {
		names = append(names, c.code)
	}
	return names
}

// planFaults are failures of the API of the documented route. The others work
// there too: cut@documented-responses.
var planFaults = []fault{
	{name: "plan-code", args: planCodeNames(), at: epDocumentedResponses, doc: "the code ARG of the documented route, before an answer", reply: planRefused},
	{name: "plan-failed", args: planCodeNames()[:3], at: epDocumentedResponses, doc: "response.failed with the code ARG of the documented route, in the middle of the text",
		stream: failedAt(midText, false)},
	{name: "plan-capability", args: []string{"service_tier", "tools[0]", "input"}, at: epDocumentedResponses, doc: "400 unsupported_capability that names the parameter ARG",
		reply: func(_ *Server, _ *transaction, param string) *reply { return unsupportedCapability(param) }},
	{name: "plan-parameter", args: []string{"temperature"}, at: epDocumentedResponses, doc: "400 with a detail that names the parameter ARG",
		reply: func(_ *Server, _ *transaction, name string) *reply {
			return detail(http.StatusBadRequest, "Unsupported parameter: "+name)
		}},
	{name: "admission", args: []string{"401", "403", "503"}, at: epDocumentedResponses, doc: "the status ARG with words in a detail, before an answer", reply: admissionRefused},
	{name: "admission-token", at: epDocumentedResponses, doc: "401 with the code invalid_token in a detail", reply: always(invalidToken())},
	{name: "plan-done", at: epDocumentedResponses, doc: "response.done in place of response.completed",
		stream: func(string) *streamFault { return endsAs("response.done")("completed") }},
	{name: "plan-json", at: epDocumentedResponses, doc: "a whole stream that says to be JSON", stream: func(string) *streamFault {
		return &streamFault{header: func(h http.Header) { h.Set("Content-Type", "application/json") }}
	}},
	{name: "plan-redirect", at: epDocumentedResponses, doc: "307 to another path of this server", reply: always(&reply{status: http.StatusTemporaryRedirect,
		header: map[string]string{"Location": apiPath + "/elsewhere"}})},
	{name: "models-none", at: epDocumentedModels, doc: "an empty list of models", reply: always(ok(object{"models": []any{}}))},
	{name: "models-data", at: epDocumentedModels, doc: "a list of models in the usual form of the API, as data", reply: always(ok(object{
		"object": "list", "data": []any{object{"id": "gpt-5.5", "object": "model"}}}))},
}

func invalidToken() *reply {
	return &reply{status: http.StatusUnauthorized, body: object{"detail": object{"error_code": "invalid_token"}}}
}

func planRefused(_ *Server, _ *transaction, code string) *reply {
	for _, c := range planCodes {
		if c.code == code {
			return planError(c.status, code, "", "The request was refused for a test.")
		}
	}
	return planError(http.StatusForbidden, code, "", "The request was refused for a test.")
}

// admissionRefused returns a refusal before the Responses API. Its words decide
// nothing, so they are misleading on purpose.
func admissionRefused(_ *Server, _ *transaction, status string) *reply {
	switch status {
	case "401":
		return detail(http.StatusUnauthorized, "The usage limit has been reached")
	case "403":
		return detail(http.StatusForbidden, "The model does not exist or you do not have access to it")
	}
	return detail(http.StatusServiceUnavailable, "Unauthorized")
}
