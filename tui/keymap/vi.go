package keymap

// Vi is the name of the preset with the keys of vi in the input.
const Vi = "vi"

// The keys of vi that are no characters.
var (
	ViNormal   = bind(viKeys, "vi-normal", "esc", "").in(inVi)
	ViRedo     = bind(viKeys, "vi-redo", "ctrl+r", "").in(inVi)
	ViBack     = bind(viKeys, "vi-back", "backspace | ctrl+h", "").in(inVi)
	ViNextLine = bind(viKeys, "vi-next-line", "enter | kpenter", "").in(inVi)
)

// ViSection returns the commands of vi for the help. They are the keys of vim, and cannot
// be changed one by one.
func ViSection() Section {
	row := func(labels, help string) Row { return Row{Labels: labels, Help: help} }
	return Section{Group: viKeys, Rows: []Row{
		row(ViNormal.Labels(), "from writing or selecting to commands; there "+Stop.Label()+" stops the answer"),
		row("i a I A o O", "write: before or behind the character, at the ends of the line, on a new line below or above"),
		row("R gi", "write over the text; write where you wrote last"),
		row("v V", "select characters or lines; then o for the other end"),
		row("gv", "what was selected last"),
		row("d c y", "delete, change or copy, up to where a motion leads, or a text object; twice: lines"),
		row("< > gu gU g~", "shift lines; small letters, capitals, the other case"),
		row("x X D C s S Y", "short for dl dh d$ c$ cl cc yy"),
		row("p P", "put what was deleted or copied behind or before the caret"),
		row(`"a "A "0 "1 "_`, "before a command: the register to use, or to add to"),
		row(`"+ "*`, "the clipboard"),
		row("r ~ J gJ", "replace a character, change its case, join lines"),
		row("u "+ViRedo.Labels(), "undo, redo"),
		row(".", "the last change again"),
		row("h j k l", "left, down, up, right; beyond the first and the last line: earlier questions"),
		row("gj gk", "a row of the screen down or up"),
		row("w b e ge", "words; W B E gE: up to blanks"),
		row("0 ^ $ g_ |", "in the line: its start, its text, its end, the end of its text, a column"),
		row("f F t T ; ,", "to a character of the line, or beside it; again"),
		row("gg G { } ( ) %", "lines, paragraphs, sentences, the other bracket"),
		row("+ -", "the text of the next or the previous line"),
		row("iw ip is it", "text objects: a word, paragraph, sentence or tag; aw: with the blanks around it"),
		row("i( i[ i{ i< i\"", "text objects: between brackets or quotes; a(: with them"),
		row(":", "everything that can be done, by name"),
	}}
}
