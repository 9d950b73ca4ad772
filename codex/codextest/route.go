package codextest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const backend = "/backend-api"

// The endpoints, as faults name them.
const (
	epDeviceStart = "device-start"
	epDevicePoll  = "device-poll"
	epDevicePage  = "device-page"
	epAuthorize   = "authorize"
	epExchange    = "exchange"
	epRefresh     = "refresh"
	epRevoke      = "revoke"
	epModels      = "models"
	epResponses   = "responses"
	epUsage       = "usage"
	epAccounts    = "accounts"
)

// A transaction is a request and its answer.
type transaction struct {
	w        *statusWriter
	r        *http.Request
	endpoint string
	body     []byte     // decompressed
	form     url.Values // parameters, for the token endpoint
	access   *access    // token of the request, for the backend; nil if unknown
	edits    []func(object)
	lost     bool         // a fault: process the request but do not answer
	deny     string       // a fault: why the issuer refuses the code
	stream   *streamFault // a fault of the stream, or nil

	documented *documentedAccess  // token of the request, for the API of the documented route; set by authorizeDocumented
	callback   []func(url.Values) // faults of the callback of the documented sign-in
	idFault    string             // a fault of the id token
}

// now returns the time of the server's clock.
func (s *Server) now() time.Time { return s.opts.Now() }

// answer reads, records and answers a request.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	body, refused := readBody(r)
	c := &transaction{r: r, body: body}
	c.endpoint = c.findEndpoint()
	s.identify(c)
	c.w = &statusWriter{ResponseWriter: w, decided: s.record(c)}
	defer c.w.settle()
	s.commonHeaders(c)
	if refused != nil {
		refused.write(c)
		return
	}
	if s.runFaults(c) {
		return
	}
	s.route(c)
}

// commonHeaders sets the headers of all answers.
func (s *Server) commonHeaders(c *transaction) {
	serial := s.lockedNext()
	h := c.w.Header()
	h.Set("Date", s.now().UTC().Format(http.TimeFormat))
	h.Set("x-request-id", uuid("request", serial))
	h.Set("x-oai-request-id", uuid("request", serial))
	h.Set("cf-ray", hexNoise("ray", serial, 16)+"-FRA")
}

// findEndpoint returns the endpoint of the request, or "" for an unknown path.
func (c *transaction) findEndpoint() string {
	switch path := strings.TrimRight(c.r.URL.Path, "/"); path {
	case "/api/accounts/deviceauth/usercode":
		return epDeviceStart
	case "/api/accounts/deviceauth/token":
		return epDevicePoll
	case "/codex/device":
		return epDevicePage
	case "/oauth/authorize":
		return epAuthorize
	case "/oauth/token":
		c.form = tokenForm(c)
		if c.form.Get("grant_type") == "refresh_token" {
			return epRefresh
		}
		return epExchange
	case "/oauth/revoke":
		return epRevoke
	case "/.well-known/openid-configuration":
		return epDiscovery
	case "/.well-known/jwks.json":
		return epKeys
	case "/api/accounts/authorize":
		return epDocumentedAuthorize
	case "/api/accounts/oauth/token":
		c.form = tokenForm(c)
		if c.form.Get("grant_type") == "refresh_token" {
			return epDocumentedRefresh
		}
		return epDocumentedExchange
	case "/api/accounts/oauth/revoke":
		return epDocumentedRevoke
	case backend + "/codex/models":
		return epModels
	case backend + "/codex/responses":
		return epResponses
	case backend + "/wham/usage":
		return epUsage
	case backend + "/wham/accounts/check":
		return epAccounts
	default:
		if strings.HasPrefix(path, apiPath+"/") {
			return c.apiEndpoint(path)
		}
	}
	return ""
}

// route answers a request that no fault has answered.
func (s *Server) route(c *transaction) {
	type handler struct {
		methods string
		serve   func(*Server, *transaction) *reply
	}
	h, ok := map[string]handler{
		epDeviceStart: {"POST", (*Server).deviceStart},
		epDevicePoll:  {"POST", (*Server).devicePoll},
		epDevicePage:  {"GET POST", (*Server).devicePage},
		epAuthorize:   {"GET POST", (*Server).authorizePage},
		epExchange:    {"POST", (*Server).exchange},
		epRefresh:     {"POST", (*Server).refreshTokens},
		epRevoke:      {"POST", (*Server).revoke},
		epModels:      {"GET", (*Server).listModels},
		epResponses:   {"GET POST", (*Server).responses},
		epUsage:       {"GET", (*Server).usage},
		epAccounts:    {"GET", (*Server).accounts},

		epDiscovery:           {"GET", (*Server).discovery},
		epKeys:                {"GET", (*Server).keySet},
		epDocumentedAuthorize: {"GET POST", (*Server).consentPage},
		epDocumentedExchange:  {"POST", (*Server).documentedExchange},
		epDocumentedRefresh:   {"POST", (*Server).documentedRefresh},
		epDocumentedRevoke:    {"POST", (*Server).documentedRevoke},
		epDocumentedModels:    {"GET", (*Server).documentedModels},
		epDocumentedResponses: {"POST", (*Server).documentedResponses},
		epDocumentedOther:     {c.r.Method, (*Server).routeNotSupported},
	}[c.endpoint]
	switch {
	case !ok:
		detail(http.StatusNotFound, "Not Found").write(c)
	case !strings.Contains(h.methods, c.r.Method):
		methodNotAllowed(strings.ReplaceAll(h.methods, " ", ", ")).write(c)
	default:
		if answer := h.serve(s, c); answer != nil {
			answer.write(c)
		}
	}
}

// maxBody is far larger than any conversation; the limit of the real servers is
// not documented.
const maxBody = 64 << 20

// readBody returns the body of r, decompressed. The backend accepts plain, gzip
// and zstd.
func readBody(r *http.Request) ([]byte, *reply) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, detail(http.StatusBadRequest, "Could not read the request body")
	}
	if len(raw) > maxBody {
		return nil, tooLarge()
	}
	body, err := decompress(r.Header.Get("Content-Encoding"), bytes.NewReader(raw))
	if err != nil {
		return nil, detail(http.StatusBadRequest, "Could not decode the request body")
	}
	return body, nil
}

// A statusWriter reports the status once it is known.
type statusWriter struct {
	http.ResponseWriter
	decided func(status int)
	done    bool
}

// settle reports status 0 if there was no answer.
func (w *statusWriter) settle() {
	if !w.done {
		w.done = true
		w.decided(0)
	}
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if !w.done {
		w.done = true
		w.decided(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *statusWriter) Write(p []byte) (int, error) {
	if !w.done {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Flush implements http.Flusher.
func (w *statusWriter) Flush() {
	if !w.done {
		w.WriteHeader(http.StatusOK)
	}
	http.NewResponseController(w.ResponseWriter).Flush()
}

// itoa formats a number for a header.
func itoa[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }
