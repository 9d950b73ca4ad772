// Package gateway lets a person's own programs use their ChatGPT plan through
// the OpenAI API. It serves POST /v1/responses, POST /v1/chat/completions and
// GET /v1/models, and gets the answers from a [codex.Client]. GET and DELETE
// /v1/responses/{id} read and remove answers in memory.
//
// [New] returns the API. A [Guard] protects it, or a [codex.Proxy]. [Listen] and
// [Serve] serve it on a port of this machine.
//
// # Parameters
//
// The backend of ChatGPT plans supports less than the public API. Of the
// parameters of a request,
//
//   - these are supported: model, input or messages, instructions, tools,
//     tool_choice, functions and function_call, parallel_tool_calls, reasoning
//     and reasoning_effort, text and response_format, stop, verbosity,
//     web_search_options, service_tier priority and prompt_cache_key. System
//     messages become instructions. An effort that the model does not have
//     becomes the nearest one. Response format json_object becomes a schema of
//     any object. The gateway itself cuts the text at stop and then stops the
//     backend;
//   - these are ignored, because programs work without them: temperature, top_p,
//     penalties, seed, max_tokens, max_completion_tokens, max_output_tokens,
//     truncation, metadata, user, logit_bias, prediction, include, the detail of
//     images and other service tiers;
//   - these are refused with status 400, because a program that sets them would
//     misread the answer: n above 1, logprobs, audio, background, conversation
//     and stored prompts.
//
// Items of the input that mean nothing to the gateway are passed on unchanged.
// Bodies may be compressed with gzip or zstd.
//
// The backend stores nothing. For previous_response_id and item_reference the
// gateway keeps the newest answers in memory until the program ends, except
// those to requests with store false.
//
// # Errors
//
// Errors have the form of the OpenAI API, {"error":{"message","type","param",
// "code"}}, and the status that an OpenAI client expects. The client has already
// sent a request again if that could help, so x-should-retry tells the SDKs not
// to; only where they may try again it is true and Retry-After is set. After a
// stream has begun, an error is an error event, which every official SDK raises,
// and then, in the Responses API, response.failed, which other clients read.
package gateway
