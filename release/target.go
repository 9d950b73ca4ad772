package main

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A target is a system and a processor.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "/" + t.arch }

// targets are those of a release.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
	{"freebsd", "amd64"}, {"freebsd", "arm64"},
}

// environment returns what go needs to compile for a target, in place of what is set
// on this machine.
func (t target) environment() []string {
	return append(os.Environ(), "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0",
		"GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0")
}

// parseTargets returns the targets in a list separated by commas; all if it is empty.
func parseTargets(list string) ([]target, error) {
	if list == "" {
		return targets, nil
	}
	var chosen []target
	for name := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(targets, func(t target) bool { return t.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("no target is called %q; there are %v", name, targets)
		}
		chosen = append(chosen, targets[i])
	}
	return chosen, nil
}

// A release is the state of one run.
type release struct {
	source, out string
	version     string    // such as v1.2.3, as Go reads it from the tag
	time        time.Time // of the commit, and so of all files
	files       []file    // that each archive has beside the program
	programs    map[target][]byte
}

// newRelease makes the folder out and the files that each archive has. The version
// and the time are those that Go stamps into programs.
func newRelease(ctx context.Context, source, out string) (*release, error) {
	r := &release{source: source, out: out, programs: map[target][]byte{}}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	program, err := r.compile(ctx, target{runtime.GOOS, runtime.GOARCH})
	if err != nil {
		return nil, err
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return nil, err
	}
	r.version = info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			r.time, err = time.Parse(time.RFC3339, s.Value)
		}
	}
	if err == nil {
		r.files, err = r.makeFiles(ctx, program)
	}
	return r, err
}

// buildFlags leave nothing of this machine in a program: -trimpath removes its folders,
// as CGO_ENABLED=0 its C library. Go stamps the tag, the commit and its time, which
// banter --version shows.
var buildFlags = []string{"-trimpath", "-buildvcs=true", "-ldflags=-s -w"}

// compile returns the program for a target.
func (r *release) compile(ctx context.Context, t target) ([]byte, error) {
	if program, made := r.programs[t]; made {
		return program, nil
	}
	dir, err := os.MkdirTemp("", "banter-release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "banter")
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{"build", "-o", path}, buildFlags, []string{"."})...)
	cmd.Dir = r.source
	cmd.Env = t.environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	program, err := os.ReadFile(path)
	r.programs[t] = program
	return program, err
}
