//go:build !unix

package safefile_test

import "testing"

var strangeKinds = map[string]func(t *testing.T, path string){}
