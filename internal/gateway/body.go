package gateway

import (
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

const (
	// maxBody bounds the body of a request, packed and unpacked. Images make
	// bodies long.
	maxBody = 64 << 20
	// maxWindow bounds what unpacking zstd keeps in memory. Up to level 19 no
	// encoder wants more than half of it.
	maxWindow = 16 << 20
	// bodyTime is how long a body may take to arrive. Its way is short.
	bodyTime = time.Minute
)

// decode reads the body of a request into value.
func decode(w http.ResponseWriter, r *http.Request, value any) *fault {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return refusal(http.StatusUnsupportedMediaType, "unsupported_content_type", "", "The Content-Type must be application/json.")
	}
	unpack, known := unpackers[strings.ToLower(strings.Join(r.Header.Values("Content-Encoding"), ","))]
	if !known {
		return refusal(http.StatusUnsupportedMediaType, "unsupported_content_encoding", "", "The Content-Encoding must be gzip, zstd or identity.")
	}
	// Not every writer has deadlines; the server's own has.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime))
	body, err := readWhole(unpack, http.MaxBytesReader(w, r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large || errors.Is(err, errLarge) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return refusal(http.StatusRequestEntityTooLarge, "request_too_large", "", "The request is larger than 64 MB.")
	}
	if err != nil {
		return bad("invalid_request", "", "The request did not arrive whole, or cannot be unpacked.")
	}
	return parse(body, value)
}

// An unpacker undoes a content coding.
type unpacker func(io.Reader) (io.ReadCloser, error)

// unpackers are the content codings of bodies. The Codex CLI packs its own
// with zstd.
var unpackers = map[string]unpacker{
	"": plain, "identity": plain,
	"gzip": gunzip, "x-gzip": gunzip,
	"zstd": unzstd,
}

func plain(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(r), nil }

func gunzip(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }

func unzstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

var errLarge = errors.New("body is too large")

// readWhole reads and unpacks a body.
func readWhole(unpack unpacker, packed io.Reader) ([]byte, error) {
	r, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errLarge
	}
	return body, err
}
