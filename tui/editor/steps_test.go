package editor_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
)

// playAll is play for keys with Alt+>, whose name contains the end of a name.
func playAll(e *editor.Editor, keys string) {
	for i, part := range strings.Split(keys, "<alt+>>") {
		if i > 0 {
			press(e, "alt+>")
		}
		play(e, part)
	}
}

// TestEachCommandIsAStepOfItsOwn checks that one undo takes back the command and
// nothing before it, and that one redo brings it back.
func TestEachCommandIsAStepOfItsOwn(t *testing.T) {
	for _, test := range []struct {
		name, before string
		do           func(*editor.Editor)
	}{
		{"yank", "one two<ctrl+w>", func(e *editor.Editor) { e.Yank() }},
		{"a second yank", "one two<ctrl+w><yank>", func(e *editor.Editor) { e.Yank() }},
		{"yank after typing", "one two<ctrl+w>x", func(e *editor.Editor) { e.Yank() }},
		{"new line", "one", (*editor.Editor).Newline},
		{"a second new line", "one<nl>", (*editor.Editor).Newline},
		{"backslash", `one\`, func(e *editor.Editor) { e.Continue() }},
		{"transpose", "one", func(e *editor.Editor) { play(e, "<ctrl+t>") }},
		{"paste", "one", func(e *editor.Editor) { e.Paste(editor.Clip("pasted")) }},
		{"a second paste", "one<nl>", func(e *editor.Editor) { e.Paste(editor.Clip("pasted")) }},
		{"large paste", "one", func(e *editor.Editor) { e.Paste(editor.Clip(strings.Repeat("x\n", 20))) }},
		{"clear", "one", (*editor.Editor).Clear},
		{"set", "one", func(e *editor.Editor) { e.Set("another") }},
		{"kill after typing", "one two", func(e *editor.Editor) { play(e, "<ctrl+u>") }},
		{"kill after erasing", "one two<backspace>", func(e *editor.Editor) { play(e, "<ctrl+u>") }},
		{"erasing after a kill", "one two<ctrl+w>", func(e *editor.Editor) { play(e, "<backspace>") }},
		{"a word after a word", "one", func(e *editor.Editor) { play(e, " two") }},
		{"typing after a move", "one<left>", func(e *editor.Editor) { play(e, "x") }},
		{"erasing after a move", "one<backspace><left>", func(e *editor.Editor) { play(e, "<backspace>") }},
		{"typing after a kill", "one two<ctrl+w>", func(e *editor.Editor) { play(e, "x") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := editor.New()
			play(e, test.before)
			before := e.Text()
			test.do(e)
			after := e.Text()
			if before == after {
				t.Fatal("the command did nothing")
			}
			if !e.Undo() || e.Text() != before {
				t.Errorf("undone: %q, want %q", e.Text(), before)
			}
			if !e.Redo() || e.Text() != after {
				t.Errorf("done again: %q, want %q", e.Text(), after)
			}
			if e.Redo() {
				t.Error("there was nothing more to do again")
			}
			if !e.Undo() || e.Text() != before {
				t.Errorf("undone again: %q, want %q", e.Text(), before)
			}
		})
	}
}

// TestRunsAreOneStep checks a word, and erasing without another edit in between.
func TestRunsAreOneStep(t *testing.T) {
	for keys, want := range map[string]string{
		"one  two<ctrl+z>":                         "one", // the second blank begins no word
		"one two<left><left>xy<ctrl+z>":            "one two",
		"one<backspace><backspace><ctrl+z>":        "one",
		"one two three<ctrl+w><ctrl+w><ctrl+z>":    "one two three",
		"one<ctrl+z><ctrl+z>":                      "",
		"one<nl>two<ctrl+z><ctrl+z>":               "one",
		"one<home><delete><delete><ctrl+z>":        "one",
		"one<nl> two<ctrl+z>":                      "one\n", // an indent is part of its word
		"one<ctrl+z>x<ctrl+z>":                     "",
		"one<backspace><ctrl+z><alt+z>x<ctrl+z>":   "on",
		"ab<backspace><ctrl+z><backspace><ctrl+z>": "ab",
	} {
		e := editor.New()
		play(e, keys)
		if e.Text() != want {
			t.Errorf("%s: got %q, want %q", keys, e.Text(), want)
		}
	}
}

// TestUndoGoesBackSoFar checks that the number of steps is limited.
func TestUndoGoesBackSoFar(t *testing.T) {
	e := editor.New()
	for range 300 {
		e.Newline()
	}
	steps := 0
	for e.CanUndo() && e.Undo() {
		steps++
	}
	if steps != 200 || e.Text() != strings.Repeat("\n", 100) {
		t.Errorf("%d steps back, to %d lines", steps, strings.Count(e.Text(), "\n"))
	}
	if e.Undo() || e.CanUndo() {
		t.Error("there is nothing more to undo")
	}
}

// TestLoadBeginsAfresh checks that Load forgets the text before it.
func TestLoadBeginsAfresh(t *testing.T) {
	e := editor.New()
	play(e, "one two<ctrl+w><ctrl+z>")
	e.Load("a draft")
	if e.Text() != "a draft" || e.CanUndo() || e.Redo() || e.Killed() {
		t.Errorf("text %q, undo %t, killed %t", e.Text(), e.CanUndo(), e.Killed())
	}
}

func TestWhatIsSentIsForgotten(t *testing.T) {
	e := editor.New()
	play(e, "one two<ctrl+w>")
	if !e.Killed() {
		t.Error("nothing was killed")
	}
	e.Reset()
	if !e.Empty() || e.CanUndo() || e.Redo() || e.Yank() || e.Killed() {
		t.Errorf("something is left: %q", e.Text())
	}
	e.Clear()
	if e.CanUndo() {
		t.Error("clearing nothing is a step")
	}
}

// TestKilledWhileThePersonIsAtIt checks that Killed holds while text is left, and
// directly after the kill.
func TestKilledWhileThePersonIsAtIt(t *testing.T) {
	for keys, want := range map[string]bool{
		"":                        false,
		"one":                     false,
		"one<ctrl+u>":             true,
		"one<ctrl+u>x":            true,
		"one<ctrl+u>x<backspace>": false,
		"one<ctrl+u><left>":       false,
		"one two<ctrl+w>":         true,
		"one<home><ctrl+u>":       false, // nothing was there to kill
		"one<ctrl+k>":             false,
	} {
		e := editor.New()
		play(e, keys)
		if e.Killed() != want {
			t.Errorf("%s: killed is %v", keys, !want)
		}
	}
	if editor.New().Yank() {
		t.Error("something came out of nothing")
	}
}

func TestMoreKeys(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"<ctrl+t>", "|"},
		{"a<ctrl+t>", "a|"},
		{"ab<home><ctrl+t>", "|ab"},
		{"a<nl>b<ctrl+t>", "a\nb|"},
		{"ab<nl><ctrl+t>", "ab\n|"},
		{"ab<nl>cd<ctrl+t>", "ab\ndc|"},
		{"one two<home><delete>", "|ne two"},
		{"<delete><backspace><alt+d><ctrl+w><ctrl+k><ctrl+u>x", "x|"},
		{"a_1 b<alt+b><alt+b>x", "x|a_1 b"},
		{"one<nl>two<alt+b><alt+b>x", "x|one\ntwo"},
		{"one<nl>two<alt+<><alt+f><alt+f>x", "one\ntwox|"},
		{"one <nl> two<ctrl+w><ctrl+w>", "|"},
		{"one, two<home><alt+f><alt+f>x", "one, twox|"},
		{"one<nl>two<alt+<><alt+>>x", "one\ntwox|"},
		{"one<nl>two<ctrl+b><ctrl+f><ctrl+a><ctrl+e>x", "one\ntwox|"},
		{"ab<left><ctrl+h><ctrl+d>", "|"},
		{"abc<ctrl+b><ctrl+d>", "ab|"},
		{"one two<alt+b><alt+delete>", "one |"},
		{"one two<home><ctrl+right><ctrl+delete>", "one|"},
		{"one two<ctrl+backspace>", "one |"},
		{"one<ctrl+z><ctrl+shift+z>", "one|"},
		{"one two<ctrl+_><alt+_>", "one two|"},
		{"one<nl>two<ctrl+u><ctrl+u><yank>", "one\ntwo|"},       // kills of two lines are one text
		{"one<nl>two<home><ctrl+u><ctrl+k><yank>", "one\ntwo|"}, // before and behind
		{"one<nl>two<up><home><ctrl+k><ctrl+k><yank><yank>", "one\none\n|two"},
		{"one two<ctrl+w>x<ctrl+w><yank>", "one x|"}, // typing in between parts them
		{"ab<yank>", "ab|"},
	} {
		e := editor.New()
		e.View(20, 5, nil)
		playAll(e, test.keys)
		if got := shown(e, 20, 5); got != test.want {
			t.Errorf("%s: got %q, want %q", test.keys, got, test.want)
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	e := editor.New()
	for _, key := range []tea.KeyPressMsg{{Code: tea.KeyF5}, {Code: 'x', Mod: tea.ModCtrl | tea.ModAlt}, {Code: tea.KeyEscape}} {
		if e.Press(key) {
			t.Errorf("%s did something", key.Keystroke())
		}
	}
	if !e.Press(tea.KeyPressMsg{Code: 'x', Text: "x"}) || !e.Press(tea.KeyPressMsg{Code: tea.KeyLeft}) {
		t.Error("a key was not taken")
	}
	e.Insert("\x1b[31m")
	if e.CanUndo(); e.Text() != "x" {
		t.Errorf("got %q", e.Text())
	}
}

func TestSingle(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "a", "ab": "", "\n": "", "a\n": "", "e\u0301": "e\u0301", "👨‍👩‍👧": "👨‍👩‍👧", strings.Repeat("x", 2000): "",
	} {
		e := editor.New()
		e.Paste(editor.Clip(text))
		if got := e.Single(); got != want {
			t.Errorf("%.9q: got %q", text, got)
		}
	}
}

func TestEmpty(t *testing.T) {
	for keys, want := range map[string]bool{"": true, "a": false, "a<backspace>": true, "<nl>": false, "<nl><backspace>": true, " ": false} {
		e := editor.New()
		play(e, keys)
		if e.Empty() != want {
			t.Errorf("%q: empty is %v", keys, !want)
		}
	}
}

// TestFoldsBySize checks from which size on pastes and drafts are folded.
func TestFoldsBySize(t *testing.T) {
	paste := func(e *editor.Editor, text string) { e.Paste(editor.Clip(text)) }
	for _, test := range []struct {
		name string
		put  func(*editor.Editor, string)
		text string
		want string // the label, if the text is folded
	}{
		{"ten lines", paste, strings.Repeat("x\n", 10), ""},
		{"eleven lines", paste, strings.Repeat("x\n", 10) + "x", "[pasted 11 lines]"},
		{"eleven lines and an end", paste, strings.Repeat("x\n", 11), "[pasted 11 lines]"},
		{"1,000 characters", paste, strings.Repeat("x", 1000), ""},
		{"1,001 characters", paste, strings.Repeat("x", 1001), "[pasted 1,001 characters]"},
		{"1,000 wide characters", paste, strings.Repeat("世", 1000), ""},
		{"1,001 wide characters", paste, strings.Repeat("世", 1001), "[pasted 1,001 characters]"},
		{"draft of 201 lines", (*editor.Editor).Load, strings.Repeat("x\n", 200), ""},
		{"draft of 202 lines", (*editor.Editor).Load, strings.Repeat("x\n", 201) + "y", "[pasted 202 lines]"},
		{"draft of 16 KB", (*editor.Editor).Load, strings.Repeat("x", 16<<10), ""},
		{"draft of more", (*editor.Editor).Load, strings.Repeat("x", 16<<10+1), "[pasted 16,385 characters]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := editor.New()
			test.put(e, test.text)
			got := strings.Join(e.View(40, 2, func(label string) string { return label }).Rows, "\n")
			if (test.want == "") == strings.Contains(got, "pasted") || test.want != "" && got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if e.Text() != test.text {
				t.Error("the text is another one")
			}
		})
	}
}

func TestUnfold(t *testing.T) {
	for _, test := range []struct {
		name, text, keys string
		want             bool
	}{
		{"small", "x", "", false},
		{"nothing", "", "", false},
		{"folded", strings.Repeat("x\n", 20), "", true},
		{"not before the caret", strings.Repeat("x\n", 20), "<left>", false},
		{"as large as can be", strings.Repeat("x", 1<<20), "", true},
		{"larger", strings.Repeat("x", 1<<20+1), "", false},
	} {
		e := editor.New()
		e.Paste(editor.Clip(test.text))
		playAll(e, test.keys)
		if got := e.Unfold(); got != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
		if e.Text() != test.text {
			t.Errorf("%s: the text is another one", test.name)
		}
		if test.want && (!e.Undo() || e.Single() != "" || e.Height(30, 9) != 1) {
			t.Errorf("%s: undo must fold it again", test.name)
		}
	}
}

// TestAFoldIsOneCharacterAndAWord checks the commands that move and erase.
func TestAFoldIsOneCharacterAndAWord(t *testing.T) {
	big := strings.Repeat("x y\n", 20)
	for keys, want := range map[string]string{
		"<backspace>":     "a b",
		"<left><delete>":  "a b",
		"<ctrl+w>":        "a b",
		"<alt+backspace>": "a b",
		"<ctrl+w><yank>":  "a " + big + "b",
		"<left>z":         "a z" + big + "b",
		"<alt+left>z":     "a z" + big + "b",
	} {
		e := editor.New()
		play(e, "a b<left>")
		e.Paste(editor.Clip(big))
		if play(e, keys); e.Text() != want {
			t.Errorf("%s: got %q, want %q", keys, e.Text(), want)
		}
	}
	e := editor.New()
	e.Paste(editor.Clip(big))
	e.Insert("\u0301") // an accent does not join a folded text
	if got := shown(e, 40, 2); !strings.HasPrefix(got, "[pasted 20 lines]") {
		t.Errorf("got %q", got)
	}
}
