package picture

import (
	"image"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// scale returns src in a size that is not larger. Averages of whole squares bring a
// large image near that size, and take the memory of one row; an exact filter, which
// would take much, does the rest.
func scale(src image.Image, size image.Point) *image.NRGBA {
	bounds := src.Bounds()
	if k := min(bounds.Dx()/size.X, bounds.Dy()/size.Y); k > 1 {
		src = reduce(src, k)
	}
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	if src.Bounds().Size() == size {
		draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Src)
		return dst
	}
	xdraw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	return dst
}

// reduce returns src with the average of each k×k pixels as one.
func reduce(src image.Image, k int) *image.RGBA {
	bounds := src.Bounds()
	dst := image.NewRGBA(image.Rect(0, 0, bounds.Dx()/k, bounds.Dy()/k))
	row := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	sums := make([]uint64, 4*dst.Rect.Dx())
	for y := range dst.Rect.Dy() {
		clear(sums)
		for part := range k {
			draw.Draw(row, row.Rect, src, image.Pt(bounds.Min.X, bounds.Min.Y+y*k+part), draw.Src)
			for x := range dst.Rect.Dx() {
				for i := 4 * x * k; i < 4*(x+1)*k; i++ {
					sums[4*x+i&3] += uint64(row.Pix[i])
				}
			}
		}
		for i, sum := range sums {
			dst.Pix[y*dst.Stride+i] = uint8(sum / uint64(k*k))
		}
	}
	return dst
}
