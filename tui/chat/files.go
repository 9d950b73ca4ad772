package chat

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/internal/attach"
	"banter/internal/notice"
	"banter/session"
	"banter/tui/editor"
	"banter/tui/keymap"
	"banter/tui/style"
)

// namedFiles are the files that the input names. They are part of its text, so that
// drafts, the queue and undo keep them.
type namedFiles struct {
	all     []session.Named
	looking bool // a look at the disk is under way
	again   bool // the text was changed meanwhile

	finder   *finder // completes the path before the caret, or nil
	declined bool    // the person closed the list of that path
}

type (
	// namedMsg is the result of a look at the files that the input names.
	namedMsg struct {
		of  *Conversation
		all []session.Named
	}
	// keptMsg is an image of the clipboard that the history keeps for the draft.
	keptMsg struct {
		of  *Conversation
		ref string
		err error
	}
)

// lookForFiles looks which files the input names.
func (c *Chat) lookForFiles() tea.Cmd {
	f := &c.files
	if c.sess == nil || !c.editor.Contains('@') {
		f.all, f.again = nil, false
		return nil
	}
	if f.looking {
		f.again = true
		return nil
	}
	f.looking, f.again = true, false
	of, sess, known, typed, editing := c.Conversation, c.sess, f.all, c.editor.Snapshot(), ""
	if c.editing != nil {
		editing = c.editing.id
	}
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		return namedMsg{of, sess.Named(ctx, typed.Text(), editing, known)}
	})
}

func (c *Chat) filesNamed(msg namedMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	f := &c.files
	f.looking = false
	if f.all = msg.all; !c.editor.Contains('@') {
		f.all = nil
	}
	if f.again {
		return c.lookForFiles()
	}
	return nil
}

// filesShown is the most files that are drawn above the input; the rest is counted.
const filesShown = 4

// namedRows draws the files that the input names, and why one cannot be attached.
func (c *Chat) namedRows(st *style.Styles, l style.Layout) []string {
	all := c.files.all
	if len(all) == 0 {
		return nil
	}
	margin := strings.Repeat(" ", l.Left())
	var rows []string
	for i, n := range all {
		if i == filesShown {
			rows = append(rows, margin+st.Dim.Render(style.Count(len(all)-i)+" more files"))
			break
		}
		row := st.Accent.Render(st.Dot) + " "
		switch {
		case n.Err != nil:
			row += st.Warning.Render(notice.Of(n.Err).Sentence)
		case n.File.Kind == attach.Image && c.blind():
			row += st.Warning.Render(c.model.Name + " cannot see " + st.File(n.File.Name, "") + "and would refuse the question.")
		default:
			row += st.Dim.Render(st.File(n.File.Name, n.File.Detail()))
		}
		if i == 0 {
			row += style.Gap + st.Hints(l.Measure, keymap.RemoveFile.Key())
		}
		rows = append(rows, margin+st.Cut(row, l.Measure))
		if hint := notice.Of(n.Err).Hint; n.Err != nil && hint != "" {
			rows = append(rows, margin+"  "+st.Dim.Render(st.Cut(hint, l.Measure-2)))
		}
	}
	return rows
}

// blind reports whether the model is known to read no images.
func (c *Chat) blind() bool { return c.model.ContextWindow > 0 && !c.model.Images }

// namesFiles reports whether the input names a file.
func (c *Chat) namesFiles() bool { return len(c.files.all) > 0 }

// removeFile takes the last file out of the input: the name of a pasted image goes,
// a path stays as text.
func removeFile(c *Chat) (tea.Cmd, Event) {
	last := c.files.all[len(c.files.all)-1]
	rest := last.Ref
	if _, kept := attach.KeptHash(last.Ref); kept {
		rest = ""
	}
	if !c.editor.ReplaceLast("@"+last.Ref, rest) && !c.editor.ReplaceLast(`@"`+last.Ref+`"`, rest) {
		return c.Flash("A folded paste names it. "+keymap.OpenPaste.Label()+" opens the paste.", "A folded paste names it."), nil
	}
	c.files.declined = true
	return c.edited(), nil
}

// refuseFiles returns the error that is known to prevent the question from being
// asked.
func (c *Chat) refuseFiles() error {
	for _, n := range c.files.all {
		if n.File.Kind == attach.Image && n.Err == nil && c.blind() {
			return &attach.Error{Sentence: c.model.Name + " cannot see images.", Hint: "Choose another model, or remove the image."}
		}
	}
	return nil
}

// attachPaste attaches the files that a paste consists of, or pastes it as text.
func (c *Chat) attachPaste(text string) tea.Cmd {
	of := c.Conversation
	return c.tasks.Do(func(context.Context) tea.Msg {
		return pathsMsg{of, text, attach.Pasted(text)}
	})
}

// pathsMsg is a paste, and the paths that it consists of, if it does.
type pathsMsg struct {
	of    *Conversation
	text  string
	paths []string
}

func (c *Chat) pathsPasted(msg pathsMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if len(msg.paths) == 0 {
		return c.pasteText(msg.text)
	}
	var all []string
	for _, path := range msg.paths {
		all = append(all, attach.Quote(path))
	}
	return c.insertMention(strings.Join(all, " "))
}

// insertMention inserts mentions at the caret, with blanks around them.
func (c *Chat) insertMention(text string) tea.Cmd {
	if c.editor.WordBefore() != "" {
		text = " " + text
	}
	c.files.declined = true
	c.editor.Paste(editor.Clip(text + " "))
	return c.edited()
}

// pasteImage attaches the image in the clipboard.
func pasteImage(c *Chat) (tea.Cmd, Event) {
	of, sess, copier := c.Conversation, c.sess, c.copier
	if sess == nil {
		return nil, nil
	}
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		data, err := copier.Image(ctx)
		if err != nil {
			return keptMsg{of, "", err}
		}
		f, err := attach.Make("The image in the clipboard", data)
		if err != nil {
			return keptMsg{of, "", err}
		}
		ref, err := sess.KeepFile(ctx, f)
		return keptMsg{of, ref, err}
	}), nil
}

func (c *Chat) imageKept(msg keptMsg) tea.Cmd {
	if msg.of != c.Conversation {
		return nil
	}
	if msg.err != nil {
		if _, ok := errors.AsType[notice.Noticer](msg.err); !ok {
			return c.Flash("There is no image in the clipboard.")
		}
		return c.Flash(notice.Of(msg.err).Sentence)
	}
	if slices.ContainsFunc(c.files.all, func(n session.Named) bool { return n.Ref == msg.ref }) {
		return c.Flash("That image is attached already.")
	}
	return c.insertMention("@" + msg.ref)
}
