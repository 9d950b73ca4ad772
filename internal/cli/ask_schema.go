package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"banter/codex"
	"banter/internal/notice"
	"banter/internal/safefile"
	"banter/internal/termsafe"
)

// maxSchema bounds the file of --schema, in bytes.
const maxSchema = 1 << 20

// An answerSchema is the JSON Schema that an answer must match.
type answerSchema struct {
	file     string
	request  *codex.Schema
	compiled *jsonschema.Schema
}

// readSchema reads the file of --schema; nil without one. A reference to another
// document is an error, because the model would not see that document.
func readSchema(path string) (*answerSchema, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := safefile.Read(path)
	if err != nil {
		return nil, &usageError{"the schema cannot be read: " + termsafe.Line(path), notice.Of(err).Sentence}
	}
	if len(raw) > maxSchema {
		return nil, &usageError{"the schema is larger than 1 MiB", "Name a smaller file."}
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, &usageError{"the file " + termsafe.Line(filepath.Base(path)) + " is not valid JSON", capitalized(placeOf(raw, err)) + "."}
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noDocuments{})
	err = compiler.AddResource(path, doc)
	if err != nil {
		return nil, schemaFault(path, err)
	}
	compiled, err := compiler.Compile(path)
	if err != nil {
		return nil, schemaFault(path, err)
	}
	return &answerSchema{path, &codex.Schema{Name: schemaName(path), JSON: raw, Strict: isStrict(doc)}, compiled}, nil
}

// noDocuments loads nothing.
type noDocuments struct{}

func (noDocuments) Load(string) (any, error) { return nil, errOtherDocument }

var errOtherDocument = errors.New("it refers to another document; put its definitions into the same file")

func schemaFault(path string, err error) error {
	why := termsafe.Line(err.Error())
	if _, other := errors.AsType[*jsonschema.LoadURLError](err); other {
		why = errOtherDocument.Error()
	} else if wrong, ok := errors.AsType[*jsonschema.SchemaValidationError](err); ok {
		why = words(wrong.Err)
	}
	return &usageError{"the file " + termsafe.Line(filepath.Base(path)) + " is not a JSON Schema", capitalized(why) + "."}
}

// schemaName makes the name of the schema of its file's: letters, digits, - and _.
func schemaName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, name)
	return cmp.Or(name[:min(len(name), 64)], "answer")
}

// isStrict reports whether the server can hold the model to the schema: each object
// must forbid other properties and require all of its own. Otherwise the model only
// sees the schema, and the answer is checked here.
func isStrict(doc any) bool {
	switch doc := doc.(type) {
	case []any:
		for _, part := range doc {
			if !isStrict(part) {
				return false
			}
		}
	case map[string]any:
		if properties, ok := doc["properties"].(map[string]any); ok {
			required, _ := doc["required"].([]any)
			if doc["additionalProperties"] != false || len(required) != len(properties) {
				return false
			}
		}
		for _, part := range doc {
			if !isStrict(part) {
				return false
			}
		}
	}
	return true
}

// check returns an error if an answer does not match the schema.
func (s *answerSchema) check(answer string) error {
	if s == nil {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil {
		return &schemaError{"The answer is not valid JSON: " + placeOf([]byte(answer), err) + "."}
	}
	if err := s.compiled.Validate(value); err != nil {
		return &schemaError{"The answer does not match " + filepath.Base(s.file) + ": " + words(err) + "."}
	}
	return nil
}

// A schemaError reports where an answer differs from its schema.
type schemaError struct{ sentence string }

func (e *schemaError) Error() string { return e.sentence }

// Notice implements notice.Noticer.
func (e *schemaError) Notice() (sentence, hint string) { return e.sentence, "" }

// words returns the first difference and its place: "at /cities/0, got number, want string".
func words(err error) string {
	wrong, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return termsafe.Line(err.Error())
	}
	for len(wrong.Causes) > 0 {
		wrong = wrong.Causes[0]
	}
	what := wrong.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	place := "at the top"
	if len(wrong.InstanceLocation) > 0 {
		place = "at /" + strings.Join(wrong.InstanceLocation, "/")
	}
	return termsafe.Line(place + ", " + what)
}

// placeIn says where a text is no JSON.
func placeOf(text []byte, err error) string {
	at := len(text)
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = min(int(wrong.Offset), len(text))
	}
	line := 1 + bytes.Count(text[:at], []byte("\n"))
	column := at - bytes.LastIndexByte(text[:at], '\n') - 1
	return fmt.Sprintf("line %d column %d", line, max(column, 1))
}
