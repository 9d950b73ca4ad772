package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"banter/internal/attach"
)

// askFiles are the files that the command line names.
type askFiles struct{ files, images []string }

func (f *askFiles) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.files, "file", nil, "attach a text or an image; - is standard input; several times for several files")
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
	for i, path := range slices.Concat(f.files, f.images) {
		file, err := c.readFile(ctx, path)
		if err != nil {
			return nil, err
		}
		if i >= len(f.files) && file.Kind != attach.Image {
			return nil, &attach.Error{Sentence: file.Name + " is not an image.", Hint: "Attach it with --file."}
		}
		all = append(all, file)
	}
	return all, attach.Check(all)
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
