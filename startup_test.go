package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"banter/internal/pty"
)

// BenchmarkFirstFrame measures the time from the start of the built program to
// its first words on a terminal, and that of the smallest Bubble Tea program.
// The two take turns, so that a busy machine affects both. The metrics are
// medians; on a quiet machine ratio should stay below 2.2, of which Glamour and
// the lexers of chroma are about half.
func BenchmarkFirstFrame(b *testing.B) {
	dir := b.TempDir()
	smallest := drawing{build(b, dir, "./testdata/smallest"), "Ready."}
	banter := drawing{build(b, dir, "."), "Banter"}
	var times, own []time.Duration
	for b.Loop() {
		times = append(times, smallest.firstFrame(b))
		own = append(own, banter.firstFrame(b, "--store", "memory", "--home", filepath.Join(dir, "home")))
	}
	b.ReportMetric(milliseconds(median(times)), "smallest-ms")
	b.ReportMetric(milliseconds(median(own)), "banter-ms")
	b.ReportMetric(float64(median(own))/float64(median(times)), "ratio")
}

// A drawing is a built program that shows words on its first frame.
type drawing struct{ path, words string }

// build builds a program in the form that people get, without symbols.
func build(b *testing.B, dir, pkg string) string {
	b.Helper()
	path := filepath.Join(dir, "program"+filepath.Base(pkg))
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, pkg).CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return path
}

// firstFrame runs the program until its words are on the screen.
func (p drawing) firstFrame(b *testing.B, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(p.path, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor")
	start := time.Now()
	control, err := pty.Start(cmd, 80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		b.Skip(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		control.Close()
		_ = cmd.Process.Kill() // it may have seen the hang-up already
		_ = cmd.Wait()         // so it is killed or hung up
	}()
	var screen []byte
	for buffer := make([]byte, 16<<10); ; {
		n, err := control.Read(buffer)
		if screen = append(screen, buffer[:n]...); bytes.Contains(screen, []byte(p.words)) {
			return time.Since(start)
		}
		if err != nil {
			b.Fatalf("%s ended before it showed %q: %v\n%q", p.path, p.words, err, screen)
		}
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
