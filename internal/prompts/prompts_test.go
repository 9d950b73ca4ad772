package prompts_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/config"
	"banter/internal/prompts"
)

const whole = `+++
name = "review"
description = "Review a change"
effort = "high"
[variables]
language = "Go"
focus = ""
+++
Look at {{focus}} of this {{ language }} code, {{focus}} first.
Keep ${{ github.ref }}, {{ .Name }} and \{{focus}}.
`

func TestPrompt(t *testing.T) {
	p, err := prompts.Parse("review.md", "review", strings.ReplaceAll(whole, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Description != "Review a change" || p.Effort != "high" || p.System || len(p.Variables) != 2 || p.Variables[0].Name != "focus" || p.Variables[1].Default != "Go" {
		t.Errorf("got %+v", p)
	}
	got, err := p.Fill(map[string]string{"focus": "the {{language}}"})
	want := "Look at the {{language}} of this Go code, the {{language}} first.\nKeep ${{ github.ref }}, {{ .Name }} and {{focus}}."
	if err != nil || got != want {
		t.Errorf("filled %q, %v", got, err)
	}
	for _, wrong := range []map[string]string{{}, {"focus": "x", "lang": "y"}} {
		if got, err := p.Fill(wrong); err == nil {
			t.Errorf("%v fills %q", wrong, got)
		}
	}
	if plain, err := prompts.Parse("hi.md", "hi", "Say hi."); err != nil || plain.Text != "Say hi." {
		t.Errorf("without TOML: %+v, %v", plain, err)
	}
}

// A mistake is told with its place.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                             "x.md: the prompt has no text",
		"+++\n+++\n":                                   "x.md: the prompt has no text",
		"+++\nsystem = true\nHello":                    "x.md line 1: nothing ends the lines that begin here\n1 | +++\n  | ^^^",
		"+++\nmodle = \"a\"\n+++\nHello":               "x.md line 2: a prompt has no \"modle\"\n2 | modle = \"a\"\n  | ^^^^^",
		"+++\nsystem = 1\n+++\nHello":                  "x.md line 2: system must be true or false\n2 | system = 1\n  |          ^",
		"+++\nmodel = 1\n+++\nHello":                   "x.md line 2: model must be a text in quotes\n2 | model = 1\n  |         ^",
		"+++\nmodel\n+++\nHello":                       "x.md line 2: this is not valid TOML\n2 | model\n  |     ^",
		"+++\nname = \"y\"\n+++\nHello":                "x.md line 2: the name is \"y\", but the file is called x.md\n2 | name = \"y\"\n  | ^^^^",
		"Some\ntext {{of}} mine":                       "x.md line 2: the variable \"of\" is not declared\n2 | text {{of}} mine\n  |      ^^^^^^",
		"+++\nvariables = 3\n+++\nHello":               "x.md line 2: variables must be a table\n2 | variables = 3\n  |             ^",
		"+++\nvariables.a = 3\n+++\n{{a}":              "x.md line 2: variables.a must be a text in quotes\n2 | variables.a = 3\n  |               ^",
		"+++\n[variables]\na = \"\"\n+++\nHello":       "x.md line 3: the variable \"a\" is not in the text\n3 | a = \"\"\n  | ^",
		"+++\n[variables]\n\"a b\" = \"\"\n+++\nHello": "x.md line 3: a variable cannot be called \"a b\"\n3 | \"a b\" = \"\"\n  |  ^^^",
		strings.Repeat("long ", 60_000):                "x.md: the text is larger than 256 KiB",
	} {
		_, err := prompts.Parse("x.md", "x", text)
		fault, ok := errors.AsType[*config.Error](err)
		if !ok {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		if got := strings.TrimSpace(fault.Error() + "\n" + fault.Excerpt); got != want {
			t.Errorf("%.40q: got\n%s\nwant\n%s", text, got, want)
		}
	}
}

// A file that cannot be used hides no other one.
func TestList(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b.md": "Second.", "a.md": "First.", "bad.md": "{{x}}", "latin.md": "caf\xe9", "My Prompt.md": "x", ".hidden.md": "x", "notes.txt": "x",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	all, err := prompts.List(dir)
	if len(all) != 2 || all[0].Name != "a" || all[1].Text != "Second." {
		t.Errorf("got %+v", all)
	}
	if wrong, ok := errors.AsType[*config.Error](err); !ok || filepath.Base(wrong.Where) != "My Prompt.md" {
		t.Errorf("the error is %v", err)
	}
	for name, want := range map[string]string{
		"latin": "not in UTF-8", "folder": "a folder", "none": "no prompt is called", "../a": "cannot be called", "": "cannot be called",
	} {
		if _, err := prompts.Read(dir, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if all, err := prompts.List(filepath.Join(dir, "absent")); len(all) != 0 || err != nil {
		t.Errorf("a missing folder has %v, %v", all, err)
	}
}

// Every mistake names its place, and a prompt that can be read can be filled.
func FuzzPrompt(f *testing.F) {
	f.Add(whole)
	f.Add("+++\n\\{{a}}{{a}}")
	f.Add("+++ \n+++\t\n{{a-b}}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := prompts.Parse("x.md", "x", text)
		if err != nil {
			if _, ok := errors.AsType[*config.Error](err); !ok {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		values := map[string]string{}
		for _, v := range p.Variables {
			values[v.Name] = "{{v}}"
		}
		if _, err := p.Fill(values); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
