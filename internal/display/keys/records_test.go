package keys

import "testing"

// pressed returns the records of a console for typed text, each character a key of
// its own.
func pressed(units ...uint16) (all []record) {
	for _, u := range units {
		all = append(all, record{kind: keyRecord, down: 1, repeat: 1, unit: u})
	}
	return all
}

// TestRecords: the records are those that Windows has been seen to send.
func TestRecords(t *testing.T) {
	shift := record{kind: keyRecord, down: 1, repeat: 1, key: 0x10}
	release := func(r record) record { r.down = 0; return r }
	for name, test := range map[string]struct {
		records []record
		want    string
	}{
		"text":               {pressed('h', 'i', 0xe9), "hié"},
		"an emoji":           {pressed(0xd83d, 0xde09), "😉"},
		"half a character":   {pressed(0xd83d, 'a', 'b'), "ab"},
		"the end of none":    {pressed(0xde09), "\ufffd"},
		"a sequence":         {pressed(0x1b, '[', 'A'), "\x1b[A"},
		"Ctrl+Space":         {pressed(0), "\x00"},
		"a letter with both": {[]record{shift, {kind: keyRecord, down: 1, repeat: 1, key: 'T', unit: 'T'}, {kind: keyRecord, key: 'T', unit: 'T'}, release(shift)}, "T"},
		"an arrow of a console without sequences": {[]record{{kind: keyRecord, down: 1, repeat: 1, key: 0x25}}, ""},
		"a key that is held":                      {[]record{{kind: keyRecord, down: 1, repeat: 3, key: 'X', unit: 'x'}}, "xxx"},
		"Alt and a number": {[]record{
			{kind: keyRecord, down: 1, repeat: 1, key: altKey}, {kind: keyRecord, down: 1, repeat: 1, key: 0x60}, {kind: keyRecord, repeat: 1, key: altKey, unit: 0xe9},
		}, "é"},
		"the list of emoji": {[]record{
			{kind: keyRecord, down: 1, repeat: 1, key: altKey}, {kind: keyRecord, repeat: 1, key: altKey, unit: 0xd83d},
			{kind: keyRecord, down: 1, repeat: 1, key: altKey}, {kind: keyRecord, repeat: 1, key: altKey, unit: 0xde00},
		}, "😀"},
		"a paste in capitals": {append(append(pressed(0x1b, '[', '2', '0', '0', '~'), shift, record{kind: keyRecord, down: 1, repeat: 1, key: 'T', unit: 'T'}, release(shift), shift,
			record{kind: keyRecord, down: 1, repeat: 1, key: 'W', unit: 'W'}, release(shift)), pressed(0x1b, '[', '2', '0', '1', '~')...), "\x1b[200~TW\x1b[201~"},
		"a size":    {[]record{{kind: sizeRecord, down: 40<<16 | 120}}, "\x1b[8;40;120t"},
		"focus":     {[]record{{kind: focusRecord, down: 1}, {kind: focusRecord}}, "\x1b[I\x1b[O"},
		"the mouse": {[]record{{kind: 2, down: 1, unit: 'x'}}, ""},
	} {
		var got []byte
		var s records
		for _, r := range test.records {
			got = s.text(got, r)
		}
		if string(got) != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
