package tui

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
)

// filesApp is a program in a folder with some files.
func filesApp(t *testing.T, options func(*Options)) *app {
	t.Helper()
	t.Chdir(t.TempDir())
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		".gitignore": "*.log\n", "src/main.go": "package main\n", "src/main_test.go": "package main_test\n", "main.log": "x", "paper.pdf": "%PDF-1.7",
		"my shot.png": picture.String(),
	} {
		if err := os.MkdirAll("src", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return newApp(t, setup{folder: t.TempDir(), options: options})
}

// sentText returns the parts of the last message of a request as JSON.
func sentText(t *testing.T, req codex.Request) string {
	t.Helper()
	raw, err := req.Input[len(req.Input)-1].MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestFilesAreCompletedAndAttached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := filesApp(t, nil)
		defer d.leave()
		d.Type("See @mai")
		d.sees("▌ src/main.go", "  src/main_test.go", "Tab attach")
		d.seesNot("main.log")
		d.Press("down")
		d.Press("enter")
		if got := d.input(); got != "See @src/main_test.go " {
			t.Fatalf("input %q", got)
		}
		d.sees("• main_test.go  18 B", "Ctrl+X,Ctrl+U takes it out")
		d.Type("or @none")
		d.seesNot("▌ src")
		d.Press("ctrl+x", "ctrl+u")
		if got := d.input(); got != "See src/main_test.go or @none" {
			t.Errorf("after taking the file out: %q", got)
		}
		d.seesNot("18 B")

		// Enter sends a word that is no part of a path.
		d.Press("ctrl+u")
		d.Type("Explain @man")
		d.sees("▌ src/main.go")
		d.Press("enter")
		d.back.answer(t, "A man.")

		// Esc closes the list, and Enter then sends.
		d.Press("ctrl+u")
		d.Type("What is @src/main.go")
		d.sees("▌ src/main.go")
		d.Press("esc")
		d.seesNot("▌ src")
		d.Press("enter")
		if sent := sentText(t, d.back.answer(t, "Go.")); !strings.Contains(sent, `File: main.go\n`+"```"+`\npackage main\n`) {
			t.Errorf("sent %s", sent)
		}
		d.sees("▌ What is @src/main.go", "▌ • main.go  13 B")

		// What cannot be attached is said, and the question stays in the input.
		d.Type("Read @paper.pdf ")
		d.sees("• paper.pdf is a PDF.")
		d.Press("enter")
		d.sees("Copy its text with pdftotext")
		if got := d.input(); got != "Read @paper.pdf " {
			t.Errorf("input %q", got)
		}
	})
}

func TestPathsArePastedAndImagesToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var picture []byte
		d := filesApp(t, func(o *Options) {
			o.ClipboardImage = func(context.Context) ([]byte, error) { return picture, nil }
		})
		defer d.leave()
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		d.Type("See")
		d.Paste("'" + dir + "/my shot.png'")
		d.sees("• my shot.png", "3×2")
		if got, want := d.input(), `See @"`+dir+`/my shot.png" `; got != want {
			t.Errorf("input %q, want %q", got, want)
		}
		d.Press("ctrl+u")
		d.Paste("/usr/nothing is a path\n")
		if got := d.input(); got != "/usr/nothing is a path\n" {
			t.Errorf("pasted text became %q", got)
		}
		d.Press("ctrl+c")
		if picture, err = os.ReadFile("my shot.png"); err != nil {
			t.Fatal(err)
		}
		d.Press("ctrl+v")
		d.sees("• clipboard-", "3×2")
		d.Press("ctrl+v")
		d.sees("attached already")
		d.Wait(time.Second)
		d.Press("enter")
		if sent := sentText(t, d.back.answer(t, "Grey.")); !strings.Contains(sent, `{"type":"input_image","image_url":"data:image/png;base64,`) {
			t.Errorf("sent %s", sent)
		}
		d.sees("▌ • clipboard-")
		picture = []byte("no image\x00")
		d.Press("ctrl+v")
		d.sees("The image in the clipboard is neither")
	})
}

func TestAnAnswerIsSavedInAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := filesApp(t, nil)
		defer d.leave()
		d.ask("Write some Go")
		d.back.answer(t, "Here:\n\n```go\npackage x\n```\n")
		d.Press("f4")
		d.Press("w")
		d.sees("Save in: write-some-go.md")
		d.Press("ctrl+u")
		d.Type("nowhere/x.md")
		d.Press("enter")
		d.sees("There is no folder nowhere.")
		d.Press("ctrl+u")
		d.Type("paper.pdf")
		d.Press("enter")
		d.sees("paper.pdf exists already. Enter again replaces it.")
		d.Press("esc")
		d.Press("f4")
		d.Press("tab")
		d.Press("w")
		d.sees("Save in: code.go")
		d.Press("enter")
		d.sees("Saved in code.go.")
		if text, err := os.ReadFile("code.go"); err != nil || string(text) != "package x\n" {
			t.Errorf("file %q, %v", text, err)
		}
		if text, err := os.ReadFile("paper.pdf"); err != nil || string(text) != "%PDF-1.7" {
			t.Errorf("the other file %q, %v", text, err)
		}
		d.Press("f4")
		d.Press("w")
		d.Press("ctrl+u")
		d.Type("code.go")
		d.Press("enter")
		d.sees("exists already")
		d.Press("enter")
		d.sees("Saved in code.go.")
		if text, err := os.ReadFile("code.go"); err != nil || !strings.HasPrefix(string(text), "Here:") {
			t.Errorf("replaced %q, %v", text, err)
		}
	})
}
