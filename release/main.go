// Command release builds what a release of Banter consists of, from a clean clone
// at a tag, into a folder:
//
//	go run ./release -repository OWNER/NAME -out dist
//
// There are archives for each system, Debian packages, bills of materials, a
// formula of Homebrew, a manifest of Scoop, and the checksums of all of them. The
// files depend on the commit and on the version of Go alone: two builds are equal
// byte for byte. With -files it only writes the man pages and the completions, for
// other programs that make packages.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	source := flags.String("source", ".", "folder of Banter's source, a clone of git")
	out := flags.String("out", "dist", "folder to write to")
	only := flags.String("targets", "", "targets to build, such as linux/amd64,windows/arm64; all if empty")
	repository := flags.String("repository", os.Getenv("GITHUB_REPOSITORY"), "OWNER/NAME of the repository at GitHub that has the release; without it there is no formula and no manifest")
	files := flags.Bool("files", false, "write only the man pages and the completions")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := newRelease(ctx, *source, *out)
	if err != nil {
		return err
	}
	if *files {
		return r.writeFiles(*out)
	}
	chosen, err := parseTargets(*only)
	if err != nil {
		return err
	}
	for _, t := range chosen {
		fmt.Println(t)
		if err := r.build(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	if *repository != "" {
		if err := r.writeManifests(*repository); err != nil {
			return err
		}
	}
	return r.writeChecksums()
}

// build makes all files of one target.
func (r *release) build(ctx context.Context, t target) error {
	program, err := r.compile(ctx, t)
	if err != nil {
		return err
	}
	base := filepath.Join(r.out, r.archiveName(t))
	name := "banter"
	if t.os == "windows" {
		name = "banter.exe"
	}
	contents := append([]file{{name, 0o755, program}}, r.files...)
	if err := r.writeArchive(base, t, contents); err != nil {
		return err
	}
	if t.os == "linux" {
		deb := fmt.Sprintf("banter_%s_%s.deb", r.debianVersion(), t.arch)
		if err := os.WriteFile(filepath.Join(r.out, deb), r.deb(t, program), 0o644); err != nil {
			return err
		}
	}
	return r.writeSBOM(base+".cdx.json", program)
}

// archiveName returns the name of an archive, without the ending.
func (r *release) archiveName(t target) string {
	return "banter_" + strings.TrimPrefix(r.version, "v") + "_" + t.os + "_" + t.arch
}
