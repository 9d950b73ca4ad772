package history

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

// The types of the columns of a table, one letter each: t is a text, i an
// integer or null, n null (the rowid has the value).
const (
	messageShape = "nttttttttttiitttt"
	headShape    = "ttttttii"
	valueShape   = "tttitti"
)

// shaped reports whether values have the types of a shape.
func shaped(values []any, shape string) bool {
	if len(values) != len(shape) {
		return false
	}
	for i, value := range values {
		ok := value == nil
		switch shape[i] {
		case 't':
			_, ok = value.(string)
		case 'i':
			if !ok {
				_, ok = value.(int64)
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// fits reports whether a row has as many columns as a shape, and gives a column
// of another type, which only damage can have made, the zero value or its text.
func fits(values []any, shape string) bool {
	if len(values) != len(shape) {
		return false
	}
	for i, value := range values {
		_, isInt := value.(int64)
		switch data, isBlob := value.([]byte); {
		case shape[i] == 't' && isBlob:
			values[i] = string(data)
		case shape[i] == 't':
			values[i], _ = value.(string)
		case shape[i] == 'i' && value != nil && !isInt:
			values[i] = int64(0)
		}
	}
	return true
}

// asInt returns an integer of a row; null is 0.
func asInt(value any) int64 {
	n, _ := value.(int64)
	return n
}

// timeOf returns a time of a row; what can be none is 1970.
func timeOf(value any) time.Time {
	n := asInt(value)
	if n < 0 || n > lastMicro {
		n = 0
	}
	return time.UnixMicro(n)
}

func conversationOf(v []any) Conversation {
	text := func(i int) string { return mended(v[i].(string)) }
	return Conversation{
		ID: v[0].(string), Title: text(1), Model: text(2), Effort: text(3), Account: text(4), Leaf: v[5].(string),
		Created: timeOf(v[6]), Updated: timeOf(v[7]),
	}
}

// message reads the whole message. changed: its text may be damaged.
func (m foundMessage) message(changed bool) (Message, error) {
	row, err := m.from.Row(m.place)
	if err != nil {
		return Message{}, err
	}
	v := row.Values
	one := Message{
		ID: m.id, Conversation: m.conversation, Parent: m.parent, Role: Role(v[4].(string)), Status: Status(v[5].(string)),
		Model: v[6].(string), Effort: v[7].(string), Account: v[8].(string), Error: v[9].(string),
		Created: timeOf(v[11]), Text: v[14].(string), Reasoning: v[15].(string),
	}
	if v[12] != nil {
		one.Ended = timeOf(v[12])
	}
	if usage := v[13].(string); json.Valid([]byte(usage)) {
		one.Usage = json.RawMessage(usage)
	}
	if items := v[16].(string); items != "" && !changed {
		_ = json.Unmarshal([]byte(items), &one.Items) // the text can replace them
	}
	if changed {
		one.mend()
	}
	return one, nil
}

// mend makes a message of a damaged row one that can be shown and sent.
func (m *Message) mend() {
	for _, text := range []*string{&m.Model, &m.Effort, &m.Account, &m.Error, &m.Text, &m.Reasoning} {
		*text = mended(*text)
	}
	if m.Role != User && m.Role != Assistant {
		m.Role = Assistant
		if m.Model == "" {
			m.Role = User
		}
	}
	if !m.Status.known() {
		m.Status = Interrupted
	}
}

// mended returns a text without what no text has: the zeros of a lost page, and
// halves of characters.
func mended(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), string(utf8.RuneError))
}

// usableID reports whether a text can be the id of a row.
func usableID(id string) bool {
	return id != "" && len(id) <= 200 && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}
