package auth_test

import (
	"context"
	"fmt"
	"time"

	"banter/auth"
	"banter/codex/codextest"
)

// Sign in with a code, then use tokens that stay fresh. Without the emulator
// the options can be left out: the zero values are the real servers.
func Example() {
	server := codextest.New(codextest.Options{}) // approves every code at once
	defer server.Close()
	ctx := context.Background()
	provider := auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()}
	store := auth.NewMemory()

	flow, err := auth.StartDeviceFlow(ctx, auth.FlowOptions{
		Provider: provider, Store: store, HTTPClient: server.Client(),
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Show flow.URL and flow.Code to the person here.
	if _, err := flow.Wait(ctx); err != nil {
		fmt.Println(err)
		return
	}

	source, err := auth.NewSource(auth.SourceOptions{Provider: provider, Store: store, HTTPClient: server.Client()})
	if err != nil {
		fmt.Println(err)
		return
	}
	tokens, err := source.Tokens(ctx)
	fmt.Println(tokens.Email, tokens.Plan, tokens.Access, err)
	// Output: visitor@example.com plus [secret] <nil>
}
