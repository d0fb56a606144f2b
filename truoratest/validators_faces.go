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

const brightnessGrid = 16

// alike is how much two pictures have in common, 0 to 1: the correlation of their brightness on a coarse brightnessGrid, which
// survives another light, size and format. Where one cannot be read, as a video, it is high and follows from salt.
func alike(a, b []byte, salt string) float64 {
	if bytes.Equal(a, b) {
		return 1
	}
	first, okFirst := brightness(a)
	second, okSecond := brightness(b)
	if !okFirst || !okSecond {
		return float64(80+pick(20, "alike", salt)) / 100
	}
	var both, one, other float64
	for i := range first {
		both += first[i] * second[i]
		one += first[i] * first[i]
		other += second[i] * second[i]
	}
	if one == 0 || other == 0 {
		return 0
	}
	return math.Round(max(0, both/math.Sqrt(one*other))*100) / 100
}

// brightness is that of each cell of the brightnessGrid against the mean.
func brightness(data []byte) ([brightnessGrid * brightnessGrid]float64, bool) {
	var cells [brightnessGrid * brightnessGrid]float64
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	const largest = 40 << 20 // pixels
	if err != nil || config.Width < brightnessGrid || config.Height < brightnessGrid || config.Width*config.Height > largest {
		return cells, false
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return cells, false
	}
	const samples = 4 // a side of a cell
	bounds, mean := picture.Bounds(), 0.0
	for i := range cells {
		for j := range samples * samples {
			x := (i%brightnessGrid*samples + j%samples) * bounds.Dx() / (brightnessGrid * samples)
			y := (i/brightnessGrid*samples + j/samples) * bounds.Dy() / (brightnessGrid * samples)
			r, g, b, _ := picture.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
			cells[i] += float64(r + g + b)
		}
		mean += cells[i] / float64(len(cells))
	}
	for i := range cells {
		cells[i] -= mean
	}
	return cells, true
}
