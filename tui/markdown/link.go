package markdown

import (
	"html"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"banter/internal/termsafe"
)

// maxTarget is how much of an address is shown behind a label, in bytes.
const maxTarget = 60

func (in *inliner) link(n *ast.Link, like cell) {
	dest := address(n.Destination)
	before := len(*in.out)
	in.children(n, in.linked(like, in.sheet.link, dest))
	in.target(dest, (*in.out)[before:], "", like)
}

func (in *inliner) image(n *ast.Image, like cell) {
	dest := address(n.Destination)
	before := len(*in.out)
	label := in.linked(like, in.sheet.image, dest)
	in.children(n, label)
	if len(*in.out) == before {
		in.out.add("image", in.p.pos(n.Pos()), -1, label)
		in.target(dest, (*in.out)[before:], "", like)
		return
	}
	in.target(dest, (*in.out)[before:], "image, ", like)
}

// autoLink appends an address that stands in the text as it is.
func (in *inliner) autoLink(n *ast.AutoLink, like cell) {
	source := util.StringToReadOnlyBytes(in.p.text)
	dest, label := string(n.URL(source)), string(n.Label(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	c := in.linked(like, in.sheet.link, dest)
	c.solid = true
	at := n.Pos()
	if i := strings.Index(in.p.text[at:], label); i > 0 {
		at += i
	}
	in.out.add(label, in.p.pos(at), in.p.pos(at+len(label)), in.tagged(c))
}

// linked returns like as part of a link to dest, if that is a link we make.
func (in *inliner) linked(like cell, st style, dest string) cell {
	target, ok := termsafe.Link(dest)
	if !ok {
		return like
	}
	if like.link == 0 {
		in.links = append(in.links, target)
		like.link = len(in.links)
	}
	return in.in(like, st)
}

// address returns a link destination with escapes and entities resolved.
func address(dest []byte) string {
	return html.UnescapeString(string(util.UnescapePunctuations(dest)))
}

// target appends where a link goes, in brackets, when its label does not say
// so: the host, the address of a mail, or the whole of what is not made a
// link.
func (in *inliner) target(dest string, label cells, kind string, like cell) {
	var b strings.Builder
	for _, c := range label {
		b.WriteString(c.text)
	}
	where := in.where(dest)
	if said := strings.ToLower(b.String()); strings.Contains(said, strings.ToLower(where)) {
		where = ""
		kind = strings.TrimSuffix(kind, ", ")
	}
	if where+kind == "" || len(*in.out) == 0 {
		return
	}
	if len(where) > maxTarget && !in.opts.PlainLinks {
		where = where[:maxTarget] + in.sheet.ellipsis
	}
	pos := (*in.out)[len(*in.out)-1].pos
	like = in.in(like, in.sheet.target)
	in.out.add(" ("+kind+where+")", pos, -1, in.tagged(like))
}

func (in *inliner) where(dest string) string {
	if _, ok := termsafe.Link(dest); !ok || in.opts.PlainLinks {
		return termsafe.Line(dest)
	}
	u, err := url.Parse(dest)
	if err != nil {
		return termsafe.Line(dest)
	}
	if u.Host == "" {
		return termsafe.Line(u.Opaque)
	}
	return strings.TrimPrefix(termsafe.Line(u.Hostname()), "www.")
}
