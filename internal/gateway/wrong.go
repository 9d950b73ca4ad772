package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Faults of parameters, in the words of the API: programs and people search
// for these.

// oneOf refuses a value that is given but not among the allowed ones.
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

// wrongType refuses a value of another JSON type than the one wanted.
func wrongType(param, wanted string, got json.RawMessage) *fault {
	return bad("invalid_type", param, fmt.Sprintf("Invalid type for '%s': expected %s, but got %s instead.", param, wanted, typeName(got)))
}

// typeName says in English what JSON type a value has.
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

// firstOf returns the first fault that is one.
func firstOf(faults ...*fault) *fault {
	for _, f := range faults {
		if f != nil {
			return f
		}
	}
	return nil
}
