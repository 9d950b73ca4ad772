// Package gateway lets a person's own programs use their ChatGPT plan through
// the OpenAI API: it serves POST /v1/responses, POST /v1/chat/completions and
// GET /v1/models, and asks a [codex.Client] for the answers. Answers in memory
// are read with GET /v1/responses/{id} and removed with DELETE.
//
// [New] is the API, [Guard] the door in front of it (or in front of a
// [codex.Proxy]), [Listen] and [Serve] put it on a port of this machine.
//
// # What becomes of a request
//
// The backend behind ChatGPT plans takes less than the public API. Of a
// request,
//
//   - model, input or messages, instructions, tools, tool_choice, functions and
//     function_call, parallel_tool_calls, reasoning and reasoning_effort, text
//     and response_format, stop, verbosity, web_search_options, service_tier
//     priority and prompt_cache_key are carried out. System messages become
//     instructions; an effort that the model lacks becomes the nearest that it
//     has; response format json_object becomes a schema of any object; stop
//     cuts the text here, and ends the backend's work;
//   - temperature, top_p, penalties, seed, max_tokens, max_completion_tokens,
//     max_output_tokens, truncation, metadata, user, logit_bias, prediction,
//     include, the detail of images and other service tiers are dropped without
//     a word: a program works without them;
//   - n above 1, logprobs, audio, background, conversation and stored prompts
//     are refused with status 400: a program that asks for them would misread
//     the answer it got.
//
// Items of the input that have no meaning here are passed on unchanged. Bodies
// may be packed with gzip or zstd.
//
// The backend keeps nothing. So that previous_response_id and item_reference
// work all the same, the newest answers are kept in memory, but for those to
// requests with store false; they are gone when the program ends.
//
// # Errors
//
// Errors have the form of the OpenAI API, {"error":{"message","type","param",
// "code"}}, with the status that an OpenAI client expects. The client has sent
// a request again where that could help, so x-should-retry tells the SDKs not
// to, and Retry-After comes only with leave to try again. After a stream has
// begun, an error is an error event, which every official SDK raises, and then,
// in the Responses API, response.failed, which others read.
package gateway
