// Command screenshots draws the pictures of Banter that the documentation
// shows: it plays scenes on the real program, which talks to the emulator,
// and writes what a terminal in memory then shows as SVG files.
//
//	go run ./screenshots
//
// writes them beside this file. Time in a scene is fake, so a picture changes
// only when the program does; the tests fail when a committed picture is not
// what the program draws.
package main

import (
	"os"
	"path/filepath"
	"testing"
)

// folder is where the pictures are, seen from the root of the repository.
const folder = "screenshots"

func main() {
	// Only a test may have fake time (testing/synctest), so each scene runs as
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
