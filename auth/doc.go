// Package auth knows who the user is: it signs in, keeps the tokens, and hands
// them out fresh.
//
// The parts, from the outside in:
//
//   - A sign-in flow ([StartDeviceFlow], [StartBrowserFlow]) asks an issuer
//     for tokens. What an issuer looks like is data: a [Provider].
//   - A [Store] keeps one set of [Tokens]: [Keychain], [Sealed],
//     [CodexFile], [Memory].
//   - A [Source] hands out tokens that are fresh enough to use, and sees to it
//     that each single-use refresh token is spent once, over all goroutines
//     and processes.
//
// Tokens are as good as a password. They are kept in [Secret] values, which
// print as a mask, and are bound to the hosts they were got for. Nothing in
// this package logs, and no error holds a token or the body of an answer.
package auth
