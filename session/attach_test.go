package session_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
	"banter/session"
)

// picture returns a PNG.
func picture(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// attaching is [keeping] with a session that attaches the files of a folder, the
// present one.
func attaching(t *testing.T, test func(b *bench, file *history.DB)) {
	t.Helper()
	t.Chdir(t.TempDir())
	check(t, os.WriteFile("notes.txt", []byte("one\ntwo ``` three"), 0o600))
	check(t, os.WriteFile("a shot.png", picture(t, 3, 2), 0o600))
	keeping(t, func(b *bench, file *history.DB) {
		opts := b.options()
		opts.Mentions = true
		b.session = session.New(opts)
		test(b, file)
	})
}

// parts returns the content of an item of a request.
func (b *bench) parts(request, item int) (all []struct {
	Type, Text string
	URL        string `json:"image_url"`
}) {
	b.Helper()
	var message struct{ Content json.RawMessage }
	raw, err := b.requests[request].Input[item].MarshalJSON()
	check(b, err)
	check(b, json.Unmarshal(raw, &message))
	check(b, json.Unmarshal(message.Content, &all))
	return all
}

func names(files []attach.File) string {
	var all []string
	for _, f := range files {
		all = append(all, f.Name+" "+f.Detail())
	}
	return strings.Join(all, ", ")
}

func TestAQuestionHasTheFilesThatItNames(t *testing.T) {
	attaching(t, func(b *bench, file *history.DB) {
		b.script(plain("a1")...)
		state := b.send(`Compare @notes.txt, and @"a shot.png". Not @nothing or me@notes.txt, but @notes.txt`)
		const want = "notes.txt 17 B, a shot.png 74 B  3×2"
		if got := names(state.Messages[0].Files()); !strings.HasPrefix(got, "notes.txt 17 B, a shot.png ") || !strings.HasSuffix(got, " B  3×2") {
			b.Errorf("files %q, want like %q", got, want)
		}
		sent := b.parts(0, 0)
		if len(sent) != 2 || sent[0].Type != "input_text" || sent[1].Type != "input_image" || !strings.HasPrefix(sent[1].URL, "data:image/png;base64,iVBOR") {
			b.Fatalf("sent %+v", sent)
		}
		if !strings.HasSuffix(sent[0].Text, "but @notes.txt\n\nFile: notes.txt\n````\none\ntwo ``` three\n````\n\nImage 1: a shot.png") {
			b.Errorf("text %q", sent[0].Text)
		}
		b.equal("on disk", names(b.onDisk()[0].Files()), names(state.Messages[0].Files()))
		for _, m := range b.session.State().Messages {
			if m.Data != nil {
				b.Error("the session holds the data")
			}
		}

		// What was attached is sent again as it was, also if the file has changed.
		check(b, os.Remove("notes.txt"))
		b.script(plain("a2")...)
		b.send("And now?")
		if again := b.parts(1, 0); again[0] != sent[0] || again[1] != sent[1] {
			b.Errorf("sent again %+v", again)
		}
		b.script(plain("a3")...)
		check(b, b.session.Edit(b.Context(), state.Messages[0].ID, "Only @notes.txt"))
		edited := b.settle()
		b.equal("edited", names(edited.Messages[0].Files()), "notes.txt 17 B")

		check(b, b.session.Keep(b.Context(), file))
		b.db = file
		b.script(plain("a4")...)
		b.send("And after it was kept?")
		if kept := b.parts(3, 0); !strings.Contains(kept[0].Text, "one\ntwo") {
			b.Errorf("sent after keeping: %+v", kept)
		}
	})
}

func TestAQueuedQuestionHasTheFileAsItWas(t *testing.T) {
	attaching(t, func(b *bench, _ *history.DB) {
		b.script(codex.TextDelta{Delta: "slow"}, time.Minute, codex.Completed{})
		b.script(plain("a2")...)
		b.send("first")
		b.send("then @notes.txt")
		b.send("then @nothing")
		if text, ok := b.session.Unqueue(1); !ok || text != "then @nothing" {
			b.Errorf("unqueued %q", text)
		}
		check(b, os.WriteFile("notes.txt", []byte("changed"), 0o600))
		time.Sleep(2 * time.Minute)
		state := b.settle()
		b.equal("files", names(state.Messages[2].Files()), "notes.txt 17 B")
		if sent := b.parts(1, 2); !strings.Contains(sent[0].Text, "one\ntwo") {
			b.Errorf("sent %+v", sent)
		}
	})
}

func TestAFileThatCannotBeAttachedIsSaidBefore(t *testing.T) {
	attaching(t, func(b *bench, _ *history.DB) {
		check(b, os.WriteFile("paper.pdf", []byte("%PDF-1.7 ..."), 0o600))
		err := b.session.Send(b.Context(), "Read @paper.pdf")
		if e, ok := err.(*attach.Error); !ok || e.Sentence != "paper.pdf is a PDF." {
			b.Errorf("error %v", err)
		}
		if len(b.requests) > 0 || len(b.session.State().Messages) > 0 {
			b.Error("the question was asked")
		}
		f, err := attach.Make("x.png", picture(b, 2, 2))
		check(b, err)
		ref, err := b.session.KeepFile(b.Context(), f)
		check(b, err)
		b.script(plain("a")...)
		state := b.send("What is @" + ref + "?")
		b.equal("kept", names(state.Messages[0].Files()), ref+" "+f.Detail())
	})
}

func TestALostFileIsSaid(t *testing.T) {
	dir := t.TempDir()
	run(t, func(b *bench) {
		file, err := history.Open(b.Context(), filepath.Join(dir, "history.db"))
		check(b, err)
		check(b, b.session.Keep(b.Context(), file))
		notes, err := attach.Make("notes.txt", []byte("one"))
		check(b, err)
		b.script(plain("a1")...)
		check(b, b.session.Send(b.Context(), "See", notes))
		b.settle()
		path := filepath.Join(dir, "attachments", attach.Hash([]byte("one")))
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			b.Errorf("file %v, %v", info, err)
		}
		check(b, os.Remove(path))
		b.script(plain("a2")...)
		b.send("And?")
		if sent := b.parts(1, 0); !strings.Contains(sent[0].Text, "notes.txt was attached here, but it is not available any more") {
			b.Errorf("sent %+v", sent)
		}
		check(b, b.session.Close(b.Context()))
		check(b, file.Close())
	})
}
