package main

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures instead of comparing them")

// drawings is how often a picture is drawn before it counts as different: chroma
// gives up the color of a word if the process gets no processor for 250 ms.
const drawings = 4

// largest is the size, in bytes, of the largest picture that a page should load.
const largest = 400_000

// TestPictures fails if a committed picture differs from what the program
// draws.
func TestPictures(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing takes long")
	}
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
			if len(want) > largest {
				t.Errorf("%s has %d bytes, more than %d", p.file, len(want), largest)
			}
			for i := 1; i < drawings && !bytes.Equal(got, want); i++ {
				got = p.draw(t)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what the program draws; look at the difference, then run go run ./screenshots", p.file)
			}
		})
	}
}
