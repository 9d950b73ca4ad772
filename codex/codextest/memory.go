package codextest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"banter/internal/crash"
)

// Client returns an HTTP client whose requests to any host reach the server in
// memory, streaming included. It runs goroutines only during a request, so it
// works inside testing/synctest, with a server made inside or outside the
// bubble. There are no buffers: the server's writes wait for the reader.
func (s *Server) Client() *http.Client { return &http.Client{Transport: memory{s}} }

// memory is the http.RoundTripper that calls the server directly.
type memory struct{ server *Server }

// RoundTrip implements http.RoundTripper.
func (m memory) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	pr, pw := io.Pipe()
	w := &memoryWriter{header: http.Header{}, pipe: pw, ready: make(chan struct{})}
	// Reads fail at once with the caller's reason, even if the handler still
	// runs.
	stop := crash.OnDone(ctx, func() { pw.CloseWithError(context.Cause(ctx)) })
	crash.Go(func() {
		defer cancel()
		defer stop()
		m.serve(w, serverRequest(ctx, req))
	})
	select {
	case <-w.ready:
	case <-ctx.Done():
		select {
		case <-w.ready: // the handler ended the answer
		default:
			cancel()
			return nil, context.Cause(ctx)
		}
	}
	if w.err != nil {
		cancel()
		return nil, w.err
	}
	body := &memoryBody{PipeReader: pr, cancel: cancel}
	return w.response(req, body), nil
}

// serve runs the handler. A panic looks to the client like a broken connection.
func (m memory) serve(w *memoryWriter, r *http.Request) {
	defer r.Body.Close()
	defer func() {
		switch p := recover(); p {
		case nil:
			w.WriteHeader(http.StatusOK)
			w.pipe.Close()
		case http.ErrAbortHandler:
			w.fail(cmp.Or(context.Cause(r.Context()), io.ErrUnexpectedEOF))
		default:
			w.fail(fmt.Errorf("codextest: handler panicked: %v", p))
		}
	}()
	m.server.ServeHTTP(w, r)
}

// serverRequest returns req in the form in which a server receives it.
func serverRequest(ctx context.Context, req *http.Request) *http.Request {
	r := req.Clone(ctx)
	r.RequestURI = req.URL.RequestURI()
	r.RemoteAddr = "127.0.0.1:1"
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	if r.Host == "" {
		r.Host = req.URL.Host
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	return r
}

// A memoryWriter is the server's end of an answer.
type memoryWriter struct {
	header http.Header
	pipe   *io.PipeWriter
	once   sync.Once
	ready  chan struct{} // closed when status, sent and err are set
	status int
	sent   http.Header // header at the time of WriteHeader
	err    error       // set if there is no answer at all
}

func (w *memoryWriter) Header() http.Header { return w.header }

func (w *memoryWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.ready)
	})
}

func (w *memoryWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(p)
}

// Flush implements http.Flusher. Nothing is buffered.
func (w *memoryWriter) Flush() { w.WriteHeader(http.StatusOK) }

// fail breaks the body off or, before WriteHeader, fails the round trip.
func (w *memoryWriter) fail(err error) {
	w.once.Do(func() {
		w.err = err
		close(w.ready)
	})
	w.pipe.CloseWithError(err)
}

// response returns the client's end of the answer.
func (w *memoryWriter) response(req *http.Request, body io.ReadCloser) *http.Response {
	length := int64(-1)
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		length = n
	}
	return &http.Response{
		Status:        strconv.Itoa(w.status) + " " + http.StatusText(w.status),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.sent,
		Body:          body,
		ContentLength: length,
		Request:       req,
	}
}

// memoryBody ends the handler when the reader is done with it.
type memoryBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (b *memoryBody) Close() error {
	err := b.PipeReader.Close()
	b.cancel()
	return err
}
