// Package auth signs a person in with their ChatGPT plan, saves the tokens, and
// keeps them fresh.
//
// A sign-in flow gets tokens from the issuer: [StartDeviceFlow] shows a code that
// the person enters on any device, [StartBrowserFlow] a page in their browser. A
// [Store] saves the tokens: [Keychain], [Sealed], [CodexFile], [Memory], or one of
// the program's own. A [Source] loads them from the store and renews them before
// they expire. This program signs in if necessary and sends a request:
//
//	store := auth.NewKeychain("my-program")
//	flow, err := auth.StartDeviceFlow(ctx, auth.FlowOptions{Store: store})
//	if err != nil {
//		return err
//	}
//	fmt.Println("Open", flow.URL, "and enter", flow.Code)
//	if _, err := flow.Wait(ctx); err != nil {
//		return err
//	}
//
//	source, err := auth.NewSource(auth.SourceOptions{Store: store, LockFile: "my-program.lock"})
//	if err != nil {
//		return err
//	}
//	defer source.Close(ctx)
//	response, err := source.Client(nil).Get("https://chatgpt.com/backend-api/codex/models?client_version=0.0.0")
//
// Package codex sends requests for answers with the tokens of a Source.
//
// # Servers
//
// A [Provider] describes the servers. The zero Provider is [Codex]: the issuer
// https://auth.openai.com with the client id of the Codex CLI, and the backend
// https://chatgpt.com/backend-api/codex. [Documented] is the way that OpenAI
// documents for other programs, with the backend https://api.openai.com/v1. Tests
// set Issuer and BaseURL to an emulator. The comments of this package name the files
// of github.com/openai/codex, OpenAI's pages and the RFCs that its requests follow.
//
// The documented way registers a client for each person and workspace. A program
// keeps the registrations in a [Registry] of its own:
//
//	options := auth.FlowOptions{
//		Provider: auth.Documented(), // with AgentName set to the program's name
//		Store:    store,
//		Registry: auth.NewRegistry("/home/ada/.local/state/my-program/chatgpt"),
//		Account:  "ada",
//	}
//	flow, err := auth.StartBrowserFlow(ctx, options)
//
// After the sign-in it asks [Tokens.PlanUse] whether it may send requests, and it
// sends them only for the person and for itself: OpenAI's terms do not allow it to
// hand the access on.
//
// # Several processes
//
// A refresh token is valid once: the issuer refuses it the second time, with code
// refresh_token_reused (openai/codex#10332), and then the person has to sign in
// again. All processes that share a store must therefore use the same lock file, in
// [SourceOptions] and in [FlowOptions], and a program should call [Source.Close]
// before it ends.
//
// # Errors
//
// Every error that this package has words for is an [*Error], with a [Code] to
// branch on, and [Error.Notice] returns a sentence and a hint to show to the
// person. Two conditions are common enough for errors.Is: [ErrNoTokens] (the
// person has not signed in) and [ErrSignInAgain] (only a new sign-in helps). The
// error of an ended context is that of the context.
//
// # Privacy
//
// Tokens are as sensitive as passwords. They are [Secret] values, which print as a
// mask, and are sent only to the servers that they are bound to, over https or to
// this machine. The package saves nothing without a store, writes no logs, and its
// errors hold neither a token nor the body of a response.
package auth
