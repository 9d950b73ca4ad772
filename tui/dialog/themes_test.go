package dialog

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/themes"
	"banter/tui/style"
)

func themesDialog(err error) Dialog {
	d, load := NewThemes(ThemesOptions{
		Load:    func(context.Context) ([]themes.Theme, error) { return themes.All(), err },
		Current: "dusk",
		Styles:  func(t themes.Theme) *style.Styles { return style.New(t.Dark, false) },
	})
	d.Update(load())
	return d
}

// The list begins at the theme in use, draws in the chosen one, and reports that.
func TestThemes(t *testing.T) {
	d := themesDialog(nil)
	shown, _ := d.View(darkStyles(), 78, 22)
	plain := ansi.Strip(shown)
	for _, want := range []string{"in use", "lavender and rose", "A heading", "func greet", "use it"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is not shown:\n%s", want, plain)
		}
	}
	if rows := strings.Count(shown, "\n") + 1; rows > 22 {
		t.Errorf("%d rows", rows)
	}
	d.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	other, _ := d.View(darkStyles(), 78, 22)
	if _, sample, _ := strings.Cut(shown, "A heading"); strings.HasSuffix(other, sample) {
		t.Error("the preview does not change with the choice")
	}
	_, event := d.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if chosen, ok := event.(ThemeChosen); !ok || chosen.Theme.Name == "dusk" || chosen.Theme.Name == "" {
		t.Errorf("chose %+v", event)
	}
	for height := range 25 {
		if low, _ := d.View(darkStyles(), 40, height); height > 3 && strings.Count(low, "\n")+1 > height {
			t.Errorf("%d rows in a window of %d", strings.Count(low, "\n")+1, height)
		}
	}
}

func TestThemesNameWhatCannotBeUsed(t *testing.T) {
	shown, _ := themesDialog(errors.New("no")).View(darkStyles(), 78, 30)
	if !strings.Contains(ansi.Strip(shown), "unexpected") {
		t.Errorf("nothing is said:\n%s", ansi.Strip(shown))
	}
}
