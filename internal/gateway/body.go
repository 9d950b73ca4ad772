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
	// maxBody is the largest body of a request, compressed and decompressed, in
	// bytes. It leaves room for images.
	maxBody = 64 << 20
	// maxWindow is the memory for decompressing zstd, in bytes. Up to level 19,
	// encoders need at most half of it.
	maxWindow = 16 << 20
	// bodyTime is how long a body may take to arrive. It comes from this
	// machine.
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
	// Fails for writers without deadlines, such as those of tests.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTime))
	body, err := readWhole(unpack, http.MaxBytesReader(w, r.Body, maxBody))
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large || errors.Is(err, errLarge) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return refusal(http.StatusRequestEntityTooLarge, "request_too_large", "", "The request is larger than 64 MB.")
	}
	if err != nil {
		return bad("invalid_request", "", "The request did not arrive whole, or cannot be decompressed.")
	}
	return parse(body, value)
}

// An unpacker decodes a content coding.
type unpacker func(io.Reader) (io.ReadCloser, error)

// unpackers are the content codings of bodies. The Codex CLI compresses with
// zstd.
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

// readWhole reads and decompresses a body.
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
