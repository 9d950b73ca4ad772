package plain

import (
	"context"
	"fmt"
	"slices"

	"banter/history"
	"banter/session"
)

// sibling shows another version of the target.
func (f *Front) sibling(step int) {
	role := history.Assistant
	for _, m := range f.sess.State().Messages {
		if m.ID == f.chosen {
			role = m.Role
		}
	}
	m, ok := f.target(role)
	if !ok {
		f.noTarget()
		return
	}
	if err := f.sess.Sibling(f.ctx, m.ID, step); err != nil {
		f.warn(err)
		return
	}
	f.chosen = ""
	f.forget()
	s := f.sess.State()
	for _, now := range s.Messages {
		if now.Parent == m.Parent && now.Role == m.Role {
			place, all := s.Siblings(now)
			f.say("Version %d of %d.", place, all)
			f.tellMessage(now.ID)
			return
		}
	}
}

// tree lists all messages of all versions.
func (f *Front) tree(string) {
	var all []history.Message
	err := f.during(func(ctx context.Context) (err error) {
		all, err = f.place().Messages(ctx, f.sess.State().Conversation.ID)
		return err
	})
	if len(all) == 0 {
		f.warn(err)
		f.noTarget()
		return
	}
	messages, rows := limbs(all, f.sess.State())
	f.choose(menu{
		title: "All versions, each before what follows it:", rows: rows,
		prompt: "A number shows one, an empty line goes back.",
		take: func(i int, _ string) {
			if err := f.sess.Show(f.ctx, messages[i].ID); err != nil {
				f.warn(err)
				return
			}
			f.chosen = ""
			f.forget()
			f.tellMessage(messages[i].ID)
		},
	})
}

// limbs returns the messages of a tree, each before what follows it, and their rows.
func limbs(all []history.Message, s session.State) (ordered []history.Message, rows []string) {
	children := map[string][]history.Message{}
	for _, m := range all {
		children[m.Parent] = append(children[m.Parent], m)
	}
	shown := map[string]bool{}
	for _, m := range s.Messages {
		shown[m.ID] = true
	}
	stack := slices.Clone(children[""])
	slices.Reverse(stack)
	for len(stack) > 0 {
		m := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		row := rowOf(m)
		if siblings := children[m.Parent]; len(siblings) > 1 {
			place := slices.IndexFunc(siblings, func(o history.Message) bool { return o.ID == m.ID })
			row = fmt.Sprintf("Version %d of %d, %s", place+1, len(siblings), row)
		}
		if shown[m.ID] {
			row += " (shown)"
		}
		ordered, rows = append(ordered, m), append(rows, row)
		for _, child := range slices.Backward(children[m.ID]) {
			stack = append(stack, child)
		}
	}
	return ordered, rows
}
