package validators_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/truora/truora-go/validators"
)

// drawn is a made-up picture: each subject has a pattern of its own, which light makes
// brighter.
func drawn(subject, light int) image.Image {
	out := image.NewGray(image.Rect(0, 0, 96, 96))
	for x := range 96 {
		for y := range 96 {
			v := 80 + 60*math.Sin(float64(x*(subject+1))/23)*math.Cos(float64(y*(7-subject))/19)
			out.SetGray(x, y, color.Gray{Y: uint8(v) + uint8(light)}) //nolint:gosec // light is below 100
		}
	}
	return out
}

func pngOf(subject, light int) []byte {
	var data bytes.Buffer
	if err := png.Encode(&data, drawn(subject, light)); err != nil {
		panic(err)
	}
	return data.Bytes()
}

func jpegOf(subject, light int) []byte {
	var data bytes.Buffer
	if err := jpeg.Encode(&data, drawn(subject, light), nil); err != nil {
		panic(err)
	}
	return data.Bytes()
}

func file(data []byte) validators.File { return validators.File{Body: bytes.NewReader(data)} }
