package keys

import (
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
)

// layout makes chords independent of the layout of the keyboard. A chord is
// named by the character that its key has on this keyboard if it has a Latin
// letter, otherwise by the character that the key has on a US keyboard.
type layout struct{ script script }

// script is that of the letter that was pressed last.
type script int

const (
	unknown script = iota
	latin
	foreign
)

// us has the keys of a US keyboard, and beside each what others have there: a
// terminal may send that and not say which key it was.
var us = pairs([2]string{"qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"},
	[2]string{"s]'\\o", "іїєґў"}, // Ukrainian and Belarusian
	[2]string{"wertyuiopasdfghjklzxcvbnm", "ςερτυθιοπασδφγηξκλζχψωβνμ"},
	[2]string{"ertyuiopasdfghjkl;zxcvbnm,.", "קראטוןםפשדגכעיחלךףזסבהנמצתץ"},
	[2]string{"qwertyuiop[]asdfghjkl;'zxcvnm,./`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ"},
	[2]string{"qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"})

// shiftedUS has what a US keyboard sends with Shift for keys without a letter.
var shiftedUS = pairs([2]string{"~!@#$%^&*()_+{}|:\"<>?", "`1234567890-=[]\\;',./"})

// pairs maps each character of the second strings to the one in the first.
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

// altGr are the ASCII characters that European keyboards have on the third
// level. Some terminals send them as chords: with Ctrl and Alt on Windows, with
// Alt for the Option key of a Mac.
const altGr = "@#$[]{}|\\~^`"

// chordMods are the modifiers that make a chord of a key.
const chordMods = uv.ModCtrl | uv.ModAlt | uv.ModMeta | uv.ModHyper | uv.ModSuper

// key returns k as every terminal would send it on a US keyboard, if it is a
// chord; text is left alone.
func (l *layout) key(k uv.Key, a alternates) uv.Key {
	k.BaseCode = 0 // it would name the key in place of Code
	if !unicode.IsPrint(k.Code) || k.Code == uv.KeySpace {
		return k
	}
	l.note(k.Code)
	if k.Mod&chordMods == 0 {
		if k.Text != "" && k.Mod.Contains(uv.ModShift) && a.shifted != 0 {
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
		k.Mod &^= uv.ModShift // it is in the character
	}
	return k
}

func (l *layout) note(code rune) {
	switch {
	case !unicode.IsLetter(code):
	case unicode.Is(unicode.Latin, code):
		l.script = latin
	default:
		l.script = foreign
	}
}

// thirdLevel returns the text that AltGr or Option and a key make, or "" if k
// is a chord. A letter of another script is one.
func thirdLevel(k uv.Key, a alternates) string {
	if k.Text != "" { // the terminal says so
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

// onUS returns the character that the key of k has on a US keyboard, or the
// one that it has on this keyboard if that serves.
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
	// The Hebrew layout has marks where W and Q are; nothing was typed yet that
	// says which layout it is.
	case l.script == unknown && unicode.IsLetter(base) && !k.Mod.Contains(uv.ModShift):
		return base
	}
	return k.Code
}
