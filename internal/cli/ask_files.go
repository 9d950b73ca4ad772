package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"banter/internal/attach"
	"banter/internal/termsafe"
)

// askFiles are the files that the command line names.
type askFiles struct{ files, images []string }

func (f *askFiles) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.files, "file", nil, "attach a text or an image; - is standard input, and \"*.go\" in quotes all that match; several times for several files")
	cmd.Flags().StringArrayVar(&f.images, "image", nil, "attach an image; several times for several images")
	nameValue(cmd.Flags(), "file", "PATH")
	nameValue(cmd.Flags(), "image", "PATH")
	for _, name := range []string{"file", "image"} {
		_ = cmd.MarkFlagFilename(name) // the flags have just been added
	}
}

// fromInput reports whether standard input is one of the files.
func (f *askFiles) fromInput() bool {
	return slices.Contains(f.files, "-") || slices.Contains(f.images, "-")
}

// read reads all files, the images last.
func (f *askFiles) read(ctx context.Context, c *call) ([]attach.File, error) {
	var all []attach.File
	texts, err := matching(f.files)
	if err != nil {
		return nil, err
	}
	images, err := matching(f.images)
	if err != nil {
		return nil, err
	}
	for i, path := range slices.Concat(texts, images) {
		file, err := c.readFile(ctx, path)
		if err != nil {
			return nil, err
		}
		if i >= len(texts) && file.Kind != attach.Image {
			return nil, &attach.Error{Sentence: file.Name + " is not an image.", Hint: "Attach it with --file."}
		}
		all = append(all, file)
	}
	return all, attach.Check(all)
}

// matching replaces each pattern by the files that match it. A path that exists is
// no pattern.
func matching(paths []string) ([]string, error) {
	var all []string
	for _, path := range paths {
		if _, err := os.Lstat(path); err == nil || !strings.ContainsAny(path, "*?[") {
			all = append(all, path)
			continue
		}
		found, err := filepath.Glob(path)
		if err != nil || len(found) == 0 {
			return nil, &attach.Error{Sentence: "No file matches " + termsafe.Line(path) + ".", Hint: "Check the path.", Err: err}
		}
		all = append(all, slices.DeleteFunc(found, isFolder)...)
	}
	return all, nil
}

func (c *call) readFile(ctx context.Context, path string) (attach.File, error) {
	if path != "-" {
		return attach.Read(path)
	}
	if isTerminal(c.In) {
		return attach.File{}, &usageError{"there is nothing in standard input", "Pipe the file into banter ask, or name it."}
	}
	input, err := c.readInput(ctx, attach.MaxImage)
	if err != nil {
		return attach.File{}, err
	}
	return attach.Make("input", input)
}
