package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// completions are unfinished lines, and what a shell offers for their last word.
var completions = []struct{ line, offered string }{
	{"banter his", "history"},
	{"banter ask --verb", "--verbosity"},
	{"banter ask --model ", "gpt-6-astra"},
	{"banter ask --effort ", "xhigh"},
	{"banter --theme d", "dracula"},
	{"banter login --store k", "keychain"},
	{"banter whoami --account ", "work"},
	{"banter resume ", "A trip"},
	{"banter ask --prompt rev", "review"},
	{"banter history import conver", "conversations.json"},
	{"banter config set ret", "retention"},
	{"banter help acc", "accounts"},
}

// shells are those with a completion in Debian, each with the place of the script
// in the home of a person. PowerShell is not in Debian.
var shells = []struct{ name, script, start string }{
	{"bash", ".local/share/bash-completion/completions/banter", "exec bash --norc --noprofile"},
	{"zsh", ".zsh/_banter", "exec zsh -f"},
	{"fish", ".config/fish/completions/banter.fish", ""},
}

// setups make a shell complete, and list all that is possible after one Tab.
var setups = map[string]string{
	"bash": "unset HISTFILE; source /usr/share/bash-completion/bash_completion; bind 'set show-all-if-ambiguous on'; bind 'set page-completions off'; echo rea''dy",
	"zsh":  "fpath=(~/.zsh $fpath); autoload -U compinit; compinit -u -D; LISTMAX=1000; setopt no_list_ambiguous; echo rea''dy",
}

// TestShellsComplete presses Tab in real shells, after each kind of word that
// Banter completes.
func TestShellsComplete(t *testing.T) {
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			path := program(t, shell.name, shell.name)
			if _, err := os.Stat("/usr/share/bash-completion/bash_completion"); shell.name == "bash" && err != nil {
				program(t, "bash-completion", "bash-completion") // which is no program: this skips or fails
			}
			pane := newPane(t, 120, 40)
			home := os.Getenv("HOME")
			furnish(t, home)
			install(t, shell.name, filepath.Join(home, shell.script))
			if shell.name == "fish" {
				inFish(t, path, home)
				return
			}
			pane.keys("cd ~; "+shell.start, "Enter")
			pane.keys(setups[shell.name], "Enter")
			pane.waitFor("ready")
			for _, tt := range completions {
				pane.keys("-l", tt.line)
				pane.keys("Tab")
				pane.waitFor(tt.offered)
				pane.keys("C-u", "C-l")
			}
		})
	}
}

// inFish asks fish what it would offer.
func inFish(t *testing.T, fish, home string) {
	for _, tt := range completions {
		cmd := exec.Command(fish, "-c", "complete -C "+"'"+tt.line+"'")
		cmd.Dir = home
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), tt.offered) {
			t.Errorf("%q offers no %q: %v\n%s", tt.line, tt.offered, err, out)
		}
	}
}

// furnish puts two accounts, two conversations and a prompt into a home.
func furnish(t *testing.T, home string) {
	t.Helper()
	files := map[string]string{
		"banter/data/accounts.json": `{"current":"work","accounts":[{"name":"home","store":"keychain"},{"name":"work","store":"keychain"}]}`,
		"conversations.json": `[{"title":"A trip","create_time":1700000000,"id":"c1","mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":["Where?"]}}}}},
			{"title":"A meal","create_time":1700000001,"id":"c2","mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":["What?"]}}}}}]`,
		"banter/prompts/review.md": "Review this.\n",
	}
	for name, text := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("banter", "history", "import", filepath.Join(home, "conversations.json")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// install writes the script of a shell to a file, where the shell looks for it.
func install(t *testing.T, shell, path string) {
	t.Helper()
	script, err := exec.Command("banter", "completion", shell).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, script, 0o600); err != nil {
		t.Fatal(err)
	}
}
