package gateway

import (
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// A journal writes a line for each request: time, method, path, status,
// duration, bytes sent, and the kind of failure. It holds no text, headers or
// queries of the request; unknown paths and methods are (other).
type journal struct {
	next http.Handler
	now  func() time.Time

	mu sync.Mutex
	w  io.Writer // may be nil
}

// ServeHTTP implements http.Handler. A panic of a handler ends only its own
// request.
func (j *journal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := &record{ResponseWriter: w}
	start := j.now()
	defer func() {
		value := recover()
		if value != nil && value != http.ErrAbortHandler {
			rec.remark = "panic"
			j.print("%s", debug.Stack()) // holds functions and lines, no values
		}
		j.print("%s %s %s %d %.2fs %dB %s", start.Format(time.TimeOnly), knownMethod(r.Method), knownPath(r.URL.Path),
			rec.status, j.now().Sub(start).Seconds(), rec.bytes, rec.remark)
		if value != nil {
			panic(http.ErrAbortHandler) // the client must not mistake half an answer for a whole one
		}
	}()
	j.next.ServeHTTP(rec, r)
}

func (j *journal) print(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.w != nil {
		_, _ = io.WriteString(j.w, strings.TrimRight(fmt.Sprintf(format, args...), " \n")+"\n")
	}
}

func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "(other)"
}

func knownPath(path string) string {
	path = tidyPath(path)
	switch {
	case path == pathResponses, path == pathChat, path == pathModels, otherKinds[path] != "":
		return path
	case strings.HasPrefix(path, pathResponses+"/"):
		return pathResponses + "/(one)"
	case strings.HasPrefix(path, pathModels+"/"):
		return pathModels + "/(one)"
	case strings.HasPrefix(path, ProxyPrefix+"/"):
		return ProxyPrefix
	}
	return "(other)"
}

// ProxyPrefix is the path of a [codex.Proxy], where web pages expect it by
// default.
const ProxyPrefix = "/api/proxy/openai/codex"

// A record is an answer with the facts for the journal.
type record struct {
	http.ResponseWriter
	status int
	bytes  int
	remark string // kind of failure; may be empty
}

// WriteHeader implements http.ResponseWriter.
func (r *record) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *record) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += n
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *record) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// remark records a fault for the journal. The code may come from the server, so
// remark keeps it only if it looks like a code.
func remark(w http.ResponseWriter, f *fault) {
	r, ok := w.(*record)
	if !ok {
		return
	}
	r.remark = f.kind
	if strings.Trim(f.code, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && f.code != "" {
		r.remark = f.code
	}
}
