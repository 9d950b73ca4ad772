package markdown

import (
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// refs are the link reference definitions of a document so far. A definition
// counts for the whole text, also above it: a label that is looked up in vain
// and defined later makes the document late, and a late document is rendered
// once more when it is finished.
type refs struct {
	defs   map[string]parser.Reference
	missed map[string]struct{}
	late   bool

	printed bool               // rows cannot be rendered once more
	unshown []parser.Reference // printed: definitions that came too late
}

func newRefs() *refs {
	return &refs{defs: map[string]parser.Reference{}, missed: map[string]struct{}{}}
}

// refContext gives goldmark the definitions of the whole document while it
// parses one passage.
type refContext struct {
	parser.Context
	refs  *refs
	draft bool // the passage is still growing: learn nothing from it
}

// AddReference implements [parser.Context]. The first definition counts.
func (c *refContext) AddReference(ref parser.Reference) {
	label := util.ToLinkReference(ref.Label())
	if _, known := c.refs.defs[label]; known || c.draft {
		return
	}
	c.refs.defs[label] = ref
	if _, missed := c.refs.missed[label]; missed {
		c.refs.late = !c.refs.printed
		if c.refs.printed {
			c.refs.unshown = append(c.refs.unshown, ref)
		}
	}
}

// Reference implements [parser.Context].
func (c *refContext) Reference(label string) (parser.Reference, bool) {
	ref, ok := c.refs.defs[label]
	if !ok && !c.draft {
		c.refs.missed[label] = struct{}{}
	}
	return ref, ok
}
