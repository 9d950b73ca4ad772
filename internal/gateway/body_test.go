package gateway

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"banter/codex/codextest"
)

func gzipped(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.String()
}

func zstandard(t testing.TB, body string, opts ...zstd.EOption) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, opts...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.String()
}

// Compressed bodies are decompressed; the limit holds for the size after that.
func TestPackedBodies(t *testing.T) {
	bomb := question + strings.Repeat(" ", maxBody) + `}`
	fits := question + strings.Repeat(" ", 8<<20) + `}`
	r := newRig(t, codextest.Options{Doc: "fine"})
	for name, tt := range map[string]struct {
		coding, body string
		status       int
	}{
		"gzip":                {"gzip", gzipped(t, question+`}`), 200},
		"x-gzip":              {"x-gzip", gzipped(t, question+`}`), 200},
		"GZIP":                {"GZIP", gzipped(t, question+`}`), 200},
		"zstd":                {"zstd", zstandard(t, question+`}`), 200},
		"identity":            {"identity", question + `}`, 200},
		"gzip, large":         {"gzip", gzipped(t, fits), 200},
		"zstd, large":         {"zstd", zstandard(t, fits, zstd.WithEncoderLevel(zstd.SpeedBestCompression)), 200},
		"two gzip members":    {"gzip", gzipped(t, question) + gzipped(t, `}`), 200},
		"two zstd frames":     {"zstd", zstandard(t, question) + zstandard(t, `}`), 200},
		"gzip bomb":           {"gzip", gzipped(t, bomb), 413},
		"zstd bomb":           {"zstd", zstandard(t, bomb), 413},
		"zstd, vast window":   {"zstd", zstandard(t, bomb, zstd.WithWindowSize(2*maxWindow)), 413},
		"not gzip":            {"gzip", question + `}`, 400},
		"not zstd":            {"zstd", question + `}`, 400},
		"gzip, torn":          {"gzip", gzipped(t, question+`}`)[:30], 400},
		"zstd, torn":          {"zstd", zstandard(t, question+`}`)[:20], 400},
		"gzip of nothing":     {"gzip", "", 400},
		"unknown":             {"br", question + `}`, 415},
		"deflate":             {"deflate", question + `}`, 415},
		"twice":               {"gzip, gzip", gzipped(t, gzipped(t, question+`}`)), 415},
		"not an object":       {"gzip", gzipped(t, `[]`), 400},
		"nothing is unpacked": {"", gzipped(t, question+`}`), 400},
	} {
		req := request(http.MethodPost, pathResponses, tt.body)
		req.Header.Set("Content-Encoding", tt.coding)
		w := r.do(req)
		if w.Code != tt.status {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if tt.status != 200 && dig(decoded(t, w.Body.Bytes()), "error", "message") == nil {
			t.Errorf("%s: %s", name, w.Body)
		}
	}
	req := request(http.MethodPost, pathResponses, question+`}`)
	req.Header["Content-Encoding"] = []string{"gzip", "zstd"}
	if w := r.do(req); w.Code != 415 {
		t.Errorf("two headers: %d", w.Code)
	}
}

// Extra slashes do no harm, with or without a body.
func TestSlashes(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	for path, status := range map[string]int{
		"/v1/responses/": 200, "/v1//responses": 200, "//v1///responses//": 200, "/v1/./responses": 200, "/v1//responses?x=1": 200,
		"/responses": 404, "/v1/v1/responses": 404, "/v1/responsess": 404,
	} {
		if w := r.post(path, question+`}`); w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := r.post("/v1//chat/completions/", chatQuestion+`}`); w.Code != 200 {
		t.Errorf("%d", w.Code)
	}
	for _, path := range []string{"/v1/models/", "//v1//models", "/v1/models//" + classic + "/"} {
		if w := r.do(request(http.MethodGet, path, "")); w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if lines := r.log.String(); strings.Contains(lines, "//") || strings.Count(lines, " /v1/responses ") != 5 {
		t.Errorf("journal\n%s", lines)
	}
}
