package codex

import (
	"context"
	"errors"
	"net/url"
)

// askDocumented asks for the list of models on RouteDocumented. It sends no
// client_version: that is a number of the Codex CLI, and undocumented here.
func (c *Client) askDocumented(ctx context.Context) (Catalog, *Error) {
	a, e := c.get(ctx, func() *url.URL { return c.base.JoinPath("models") })
	if e != nil {
		return Catalog{}, e
	}
	models, err := parseDocumented(a.body)
	if err != nil {
		return Catalog{}, c.protocolError("read catalog", err)
	}
	got := Catalog{Models: models, FetchedAt: c.now(), ETag: clip(a.header.Get("ETag"), maxName)}
	if len(got.Listed()) == 0 {
		return Catalog{}, &Error{Code: CodeModel, Retry: RetryNever, RequestID: requestID(a.header), Err: errors.New("list of models is empty"),
			Sentence: "The server lists no models for this account.", Hint: "Name one, or try again later."}
	}
	return got, nil
}

// parseDocumented parses a list of models of RouteDocumented, {"models":[...]},
// and keeps the server's order. Of an entry, slug, display_name and visibility
// are documented ("Models and inference"). The others are those of the Codex
// CLI's catalog, and each may be missing: a model then may take images and search
// the web, because the server decides.
func parseDocumented(data []byte) ([]Model, error) {
	entries, err := parseEntries(data)
	if err != nil {
		return nil, err
	}
	models := make([]Model, 0, len(entries))
	for _, w := range entries {
		m := w.model()
		m.Hidden = w.Visibility != "list"
		m.Searches = w.Searches == nil || *w.Searches
		m.Lite, m.SearchesImages = false, false
		models = append(models, m)
	}
	return models, nil
}
