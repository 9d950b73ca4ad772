package codex_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// emulator stands for the real backend in the examples; source for a person
// who is signed in there. Programs leave out BaseURL and HTTPClient.
func emulator(answers ...codextest.Answer) (server *codextest.Server, source *auth.Source) {
	server = codextest.New(codextest.Options{})
	server.Script(answers...)
	tokens := server.SignIn(codextest.Account{}, 0)
	provider := auth.Codex()
	provider.Issuer, provider.BaseURL = server.Issuer(), server.BaseURL()
	source, err := auth.NewSource(auth.SourceOptions{
		Provider:   provider,
		HTTPClient: server.Client(),
		Tokens: &auth.Tokens{
			Access:    auth.NewSecret(tokens.Access),
			Refresh:   auth.NewSecret(tokens.Refresh),
			AccountID: tokens.Account.ID,
			Expiry:    tokens.Expiry,
		},
	})
	if err != nil {
		panic(err)
	}
	return server, source
}

func ExampleClient_Stream() {
	server, source := emulator(codextest.Text("Because the sea is salt."))
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	request := codex.Request{
		Model: "gpt-6.1-sol",
		Input: []codex.Item{codex.UserText("Why do tears taste of salt?")},
	}
	for event, err := range client.Stream(context.Background(), request) {
		if err != nil {
			fmt.Println(err)
			return
		}
		switch e := event.(type) {
		case codex.TextDelta:
			fmt.Print(e.Delta)
		case codex.ItemDone:
			request.Input = append(request.Input, e.Item) // for the next question
		case codex.Completed:
			fmt.Println()
		}
	}
	// Output: Because the sea is salt.
}

func ExampleClient_Generate() {
	server, source := emulator(codextest.Text(`{"colour":"blue"}`))
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	answer, err := client.Generate(context.Background(), codex.Request{
		Model: "gpt-6.1-sol",
		Input: []codex.Item{codex.UserText("What colour is the sky?")},
		Schema: &codex.Schema{Name: "sky", Strict: true, JSON: json.RawMessage(
			`{"type":"object","properties":{"colour":{"type":"string"}},"required":["colour"],"additionalProperties":false}`)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text(), answer.Finish)
	// Output: {"colour":"blue"} stop
}

func ExampleError() {
	server, source := emulator()
	server.SetLimits(codextest.Limits{Primary: &codextest.Window{UsedPercent: 100, Length: 5 * time.Hour}})
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	_, err := client.Generate(context.Background(), codex.Request{
		Model: "gpt-6.1-sol", Input: []codex.Item{codex.UserText("Hello?")}})
	if e, ok := errors.AsType[*codex.Error](err); ok && e.Code == codex.CodeUsageLimit {
		window, _ := e.Limits.Binding()
		fmt.Println(window.Label(), "limit of plan", e.Limits.Plan, "reached; try again", e.Retry, "a pause:", e.After > 0)
		// e.Sentence and e.Hint say it to the person.
	}
	// Output: 5 h limit of plan plus reached; try again after a pause: true
}

func ExampleClient_Models() {
	server, source := emulator()
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	catalog, err := client.Models(context.Background())
	if err != nil {
		fmt.Println(err)
	}
	model := catalog.Default()
	fmt.Println(model.Slug, model.Effort("high"), len(catalog.Listed()) > 3)
	// Output: gpt-6.1-sol high true
}

// The official SDK on a ChatGPT plan: only its HTTP client is another.
func ExampleTransport() {
	server, source := emulator(codextest.Text("Hello from your plan."))
	transport := &codex.Transport{Source: source, BaseURL: server.BaseURL(), Base: server.Client().Transport}

	client := openai.NewClient(
		option.WithHTTPClient(&http.Client{Transport: transport}),
		option.WithAPIKey("unused"),
	)
	stream := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{
		Model: "gpt-6.1-sol",
		Input: responses.ResponseNewParamsInputUnion{OfInputItemList: responses.ResponseInputParam{
			responses.ResponseInputItemParamOfMessage("Say hello.", responses.EasyInputMessageRoleUser),
		}},
	})
	for stream.Next() {
		if delta, ok := stream.Current().AsAny().(responses.ResponseTextDeltaEvent); ok {
			fmt.Print(delta.Delta)
		}
	}
	fmt.Println()
	if err := stream.Err(); err != nil {
		fmt.Println(err)
	}
	// Output: Hello from your plan.
}

func ExampleProxy() {
	server, _ := emulator(codextest.Text("Hello, page."))
	mux := http.NewServeMux()
	mux.Handle("/api/proxy/openai/codex/", &codex.Proxy{BaseURL: server.BaseURL(), Base: server.Client().Transport})

	// A page that does not bring its own sign-in gets nothing.
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/proxy/openai/codex/responses", nil))
	fmt.Fprint(os.Stdout, w.Code, " ", w.Body)
	// Output: 401 Authorization is missing.
}
