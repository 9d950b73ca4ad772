package gateway

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"

	"banter/codex/codextest"
)

// sdk returns the official client, which knows only address and key.
func sdk(t *testing.T, r *rig) openai.Client {
	server := httptest.NewServer(r.h)
	t.Cleanup(server.Close)
	return openai.NewClient(option.WithBaseURL(server.URL+"/v1"), option.WithAPIKey(key))
}

func TestOfficialSDKResponses(t *testing.T) {
	client := sdk(t, newRig(t, codextest.Options{Doc: "Hello there."}))
	params := responses.ResponseNewParams{Model: lite, Temperature: openai.Float(1), MaxOutputTokens: openai.Int(100),
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("Say something.")}}
	stream := client.Responses.NewStreaming(t.Context(), params)
	var streamed strings.Builder
	var last responses.Response
	for stream.Next() {
		switch e := stream.Current().AsAny().(type) {
		case responses.ResponseTextDeltaEvent:
			streamed.WriteString(e.Delta)
		case responses.ResponseCompletedEvent:
			last = e.Response
		}
	}
	if stream.Err() != nil || streamed.String() != "Hello there." || last.OutputText() != "Hello there." || last.Usage.TotalTokens == 0 {
		t.Errorf("%q, %q, %v", streamed.String(), last.OutputText(), stream.Err())
	}
	params.PreviousResponseID = openai.String(last.ID)
	whole, err := client.Responses.New(t.Context(), params)
	if err != nil || whole.OutputText() != "Hello there." || whole.Status != responses.ResponseStatusCompleted {
		t.Errorf("%v, %v", whole, err)
	}
}

func TestOfficialSDKChat(t *testing.T) {
	client := sdk(t, newRig(t, codextest.Options{Doc: "Hello there."}, calling()))
	params := openai.ChatCompletionNewParams{Model: lite, MaxTokens: openai.Int(5),
		Messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage("Be kind."), openai.UserMessage("Say something.")},
		Tools: []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
			Name: "weather", Parameters: shared.FunctionParameters{"type": "object"}})},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: param.NewOpt(true)},
	}
	stream := client.Chat.Completions.NewStreaming(t.Context(), params)
	var folded openai.ChatCompletionAccumulator
	for stream.Next() {
		folded.AddChunk(stream.Current())
	}
	if stream.Err() != nil || len(folded.Choices) != 1 || folded.Usage.TotalTokens == 0 {
		t.Fatalf("%v, %+v", stream.Err(), folded.ChatCompletion)
	}
	message := folded.Choices[0].Message
	if calls := message.ToolCalls; len(calls) != 2 || calls[0].Function.Arguments != `{"city":"Oslo"}` || folded.Choices[0].FinishReason != "tool_calls" {
		t.Errorf("%+v", message)
	}
	params.Messages = append(params.Messages, openai.AssistantMessage("Looking."), openai.UserMessage("And?"))
	params.StreamOptions = openai.ChatCompletionStreamOptionsParam{}
	whole, err := client.Chat.Completions.New(t.Context(), params)
	if err != nil || whole.Choices[0].Message.Content != "Hello there." || whole.Choices[0].FinishReason != "stop" {
		t.Errorf("%v, %v", whole, err)
	}
}

func TestOfficialSDKModelsAndErrors(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "Hello there."})
	client := sdk(t, r)
	page, err := client.Models.List(t.Context())
	if err != nil || len(page.Data) < 3 || page.Data[0].ID != lite {
		t.Errorf("%v, %v", page, err)
	}
	params := responses.ResponseNewParams{Model: "gpt-99", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")}}
	_, err = client.Responses.New(t.Context(), params)
	if e, ok := errors.AsType[*openai.Error](err); !ok || e.StatusCode != 404 || e.Code != "model_not_found" || e.Param != "model" || e.Message == "" {
		t.Errorf("%v", err)
	}
	if err := r.server.Fault("usage-limit", -1); err != nil {
		t.Fatal(err)
	}
	params.Model = lite
	before := r.questions()
	_, err = client.Responses.New(t.Context(), params)
	if e, ok := errors.AsType[*openai.Error](err); !ok || e.StatusCode != 429 || e.Code != "usage_limit_reached" {
		t.Errorf("%v", err)
	}
	if n := r.questions() - before; n != 1 {
		t.Errorf("the limit was asked %d times", n)
	}
	// A failure in the middle of a stream is an error, not a short answer.
	r.server.ClearFaults()
	if err := r.server.Fault("failed-late:server_error", -1); err != nil {
		t.Fatal(err)
	}
	stream := client.Responses.NewStreaming(t.Context(), params)
	for stream.Next() {
		if e, failed := stream.Current().AsAny().(responses.ResponseFailedEvent); failed {
			t.Errorf("the error comes first: %v", e)
		}
	}
	if err := stream.Err(); err == nil || !strings.Contains(err.Error(), "server_error") {
		t.Errorf("%v", err)
	}
}
