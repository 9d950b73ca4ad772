package main

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"fmt"
	"path"
	"strings"
	"time"
)

// deb returns the Debian package of a program: an archive of ar with two tarballs.
// The program needs no library, so the package depends on none.
func (r *release) deb(t target, program []byte) []byte {
	files := r.installed(program)
	size, sums := 0, ""
	for _, f := range files {
		size += len(f.data)
		sums += fmt.Sprintf("%x  %s\n", md5.Sum(f.data), f.name)
	}
	control := fmt.Sprintf(`Package: banter
Version: %s
Architecture: %s
Section: net
Priority: optional
Installed-Size: %d
Maintainer: The Banter authors
Suggests: bash-completion
Description: chat with your ChatGPT plan in the terminal
 Banter is an unofficial terminal chat for people who have a ChatGPT plan. Sign
 in by scanning a QR code, read answers while they are written, and go on later.
`, r.debianVersion(), t.arch, (size+1023)/1024)
	var b bytes.Buffer
	b.WriteString("!<arch>\n")
	member(&b, r.time, "debian-binary", []byte("2.0\n"))
	member(&b, r.time, "control.tar.gz", tarball(dotted([]file{{"control", 0o644, []byte(control)}, {"md5sums", 0o644, []byte(sums)}}), r.time))
	member(&b, r.time, "data.tar.gz", tarball(dotted(files), r.time))
	return b.Bytes()
}

// debianVersion returns the version as dpkg sorts it: 1.2.0~rc1 is before 1.2.0.
func (r *release) debianVersion() string {
	return strings.Replace(strings.TrimPrefix(r.version, "v"), "-", "~", 1)
}

// installed returns the files of the package, at their places below the root.
func (r *release) installed(program []byte) []file {
	files := []file{{"usr/bin/banter", 0o755, program}}
	for _, f := range r.files {
		base := path.Base(f.name)
		switch {
		case f.name == "LICENSE":
			f.name = "usr/share/doc/banter/copyright"
		case f.name == "CHANGELOG.md":
			f = compressed(f, "usr/share/doc/banter/changelog.gz")
		case f.name == base:
			f.name = "usr/share/doc/banter/" + base
		case strings.HasPrefix(f.name, "man/"):
			f = compressed(f, "usr/share/man/man1/"+base+".gz")
		case base == "banter":
			f.name = "usr/share/bash-completion/completions/banter"
		case base == "_banter":
			f.name = "usr/share/zsh/vendor-completions/_banter"
		case base == "banter.fish":
			f.name = "usr/share/fish/vendor_completions.d/banter.fish"
		default: // for PowerShell
			continue
		}
		files = append(files, f)
	}
	return files
}

// compressed returns a file in the form that Debian wants of documents and man pages.
func compressed(f file, name string) file {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	_, _ = w.Write(f.data)                                // a buffer does not fail
	_ = w.Close()
	return file{name, f.mode, b.Bytes()}
}

// dotted returns files with names that begin with a dot, as dpkg writes them, and
// the folders before what they hold.
func dotted(files []file) []file {
	made := []file{{"./", 0o755, nil}}
	known := map[string]bool{".": true}
	for _, f := range files {
		var folders []file
		for dir := path.Dir(f.name); !known[dir]; dir = path.Dir(dir) {
			known[dir] = true
			folders = append([]file{{"./" + dir + "/", 0o755, nil}}, folders...)
		}
		made = append(append(made, folders...), file{"./" + f.name, f.mode, f.data})
	}
	return made
}

// member writes a file into an archive of ar.
func member(b *bytes.Buffer, at time.Time, name string, data []byte) {
	fmt.Fprintf(b, "%-16s%-12d%-6d%-6d%-8o%-10d`\n", name, at.Unix(), 0, 0, 0o100644, len(data))
	b.Write(data)
	if len(data)%2 == 1 {
		b.WriteByte('\n')
	}
}
