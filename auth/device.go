package auth

import (
	"context"
	"net/http"
	"time"
)

// FlowOptions configures a sign-in flow. The zero value signs in at [Codex]
// and saves nothing.
type FlowOptions struct {
	Provider   Provider     // zero: Codex()
	Store      Store        // where Wait saves the tokens; nil: nowhere
	HTTPClient *http.Client // nil: http.DefaultClient
	Now        func() time.Time
	Sleep      func(ctx context.Context, d time.Duration) error
}

// A DeviceFlow is a device authorization (RFC 8628) in progress. The fields
// are for showing; only Wait changes the state.
type DeviceFlow struct {
	URL         string    // page that asks for the code: {issuer}/codex/device
	Code        string    // what the person types there, such as ABCD-12345
	Instruction string    // "Enter code: ABCD-12345"
	Expires     time.Time // the local limit of 15 minutes
}

// StartDeviceFlow asks the issuer for a code and returns at once.
func StartDeviceFlow(ctx context.Context, opts FlowOptions) (*DeviceFlow, error) { panic("skeleton") }

// Wait polls until the person has entered the code, exchanges the grant,
// saves the tokens and returns them. It ends early when ctx is done. Call it
// once.
func (f *DeviceFlow) Wait(ctx context.Context) (Tokens, error) { panic("skeleton") }
