package markdown

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	xansi "github.com/charmbracelet/x/ansi"
)

// everything is a sheet that sets all that a sheet can set.
const everything = `{
	"document": {"margin": 2},
	"block_quote": {"indent": 2, "indent_token": "> ", "italic": true, "color": "#aaa"},
	"list": {"level_indent": 6, "faint": true},
	"heading": {"bold": true, "underline": true, "block_suffix": "\n"},
	"h1": {"prefix": " ", "suffix": " ", "color": "228", "background_color": "63", "upper": true},
	"h2": {"prefix": "## ", "title": true},
	"h6": {"prefix": "", "bold": false, "lower": true},
	"strong": {"block_prefix": "**", "block_suffix": "**", "bold": true},
	"emph": {"prefix": "/", "suffix": "/", "inverse": true},
	"strikethrough": {"block_prefix": "~~", "block_suffix": "~~", "crossed_out": true},
	"hr": {"color": "240", "format": "\n-8<-\n"},
	"item": {"block_prefix": "- "}, "enumeration": {"block_prefix": ") ", "color": "5"},
	"task": {"ticked": "[v] ", "unticked": "[.] ", "blink": true},
	"link": {"underline": true, "color": "30"}, "link_text": {"bold": true, "format": "<{{.text}}>"},
	"image": {"conceal": true}, "image_text": {"format": "Picture: {{.text}} =>"},
	"code": {"prefix": " ", "suffix": " ", "background_color": "236"},
	"code_block": {"color": "7", "margin": 3, "theme": "dracula"},
	"table": {"center_separator": "*", "column_separator": "!", "row_separator": "=", "color": "9"},
	"html_block": {"color": "11"}, "html_span": {"color": "12"}
}`

func sheetFrom(t *testing.T, text string) *ansi.StyleConfig {
	t.Helper()
	sheet := &ansi.StyleConfig{}
	if err := json.Unmarshal([]byte(text), sheet); err != nil {
		t.Fatal(err)
	}
	return sheet
}

var hyperlink = regexp.MustCompile(`\x1b\]8;[^\x1b]*\x1b\\`)

// TestSheet shows for each thing that a sheet can ask for that it is drawn.
func TestSheet(t *testing.T) {
	sheet := sheetFrom(t, everything)
	for _, test := range []struct{ name, text, want string }{
		{"h1", "# One two", "  \x1b[1;4;38;5;228;48;5;63m ONE TWO \x1b[m"},
		{"h2", "## one two's", "  \x1b[1;4m## One Two's\x1b[m"},
		{"h6", "###### ONE", "  \x1b[4mone\x1b[m"},
		{"strong", "a **b** c", "  a **\x1b[1mb\x1b[m** c"},
		{"emph", "a *b* c", "  a \x1b[7m/b/\x1b[m c"},
		{"struck", "a ~~b~~ c", "  a ~~\x1b[9mb\x1b[m~~ c"},
		{"code", "a `b` c", "  a \x1b[48;5;236m b \x1b[m c"},
		{"rule", "***", "  \x1b[38;5;240m-8<-\x1b[m"},
		{"items", "- a\n- b", "  - \x1b[2ma\x1b[m\n  - \x1b[2mb\x1b[m"},
		{"numbers", "1. a\n2. b", "  \x1b[35m1) \x1b[0;2ma\x1b[m\n  \x1b[35m2) \x1b[0;2mb\x1b[m"},
		{"tasks", "- [x] a\n- [ ] b", "  \x1b[5m[v] \x1b[0;2ma\x1b[m\n  \x1b[5m[.] \x1b[0;2mb\x1b[m"},
		{"levels", "- a\n  - b", "  - \x1b[2ma\x1b[m\n        - \x1b[2mb\x1b[m"},
		{"task at a level", "- a\n  - [x] b", "  - \x1b[2ma\x1b[m\n        \x1b[5m[v] \x1b[0;2mb\x1b[m"},
		{"quote", "> a", "  \x1b[90m> > \x1b[3;38;2;170;170;170ma\x1b[m"},
		{"label", "[a](x:b)[c](https://c.de)", "  a \x1b[90m(x:b){}\x1b[0;1m<c>{} \x1b[0;90m(c.de)\x1b[m"},
		{"address", "https://c.de", "  {}\x1b[4;38;5;30mhttps://c.de{}\x1b[m"},
		{"image", "![c](https://c.de)", "  {}Picture: c =>{} \x1b[90m(c.de)\x1b[m"},
		{"table", "|a|b|\n|-|-|\n|1|2|", "  \x1b[1ma \x1b[0;91m! \x1b[0;1mb\x1b[m\n  \x1b[91m==*==\x1b[m\n  1 \x1b[91m! \x1b[m2"},
		{"code block", "```go\nreturn\n```", "     \x1b[38;2;255;121;198mreturn\x1b[m"},
		{"html block", "<!-- a -->", "  \x1b[94m<!-- a -->\x1b[m"},
	} {
		var rows []string
		for _, l := range Render(test.text, Options{Width: 60, Sheet: sheet, Quiet: "8"}) {
			rows = append(rows, l.Text)
		}
		// {} is where a link begins or ends.
		if got := hyperlink.ReplaceAllString(strings.Join(rows, "\n"), "{}"); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
}

// TestStreamInEverySheet streams an answer in the sheets of Glamour: nothing
// that is final changes, and the end is a render of the whole.
func TestStreamInEverySheet(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	sheets := map[string]*ansi.StyleConfig{"everything": sheetFrom(t, everything), "none": {}}
	for name, sheet := range styles.DefaultStyles {
		sheets[name] = sheet
	}
	text := shape("mixed", 3000)
	for name, sheet := range sheets {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{12, 40, 100} {
				r := rand.New(rand.NewPCG(1, uint64(width)))
				opts := Options{Width: width, Sheet: sheet, Quiet: "8", ASCII: width == 40}
				checkStream(t, text, opts, randomCuts(r, text, 40))
				for _, l := range Render(text, opts) {
					if w := xansi.StringWidth(l.Text); w > width {
						t.Fatalf("a row has %d cells, the window %d: %q", w, width, l.Text)
					}
				}
			}
		})
	}
}

// TestMarksOfSheetsAreHarmless keeps a sheet from driving the terminal.
func TestMarksOfSheetsAreHarmless(t *testing.T) {
	sheet := sheetFrom(t, `{"h1": {"prefix": "\u001b]0;title\u0007\r"}, "strong": {"block_prefix": "\u202e\u009b2J"},
		"link_text": {"format": "\u001b[2J{{.text}}"}, "hr": {"format": "a\nb\u001b[H"}, "item": {"prefix": "`+strings.Repeat("x", 500)+`"},
		"task": {"ticked": "\u0008\u0008"}, "document": {"margin": 4000000000}, "table": {"row_separator": "--", "column_separator": "世"}}`)
	text := "# a **b** [c](https://example.com)\n\n- d\n- [x] e\n\n***\n\n|f|g|\n|-|-|\n|h|i|\n"
	for _, l := range Render(text, Options{Width: 40, Sheet: sheet}) {
		for _, bad := range []string{"\x1b]0", "\x1b[2J", "\x1b[H", "\x07", "\r", "\b", "\u202e", "\u009b"} {
			if strings.Contains(l.Text, bad) {
				t.Errorf("%q holds %q", l.Text, bad)
			}
		}
		if w := xansi.StringWidth(l.Text); w > 40 {
			t.Errorf("a row has %d cells: %q", w, l.Text)
		}
	}
}
