package display

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/internal/crash"
)

// still is a model that draws one view and calls the functions it is sent.
type still string

func (still) Init() tea.Cmd { return nil }

func (s still) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if do, ok := msg.(func()); ok {
		do()
	}
	return s, nil
}

func (s still) View() tea.View { return view(string(s)) }

// TestColorsAreFoundOut checks that colors are detected unless they are given.
func TestColorsAreFoundOut(t *testing.T) {
	environ := []string{"TERM=xterm-256color", "CLICOLOR_FORCE=1"}
	for given, want := range map[colorprofile.Profile]string{colorprofile.Unknown: "\x1b[38;5;196m", colorprofile.ANSI: "\x1b[91m"} {
		var out strings.Builder
		p := New(still(""), Options{Out: &out, Environ: environ, Width: 20, Height: 2, Profile: given})
		p.renderer.show(view("\x1b[38;2;255;0;0mred\x1b[m"))
		p.renderer.flush()
		if !strings.Contains(out.String(), want+"red") {
			t.Errorf("given %v: %q, want %q", given, out.String(), want)
		}
	}
}

// A terminal may report its colors while the program runs.
func TestColorProfileOfARunningProgram(t *testing.T) {
	var out strings.Builder
	p := newRenderer(&out, nil, ImagesAuto)
	p.resize(20, 2)
	p.colors(colorprofile.TrueColor)
	s := &adapter{model: still("\x1b[38;2;255;0;0mred\x1b[m"), renderer: p}
	for _, test := range []struct {
		profile colorprofile.Profile
		color   string // how it is asked for; empty: not at all
	}{
		{colorprofile.TrueColor, "\x1b[38;2;255;0;0m"},
		{colorprofile.ANSI256, "\x1b[38;5;196m"},
		{colorprofile.ANSI, "\x1b[91m"},
		{colorprofile.ASCII, ""},
		{colorprofile.TrueColor, "\x1b[38;2;255;0;0m"},
	} {
		out.Reset()
		s.Update(tea.ColorProfileMsg{Profile: test.profile})
		s.View()
		p.flush()
		before, _, drawn := strings.Cut(out.String(), "red")
		if !drawn || !strings.HasSuffix(before, test.color) || test.color == "" && strings.Contains(before, "38;") {
			t.Errorf("%v: %q", test.profile, out.String())
		}
	}
}

// A model that has panicked is not called again: its state may be half changed.
func TestABrokenModelIsLeftAlone(t *testing.T) {
	caught := 0
	defer crash.Handle(func(any, []byte) { caught++ })()
	s := &adapter{model: still("text"), renderer: newRenderer(nil, nil, ImagesAuto)}
	s.Update(func() { panic("first") })
	if next, cmd := s.Update(func() { t.Error("called after a panic") }); next != tea.Model(s) || cmd != nil {
		t.Errorf("got %v", next)
	}
	if s.View(); s.renderer.next.view.Content != "" {
		t.Error("drawn after a panic")
	}
	if caught != 1 {
		t.Errorf("%d panics were handled", caught)
	}
}
