package keymap

// presets maps the name of each preset to the keys that it changes.
var presets = map[string]map[string][]string{
	// The chat keeps its keys; package editor has those of the input.
	Vi: {},
	// What Emacs users expect of the keys of Emacs, and the acts of the chat on others.
	"emacs": {
		"earlier-input":        {"up", "ctrl+p"},
		"later-input":          {"down", "ctrl+n"},
		"new-conversation":     {"ctrl+x k"},
		"open-palette":         {"alt+x"},
		"find":                 {"ctrl+s", "f3"},
		"find-idle":            {"ctrl+x s"},
		"find-asked":           {"ctrl+x q"},
		"toggle-mouse":         {"ctrl+x m"},
		"quit":                 {"ctrl+x ctrl+c", "ctrl+d"},
		"suspend":              {"ctrl+z"},
		"undo":                 {"ctrl+/", "ctrl+_", "ctrl+x u"},
		"copy-answer":          {"ctrl+x w"},
		"copy-mode":            {"f4"},
		"toggle-thinking":      {"f9"},
		"transpose-words":      {"alt+t"},
		"open-accounts":        {"f2"},
		"page-up":              {"pgup", "alt+v"},
		"page-down":            {"pgdown", "ctrl+v"},
		"paste-image":          {"ctrl+x ctrl+v"},
		"open-tree":            {"f12"},
		"open-conversations":   {"ctrl+x ctrl+f", "ctrl+r"},
		"stop":                 {"esc", "ctrl+g"},
		"dismiss-warning":      {"esc", "ctrl+g"},
		"leave-edit":           {"esc", "ctrl+g"},
		"leave-search":         {"esc", "ctrl+g"},
		"leave-copy":           {"esc", "ctrl+g"},
		"close-dialog":         {"esc", "ctrl+g", "ctrl+c"},
		"archive-conversation": {"alt+e"},
	},
}
