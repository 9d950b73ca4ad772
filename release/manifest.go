package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const summary = "Chat with your ChatGPT plan in the terminal"

// formula is that of Homebrew: %[1]s repository, %[2]s version, %[3]s the systems.
const formula = `class Banter < Formula
  desc "` + summary + `"
  homepage "https://github.com/%[1]s"
  version "%[2]s"
  license "MIT"
%[3]s
  def install
    bin.install "banter"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/bash/banter"
    zsh_completion.install "completions/zsh/_banter"
    fish_completion.install "completions/fish/banter.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/banter --version")
  end
end
`

// writeManifests writes banter.rb for a tap of Homebrew and banter.json for a bucket
// of Scoop, each if an archive for it has been built.
func (r *release) writeManifests(repository string) error {
	version := strings.TrimPrefix(r.version, "v")
	var systems strings.Builder
	scoop := map[string]any{}
	for _, t := range targets {
		ending := ".tar.gz"
		if t.os == "windows" {
			ending = ".zip"
		}
		data, err := os.ReadFile(filepath.Join(r.out, r.archiveName(t)+ending))
		if errors.Is(err, os.ErrNotExist) {
			continue // not among the chosen targets
		}
		if err != nil {
			return err
		}
		url := fmt.Sprintf("https://github.com/%s/releases/download/%s/%s%s", repository, r.version, r.archiveName(t), ending)
		sum := fmt.Sprintf("%x", sha256.Sum256(data))
		switch {
		case t.os == "windows":
			scoop[map[string]string{"amd64": "64bit", "arm64": "arm64"}[t.arch]] = map[string]any{"url": url, "hash": sum, "extract_dir": r.archiveName(t)}
		case homebrew[t.os] != "":
			fmt.Fprintf(&systems, "\n  on_%s do\n    on_%s do\n      url \"%s\"\n      sha256 \"%s\"\n    end\n  end\n", homebrew[t.os], homebrew[t.arch], url, sum)
		}
	}
	if systems.Len() > 0 {
		text := fmt.Sprintf(formula, repository, version, systems.String())
		if err := os.WriteFile(filepath.Join(r.out, "banter.rb"), []byte(text), 0o644); err != nil {
			return err
		}
	}
	if len(scoop) == 0 {
		return nil
	}
	manifest, err := json.MarshalIndent(map[string]any{
		"version": version, "description": summary, "homepage": "https://github.com/" + repository, "license": "MIT",
		"architecture": scoop, "bin": "banter.exe",
	}, "", "  ")
	return errors.Join(err, os.WriteFile(filepath.Join(r.out, "banter.json"), append(manifest, '\n'), 0o644))
}

// homebrew has the words of Homebrew for systems and processors; it knows no others.
var homebrew = map[string]string{"linux": "linux", "darwin": "macos", "amd64": "intel", "arm64": "arm"}
