// Command screenshots draws the pictures of the documentation: it plays scenes
// on the real program, which talks to the emulator, and writes what a terminal
// in memory shows as SVG files.
//
//	go run ./screenshots
//
// writes them beside this file. Time in a scene is fake, so a picture changes
// only with the program. A test fails if a committed picture differs from what
// the program draws.
package main

import (
	"os"
	"path/filepath"
	"testing"
)

// folder is the folder of the pictures, relative to the root of the repository.
const folder = "screenshots"

func main() {
	// Only a test may use fake time (testing/synctest), so each scene runs as
	// one. testing.Main ends the process with the exit code.
	var scenes []testing.InternalTest
	for _, p := range pictures() {
		scenes = append(scenes, testing.InternalTest{Name: p.file, F: func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(folder, p.file), p.draw(t), 0o644); err != nil {
				t.Error(err)
			}
		}})
	}
	testing.Main(func(string, string) (bool, error) { return true, nil }, scenes, nil, nil)
}
