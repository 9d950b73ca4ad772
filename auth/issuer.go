package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"banter/internal/attempt"
	"banter/internal/origin"
)

const (
	callTime  = 30 * time.Second // limit for one call to the issuer
	maxAnswer = 1 << 20          // bytes read of an answer
)

// An issuer calls a sign-in server.
type issuer struct {
	provider Provider
	about    *metadata
	client   *http.Client
	now      func() time.Time
	onSkew   func(ahead time.Duration) // called with how far the server's clock is ahead; may be nil
}

func newIssuer(p Provider, client *http.Client, now func() time.Time) issuer {
	if now == nil {
		now = time.Now
	}
	guarded := origin.GuardRedirects(client)
	guarded.Transport = attempt.Transport(guarded.Transport)
	p = p.complete()
	if p.dynamic() {
		guarded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return issuer{provider: p, about: new(metadata), client: guarded, now: now}
}

// An answer is a response of the issuer. It holds no text of the body beyond the
// JSON object, so that no error can quote it.
type answer struct {
	host   string
	status int
	header http.Header
	body   object // nil if the body is not a JSON object
	page   bool   // the body is HTML: a challenge or a captive portal, not a refusal
	abroad bool   // the page is for countries that are not served
}

func (i issuer) postJSON(ctx context.Context, address string, fields map[string]string) (answer, error) {
	body, err := json.Marshal(fields)
	if err != nil {
		return answer{}, fmt.Errorf("encode request: %w", err)
	}
	return i.post(ctx, address, "application/json", body)
}

func (i issuer) postForm(ctx context.Context, address string, fields map[string]string) (answer, error) {
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return i.post(ctx, address, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

func (i issuer) post(ctx context.Context, address, contentType string, body []byte) (answer, error) {
	return i.send(ctx, http.MethodPost, address, contentType, body)
}

func (i issuer) get(ctx context.Context, address string) (answer, error) {
	return i.send(ctx, http.MethodGet, address, "", nil)
}

func (i issuer) send(ctx context.Context, method, address, contentType string, body []byte) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("address of the issuer: %w", err)
	}
	if !origin.IsPrivate(request.URL) {
		return answer{}, unsafeHost("neither https nor on this machine", request.URL)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	request.Header.Set("Accept", "application/json")
	response, err := i.client.Do(request)
	if err != nil {
		return answer{}, unreachable(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return answer{}, unreachable(fmt.Errorf("read the answer of %s: %w", request.URL.Host, err))
	}
	return i.read(request.URL.Host, response, text), nil
}

// read returns the answer that a response holds.
func (i issuer) read(host string, response *http.Response, text []byte) answer {
	a := answer{host: host, status: response.StatusCode, header: response.Header}
	if json.Unmarshal(text, &a.body) != nil {
		a.body = nil
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	plain := strings.ToLower(string(bytes.TrimSpace(text)))
	a.page = response.Header.Get("Cf-Mitigated") != "" || a.body["cloudflare_error"] != nil ||
		a.body == nil && (kind == "text/html" || strings.HasPrefix(plain, "<") || strings.HasPrefix(plain, "error code: 1")) // of Cloudflare
	if v, ok := judge("", plain); ok && a.page && a.body == nil {
		a.abroad = v.code == CodeCountry || strings.HasPrefix(plain, "error code: 1009")
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil && i.onSkew != nil {
		i.onSkew(date.Sub(i.now()))
	}
	return a
}

// unreachable returns the error of a call without a response. It has no sentence,
// because package notice has the words for err.
func unreachable(err error) error {
	return &Error{Code: CodeNetwork, Err: err, passing: !attempt.Permanent(err)}
}

// twice repeats a call at once if the server did not process the first one: a
// refresh token, for example, is then not spent.
func twice(call func() (answer, error)) (answer, error) {
	a, err := call()
	if attempt.Repeatable(err) {
		return call()
	}
	return a, err
}

// ok reports whether the call succeeded.
func (a answer) ok() bool { return a.status/100 == 2 }

// code returns the error code in the body in lower case: error.code, or else error
// if it is a text, or else code (openai/codex login/src/auth/manager.rs), or else
// error.type if it is a known code. It returns "" for a text that has other
// characters than codes have.
func (a answer) code() string {
	fault := a.body.object("error")
	code := first(fault.text("code"), a.body.text("error"), a.body.text("code"), a.body.object("detail").text("code"))
	if kind := fault.text("type"); code == "" && isVerdict(kind) {
		code = kind
	}
	code = strings.ToLower(code)
	strange := func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_.-", r) }
	if len(code) > 64 || strings.ContainsFunc(code, strange) {
		return ""
	}
	return code
}

// words returns the messages in the body, to look for known phrases. No error
// quotes them.
func (a answer) words() string {
	fault := a.body.object("error")
	words := []string{
		a.body.text("error_description"), fault.text("error_description"), fault.text("message"),
		a.body.text("message"), a.body.text("detail"), a.body.object("detail").text("message"), a.body.text("error"),
	}
	return strings.Join(words, "\n")
}

// chain returns host, status and code, for logs.
func (a answer) chain() error {
	if code := a.code(); code != "" {
		return fmt.Errorf("%s: status %d, code %s", a.host, a.status, code)
	}
	return fmt.Errorf("%s: status %d", a.host, a.status)
}

// missing returns the error of an answer without a required field.
func (a answer) missing(field string) error {
	return &Error{
		Code:     CodeBadAnswer,
		Sentence: "The sign-in server's answer cannot be used: it has no " + field + ".",
		Hint:     "Try again. If that does not help, look for a newer Banter.",
		Err:      fmt.Errorf("%s: answer without %s", a.host, field),
	}
}
