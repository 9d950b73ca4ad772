// Package codex sends requests for answers to the backend behind ChatGPT
// plans, as the person who is signed in.
//
// A [Client] is the way for programs of one's own: [Client.Stream] yields
// typed events as they arrive, [Client.Generate] waits for the whole answer,
// [Client.Models] and [Client.Limits] say what the plan offers and what is
// left of it. A [Transport] is the way for programs that use an OpenAI SDK,
// and a [Proxy] the one for pages in a browser.
//
// Package auth signs people in and keeps their tokens fresh; *auth.Source is
// the [TokenSource] to use. Package codextest emulates the backend for tests.
//
// # Conversations
//
// The backend keeps nothing between requests: each one carries the whole
// conversation as a list of [Item]. Keep the items of every [ItemDone] in order and
// send them back unchanged, reasoning included; that keeps the model's train
// of thought and makes the prompt cache work. Encrypted reasoning is of use
// only to the model and account that it came from. The client leaves out what
// it knows to be another's, so items that were saved need [Item.MadeBy].
//
// # Errors
//
// Every failure is a [*Error] with a [Code] to branch on, a sentence and a hint
// for the person, and advice on trying again. What may pass by itself has been
// tried again before a caller sees it, at most four requests in all, never
// when the plan's limit is reached, and never once part of the answer has been
// yielded. ([Client.LanguageModel] and [Transport] have a [*NoSuchModelError]
// besides.)
//
// # Privacy
//
// Tokens go to the host that they were got for and nowhere else, over https or
// to this machine. Nothing is logged, nothing is stored but the catalog, and
// that only when [Options.CacheDir] names a place, and nothing is sent that a
// caller did not ask for. Texts of the server's in errors, models and limits
// are safe to write to a terminal; texts of the model in events are as they
// came.
package codex
