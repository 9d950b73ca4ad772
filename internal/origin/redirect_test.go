package origin_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"banter/internal/origin"
)

func TestGuardRedirects(t *testing.T) {
	reached := ""
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reached = r.Header.Get("Authorization") + "?" }))
	defer other.Close()
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/near":
			http.Redirect(w, r, "/here", http.StatusTemporaryRedirect)
		case "/here":
			_, _ = io.WriteString(w, r.Header.Get("Authorization"))
		}
	}))
	defer home.Close()
	get := func(path string) (int, string) {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, home.URL+path, nil)
		request.Header.Set("Authorization", "Bearer x")
		response, err := origin.GuardRedirects(&http.Client{Transport: http.DefaultTransport}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return response.StatusCode, string(body)
	}
	if status, _ := get("/away"); status != http.StatusTemporaryRedirect || reached != "" {
		t.Errorf("status %d, the other host got %q", status, reached)
	}
	if status, body := get("/near"); status != http.StatusOK || body != "Bearer x" {
		t.Errorf("within the host: status %d, got %q", status, body)
	}
}

// TestClientsOwnLimit checks that the CheckRedirect of a client is asked.
func TestClientsOwnLimit(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	own := errors.New("no further")
	limited := origin.GuardRedirects(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return own }})
	if resp, err := limited.Get(server.URL); !errors.Is(err, own) {
		t.Errorf("got %v, %v", resp, err)
	}
}
