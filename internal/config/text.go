package config

// ReadText returns the text of a file that a person writes by hand, as that of
// the config file: in UTF-8, without a byte order mark, of at most 1 MiB. The
// error wraps fs.ErrNotExist if the file does not exist, and is an [*Error] if
// it is not a text. It opens nothing that could block.
func ReadText(name string) ([]byte, error) { return readText(name) }

// Excerpt returns a line of text with carets under length bytes from column on,
// for [Error.Excerpt]. Line and column are counted from 1. It hides secrets.
func Excerpt(text string, line, column, length int) string {
	return excerpt(text, line, column, length)
}

// Masked returns one line of text without what looks like a secret.
func Masked(line string) string { return masked(line) }

// Quotable returns a text of the person's for an error: masked and short.
func Quotable(text string) string { return quotable(text) }
