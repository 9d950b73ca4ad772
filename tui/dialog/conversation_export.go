package dialog

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
)

// conversationsExported is the result of an export.
type conversationsExported struct {
	what, path string
	err        error // with a path: some messages could not be read
}

// export writes conversations to a file.
func (p *conversationPicker) export(targets []entry) tea.Cmd {
	all := make([]history.Summary, len(targets))
	for i, e := range targets {
		all[i] = e.Summary
	}
	what, write := namesOf(targets), p.opts.Export
	p.remark = "Writing " + what
	clear(p.marked)
	p.show()
	return p.opts.Tasks.Do(func(ctx context.Context) tea.Msg {
		path, err := write(ctx, all)
		return conversationsExported{what, path, err}
	})
}

// exported shows the path of the file, or the error.
func (p *conversationPicker) exported(msg conversationsExported) {
	if msg.err != nil {
		p.sayWhy(msg.err)
	}
	if msg.path == "" {
		return
	}
	p.remark = "In " + termsafe.Line(msg.path) + ": " + msg.what
	if msg.err != nil {
		p.remark += ". " + notice.Of(msg.err).Sentence
	}
}

// withExport adds the key of the export before the last one, if there is one.
func (p *conversationPicker) withExport(keys ...key.Binding) []key.Binding {
	if p.opts.Export == nil {
		return keys
	}
	last := len(keys) - 1
	return append(keys[:last:last], keymap.ExportConversation.Key(), keys[last])
}
