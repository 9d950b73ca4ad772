package config

import (
	"regexp"
	"strings"
	"unicode"
)

// secrets match what a person may have written into the file although it does
// not belong there. An error shows its place and never its text, because errors
// end up in tickets.
var secrets = []*regexp.Regexp{
	regexp.MustCompile(`://([^\s"'<>]*)@`),                             // user and password of an address
	regexp.MustCompile(`://[^\s"'<>?]*\?([^\s"'<>]*)`),                 // its parameters
	regexp.MustCompile(`(?i)\b(?:bearer|basic)\s+([^\s"']+)`),          // a header
	regexp.MustCompile(`\b((?:sk|pk|rk)-[\w-]{8,}|eyJ[\w.-]{8,})`),     // API keys and JWTs
	regexp.MustCompile(`(?i)(?:` + secretNames + `)["']?\s*[=:](.*)$`), // a value with a telling name
}

const secretNames = `token|secret|password|passwd|passphrase|api[-_ ]?key|credentials?|authorization|cookie`

// long matches text without a blank that may be a key or a token.
var long = regexp.MustCompile(`[A-Za-z0-9_+/=~.-]{20,}`)

// masked replaces what looks like a secret in one line of text by as many
// asterisks, so that columns stay the same.
func masked(line string) string {
	hidden := make([]bool, len(line))
	for _, secret := range secrets {
		for _, at := range secret.FindAllStringSubmatchIndex(line, -1) {
			mark(hidden, at[2], at[3])
		}
	}
	for _, at := range long.FindAllStringIndex(line, -1) {
		if random(line[at[0]:at[1]]) {
			mark(hidden, at[0], at[1])
		}
	}
	var b strings.Builder
	for i, r := range line {
		if hidden[i] && !strings.ContainsRune(" \"'", r) {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func mark(hidden []bool, from, to int) {
	for i := from; i < to; i++ {
		hidden[i] = true
	}
}

// random reports whether a long word is not a name, address or path: it mixes
// digits with letters of both cases, or is a hexadecimal number.
func random(word string) bool {
	has := func(is func(rune) bool) bool { return strings.ContainsFunc(word, is) }
	hex := strings.Trim(strings.ToLower(word), "0123456789abcdef-") == ""
	return has(unicode.IsDigit) && (hex || has(unicode.IsUpper) && has(unicode.IsLower))
}

// maxQuote is the number of characters of a text that an error quotes.
const maxQuote = 40

// quotable returns a text of the person's for an error: masked and short.
func quotable(text string) string {
	runes := []rune(masked(text))
	if len(runes) > maxQuote {
		return string(runes[:maxQuote]) + "…"
	}
	return string(runes)
}
