package archive

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/termsafe"
)

//go:embed page.css
var pageStyle string

// htmlWriter writes the shown branch as one page, which has no script and
// loads nothing.
type htmlWriter struct {
	w  io.Writer
	md goldmark.Markdown
}

// pageHead forbids the page to load anything, should a way to write it be found.
const pageHead = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Conversations</title>
<style>
%s</style>
</head>
<body>
<main>
`

func (h *htmlWriter) begin(bool) error {
	h.md = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(
		renderer.WithNodeRenderers(util.Prioritized(safeNodes{}, 100)))) // before goldmark's own
	_, err := fmt.Fprintf(h.w, pageHead, pageStyle)
	return err
}

func (h *htmlWriter) end() error {
	_, err := io.WriteString(h.w, "</main>\n</body>\n</html>\n")
	return err
}

func (h *htmlWriter) conversation(ctx context.Context, db *history.DB, c history.Summary) error {
	messages, damage := branch(ctx, db, c)
	if messages == nil && damage != nil {
		return damage
	}
	c = named(c, messages)
	_, err := fmt.Fprintf(h.w, "<article>\n<h1>%s</h1>\n<p class=\"about\">%s · <time datetime=\"%s\">%s</time></p>\n",
		htmlLine(c.Title), htmlLine(c.Model), formatTime(c.Created), c.Created.UTC().Format("2 January 2006"))
	if err != nil {
		return err
	}
	if system := systemPrompt(c); system != "" {
		_, err := fmt.Fprintf(h.w, "<section class=\"system\">\n<h2>System prompt</h2>\n<div class=\"typed\">%s</div>\n</section>\n", html.EscapeString(system))
		if err != nil {
			return err
		}
	}
	for _, m := range messages {
		if err := h.message(m, db.FullFiles(ctx, m)); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(h.w, "</article>\n"); err != nil {
		return err
	}
	return damage
}

func htmlLine(text string) string { return html.EscapeString(termsafe.Line(text)) }

// message writes a question as it was typed, with its files, and an answer as markdown.
func (h *htmlWriter) message(m history.Message, files []attach.File) error {
	var body bytes.Buffer
	said, sources := cited(m, linkedNumber)
	if text := termsafe.Text(said); m.Role == history.User {
		fmt.Fprintf(&body, "<div class=\"typed\">%s</div>\n", html.EscapeString(text))
	} else if err := h.md.Convert([]byte(text), &body); err != nil {
		return fmt.Errorf("render message %s: %w", m.ID, err)
	}
	body.WriteString(htmlFiles(files))
	body.WriteString(sourceList(sources))
	if said := ending(m); said != "" {
		fmt.Fprintf(&body, "<p class=\"ending\">%s</p>\n", htmlLine(said))
	}
	if said := noted(m); said != "" {
		fmt.Fprintf(&body, "<p class=\"note\">%s</p>\n", htmlLine(said))
	}
	_, err := fmt.Fprintf(h.w, "<section class=\"%s\">\n<h2>%s</h2>\n%s</section>\n", m.Role, htmlLine(author(m)), body.String())
	return err
}

// safeNodes renders what could act or load something: raw HTML becomes text, a
// picture becomes a link to it, and a link keeps its address only if that is of
// the web or of mail.
type safeNodes struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (s safeNodes) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(ast.KindHTMLBlock, s.htmlBlock)
	to.Register(ast.KindRawHTML, s.rawHTML)
	to.Register(ast.KindLink, s.link)
	to.Register(ast.KindAutoLink, s.autoLink)
	to.Register(ast.KindImage, s.image)
}

func (safeNodes) htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	block := node.(*ast.HTMLBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	text := block.Lines().Value(source)
	if block.HasClosure() {
		text = append(bytes.Clone(text), block.ClosureLine.Value(source)...)
	}
	_, _ = fmt.Fprintf(w, "<pre><code>%s</code></pre>\n", html.EscapeString(string(text))) // w keeps the first failure
	return ast.WalkContinue, nil
}

func (safeNodes) rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(html.EscapeString(string(node.(*ast.RawHTML).Segments.Value(source)))) // as above
	}
	return ast.WalkSkipChildren, nil
}

func (safeNodes) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		openLink(w, destination(node.(*ast.Link).Destination))
	} else {
		_, _ = w.WriteString("</a>") // as above
	}
	return ast.WalkContinue, nil
}

func (safeNodes) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	link := node.(*ast.AutoLink)
	address := string(link.URL(source))
	if link.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	openLink(w, address)
	_, _ = fmt.Fprintf(w, "%s</a>", html.EscapeString(string(link.Label(source)))) // as above
	return ast.WalkContinue, nil
}

// image writes a link to the picture around its description.
func (safeNodes) image(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		openLink(w, destination(node.(*ast.Image).Destination))
		_, _ = w.WriteString("[image: ") // as above
	} else {
		_, _ = w.WriteString("]</a>") // as above
	}
	return ast.WalkContinue, nil
}

// escapes are the backslash escapes and character references in the destination of a
// link (CommonMark 0.31.2, sections 2.4 and 2.5).
var escapes = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")

// destination returns the address that the destination of a link means. goldmark
// leaves that to the renderer.
func destination(written []byte) string {
	return escapes.ReplaceAllStringFunc(string(written), func(found string) string {
		name := strings.Trim(found, "&;")
		if found[0] == '\\' {
			return found[1:]
		}
		if _, known := util.LookUpHTML5EntityByName(name); !known && name[0] != '#' {
			return found // package html would resolve the beginning of the name
		}
		return html.UnescapeString(found)
	})
}

// openLink writes the begin of a link; without an address if that is unsafe.
func openLink(w util.BufWriter, address string) {
	parsed, err := url.Parse(address)
	if err != nil || !safeScheme(parsed) || goldmarkhtml.IsDangerousURL([]byte(address)) {
		_, _ = w.WriteString("<a>") // w keeps the first failure
		return
	}
	_, _ = fmt.Fprintf(w, `<a href="%s" rel="noreferrer noopener">`, html.EscapeString(address)) // as above
}

func safeScheme(address *url.URL) bool {
	switch strings.ToLower(address.Scheme) {
	case "http", "https":
		return address.Host != ""
	case "mailto":
		return true
	}
	return false
}
