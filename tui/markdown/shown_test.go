package markdown

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// shownAt returns the text of the rows of a text.
func shownAt(text string, opts Options) string {
	return strings.Join(plainRows(Render(text, opts)), "\n")
}

// Marks of other dialects are text, and are shown as written.
func TestShownAsWritten(t *testing.T) {
	for kind, texts := range map[string][]string{
		"words between colons": {
			"root:x:0:0:root:/root:/bin/sh", "at parser.js:100:14 and main.go:17:3", "a[i:x:2], a[lo:key:hi], save(on:using:)",
			"set user:id:42 and cache:key:9", "4:100:7, urn:ok:abc, std::a::b", "fe80::a:b:c:d and 2001:db8:100:9::1",
			"00:0a:95:9d:68:16", "TODO:bug:fix", "ISO 12:30:00, 16:9 and 1:1:1", "real ones :tada: stay :smile:", "sha256:ab:cd",
		},
		"dollar signs": {
			"export PATH=$GO_ROOT/bin:$PATH", "$key=$value; and $a=1;$b=2;", "$HOME/.config/$APP_NAME or $XDG_DIR/$APP",
			"the regex ^$|^#$ and /a$|b$/", "$@ is the target, $< the first, $^ all, $(CC) it, $* the stem",
			"$('#a').hide(); $('#b_c').show();", "$a_b$c and $5=$5 or $1_000-$2_000", "$_ or $__ or $_GET['a_b'] and $_POST['c_d']",
			"$1=$2 sets; @$x_ref and %$y_ref; $i^$j is xor", "${a_b}/${c_d} and ${x}", "=SUM($A$1:$B$2)", "US$5 and 6$, $5,000-$7,500 or $1.50/$2",
			"$5k and $6k, $3M", "echo $$; kill $$", "s/a$/b/; s/c$/d/", "$P$G", "$x.y and $z", "awk '{print $1, $2}'", "$(pwd) and $(date)",
			"grep '$x|y$' file", "sed '$d; $!d' and \"$a$\"",
		},
		"one tilde": {
			"5~10 minutes, 2~3 hours", "~40 GB (or ~12 GB)", "~/notes to ~/backup and ~/.profile", "温度は20~25度、湿度は40~60%です。", "~1.3,~1.5 and 2~.", "H~2~O",
		},
		"tags that are none": {
			"<context> and <instructions>, then </context>", "List<String> or Map<K, V> or Vec<Option<T>> or Promise<a>",
			"Box<p>, Foo<q>, Array<small>, List<font>, Set<a>, Map<b, c>, Ptr<s>, Option<i>", "ffmpeg -i <input> <output>",
			"cmd <label> <summary> <details>", "git checkout <branch>, <name> with <your name> or <mark>", "put <b> and </b> around it",
			"<!-- hidden --> visible, <?php echo 1; ?>", "x<y>z, if (a<b && c>d)", "std::vector<int> and <vector>", "Dict<s> and Set<u>",
		},
		"names without a semicolon": {"&notit; &ampx; &copy2; &region; &timestamp;", "AT&T &copy &lt"},
		"other":                     {"100% & <5 > 3 && a < b > c", "C:\\Users\\me", "snake_case_name and a_b", "2 * 3 * 4", "#1 issue, @user, 50¢"},
	} {
		for _, text := range texts {
			if got := shownAt("x "+text, testOptions(200)); got != "x "+text {
				t.Errorf("%s: %q is shown as %q", kind, text, got)
			}
			for _, opts := range []Options{{Width: 200, Basic: true}, {Width: 200, ASCII: true}, {Width: 200, Printed: true}} {
				if got := shownAt("x "+text, opts); got != "x "+text {
					t.Errorf("%s: %q is shown as %q with %+v", kind, text, got, opts)
				}
			}
		}
	}
}

// A mark goes, and its meaning is shown.
func TestShownMeaning(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"escaped brackets", `an \[optional\] box, array\[0\], \(see note 3\), \[text\](https://e.example)`, "an [optional] box, array[0], (see note 3), [text](https://e.example)"},
		{"escapes in sed", `sed 's/\(a\)\(b\)/\2\1/'`, `sed 's/(a)(b)/\2\1/'`},
		{"an escaped bracket over lines", "\\[\nsee below\n\\]", "[\nsee below\n]"},
		{"a formula over lines", "\\[\nx^2 + y^2 = z^2\n\\]", "  x² + y² = z²"},
		{"a formula on a line", `\[ E = mc^2 \]`, "  E = mc²"},
		{"brackets on a line", `\[optional\]`, "[optional]"},
		{"formulas", `$x_1$, $E = mc^2$, $n$-th, \(\alpha\) and \[\frac{a}{b}\]`, "x₁, E = mc², n-th, α and a/b"},
		{"aligned formula", "$$\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}$$", "  a = b\n  c = d"},
		{"aligned formula on a line", `so $\begin{aligned} a &= b \\ c &= d \end{aligned}$ holds`, "so a = b\nc = d holds"},
		{"bold beside CJK punctuation", "这是**重要提示：**请先。これは**「大切なこと」**です。**구성 파일(config.toml)**을", "这是重要提示：请先。これは「大切なこと」です。구성 파일(config.toml)을"},
		{"struck beside CJK punctuation", "~~已删除。~~内容", "已删除。内容"},
		{"line ends", "**Name:** Ada\n**Role:** clerk", "Name: Ada\nRole: clerk"},
		{"line ends of CJK", "第一行\n第二行", "第一行\n第二行"},
		{"keys", "press <kbd>Ctrl</kbd>+<kbd>C</kbd>", "press Ctrl+C"},
		{"scripts", "H<sub>2</sub>O, x<sup>n</sup>, 10<sup>-3</sup>, x<sup>a,b</sup>", "H₂O, xⁿ, 10⁻³, x^(a,b)"},
		{"link in HTML", `see <a href="https://e.example/doc">the doc</a>`, "see the doc (e.example)"},
		{"image in HTML", `<img src="https://e.example/p.png" alt="diagram"> here`, "diagram (image, e.example) here"},
		{"quotes in HTML", "he said <q>yes</q>", "he said “yes”"},
		{"break in HTML", "a<br>b<br/>c", "a\nb\nc"},
		{"table of HTML", "<table><tr><th>Name</th><th>Qty</th></tr><tr><td>Bolt</td><td>12</td></tr></table>", "Name │ Qty\nBolt │ 12"},
		{"cells on lines of their own", "<table>\n  <tr>\n    <td>12</td>\n    <td>34</td>\n  </tr>\n</table>", "12 │ 34"},
		{"list of HTML", "<ul><li>alpha</li><li>beta</li></ul>", "• alpha\n• beta"},
		{"numbers of HTML", "<ol>\n<li>alpha</li>\n<li>beta</li>\n</ol>", "1. alpha\n2. beta"},
		{"details", "<details><summary>More</summary>Hidden: 3<sup>2</sup></details>", "▾ More\nHidden: 3²"},
		{"details around markdown", "<details>\n<summary>More</summary>\n\n- **a**\n\n</details>", "▾ More\n\n• a"},
		{"types in HTML", "<div>5 < 6 and 7 > 3, use Map<String, p> here</div>", "5 < 6 and 7 > 3, use Map<String, p> here"},
		{"a section", "<section><h2>Title</h2><p>Text</p></section>", "Title\nText"},
		{"an article of a prompt", "<article>\n  text\n</article>", "<article>\n  text\n</article>"},
		{"aligned lines", "<p align=\"center\">\n  one\n  two\n</p>", "one\ntwo"},
		{"entities in HTML", "<p>cat &lt;file&gt; &amp; &region;</p>", "cat <file> & &region;"},
		{"a placeholder on a line", "<label>", "<label>"},
		{"tags of a prompt", "<prompt>\n  <role>clerk</role>\n</prompt>", "<prompt>\n  <role>clerk</role>\n</prompt>"},
		{"alert", "> [!WARNING]\n> Back up first.", "│ Warning\n│ Back up first."},
		{"alert with a blank line", "> [!note]\n>\n> text", "│ Note\n│\n│ text"},
		{"no alert", "> text\n>\n> [!NOTE]\n> [!OTHER] x", "│ text\n│\n│ [!NOTE]\n│ [!OTHER] x"},
		{"byte order mark", "\ufeff# Title\n\n\u200b- item\n\n\u200b\u200e> quote\n\n\ufeff\u200b```\ncode\n```", "Title\n\n• item\n\n│ quote\n\n" + strings.Repeat("─", 98) + " 1\ncode"},
		{"hidden in a mark", "a **\u200bb\u200b** c", "a b c"},
		{"entities", "&copy; &#169; &notin; &#x41;", "© © ∉ A"},
	} {
		if got := shownAt(test.text, testOptions(100)); got != test.want {
			t.Errorf("%s: %q is shown as\n%q, want\n%q", test.name, test.text, got, test.want)
		}
	}
}

// Links go to the addresses in the source.
func TestLinkTargets(t *testing.T) {
	for text, want := range map[string]string{
		"[open](https://e.example/v1?user=5&region=eu&timestamp=170&section=2)": "https://e.example/v1?user=5&region=eu&timestamp=170&section=2",
		"[b](https://e.example/list?sort=1&copy=2&not=x&lt=4&quote=1)":          "https://e.example/list?sort=1&copy=2&not=x&lt=4&quote=1",
		"<https://e.example/?a=1&region=eu>":                                    "https://e.example/?a=1&region=eu",
		"https://e.example/?a=1&region=eu&timestamp=3":                          "https://e.example/?a=1&region=eu&timestamp=3",
		"![pic](https://e.example/p.png?w=1&times=2)":                           "https://e.example/p.png?w=1&times=2",
		"[r][x]\n\n[x]: https://e.example/?u=1&region=eu":                       "https://e.example/?u=1&region=eu",
		"[t](https://e.example/?a=1&amp;b=2)":                                   "https://e.example/?a=1&b=2",
		`<a href="https://e.example/?a=1&amp;copy=2">t</a>`:                     "https://e.example/?a=1&copy=2",
		"详见 https://e.example/a。然后继续":                                           "https://e.example/a",
		"[t](https://e.example/" + strings.Repeat("long/", 300) + ")":           "https://e.example/" + strings.Repeat("long/", 300),
	} {
		styled := renderedStyles(text, testOptions(120))
		_, after, _ := strings.Cut(styled, ";http")
		got, _, _ := strings.Cut("http"+after, "\x1b")
		if got != want {
			t.Errorf("%q goes to %q, not %q", text, got, want)
		}
	}
}

// A terminal that ignores a style gets none, and struck text keeps its marks.
func TestBasicStyles(t *testing.T) {
	opts := testOptions(60)
	opts.Basic, opts.PlainLinks = true, true
	text := "Price: ~~$50~~ $30, *really*, <del>gone</del>\n\n# One\n\n### Three\n\n#### Four\n\n[a](https://e.example)\n\n" + shape("mixed", 4000)
	for _, l := range Render(text, opts) {
		for _, seq := range sequences(l.Text) {
			for _, p := range strings.Split(strings.Trim(seq, "\x1b[m"), ";") {
				if p == "2" || p == "3" || p == "8" || p == "9" {
					t.Fatalf("%q in %q", seq, l.Text)
				}
			}
			if strings.HasPrefix(seq, "\x1b]") {
				t.Fatalf("%q in %q", seq, l.Text)
			}
		}
	}
	if got := shownAt("Price: ~~$50~~ $30, <del>gone</del>", opts); got != "Price: ~~$50~~ $30, ~~gone~~" {
		t.Errorf("shown as %q", got)
	}
}

// sequences returns the escape sequences of a row.
func sequences(row string) []string {
	var seqs []string
	var state byte
	for row != "" {
		seq, width, n, next := ansi.DecodeSequence(row, state, nil)
		if width == 0 && strings.HasPrefix(seq, "\x1b") {
			seqs = append(seqs, seq)
		}
		row, state = row[n:], next
	}
	return seqs
}

// Headings of the first four levels are told apart without colors.
func TestHeadingsDiffer(t *testing.T) {
	for _, basic := range []bool{false, true} {
		seen := map[string]string{}
		for _, mark := range []string{"", "#", "##", "###", "####"} {
			opts := testOptions(60)
			opts.Basic = basic
			text := Render(strings.TrimSpace(mark+" word"), opts)[0].Text
			look, _, _ := strings.Cut(text, "word")
			if other, ok := seen[look]; ok {
				t.Errorf("%q looks as %q does: %q", mark, other, text)
			}
			seen[look] = mark
		}
	}
}

// Code that wraps has a mark, which nothing copies.
func TestWrapMark(t *testing.T) {
	line := "echo " + strings.Repeat("word ", 12) + "end"
	text := "```sh\n" + line + "\n```\n"
	d := finished(text, 30)
	rows := plainRows(d.Lines())
	for i, row := range rows[1:] {
		if marked := strings.HasSuffix(row, "↵"); marked != (i+2 < len(rows)) {
			t.Errorf("row %d of %d is %q", i+1, len(rows), row)
		}
	}
	if got := d.CodeBlocks()[0].Content; got != line {
		t.Errorf("its code is %q", got)
	}
	if from, to := d.Select(1, 0, len(rows)-1, 30); text[from:to] != line {
		t.Errorf("selected %q", text[from:to])
	}
	fits := "```\n" + strings.Repeat("x", 30) + "   \n```"
	if got := shownAt(fits, testOptions(30)); strings.Contains(got, "↵") {
		t.Errorf("a line that fits is shown as %q", got)
	}
	if got := shownAt(text, Options{Width: 30, Printed: true}); strings.Contains(got, "↵") {
		t.Errorf("a mark is printed: %q", got)
	}
}

// A full stop of a right-to-left paragraph is where its sentence ends, also
// on a row that holds nothing else of that direction.
func TestFullStopOfARightToLeftParagraph(t *testing.T) {
	for text, want := range map[string][]string{
		"שלום עולם API.":               {"םלוע םולש", ".API"},
		"שלום עולם HTTP. Foo.":         {"םלוע םולש", ".HTTP. Foo"},
		"שלום עולם. שוב פעם כאן.":      {".םלוע םולש", ".ןאכ םעפ בוש"},
		"The word שלום. עולם is there": {"The word", "םלוע .םולש is", "there"},
	} {
		got := plainRows(Render(text, testOptions(13)))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q is shown as %q, not %q", text, got, want)
		}
	}
}
