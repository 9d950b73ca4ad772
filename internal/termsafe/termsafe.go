// Package termsafe makes text that did not come from Banter's own code safe to
// write to a terminal.
//
// Model text, titles, model names, error bodies, file names and pasted text
// may hold escape sequences, control characters, bidirectional overrides or
// invisible tag characters. Everything foreign passes this package once,
// after entity decoding and before it reaches a screen, a pipe that may be a
// screen, a window title or a notification.
package termsafe

// Text returns s without anything a terminal would act on, keeping line feeds
// and tabs. CR LF and lone CR become LF. It is for text of several lines.
func Text(s string) string { panic("skeleton") }

// Line returns s as one line: [Text], with line feeds and tabs made single
// spaces. It is for titles, names and error sentences.
func Line(s string) string { panic("skeleton") }

// Link returns raw if it is an absolute http, https or mailto URL that holds
// nothing a terminal would act on, and reports whether it is.
func Link(raw string) (string, bool) { panic("skeleton") }

// A Filter is [Text] for a stream: sequences may be split over any number of
// pushes. The zero value is ready to use. It is not safe for concurrent use.
type Filter struct{}

// Push returns the safe text that delta completes.
func (f *Filter) Push(delta string) string { panic("skeleton") }

// Flush returns what is left at the end of the stream.
func (f *Filter) Flush() string { panic("skeleton") }
