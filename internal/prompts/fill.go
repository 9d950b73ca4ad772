package prompts

import (
	"fmt"
	"regexp"
	"strings"

	"banter/internal/config"
)

// places finds variables in a text, and those that a backslash makes text.
// Other double braces, as templates and workflows have them, are text.
var places = regexp.MustCompile(`\\?\{\{[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t]*\}\}`)

// placeName is the name of a variable.
var placeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// Fill returns the text with the values in the places of the variables. A
// variable without a value gets its default. Values are not searched for
// variables.
func (p Prompt) Fill(values map[string]string) (string, error) {
	for name := range values {
		if !p.has(name) {
			return "", &Error{fmt.Sprintf("the prompt %s has no variable %q", p.Name, config.Quotable(name)), p.variablesHint()}
		}
	}
	given := map[string]string{}
	for _, v := range p.Variables {
		value := values[v.Name]
		if value == "" {
			value = v.Default
		}
		if value == "" {
			return "", &Error{fmt.Sprintf("the prompt %s needs a value for %s", p.Name, v.Name), "Give it as " + v.Name + "=VALUE."}
		}
		given[v.Name] = value
	}
	return places.ReplaceAllStringFunc(p.Text, func(place string) string {
		if rest, ok := strings.CutPrefix(place, `\`); ok {
			return rest
		}
		return given[places.FindStringSubmatch(place)[1]]
	}), nil
}

func (p Prompt) has(name string) bool {
	for _, v := range p.Variables {
		if v.Name == name {
			return true
		}
	}
	return false
}

func (p Prompt) variablesHint() string {
	if len(p.Variables) == 0 {
		return "It has no variables."
	}
	all := make([]string, len(p.Variables))
	for i, v := range p.Variables {
		all[i] = v.Name
	}
	return "Its variables are " + strings.Join(all, ", ") + "."
}
