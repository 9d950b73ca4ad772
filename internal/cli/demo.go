package cli

import (
	"context"
	_ "embed"
	"time"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/config"
	"banter/internal/debuglog"
)

// demoText is the first answer of the demo. The emulator makes the later ones,
// and suits them to the question if it can.
//
//go:embed demo.md
var demoText string

// The pace of the demo: about that of a fast model.
const (
	demoChunk = 12 // bytes a delta
	demoRate  = 60 // deltas a second
)

// demoPage is the address in the demo's QR code. Its name is reserved (RFC
// 2606), so a phone that scans the code opens nothing.
const demoPage = "https://demo.example/codex/device"

func newDemo(a *app) *cobra.Command {
	var approveAfter time.Duration
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try everything on a built-in server; nothing is sent or saved",
		Long: "Try Banter without an account. A built-in server plays ChatGPT's part in memory: nothing is sent over the network and nothing is saved.\n\n" +
			"The sign-in screen comes first, as at a real first start. It needs no phone: the demo signs itself in after a few seconds, or at once if you press d.",
		Example:           "banter demo\nbanter demo --approve-after 2m",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return demo(ctx, c, approveAfter)
		}),
	}
	cmd.Flags().DurationVar(&approveAfter, "approve-after", 5*time.Second, "time until the demo signs itself in")
	nameValue(cmd.Flags(), "approve-after", "TIME")
	a.takes(cmd, demoSettings)
	return cmd
}

func demo(ctx context.Context, c *call, approveAfter time.Duration) error {
	s, err := newDemoServices(c.log, approveAfter)
	if err != nil {
		return err
	}
	c.Temporary = true
	a := &accounts{call: c, opened: make(map[string]*services)}
	a.use(s)
	return runChat(ctx, c, a, "")
}

// newDemoServices returns services that use an emulator in memory; it listens
// on no port and asks no real server.
func newDemoServices(log *debuglog.Log, approveAfter time.Duration) (*services, error) {
	server := codextest.New(codextest.Options{
		Chunk: demoChunk, Rate: demoRate, ApproveAfter: approveAfter,
	})
	server.Script(codextest.Answer{Items: []codextest.Item{
		codextest.Reasoning{Summary: []string{"**Welcoming a new person**\n\nThey want to see what this looks like, and which keys to press."}},
		codextest.Message{Text: demoText},
	}})
	provider := auth.Codex()
	provider.Issuer, provider.BaseURL = server.Issuer(), server.BaseURL()
	provider.DevicePage = demoPage
	s := &services{
		provider: provider, place: config.Memory, store: logStore(log, config.Memory.String(), auth.NewMemory()), prompter: &prompter{},
		http: log.Client(server.Client()), sleep: demoSleep, demo: true, log: log,
	}
	return s, s.build(nil)
}

// demoSleep shortens the pause between two questions whether the code has been
// entered. The real pause spares a real server; here it would only delay the
// person.
func demoSleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(min(d, 250*time.Millisecond)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
