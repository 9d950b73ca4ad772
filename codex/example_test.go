package codex_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// emulator returns a server that answers in place of the real backend, and the
// source of a person who is signed in there. Programs leave out BaseURL and
// HTTPClient.
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
	server, source := emulator(codextest.Text(`{"color":"blue"}`))
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	answer, err := client.Generate(context.Background(), codex.Request{
		Model: "gpt-6.1-sol",
		Input: []codex.Item{codex.UserText("What color is the sky?")},
		Schema: &codex.Schema{Name: "sky", Strict: true, JSON: json.RawMessage(
			`{"type":"object","properties":{"color":{"type":"string"}},"required":["color"],"additionalProperties":false}`)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text(), answer.Finish)
	// Output: {"color":"blue"} stop
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
		// e.Sentence and e.Hint are for the person.
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
	fmt.Println(model.Slug, model.Effort("high"))

	chosen := catalog.Pick("gpt-99") // perhaps newer than the catalog
	fmt.Println(chosen.Slug, chosen.Effort("high") == "")
	// Output:
	// gpt-6.1-sol high
	// gpt-99 true
}

// With a Transport in its HTTP client, the official SDK works on a ChatGPT
// plan.
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

// A web page sends its requests to a Proxy of its own server, each with the
// sign-in of the person who uses the page. In a browser, Options.ProxyBaseURL
// defaults to the path at which this server has the Proxy.
func ExampleProxy() {
	backend, source := emulator(codextest.Text("Hello, page."))
	mux := http.NewServeMux()
	mux.Handle("/api/proxy/openai/codex/", &codex.Proxy{BaseURL: backend.BaseURL(), Base: backend.Client().Transport})
	server := httptest.NewServer(mux)
	defer server.Close()

	client := codex.NewClient(codex.Options{Source: source, ProxyBaseURL: server.URL + "/api/proxy/openai/codex"})
	answer, err := client.Generate(context.Background(), codex.Request{
		Model: "gpt-6.1-sol", Input: []codex.Item{codex.UserText("Say hello.")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text())

	// A request without a sign-in gets no further.
	resp, err := http.Post(server.URL+"/api/proxy/openai/codex/responses", "application/json", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output:
	// Hello, page.
	// 401 Unauthorized
}

// A conversation that is saved as JSON needs the maker of each item beside it.
func ExampleItem_MadeBy() {
	server, source := emulator(codextest.Text("The first answer."), codextest.Text("The second one."))
	client := codex.NewClient(codex.Options{Source: source, BaseURL: server.BaseURL(), HTTPClient: server.Client()})

	request := codex.Request{Model: "gpt-6.1-sol", Input: []codex.Item{codex.UserText("First?")}}
	answer, err := client.Generate(context.Background(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Input = append(request.Input, answer.Items...)

	type saved struct {
		Item           codex.Item
		Model, Account string
	}
	var list []saved
	for _, item := range request.Input {
		model, account := item.Maker()
		list = append(list, saved{item, model, account})
	}
	file, err := json.Marshal(list)
	if err != nil {
		fmt.Println(err)
		return
	}

	var loaded []saved
	if err := json.Unmarshal(file, &loaded); err != nil {
		fmt.Println(err)
		return
	}
	request.Input = nil
	for _, s := range loaded {
		request.Input = append(request.Input, s.Item.MadeBy(s.Model, s.Account))
	}
	request.Input = append(request.Input, codex.UserText("Second?"))
	answer, err = client.Generate(context.Background(), request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Text())
	// Output: The second one.
}
