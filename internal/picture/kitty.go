package picture

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi/kitty"
)

// An ID names a picture in kitty's protocol: its high byte is the program's, so that
// the images of other programs in the window stay, and its low byte is the number on
// the shelf. A cell has the first as a diacritic, and the second as one of 256
// colors, which more terminals have than true color.
type ID struct{ Program, Number uint8 }

func (id ID) value() uint32 { return uint32(id.Program)<<24 | uint32(id.Number) }

// Send returns the sequences that send the picture and say how many cells it takes.
// The terminal does not answer, and shows nothing before it gets such cells.
func (p *Picture) Send(id ID) string {
	var out strings.Builder
	data := base64.StdEncoding.EncodeToString(p.png)
	keys := fmt.Sprintf("a=t,f=%d,t=d,i=%d,q=2", kitty.PNG, id.value())
	for more := 1; more == 1; keys = "q=2" {
		chunk := data[:min(len(data), kitty.MaxChunkSize)]
		if data = data[len(chunk):]; data == "" {
			more = 0
		}
		fmt.Fprintf(&out, "\x1b_G%s,m=%d;%s\x1b\\", keys, more, chunk)
	}
	fmt.Fprintf(&out, "\x1b_Ga=p,U=1,i=%d,c=%d,r=%d,q=2\x1b\\", id.value(), p.Cells.X, p.Cells.Y)
	return out.String()
}

// Delete returns the sequence that removes a picture, and its data, from the
// terminal.
func Delete(id ID) string { return fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id.value()) }

// Placeholder begins each cell that kitty's protocol shows a part of an image in. No
// other text may have it.
const Placeholder = kitty.Placeholder

// Part returns the text of the cell that shows the part of a picture in a row and a
// column. The color of the cell must be the number of the picture.
func Part(id ID, row, column int) string {
	return string([]rune{Placeholder, kitty.Diacritic(row), kitty.Diacritic(column), kitty.Diacritic(int(id.Program))})
}
