package main

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures instead of comparing them")

// TestPictures fails if a committed picture differs from what the program
// draws.
func TestPictures(t *testing.T) {
	for _, p := range pictures() {
		t.Run(p.file, func(t *testing.T) {
			got := p.draw(t)
			if *update {
				if err := os.WriteFile(p.file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(p.file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what the program draws; look at the difference, then run go run ./screenshots", p.file)
			}
		})
	}
}
