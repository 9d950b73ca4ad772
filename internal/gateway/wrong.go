package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Faults of parameters have the API's words, for which programs and people
// search.

// oneOf returns a fault for a value that is not among the allowed ones.
func oneOf(param, value string, allowed ...string) *fault {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	quoted := make([]string, len(allowed))
	for i, a := range allowed {
		quoted[i] = "'" + a + "'"
	}
	last, and := len(quoted)-1, ", and "
	if last == 1 {
		and = " and "
	}
	return invalid(param, fmt.Sprintf("Invalid value: '%s'. Supported values are: %s.", value, strings.Join(quoted[:last], ", ")+and+quoted[last]))
}

// wrongType returns the fault of a value with another JSON type.
func wrongType(param, wanted string, got json.RawMessage) *fault {
	return bad("invalid_type", param, fmt.Sprintf("Invalid type for '%s': expected %s, but got %s instead.", param, wanted, typeName(got)))
}

// typeName returns the JSON type of a value in English.
func typeName(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '"':
		return "a string"
	case '[':
		return "an array"
	case '{':
		return "an object"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	if strings.ContainsAny(string(raw), ".eE") {
		return "a decimal"
	}
	return "an integer"
}

// firstOf returns the first fault that is not nil.
func firstOf(faults ...*fault) *fault {
	for _, f := range faults {
		if f != nil {
			return f
		}
	}
	return nil
}
