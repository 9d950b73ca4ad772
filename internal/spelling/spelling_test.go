package spelling

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	stores := []string{"keychain", "sealed", "codex", "memory"}
	for _, tt := range []struct {
		word  string
		names []string
		want  string
	}{
		{"keychian", stores, "keychain"},
		{"Keychain", stores, "keychain"},
		{"key", stores, "keychain"},
		{"mem", stores, "memory"},
		{"vault", stores, ""},
		{"huge", []string{"low", "high"}, ""},
		{"", stores, ""},
		{"x", stores, ""},
		{"codx", nil, ""},
		{"hihg", []string{"low", "high"}, "high"},
		{"modle", []string{"code", "model"}, "model"},
		{"störe", []string{"store"}, "store"},
		{strings.Repeat("keychain", 1000), stores, ""},
	} {
		if got := Nearest(tt.word, tt.names); got != tt.want {
			t.Errorf("Nearest(%.20q) = %q, want %q", tt.word, got, tt.want)
		}
	}
	if got, want := Question("modle", "--", []string{"model"}), "Did you mean --model?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
