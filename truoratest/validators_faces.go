package truoratest

import (
	"bytes"
	"image"
	_ "image/jpeg" // what pictures come in
	_ "image/png"
	"math"
)

// likeness is what came of looking at a face.
type likeness struct {
	looked         bool
	score, blocked float64
	similar, alive bool
}

// alike is how much two pictures have in common, 0 to 1: the correlation of their brightness on a coarse grid, which
// survives another light, size and format. Where one cannot be read, as a video, it is high and follows from salt.
func alike(a, b []byte, salt string) float64 {
	return comparePictures(a, b, salt, func(t thumbnail, _ float64) []image.Rectangle { return []image.Rectangle{t.bounds()} })
}

// onDocument is alike with the part of a document that is most like the picture.
func onDocument(document, b []byte, salt string) float64 {
	return comparePictures(document, b, salt, thumbnail.windows)
}

func comparePictures(a, b []byte, salt string, windows func(thumbnail, float64) []image.Rectangle) float64 {
	if bytes.Equal(a, b) {
		return 1
	}
	first, okFirst := newThumbnail(a)
	second, okSecond := newThumbnail(b)
	if !okFirst || !okSecond {
		return float64(80+pick(20, "alike", salt)) / 100
	}
	best, want := 0.0, second.cells(second.bounds())
	for _, window := range windows(first, float64(second.w)/float64(second.h)) {
		best = max(best, correlation(first.cells(window), want))
	}
	return math.Round(best*100) / 100
}

const brightnessGrid = 16

type brightnessCells [brightnessGrid * brightnessGrid]float64

func correlation(a, b brightnessCells) float64 {
	var both, one, other float64
	for i := range a {
		both, one, other = both+a[i]*b[i], one+a[i]*a[i], other+b[i]*b[i]
	}
	if one == 0 || other == 0 {
		return 0
	}
	return both / math.Sqrt(one*other)
}

// thumbnail is a picture in grey, small enough to be searched.
type thumbnail struct {
	w, h int
	grey []float64
}

func newThumbnail(data []byte) (thumbnail, bool) {
	const side, largest = 128, 40 << 20 // pixels
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || min(config.Width, config.Height) < brightnessGrid || config.Width > largest/config.Height {
		return thumbnail{}, false
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return thumbnail{}, false
	}
	b, shrink := picture.Bounds(), max(1, float64(max(config.Width, config.Height))/side)
	t := thumbnail{w: max(1, int(float64(config.Width)/shrink)), h: max(1, int(float64(config.Height)/shrink))}
	for y := range t.h {
		for x := range t.w {
			r, g, bl, _ := picture.At(b.Min.X+int((float64(x)+0.5)*shrink), b.Min.Y+int((float64(y)+0.5)*shrink)).RGBA()
			t.grey = append(t.grey, float64(r+g+bl))
		}
	}
	return t, true
}

func (t thumbnail) bounds() image.Rectangle { return image.Rect(0, 0, t.w, t.h) }

// windows are the parts in which something of that width to height could be.
func (t thumbnail) windows(aspect float64) []image.Rectangle {
	out := []image.Rectangle{t.bounds()}
	for size := float64(t.h); size >= float64(t.h)*0.4 && size >= brightnessGrid; size *= 0.94 {
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

// cells are the brightness of each cell of the grid against the mean.
func (t thumbnail) cells(of image.Rectangle) brightnessCells {
	var out brightnessCells
	mean := 0.0
	for i := range out {
		x := of.Min.X + (2*(i%brightnessGrid)+1)*of.Dx()/(2*brightnessGrid)
		y := of.Min.Y + (2*(i/brightnessGrid)+1)*of.Dy()/(2*brightnessGrid)
		out[i] = t.grey[y*t.w+x]
		mean += out[i] / float64(len(out))
	}
	for i := range out {
		out[i] -= mean
	}
	return out
}
