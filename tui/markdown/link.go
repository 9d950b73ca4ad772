package markdown

import (
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"banter/internal/termsafe"
)

// maxTarget is the longest address behind a label, in bytes.
const maxTarget = 60

func (in *inliner) link(n *ast.Link, like cell) {
	dest := address(n.Destination)
	before := len(*in.out)
	in.label(n, dest, &in.styles.label, like)
	in.target(dest, (*in.out)[before:], "", like)
}

func (in *inliner) image(n *ast.Image, like cell) {
	dest := address(n.Destination)
	before := len(*in.out)
	d := &in.styles.image
	in.label(n, dest, d, like)
	unnamed := len(*in.out) == before
	if unnamed {
		in.dressedLink(d, dest, like, func(like cell) { in.out.add("image", in.p.pos(n.Pos()), -1, like) })
	}
	in.target(dest, (*in.out)[before:], in.imageKind(unnamed), like)
}

// imageKind returns the words that name an image as one, "" if its label or the
// sheet does that.
func (in *inliner) imageKind(unnamed bool) string {
	if d := &in.styles.image; unnamed || d.format != nil || d.before+d.prefix != "" {
		return ""
	}
	return "image, "
}

// label draws the label of a link or an image, in the format of the dress if
// that has one.
func (in *inliner) label(n ast.Node, dest string, d *dress, like cell) {
	if n.FirstChild() == nil {
		return
	}
	in.dressedLink(d, dest, like, func(like cell) {
		from := len(*in.out)
		in.children(n, like)
		label := (*in.out)[from:]
		if d.format == nil || like.link == 0 || len(label) == 0 {
			return
		}
		text, pos := d.formatted(label.String()), label[0].pos
		*in.out = (*in.out)[:from]
		in.out.add(text, pos, -1, in.tagged(like))
	})
}

// autoLink appends an address that is its own label.
func (in *inliner) autoLink(n *ast.AutoLink, like cell) {
	source := util.StringToReadOnlyBytes(in.p.text)
	dest, label := string(n.URL(source)), string(n.Label(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	like.solid = true
	at := n.Pos()
	if i := strings.Index(in.p.text[at:], label); i > 0 {
		at += i
	}
	in.dressedLink(&in.styles.address, dest, like, func(like cell) {
		in.out.add(label, in.p.pos(at), in.p.pos(at+len(label)), in.tagged(like))
	})
}

// dressedLink draws a span as a link to dest, or undressed if dest is no link
// that may be followed.
func (in *inliner) dressedLink(d *dress, dest string, like cell, draw func(like cell)) {
	like, ok := in.linked(like, dest)
	if !ok {
		draw(like)
		return
	}
	in.dressed(d, like, draw)
}

// linked returns like as part of a link to dest, and whether that is a link
// that may be followed.
func (in *inliner) linked(like cell, dest string) (cell, bool) {
	target, ok := termsafe.Link(dest)
	if ok && like.link == 0 {
		in.links = append(in.links, target)
		like.link = len(in.links)
	}
	return like, ok
}

// target appends the host of a link in brackets, or the address of a mail,
// unless the label names it. It appends all of an address that is not made a
// link.
func (in *inliner) target(dest string, label cells, kind string, like cell) {
	where := in.where(dest)
	if said := strings.ToLower(label.String()); strings.Contains(said, strings.ToLower(where)) {
		where = ""
		kind = strings.TrimSuffix(kind, ", ")
	}
	if where+kind == "" || len(*in.out) == 0 {
		return
	}
	if len(where) > maxTarget && !in.opts.PlainLinks {
		where = where[:maxTarget] + in.styles.ellipsis
	}
	pos := (*in.out)[len(*in.out)-1].pos
	like = in.in(like, in.styles.quiet)
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
