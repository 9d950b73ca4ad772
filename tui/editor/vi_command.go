package editor

import "strconv"

// A viCommand is a command as it was typed: "a2d3w deletes six words into register a.
type viCommand struct {
	register string // empty: the usual one
	count    int    // 0: none was typed
	operator string // such as "d"; empty: none
	name     string // of the motion, the text object or the command
	arg      string // the character that some commands want
}

// times returns the count, at least 1.
func (c viCommand) times() int { return max(c.count, 1) }

// wholeLines is the name of the motion of a doubled operator.
const wholeLines = "whole lines"

// maxCount is the largest count. A larger one is a slip of the keys.
const maxCount = 9999

// operatorNames are the commands that a motion or a text object follows.
var operatorNames = map[string]bool{"d": true, "c": true, "y": true, "<": true, ">": true, "gu": true, "gU": true, "g~": true}

// shortForms are short for an operator and what it acts on.
var shortForms = map[string][2]string{
	"x": {"d", "l"}, "X": {"d", "h"}, "D": {"d", "$"}, "C": {"c", "$"}, "s": {"c", "l"},
	"S": {"c", wholeLines}, "Y": {"y", wholeLines},
}

// withArg are the commands that a character follows.
var withArg = map[string]bool{"r": true, "f": true, "F": true, "t": true, "T": true}

// changing are the commands without an operator that "." repeats.
var changing = map[string]bool{
	"p": true, "P": true, "J": true, "gJ": true, "r": true, "~": true, "R": true,
	"i": true, "I": true, "gI": true, "gi": true, "a": true, "A": true, "o": true, "O": true,
}

func (c viCommand) changes() bool {
	return c.operator != "" && c.operator != "y" || c.operator == "" && changing[c.name]
}

// A keyReader reads the keys of a command.
type keyReader struct {
	keys  []string
	short bool // more were wanted
}

func (r *keyReader) next() string {
	if len(r.keys) == 0 {
		r.short = true
		return ""
	}
	key := r.keys[0]
	r.keys = r.keys[1:]
	return key
}

// name reads the name of a command, of one or two keys.
func (r *keyReader) name(key string) string {
	if key == "g" {
		return key + r.next()
	}
	return key
}

// prefix reads counts and registers, and returns the key after them.
func (r *keyReader) prefix(c *viCommand) string {
	for {
		key := r.next()
		digit, err := strconv.Atoi(key)
		switch {
		case err == nil && len(key) == 1 && (digit > 0 || c.count > 0):
			c.count = min(10*c.count+digit, maxCount)
		case key == `"`:
			c.register = r.next()
		default:
			return key
		}
	}
}

// parseVi returns the command that keys are, and false if more keys must follow. Keys
// that are no command make one that does nothing.
func parseVi(keys []string, visual bool) (c viCommand, whole bool) {
	r := &keyReader{keys: keys}
	c.name = r.name(r.prefix(&c))
	switch short, ok := shortForms[c.name]; {
	case visual:
		if c.name == "i" || c.name == "a" {
			c.name += r.next()
		}
	case ok:
		c.operator, c.name = short[0], short[1]
	case operatorNames[c.name]:
		c.operator = c.name
		r.target(&c)
	}
	if withArg[c.name] {
		c.arg = r.next()
	}
	return c, !r.short
}

// target reads what an operator acts on.
func (r *keyReader) target(c *viCommand) {
	inner := viCommand{}
	first := r.prefix(&inner)
	if inner.count > 0 {
		c.count = min(c.times()*inner.count, maxCount)
	}
	last := c.operator[len(c.operator)-1:]
	if first == last {
		c.name = wholeLines
		return
	}
	if c.name = r.name(first); c.name == c.operator || c.name == "_" { // gUgU
		c.name = wholeLines
	}
	if first == "i" || first == "a" {
		c.name += r.next()
	}
}
