package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// writeArchive writes base.zip for Windows, else base.tar.gz. Everything is in one
// folder.
func (r *release) writeArchive(base string, t target, files []file) error {
	folder := filepath.Base(base) + "/"
	placed := make([]file, len(files))
	for i, f := range files {
		placed[i] = file{folder + f.name, f.mode, f.data}
	}
	if t.os != "windows" {
		return os.WriteFile(base+".tar.gz", tarball(placed, r.time), 0o644)
	}
	data, err := zipped(placed, r.time)
	return errors.Join(err, os.WriteFile(base+".zip", data, 0o644))
}

// tarball returns files as a tar.gz that belongs to root.
func tarball(files []file, at time.Time) []byte {
	var b bytes.Buffer
	compressed, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w := tar.NewWriter(compressed)
	for _, f := range files {
		h := tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: at, Uname: "root", Gname: "root", Format: tar.FormatGNU}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		_ = w.WriteHeader(&h) // a buffer does not fail
		_, _ = w.Write(f.data)
	}
	_ = w.Close()
	_ = compressed.Close()
	return b.Bytes()
}

func zipped(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		member, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return nil, err
		}
		if _, err := member.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// writeChecksums writes checksums.txt, which sha256sum --check reads.
func (r *release) writeChecksums() error {
	const name = "checksums.txt"
	entries, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, entry := range entries {
		if entry.IsDir() || entry.Name() == name {
			continue
		}
		data, err := os.ReadFile(filepath.Join(r.out, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(data), entry.Name())
	}
	return os.WriteFile(filepath.Join(r.out, name), []byte(list.String()), 0o644)
}
