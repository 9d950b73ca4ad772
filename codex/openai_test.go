package codex_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// sdk returns the official client with a Transport to the emulator.
func sdk(s *codextest.Server, source codex.TokenSource) *openai.Client {
	transport := &codex.Transport{Source: source, BaseURL: s.BaseURL(), Base: s.Client().Transport}
	client := openai.NewClient(option.WithHTTPClient(&http.Client{Transport: transport}), option.WithAPIKey("unused"), option.WithMaxRetries(0))
	return &client
}

func params(model string) responses.ResponseNewParams {
	return responses.ResponseNewParams{
		Model:           model,
		MaxOutputTokens: openai.Int(100), // the backend refuses it, so the transport removes it
		Input: responses.ResponseNewParamsInputUnion{OfInputItemList: responses.ResponseInputParam{
			responses.ResponseInputItemParamOfMessage("Say something.", responses.EasyInputMessageRoleUser),
		}},
	}
}

func TestRow16OfficialSDK(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	source := visit(s)
	s.ExpireAccess() // the first request gets a 401, and the transport refreshes
	stream := sdk(s, source).Responses.NewStreaming(t.Context(), params("gpt-6.1-sol"))
	var streamed, collected strings.Builder
	completed := false
	for stream.Next() {
		switch e := stream.Current().AsAny().(type) {
		case responses.ResponseTextDeltaEvent:
			streamed.WriteString(e.Delta)
		case responses.ResponseTextDoneEvent:
			collected.WriteString(e.Text)
		case responses.ResponseCompletedEvent:
			completed = true
		}
	}
	if err := stream.Err(); err != nil || !completed || streamed.String() != document || collected.String() != document {
		t.Errorf("%d bytes streamed, %d collected, completed %v, %v", streamed.Len(), collected.Len(), completed, err)
	}
	if source.refreshes != 1 || posts(s) != 2 {
		t.Errorf("%d refreshes, %d requests", source.refreshes, posts(s))
	}
}

func TestRow16OfficialSDKErrors(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	stream := sdk(s, visit(s)).Responses.NewStreaming(t.Context(), params("gpt-99"))
	for stream.Next() {
	}
	refused, ok := errors.AsType[*openai.Error](stream.Err())
	if !ok || refused.StatusCode != http.StatusBadRequest {
		t.Errorf("%v", stream.Err())
	}
	_, err := sdk(s, visit(s)).Embeddings.New(t.Context(), openai.EmbeddingNewParams{Model: "text-embedding-3-small",
		Input: openai.EmbeddingNewParamsInputUnion{OfString: openai.String("x")}})
	if missing, ok := errors.AsType[*codex.NoSuchModelError](err); !ok || missing.Model != "text-embedding-3-small" {
		t.Errorf("%v", err)
	}
}

// TestDocumentedOfficialSDK: a program that gives the official client a Transport with a
// saved sign-in of the documented route gets an error that says why, in the words of
// the error and in its text, and nothing is sent.
func TestDocumentedOfficialSDK(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	p := auth.Documented()
	p.Issuer, p.BaseURL = s.Issuer(), s.DocumentedBaseURL()
	source, err := auth.NewSource(auth.SourceOptions{Provider: p, Store: auth.NewMemory(beGuest(s).tokens), HTTPClient: s.Client()})
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{s.DocumentedBaseURL(), s.BaseURL(), ""} {
		client := openai.NewClient(option.WithAPIKey("unused"), option.WithMaxRetries(0), option.WithHTTPClient(&http.Client{
			Transport: &codex.Transport{Source: source, BaseURL: base, Base: s.Client().Transport},
		}))
		_, err := client.Responses.New(t.Context(), params("gpt-6.1-sol"))
		refused, ok := errors.AsType[*codex.Error](err)
		if !ok || refused.Code != codex.CodeForbidden || !strings.Contains(refused.Sentence, "no other program through it") || refused.Hint == "" {
			t.Errorf("base %q: %v", base, err)
		}
		if err == nil || !strings.Contains(err.Error(), "terms of Sign in with ChatGPT") {
			t.Errorf("base %q: the text of the error does not say why: %v", base, err)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// No formatting of a value prints a token.
func TestRow17NothingPrintsTokens(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	source := visit(s)
	opts := codex.Options{Source: source, BaseURL: s.BaseURL(), HTTPClient: s.Client(), CacheDir: t.TempDir()}
	c := codex.NewClient(opts)
	answer, err := c.Generate(t.Context(), question("gpt-6.1-sol"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, _ := c.Models(t.Context())
	transport := &codex.Transport{Source: source}
	for _, value := range []any{opts, c, answer, source.tokens, catalog, transport} {
		for _, format := range []string{"%v", "%+v", "%#v"} {
			if strings.Contains(fmt.Sprintf(format, value), canary) {
				t.Errorf("%s of a %T holds a token", format, value)
			}
		}
	}
}
