// Package codex sends requests to the backend of ChatGPT plans on behalf of a
// person who is signed in.
//
// A [Client] asks for answers. This program streams one with the sign-in of the
// Codex CLI:
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"log"
//
//		"banter/auth"
//		"banter/codex"
//	)
//
//	func main() {
//		source, err := auth.NewSource(auth.SourceOptions{Store: auth.NewCodexFile("")})
//		if err != nil {
//			log.Fatal(err)
//		}
//		client := codex.NewClient(codex.Options{Source: source})
//		request := codex.Request{
//			Model: "gpt-6.1-sol",
//			Input: []codex.Item{codex.UserText("Why is the sky blue?")},
//		}
//		for event, err := range client.Stream(context.Background(), request) {
//			if err != nil {
//				log.Fatal(err)
//			}
//			if e, ok := event.(codex.TextDelta); ok {
//				fmt.Print(e.Delta)
//			}
//		}
//	}
//
// [Client.Generate] returns a whole answer instead. [Client.Models] returns the
// models that the plan offers, [Client.Limits] how much of the plan is used.
//
// A [Transport] lets programs that use an OpenAI SDK work on a ChatGPT plan, and
// a [Proxy] does the same for web pages. Package banter/auth signs a person in
// and keeps the tokens fresh; package banter/codex/codextest emulates the
// backend for tests.
//
// # Routes
//
// There are two ways to the models of a plan. [RouteCodex], the default, is the
// backend of the Codex CLI; OpenAI does not document it for other programs.
// [RouteDocumented] is the one that OpenAI documents for open-source programs that
// run on the person's machine: the sign-in of [auth.Documented], and answers from
// https://api.openai.com/v1 (developers.openai.com/siwc/token-sharing-open-source).
// [Options].Route chooses it; nothing else in a program changes. It differs:
//
//   - Requests have Authorization, Content-Type and User-Agent alone. Parameters,
//     items and tools are those that the pages allow. Other items are left out; a
//     request that needs another tool, or a file that is not in it, is an error.
//   - Nothing that was encrypted for another account or on the other route is sent.
//     Items without a known maker count as such.
//   - [Client.Models] keeps the server's order, and no model is known before it.
//   - [Client.Limits] knows nothing; programs show [UsageURL].
//   - An error never names the time at which a limit resets. [CodeConsent] says
//     that the person does not allow the use of the plan.
//   - [Transport] and [Proxy] refuse it: see [Route.CheckSharing].
//
// # Conversations
//
// The backend keeps nothing between requests: each request carries the whole
// conversation as a list of [Item]. Append the item of every [ItemDone] and the
// next question to [Request].Input, and send the items unchanged, reasoning
// included: the model continues its train of thought, and the server finds the
// conversation in its prompt cache.
//
// Reasoning is encrypted for the model and account that made it. The client
// leaves out reasoning of other makers. A program that saves items saves their
// makers too; see [Item.MadeBy].
//
// # Errors
//
// A failed request is an [*Error]. It has a [Code] to branch on, a sentence and
// a hint for the person, and advice on trying again. The client itself sends a
// request again if that can help, with up to four requests in all. It does not
// if the plan's limit is reached, or if it has yielded part of the answer.
//
// # Privacy
//
// Tokens go only to the host they were issued for, over https or to this
// machine. The package logs nothing, stores nothing except the catalog in
// [Options].CacheDir, and sends no requests that the caller did not ask for.
//
// Strings from the server in errors, models and limits are safe to write to a
// terminal. The model's text in events and items is unchanged, so it may hold
// control characters.
package codex
