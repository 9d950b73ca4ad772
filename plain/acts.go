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
	own   bool   // not in the table of keys
}

// onScreen says why an act of the table of keys is none of plain mode.
var onScreen = map[string]string{
	"compare":     "two versions side by side need a screen, and /version-before tells the other one",
	"editor":      "the editor and plain mode would both read the keyboard, and /attach sends what you wrote in a file",
	"mouse":       "there is nothing to click",
	"asked":       "the terminal edits the line, and /chats WORDS finds what was asked before",
	"edit-code":   "the terminal edits the line, and /last-code copies the code",
	"insert-code": "the terminal edits the line, and /last-code copies the code",
	"links":       "the address of a link is told after its words",
	"queue":       "a question that waits cannot be changed",
	"redraw":      "nothing is drawn",
	"themes":      "there are no colors",
	"unfold":      "everything is told whole",
}

// acts returns the acts of plain mode by name.
func acts() map[string]act {
	return map[string]act{
		"help": {do: (*Front).help, title: "List what can be done", early: true},
		"quit": {do: func(f *Front, _ string) { f.done = true }, early: true},

		"stop":      {do: (*Front).stop},
		"retry":     {do: (*Front).retry, early: true},
		"continue":  {do: (*Front).goOn},
		"compact":   {do: (*Front).compact},
		"web":       {do: (*Front).toggleWeb},
		"effort":    {do: (*Front).pickEffort, takes: "LEVEL"},
		"verbosity": {do: (*Front).pickVerbosity, takes: "LEVEL"},
		"fast":      {do: (*Front).toggleFast},
		"attach":    {do: (*Front).attachFile, title: "Attach a file to the next question", takes: "PATH", own: true},
		"image":     {do: (*Front).attachImage},
		"detach":    {do: (*Front).detachFile},

		"start":    {do: (*Front).readAll, title: "Read the conversation from its beginning"},
		"end":      {do: func(f *Front, _ string) { f.tellLast() }, title: "Read the last question and answer"},
		"previous": {do: func(f *Front, _ string) { f.readStep(-1) }, title: "Read the question before and its answer"},
		"next":     {do: func(f *Front, _ string) { f.readStep(1) }, title: "Read the next question and its answer"},
		"raw":      {do: (*Front).toggleRaw, title: "Tell answers as they were written, or in words"},
		"details":  {do: (*Front).toggleDetails, title: "Tell model, time and tokens of each answer, or not"},
		"thinking": {do: (*Front).toggleThinking, title: "Tell what the model thought, or not"},
		"find":     {do: (*Front).find, takes: "WORDS"},

		"previous-bookmark": {do: func(f *Front, _ string) { f.readBookmark(-1) }, title: "Read the bookmark before"},
		"next-bookmark":     {do: func(f *Front, _ string) { f.readBookmark(1) }, title: "Read the next bookmark"},
		"sources":           {do: (*Front).pickSource, takes: "NUMBER"},

		"copy":      {do: (*Front).copyAnswer},
		"code":      {do: (*Front).copyCode, title: "Copy a block of code"},
		"save":      {do: (*Front).save, takes: "FILE"},
		"last-code": {do: (*Front).copyLastCode},
		"save-code": {do: (*Front).saveLastCode, takes: "FILE"},
		"choose":    {do: (*Front).chooseMessage, title: "Choose a message for the acts that follow"},
		"bookmark":  {do: (*Front).bookmark},
		"note":      {do: (*Front).note, takes: "TEXT"},

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
		"chats":     {do: (*Front).pickConversation, title: "List conversations, to open, rename, pin, archive, export or delete them", takes: "WORDS"},
		"bookmarks": {do: func(f *Front, _ string) { f.searchConversations("is:bookmarked") }},
		"archive":   {do: (*Front).pickArchived, title: "List the archived conversations", own: true},
		"system":    {do: (*Front).system, takes: "TEXT"},
		"limits":    {do: (*Front).tellLimits},
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
		f.say("The act /%s is only on the screen: %s.", name, onScreen[name])
	case !known && (f.sess == nil || !f.runsPrompt(name, rest)):
		f.say("No act or prompt is called /%s. To send it to the model, begin with //.", name)
	case !known:
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
	f.say("Ctrl+C stops the answer, and quits when pressed twice. %s quits. A question that begins with a slash is typed with two.", endKeys())
	all := acts()
	var own, missing []string
	for _, b := range keymap.Acts() {
		if a, ok := all[b.Slash]; ok {
			f.out.line(a.row(b.Slash, b.Title))
		} else {
			missing = append(missing, "/"+b.Slash)
		}
	}
	for name, a := range all {
		if a.own {
			own = append(own, a.row(name, ""))
		}
	}
	slices.Sort(own)
	for _, row := range own {
		f.out.line(row)
	}
	f.helpPrompts()
	if slices.Sort(missing); len(missing) > 0 {
		f.say("Only on the screen: %s.", strings.Join(missing, ", "))
	}
}

// row returns what the help tells of an act.
func (a act) row(name, title string) string {
	if a.title != "" {
		title = a.title
	}
	if a.takes != "" {
		name += " [" + a.takes + "]"
	}
	return "/" + name + ": " + title + "."
}

// helpPrompts lists the person's own prompts.
func (f *Front) helpPrompts() {
	all, err := f.ownPrompts()
	f.warn(err)
	for _, p := range all {
		words := "Prompt /" + p.Name
		if p.System {
			words = "Persona /" + p.Name
		}
		if p.Description != "" {
			words += ": " + p.Description
		}
		f.say("%s.", strings.TrimRight(words, "."))
	}
}
