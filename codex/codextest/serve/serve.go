package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"banter/codex/codextest"
)

// serve runs the server until ctx ends.
func serve(ctx context.Context, c config, stdout io.Writer) error {
	if c.doc != "" {
		text, err := os.ReadFile(c.doc)
		if err != nil {
			return err
		}
		c.opts.Doc = string(text)
	}
	out := &log{w: stdout}
	c.opts.OnRequest = out.request
	s := codextest.New(c.opts)
	defer s.Close()
	for _, name := range c.faults {
		if err := s.Fault(name, -1); err != nil {
			return err
		}
	}
	out.mu.Lock() // no request is printed before the URLs
	err := start(s, c)
	if err == nil {
		base := s.BaseURL()
		if c.route == "documented" {
			base = s.DocumentedBaseURL()
		}
		_, err = fmt.Fprintf(stdout, "issuer %s\nbase-url %s\n", s.Issuer(), base)
	}
	out.mu.Unlock()
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func start(s *codextest.Server, c config) error {
	if c.tlsDir == "" {
		return s.Start(c.addr)
	}
	cert, err := newCertificate(c.tlsDir)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	return s.StartTLS(c.addr, cert)
}

// log prints a line for each request.
type log struct {
	mu sync.Mutex
	w  io.Writer
}

// request prints the line for r. It is called concurrently.
func (l *log) request(r codextest.Request) {
	line, _ := json.Marshal(struct {
		Method  string   `json:"method"`
		Path    string   `json:"path"`
		Status  int      `json:"status"`
		Headers []string `json:"headers"`
	}{r.Method, r.Path, r.Status, slices.Sorted(maps.Keys(r.Header))})
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, "%s\n", line)
}
