package keymap

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// modifiers has the names of modifiers, in the order of [tea.Key.Keystroke].
var modifiers = []struct {
	name string
	also []string
}{
	{"ctrl", []string{"control", "c", "^"}},
	{"alt", []string{"option", "opt", "meta", "m", "a"}},
	{"shift", []string{"s"}},
	{"hyper", nil},
	{"super", []string{"cmd", "command", "win"}},
}

// keyNames maps the names of keys, as people write them, to those of Bubble Tea.
var keyNames = map[string]string{
	"enter": "enter", "return": "enter", "esc": "esc", "escape": "esc", "tab": "tab", "space": "space",
	"backspace": "backspace", "bs": "backspace", "delete": "delete", "del": "delete", "insert": "insert", "ins": "insert",
	"home": "home", "end": "end", "up": "up", "down": "down", "left": "left", "right": "right",
	"pgup": "pgup", "pageup": "pgup", "pgdown": "pgdown", "pgdn": "pgdown", "pagedown": "pgdown", "plus": "+", "minus": "-",
}

var functionKey = regexp.MustCompile(`^f([1-9]|[1-5][0-9]|6[0-3])$`)

// Parse returns the keystroke that a person means, as Bubble Tea spells it: "Ctrl+O" is
// "ctrl+o". Two keys that follow each other have a blank between them. It reports
// false if text is none.
func Parse(text string) (keystroke string, ok bool) {
	parts := strings.Fields(text)
	if len(parts) == 0 || len(parts) > 2 {
		return "", false
	}
	for i, part := range parts {
		if parts[i], ok = parseOne(part); !ok {
			return "", false
		}
	}
	return strings.Join(parts, " "), true
}

// parseOne is Parse for one key. A hyphen may join its parts too: "C-x".
func parseOne(text string) (string, bool) {
	var held []string
	for {
		i := strings.IndexAny(text, "+-")
		if i <= 0 || i == len(text)-1 {
			break
		}
		modifier, ok := modifierOf(strings.ToLower(text[:i]))
		if !ok || slices.Contains(held, modifier) {
			return "", false
		}
		held, text = append(held, modifier), text[i+1:]
	}
	key, ok := keyOf(text, len(held) > 0)
	if !ok || held != nil && slices.Equal(held, []string{"shift"}) && utf8.RuneCountInString(key) == 1 {
		return "", false // Shift and a letter is another letter
	}
	stroke := ""
	for _, m := range modifiers {
		if slices.Contains(held, m.name) {
			stroke += m.name + "+"
		}
	}
	return stroke + key, true
}

func modifierOf(text string) (string, bool) {
	for _, m := range modifiers {
		if m.name == text || slices.Contains(m.also, text) {
			return m.name, true
		}
	}
	return "", false
}

// keyOf returns the name of a key without its modifiers. A letter that is held with one
// is lower case.
func keyOf(text string, held bool) (string, bool) {
	lower := strings.ToLower(text)
	if name, ok := keyNames[lower]; ok {
		return name, true
	}
	if functionKey.MatchString(lower) {
		return lower, true
	}
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) || r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r) {
		return "", false
	}
	if held {
		return lower, true
	}
	return text, true
}

// types reports whether a keystroke writes a character.
func types(keystroke string) bool {
	return utf8.RuneCountInString(keystroke) == 1 || keystroke == "space"
}

// twin returns another keystroke that terminals send for the same key, or "".
func twin(keystroke string) string {
	if keystroke == "enter" {
		return "kpenter"
	}
	if r, _ := utf8.DecodeRuneInString(keystroke); types(keystroke) && unicode.IsUpper(r) {
		return "shift+" + strings.ToLower(keystroke)
	}
	return ""
}
