package keys

import (
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
)

// layout names chords independently of the layout of the keyboard. A chord has the
// name of the character on its key if that is Latin, otherwise of the character
// that the key has on a US keyboard.
type layout struct{ script script }

// script is the script of the letter that was pressed last.
type script int

const (
	unknown script = iota
	latin
	foreign
)

// us maps characters of other layouts to the same keys on a US keyboard, for
// terminals that do not report those.
var us = pairs([2]string{"qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"},
	[2]string{"s]'\\o", "іїєґў"}, // Ukrainian and Belarusian
	[2]string{"wertyuiopasdfghjklzxcvbnm", "ςερτυθιοπασδφγηξκλζχψωβνμ"},
	[2]string{"ertyuiopasdfghjkl;zxcvbnm,.", "קראטוןםפשדגכעיחלךףזסבהנמצתץ"},
	[2]string{"qwertyuiop[]asdfghjkl;'zxcvnm,./`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ"},
	[2]string{"qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"})

// shiftedUS maps marks and digits of a US keyboard to those with Shift.
var shiftedUS = pairs([2]string{"~!@#$%^&*()_+{}|:\"<>?", "`1234567890-=[]\\;',./"})

// pairs maps each character of the second strings to that of the first.
func pairs(keys ...[2]string) map[rune]rune {
	to := make(map[rune]rune)
	for _, k := range keys {
		there := []rune(k[1])
		for i, r := range []rune(k[0]) {
			to[there[i]] = r
		}
	}
	return to
}

// altGr has the ASCII characters that European keyboards make with AltGr or Option.
// Some terminals send them as chords, with Ctrl and Alt on Windows, with Alt on a
// Mac.
const altGr = "@#$[]{}|\\~^`"

// chordMods are the modifiers of chords.
const chordMods = uv.ModCtrl | uv.ModAlt | uv.ModMeta | uv.ModHyper | uv.ModSuper

// key returns k with the name that it has on every terminal and layout. It changes
// chords only.
func (l *layout) key(k uv.Key, a alternates) uv.Key {
	k.BaseCode = 0 // Keystroke would prefer it to Code
	if !unicode.IsPrint(k.Code) || k.Code == uv.KeySpace {
		return k
	}
	l.note(k.Code)
	if k.Mod&chordMods == 0 {
		if k.Text != "" && !a.text && k.Mod.Contains(uv.ModShift) && a.shifted != 0 {
			k.Text = string(a.shifted)
		}
		return k
	}
	if text := thirdLevel(k, a); text != "" {
		return uv.Key{Code: []rune(text)[0], Text: text}
	}
	k.ShiftedCode, k.Text = 0, ""
	k.Code = unicode.ToLower(k.Code)
	if code := l.onUS(k, a.base); code != k.Code {
		k.Code, a.shifted = code, 0
	}
	if k.Mod.Contains(uv.ModShift) && !unicode.IsLetter(k.Code) {
		if a.shifted == 0 {
			a.shifted = shiftedUS[k.Code]
		}
		if a.shifted != 0 && !unicode.IsLetter(a.shifted) {
			k.Code = a.shifted
		}
		k.Mod &^= uv.ModShift // the character has it
	}
	return k
}

// note remembers the script of a letter.
func (l *layout) note(code rune) {
	switch {
	case !unicode.IsLetter(code):
	case unicode.Is(unicode.Latin, code):
		l.script = latin
	default:
		l.script = foreign
	}
}

// thirdLevel returns the text of k if AltGr or Option made it, otherwise "". Letters
// of scripts other than Latin have keys of their own.
func thirdLevel(k uv.Key, a alternates) string {
	if k.Text != "" { // the terminal sent it
		return k.Text
	}
	mods := k.Mod & (chordMods | uv.ModShift)
	code := k.Code
	if mods.Contains(uv.ModShift) && a.shifted != 0 {
		code = a.shifted
	}
	ascii := code < unicode.MaxASCII
	switch mods &^ uv.ModShift {
	case uv.ModCtrl | uv.ModAlt:
	case uv.ModAlt:
		if !a.encoded || ascii && mods.Contains(uv.ModShift) {
			return ""
		}
	default:
		return ""
	}
	if ascii && !strings.ContainsRune(altGr, code) || scripted(k.Code) {
		return ""
	}
	return string(code)
}

// scripted reports whether code is a letter of a script other than Latin.
func scripted(code rune) bool {
	return unicode.IsLetter(code) && !unicode.In(code, unicode.Latin, unicode.Common)
}

// onUS returns the character of k if it is Latin or may be a mark of a Latin layout,
// otherwise the character that its key has on a US keyboard.
func (l *layout) onUS(k uv.Key, base rune) rune {
	switch {
	case base != 0 && scripted(k.Code):
		return base
	case scripted(k.Code):
		if code := us[k.Code]; code != 0 {
			return code
		}
	case base == 0 || unicode.IsLetter(k.Code):
	case l.script == foreign:
		return base
	// The Hebrew layout has marks on the keys W and Q. No letter has told the
	// layout yet.
	case l.script == unknown && unicode.IsLetter(base) && !k.Mod.Contains(uv.ModShift):
		return base
	}
	return k.Code
}
