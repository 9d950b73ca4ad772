package plain

import (
	"slices"
	"strings"

	"banter/tui/keymap"
)

// An act is what a name after a slash does.
type act struct {
	do    func(f *Front, text string)
	title string // in plain mode; empty: that of the table of keys
	takes string // what a text after the name is; empty: none may follow
	early bool   // works before the sign-in
}

// acts returns the acts of plain mode by name. The others of the table of keys are
// about the screen.
func acts() map[string]act {
	return map[string]act{
		"help": {do: (*Front).help, title: "List what can be done", early: true},
		"quit": {do: func(f *Front, _ string) { f.done = true }, early: true},

		"stop":     {do: (*Front).stop},
		"retry":    {do: (*Front).retry, early: true},
		"continue": {do: (*Front).goOn},
		"compact":  {do: (*Front).compact},
		"start":    {do: (*Front).readAll, title: "Read the conversation from its beginning"},
		"end":      {do: func(f *Front, _ string) { f.tellLast() }, title: "Read the last question and answer"},
		"previous": {do: func(f *Front, _ string) { f.readStep(-1) }, title: "Read the question before and its answer"},
		"next":     {do: func(f *Front, _ string) { f.readStep(1) }, title: "Read the next question and its answer"},
		"raw":      {do: (*Front).toggleRaw, title: "Tell answers as they were written, or in words"},
		"details":  {do: (*Front).toggleDetails, title: "Tell model, time and tokens of each answer, or not"},
		"thinking": {do: (*Front).toggleThinking, title: "Tell what the model thought, or not"},
		"find":     {do: (*Front).find, takes: "WORDS"},

		"copy":   {do: (*Front).copyAnswer},
		"code":   {do: (*Front).copyCode, title: "Copy a block of code"},
		"choose": {do: (*Front).chooseMessage, title: "Choose a message for the acts that follow"},

		"edit":           {do: (*Front).edit, takes: "TEXT"},
		"again":          {do: (*Front).again},
		"again-with":     {do: (*Front).againWith, takes: "MODEL"},
		"fork":           {do: (*Front).fork},
		"remove":         {do: (*Front).remove},
		"undo":           {do: (*Front).undo},
		"version-before": {do: func(f *Front, _ string) { f.sibling(-1) }},
		"version-after":  {do: func(f *Front, _ string) { f.sibling(1) }},
		"tree":           {do: (*Front).tree, title: "List all versions"},

		"models":    {do: (*Front).pickModel, takes: "MODEL"},
		"chats":     {do: (*Front).pickConversation, takes: "WORDS"},
		"accounts":  {do: (*Front).pickAccount, takes: "NAME"},
		"new":       {do: (*Front).openNew},
		"temporary": {do: (*Front).toggleTemporary},
	}
}

// runsAct does what a line names, and reports whether the line is none of the
// model's business.
func (f *Front) runsAct(text string) bool {
	text = strings.TrimSpace(text)
	if text == "/" || text == "?" {
		f.help("")
		return true
	}
	name, rest, ok := keymap.CutSlash(text)
	if !ok {
		return false
	}
	switch a, known := acts()[name]; {
	case !known && keymap.HasAct(name):
		f.say("The act /%s is about the screen. Plain mode has none.", name)
	case !known:
		f.say("No act is called /%s. To send it to the model, begin with //.", name)
	case rest != "" && a.takes == "":
		f.say("The act /%s takes no text. To send it to the model, begin with //.", name)
	case f.sess == nil && !a.early:
		f.say("You are not signed in. /retry signs in.")
	default:
		a.do(f, rest)
	}
	return true
}

// help lists the acts.
func (f *Front) help(string) {
	f.say("A line is a question. A backslash at its end goes on in the next line; pasted lines are one question.")
	f.say("Ctrl+C stops the answer, and quits when pressed twice. Ctrl+D quits. A question that begins with a slash is typed with two.")
	all := acts()
	var missing []string
	for _, b := range keymap.Acts() {
		a, ok := all[b.Slash]
		if !ok {
			missing = append(missing, "/"+b.Slash)
			continue
		}
		name, title := "/"+b.Slash, b.Title
		if a.takes != "" {
			name += " [" + a.takes + "]"
		}
		if a.title != "" {
			title = a.title
		}
		f.out.line(name + ": " + title + ".")
	}
	if slices.Sort(missing); len(missing) > 0 {
		f.say("Only on the screen: %s.", strings.Join(missing, ", "))
	}
}
