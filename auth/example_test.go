package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"banter/auth"
	"banter/codex/codextest"
)

// The examples sign in at an emulator of the servers. A program that signs in at
// the real ones leaves out Provider, HTTPClient and Sleep.
func Example() {
	server := codextest.New(codextest.Options{}) // approves every code at once
	defer server.Close()
	ctx := context.Background()
	provider := auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()}
	store := auth.NewMemory()

	flow, err := auth.StartDeviceFlow(ctx, auth.FlowOptions{
		Provider: provider, Store: store, HTTPClient: server.Client(), Sleep: noSleep,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The program shows flow.URL and flow.Code to the person here.
	if _, err := flow.Wait(ctx); err != nil {
		fmt.Println(err)
		return
	}

	source, err := auth.NewSource(auth.SourceOptions{Provider: provider, Store: store, HTTPClient: server.Client()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer source.Close(ctx)
	tokens, err := source.Tokens(ctx)
	fmt.Println(tokens.Email, tokens.Plan, tokens.Access, err)
	// Output: visitor@example.com plus [secret] <nil>
}

// A device sign-in shows a code, and the person enters it on any device.
func ExampleStartDeviceFlow() {
	server := codextest.New(codextest.Options{ApproveAfter: time.Hour})
	defer server.Close()
	ctx := context.Background()
	store := auth.NewMemory()
	flow, err := auth.StartDeviceFlow(ctx, auth.FlowOptions{
		Provider:   auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()},
		Store:      store,
		HTTPClient: server.Client(),
		Sleep:      noSleep,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Open", flow.URL)
	fmt.Println(flow.Instruction)

	// The person opens the page and enters the code.
	if err := server.Approve(flow.Code); err != nil {
		fmt.Println(err)
		return
	}

	if _, err := flow.Wait(ctx); err != nil {
		fmt.Println(err)
		return
	}
	saved, err := store.Load(ctx)
	fmt.Println(saved.Email, err)
	// Output:
	// Open http://127.0.0.1:9/codex/device
	// Enter code: RSBF-58206
	// visitor@example.com <nil>
}

// With PasteOnly the browser may be on another machine: the person copies the
// address that the browser ends at.
func ExampleBrowserFlow_Paste() {
	server := codextest.New(codextest.Options{})
	defer server.Close()
	ctx := context.Background()
	flow, err := auth.StartBrowserFlow(ctx, auth.FlowOptions{
		Provider:   auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()},
		HTTPClient: server.Client(),
		PasteOnly:  true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The person signs in at flow.URL, and the page redirects the browser.
	address, err := server.Authorize(flow.URL)
	if err != nil {
		fmt.Println(err)
		return
	}

	var e *auth.Error
	if err := flow.Paste("https://example.com/"); errors.As(err, &e) {
		fmt.Println(e.Code)
	}
	if err := flow.Paste(address); err != nil {
		fmt.Println(err)
		return
	}
	tokens, err := flow.Wait(ctx)
	fmt.Println(tokens.Email, err)
	// Output:
	// not_a_callback
	// visitor@example.com <nil>
}

// A program that calls the backend without package codex gets an HTTP client from
// a source. It refuses to send the tokens to another host.
func ExampleSource_Client() {
	server, source := signedIn()
	defer server.Close()
	client := source.Client(server.Client())

	response, err := client.Get(server.BaseURL() + "/models?client_version=0.0.0")
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()
	fmt.Println(response.Status)

	_, err = client.Get("https://example.com/")
	var e *auth.Error
	if errors.As(err, &e) {
		sentence, _ := e.Notice()
		fmt.Println(sentence)
	}
	// Output:
	// 200 OK
	// Your sign-in must not be sent to example.com.
}

// A program that builds its own requests checks the URL, sets the headers, and
// renews the tokens after status 401.
func ExampleTokens_SetHeaders() {
	server, source := signedIn()
	defer server.Close()
	ctx := context.Background()
	send := func(tokens auth.Tokens) (status int, err error) {
		request, err := http.NewRequest(http.MethodGet, server.BaseURL()+"/models?client_version=0.0.0", nil)
		if err != nil {
			return 0, err
		}
		if err := tokens.CheckURL(request.URL); err != nil {
			return 0, err
		}
		tokens.SetHeaders(request.Header)
		response, err := server.Client().Do(request)
		if err != nil {
			return 0, err
		}
		response.Body.Close()
		return response.StatusCode, nil
	}

	tokens, err := source.Tokens(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	server.ExpireAccess()
	fmt.Println(send(tokens))
	if tokens, err = source.Refresh(ctx, tokens); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(send(tokens))
	// Output:
	// 401 <nil>
	// 200 <nil>
}

// Claims are read without verification, and malformed tokens have none.
func ExampleParseClaims() {
	claims := auth.ParseClaims(auth.NewSecret("e30.eyJlbWFpbCI6ImFkYUBleGFtcGxlLmNvbSIsImV4cCI6MTc2NzMyMzA0NX0.x"))
	fmt.Println(claims.Email, claims.Expiry.UTC())
	fmt.Println(auth.ParseClaims(auth.NewSecret("no token")) == auth.Claims{})
	// Output:
	// ada@example.com 2026-01-02 03:04:05 +0000 UTC
	// true
}

// signedIn returns an emulator and a source of tokens for it.
func signedIn() (*codextest.Server, *auth.Source) {
	server := codextest.New(codextest.Options{})
	in := server.SignIn(codextest.Account{}, 0)
	source, err := auth.NewSource(auth.SourceOptions{
		Provider:   auth.Provider{Issuer: server.Issuer(), BaseURL: server.BaseURL()},
		HTTPClient: server.Client(),
		Tokens: &auth.Tokens{
			Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), AccountID: in.Account.ID, Expiry: in.Expiry,
		},
	})
	if err != nil {
		panic(err)
	}
	return server, source
}

// noSleep replaces the pauses between polls.
func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }
