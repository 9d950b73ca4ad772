package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePicturesOfTheSignInScan draws the committed pictures with one foreign
// program and reads the QR code with another: it must be the link beside it.
func TestThePicturesOfTheSignInScan(t *testing.T) {
	draw := program(t, "rsvg-convert", "librsvg2-bin")
	read := program(t, "zbarimg", "zbar-tools")
	for _, file := range []string{"sign-in-dark.svg", "sign-in-light.svg"} {
		drawing := exec.Command(draw, "--zoom", "2", filepath.Join("screenshots", file))
		picture, err := drawing.Output()
		if err != nil {
			t.Fatalf("rsvg-convert %s: %v", file, err)
		}
		reading := exec.Command(read, "--quiet", "--raw", "-")
		reading.Stdin = bytes.NewReader(picture)
		link, err := reading.Output()
		if got := strings.TrimSpace(string(link)); err != nil || got != "https://auth.openai.com/codex/device" {
			t.Errorf("%s: read %q, %v", file, got, err)
		}
	}
}
