package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"banter/codex"
	"banter/internal/config"
	"banter/internal/gateway"
)

// serveAddr is the default address of banter serve.
const serveAddr = "127.0.0.1:8390"

// serveGrace is how long answers may take to end after Ctrl+C.
const serveGrace = 5 * time.Second

// serving is the flags of banter serve.
type serving struct {
	addr     string // empty: serveAddr, or any port if that is in use
	keyFile  string
	origins  []string
	requests int
	proxy    bool
}

func newServe(a *app) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Let your own programs use your plan through an OpenAI-compatible address",
		Long: "Serve the OpenAI API on this computer, for your own programs: /v1/responses and /v1/chat/completions, streamed or not, and /v1/models. " +
			"Standard output gets the two settings that such a program needs. Each start makes a new key, unless --key-file keeps one. " +
			"Standard error gets a line for each request, without content. Ctrl+C ends it.\n\n" +
			"Only programs on this computer can reach it, and web pages only if --allow-origin names their origin. " +
			"Banter leaves out parameters that your plan does not offer (temperature, max_tokens and others), and refuses a request if that would change the meaning of the answer.\n\n" +
			"With --proxy it forwards requests of browser apps that bring their own sign-in; you need not be signed in.",
		ValidArgsFunction: cobra.NoFileCompletions,
		Example:           "banter serve\nbanter serve --addr 127.0.0.1:9000 --key-file ~/.config/banter/serve.key\nbanter serve --proxy --allow-origin http://localhost:5173",
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return serve(ctx, c, s)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&s.addr, "addr", "", "loopback address to listen on, with port 0 for any; "+serveAddr+" unless another program has it")
	flags.StringVar(&s.keyFile, "key-file", "", "file that keeps the key; Banter makes it if it does not exist")
	flags.StringArrayVar(&s.origins, "allow-origin", nil, "origin of web pages that may ask, such as http://localhost:5173; may be repeated")
	flags.IntVar(&s.requests, "max-requests", 16, "number of requests that are answered at the same time; others wait")
	flags.BoolVar(&s.proxy, "proxy", false, "forward requests of browser apps that bring their own sign-in")
	nameValue(flags, "key-file", "FILE")
	for name, value := range map[string]string{"addr": "ADDRESS", "allow-origin": "ORIGIN", "max-requests": "NUMBER"} {
		nameValue(flags, name, value)
		if err := cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions); err != nil {
			panic(err) // the flag exists and has no completion yet
		}
	}
	a.takes(cmd, modelSettings)
	return cmd
}

func serve(ctx context.Context, c *call, s serving) error {
	guard, err := s.guard(c)
	if err != nil {
		return err
	}
	ln, err := s.listen(ctx, c) // first, because a wrong address needs no sign-in
	if err != nil {
		return err
	}
	defer ln.Close()
	if s.proxy {
		proxy := http.NewServeMux()
		proxy.Handle(gateway.ProxyPrefix+"/", &codex.Proxy{BaseURL: c.provider(config.CodexRoute).BaseURL, Base: c.log.Transport(nil)})
		c.say("Browser apps find the proxy at:")
		if err := c.print("%s%s\n", base(ln), gateway.ProxyPrefix); err != nil {
			return err
		}
		return gateway.Serve(ctx, ln, guard.Protect(proxy), serveGrace)
	}
	if err := c.checkKept(); err != nil {
		return err
	}
	services, err := c.connect(ctx, c.warn)
	if err != nil {
		return err
	}
	if err := services.client.Route().CheckSharing(); err != nil {
		return err
	}
	if err := services.mayServe(ctx, c.warn); err != nil {
		return err
	}
	if guard.Key, err = s.key(c); err != nil {
		return err
	}
	api := gateway.New(gateway.Options{Client: services.client, Model: c.Model, Effort: c.Effort})
	c.say("Give your programs these two settings. The key is as good as your sign-in: keep it on this computer.")
	if err := c.print("OPENAI_BASE_URL=%s/v1\nOPENAI_API_KEY=%s\n", base(ln), guard.Key); err != nil {
		return err
	}
	return gateway.Serve(ctx, ln, guard.Protect(api), serveGrace)
}

// mayServe returns an error if no sign-in may be sent to the backend. It only
// warns of a fault that may pass before the first request.
func (s *services) mayServe(ctx context.Context, warn func(error)) error {
	tokens, err := s.source.Tokens(ctx)
	if code := exitCode(err); code == exitSignIn || code == exitInterrupted {
		return err
	}
	if err != nil {
		warn(err)
		return nil
	}
	backend, err := url.Parse(s.provider.BaseURL)
	if err != nil {
		return fmt.Errorf("read base URL: %w", err)
	}
	return tokens.CheckURL(backend)
}

// guard returns the guard of the server, without its key.
func (s serving) guard(c *call) (gateway.Guard, error) {
	if s.requests < 1 {
		return gateway.Guard{}, &usageError{"--max-requests must be at least 1", "Try banter serve --help."}
	}
	guard := gateway.Guard{Requests: s.requests, Log: c.Err}
	for _, text := range s.origins {
		origin, ok := gateway.ParseOrigin(text)
		if !ok {
			return guard, &usageError{quoted(text) + " is not an origin", "Name scheme, host and port, such as http://localhost:5173; no origin covers all pages."}
		}
		guard.Origins = append(guard.Origins, origin)
	}
	return guard, nil
}

// base returns the address of a listener.
func base(ln net.Listener) string { return "http://" + ln.Addr().String() }

func (s serving) listen(ctx context.Context, c *call) (net.Listener, error) {
	if s.addr != "" {
		ln, err := gateway.Listen(ctx, s.addr)
		if e, ok := errors.AsType[*gateway.AddressError](err); ok && e.Err == nil {
			sentence, hint := e.Notice()
			return nil, &usageError{sentence[:len(sentence)-1], hint}
		}
		return ln, err
	}
	ln, err := gateway.Listen(ctx, serveAddr)
	if e, ok := errors.AsType[*gateway.AddressError](err); ok && e.Busy {
		c.say("Another program uses port 8390, so this is another port.")
		return gateway.Listen(ctx, "127.0.0.1:0")
	}
	return ln, err
}
