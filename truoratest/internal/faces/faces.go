// Package faces compares pictures.
package faces

import (
	"bytes"
	"image"
	_ "image/jpeg" // pictures may be JPEG
	_ "image/png"
	"math"
)

// Alike returns how similar two pictures are, from 0 to 1: the correlation of their
// brightness on a coarse grid, which hardly depends on lighting, size and format. It
// returns false if one of them, such as a video, cannot be decoded.
func Alike(a, b []byte) (float64, bool) {
	return compare(a, b, func(t thumbnail, _ float64) []image.Rectangle { return []image.Rectangle{t.bounds()} })
}

// OnDocument is [Alike] for the part of a document that is most similar to the picture.
func OnDocument(document, picture []byte) (float64, bool) {
	return compare(document, picture, thumbnail.windows)
}

func compare(a, b []byte, windows func(thumbnail, float64) []image.Rectangle) (float64, bool) {
	if bytes.Equal(a, b) {
		return 1, true
	}
	first, okFirst := newThumbnail(a)
	second, okSecond := newThumbnail(b)
	if !okFirst || !okSecond {
		return 0, false
	}
	best, want := 0.0, second.cells(second.bounds())
	for _, window := range windows(first, float64(second.w)/float64(second.h)) {
		best = max(best, correlation(first.cells(window), want))
	}
	return math.Round(best*100) / 100, true
}

const grid = 16

// cells holds the brightness of each cell of the grid relative to the mean.
type cells [grid * grid]float64

func correlation(a, b cells) float64 {
	var both, one, other float64
	for i := range a {
		both, one, other = both+a[i]*b[i], one+a[i]*a[i], other+b[i]*b[i]
	}
	if one == 0 || other == 0 {
		return 0
	}
	return both / math.Sqrt(one*other)
}

// thumbnail is a small grey copy of a picture.
type thumbnail struct {
	w, h int
	grey []float64
}

// Decode decodes a picture, unless it is empty or would need too much memory.
func Decode(data []byte) (image.Image, bool) {
	const largest = 40 << 20 // pixels
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width < 1 || config.Height < 1 || config.Width > largest/config.Height {
		return nil, false
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	return picture, err == nil
}

func newThumbnail(data []byte) (thumbnail, bool) {
	const side = 128 // pixels
	picture, ok := Decode(data)
	if !ok || min(picture.Bounds().Dx(), picture.Bounds().Dy()) < grid {
		return thumbnail{}, false
	}
	b := picture.Bounds()
	shrink := max(1, float64(max(b.Dx(), b.Dy()))/side)
	t := thumbnail{w: max(1, int(float64(b.Dx())/shrink)), h: max(1, int(float64(b.Dy())/shrink))}
	for y := range t.h {
		for x := range t.w {
			r, g, bl, _ := picture.At(b.Min.X+int((float64(x)+0.5)*shrink), b.Min.Y+int((float64(y)+0.5)*shrink)).RGBA()
			t.grey = append(t.grey, float64(r+g+bl))
		}
	}
	return t, true
}

func (t thumbnail) bounds() image.Rectangle { return image.Rect(0, 0, t.w, t.h) }

// windows returns the parts that may hold something with that aspect ratio.
func (t thumbnail) windows(aspect float64) []image.Rectangle {
	out := []image.Rectangle{t.bounds()}
	for size := float64(t.h); size >= float64(t.h)*0.4 && size >= grid; size *= 0.94 {
		w, h := int(size*aspect), int(size)
		step := max(1, h/16)
		for x := 0; x+w <= t.w; x += step {
			for y := 0; y+h <= t.h; y += step {
				out = append(out, image.Rect(x, y, x+w, y+h))
			}
		}
	}
	return out
}

func (t thumbnail) cells(of image.Rectangle) cells {
	var out cells
	mean := 0.0
	for i := range out {
		x := of.Min.X + (2*(i%grid)+1)*of.Dx()/(2*grid)
		y := of.Min.Y + (2*(i/grid)+1)*of.Dy()/(2*grid)
		out[i] = t.grey[y*t.w+x]
		mean += out[i] / float64(len(out))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}

// Brightness is the mean brightness of a picture, 0 to 1.
func Brightness(picture image.Image) float64 {
	const samples = 32
	bounds, sum := picture.Bounds(), 0.0
	for i := range samples * samples {
		r, g, b, _ := picture.At(bounds.Min.X+i%samples*bounds.Dx()/samples, bounds.Min.Y+i/samples*bounds.Dy()/samples).RGBA()
		sum += float64(r+g+b) / 3 / 0xffff
	}
	return sum / (samples * samples)
}
