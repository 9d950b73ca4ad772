package picture

import (
	"image"
	"image/color"
	"slices"
)

// maxColors is the number of colors that every terminal with sixels has.
const maxColors = 256

// A shade is the pixels whose colors have the same upper five bits a channel.
type shade struct {
	pixels  int
	sums    [3]int
	channel [3]uint8 // the average
	index   int16    // in the palette
}

// quantize returns at most maxColors colors for an image, and for each pixel the
// index of its color. It cuts the shades of the image into boxes by the median, always
// the box with the largest span times pixels.
func quantize(m *image.NRGBA) (palette []color.NRGBA, indexed []int16) {
	var table [1 << 15]*shade
	var shades []*shade
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i+3] < 128 {
			continue
		}
		s := table[shadeOf(m.Pix[i:])]
		if s == nil {
			s = &shade{}
			table[shadeOf(m.Pix[i:])] = s
			shades = append(shades, s)
		}
		s.pixels++
		for c := range 3 {
			s.sums[c] += int(m.Pix[i+c])
		}
	}
	for _, s := range shades {
		for c := range 3 {
			s.channel[c] = uint8(s.sums[c] / s.pixels)
		}
	}
	for i, b := range boxes(shades) {
		palette = append(palette, b.average())
		for _, s := range b.shades {
			s.index = int16(i)
		}
	}
	indexed = make([]int16, len(m.Pix)/4)
	for i := range indexed {
		if indexed[i] = transparent; m.Pix[4*i+3] >= 128 {
			indexed[i] = table[shadeOf(m.Pix[4*i:])].index
		}
	}
	return palette, indexed
}

func shadeOf(pix []uint8) int { return int(pix[0]>>3)<<10 | int(pix[1]>>3)<<5 | int(pix[2]>>3) }

// A box is a set of shades that become one color.
type box struct {
	shades []*shade
	axis   int // the channel with the largest span
	weight int // that span times the pixels; 0: cannot be cut
}

func newBox(shades []*shade) box {
	b := box{shades: shades}
	pixels := 0
	for _, s := range shades {
		pixels += s.pixels
	}
	for c := range 3 {
		low, high := 255, 0
		for _, s := range shades {
			low, high = min(low, int(s.channel[c])), max(high, int(s.channel[c]))
		}
		if weight := (high - low) * pixels; weight > b.weight {
			b.axis, b.weight = c, weight
		}
	}
	return b
}

// boxes cuts shades into at most maxColors boxes.
func boxes(shades []*shade) []box {
	if len(shades) == 0 {
		return nil
	}
	all := []box{newBox(shades)}
	for len(all) < maxColors {
		heaviest := 0
		for i := range all {
			if all[i].weight > all[heaviest].weight {
				heaviest = i
			}
		}
		if all[heaviest].weight == 0 {
			break
		}
		low, high := all[heaviest].cut()
		all[heaviest] = low
		all = append(all, high)
	}
	return all
}

// cut returns the halves of a box with about as many pixels each.
func (b box) cut() (low, high box) {
	slices.SortFunc(b.shades, func(x, y *shade) int { return int(x.channel[b.axis]) - int(y.channel[b.axis]) })
	total := 0
	for _, s := range b.shades {
		total += s.pixels
	}
	at, passed := 1, b.shades[0].pixels
	for at < len(b.shades)-1 && passed < total/2 {
		passed += b.shades[at].pixels
		at++
	}
	return newBox(b.shades[:at]), newBox(b.shades[at:])
}

// average returns the average color of the pixels of a box.
func (b box) average() color.NRGBA {
	var sums [3]int
	pixels := 0
	for _, s := range b.shades {
		pixels += s.pixels
		for c := range 3 {
			sums[c] += s.sums[c]
		}
	}
	mean := func(c int) uint8 { return uint8((sums[c] + pixels/2) / pixels) }
	return color.NRGBA{mean(0), mean(1), mean(2), 255}
}
