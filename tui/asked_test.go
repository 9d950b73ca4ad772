package tui

import (
	"strings"
	"testing"
	"testing/synctest"
)

// What was asked in other conversations comes back: on an empty page by Up, and from a
// list that can be searched. Nothing of a temporary conversation does.
func TestQuestionsOfAllConversationsComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		long := "a long one " + strings.Repeat("of many words ", 320)
		d.talk("How do goroutines differ?", "They are cheap.")
		d.Press("ctrl+n")
		d.sees("Ask something")
		d.Type(long)
		d.Press("enter")
		d.back.answer(t, "Yes.")
		d.talk("How do goroutines differ?", "As before.") // asked twice, and shown once
		d.Press("ctrl+n", "alt+p")
		d.sees("temporary")
		d.talk("A secret", "Kept.")
		d.Press("ctrl+n")
		d.sees("Ask something")
		for i, want := range []string{"How do goroutines differ?", strings.TrimSpace(long), strings.TrimSpace(long)} {
			d.Press("up", "alt+<")
			if got := strings.TrimSpace(d.input()); got != want {
				t.Fatalf("Up %d brings %.40q, want %.40q", i+1, got, want)
			}
		}
		d.Press("ctrl+c")
		d.Type("a draft")
		d.Press("ctrl+s")
		d.sees("Asked before", "▌ How do goroutines differ?", "a long one of many")
		d.seesNot("secret")
		d.Type("long")
		d.sees("▌ a long one")
		d.Press("enter")
		if got := d.input(); strings.TrimSpace(got) != strings.TrimSpace(long) {
			t.Fatalf("the list puts %.40q into the input", got)
		}
		d.Press("alt+<", "up")
		if got := d.input(); got != "a draft" {
			t.Errorf("Up brings back %.40q, want the draft", got)
		}
	})
}
