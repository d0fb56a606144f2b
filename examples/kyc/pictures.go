package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// look is the appearance of a made-up person.
type look struct {
	skin, hair, shirt, wall color.RGBA
	long, beard             bool // of the hair, and of the beard
}

var (
	ana = look{
		skin: color.RGBA{224, 172, 132, 255}, hair: color.RGBA{52, 32, 24, 255},
		shirt: color.RGBA{176, 40, 60, 255}, wall: color.RGBA{222, 228, 234, 255}, long: true,
	}
	impostor = look{
		skin: color.RGBA{120, 84, 62, 255}, hair: color.RGBA{214, 190, 120, 255},
		shirt: color.RGBA{236, 236, 224, 255}, wall: color.RGBA{58, 74, 80, 255}, beard: true,
	}
)

// ellipse is a filled ellipse, in hundredths of its frame.
type ellipse struct {
	x, y, rx, ry int
	in           color.RGBA
}

// face draws a portrait into frame.
func (l look) face(on *image.RGBA, frame image.Rectangle) {
	fill(on, frame, l.wall)
	dark := color.RGBA{30, 24, 24, 255}
	parts := []ellipse{{50, 104, 46, 28, l.shirt}, {50, 82, 13, 18, l.skin}, {50, 38, 34, 30, l.hair}}
	if l.long {
		parts = append(parts, ellipse{28, 62, 11, 30, l.hair}, ellipse{72, 62, 11, 30, l.hair})
	}
	parts = append(parts, ellipse{50, 48, 26, 32, l.skin})
	if l.beard {
		parts = append(parts, ellipse{50, 70, 22, 13, l.hair})
	}
	parts = append(parts,
		ellipse{40, 45, 4, 3, dark}, ellipse{60, 45, 4, 3, dark}, ellipse{50, 56, 3, 5, shaded(l.skin, 80)},
		ellipse{50, 67, 9, 3, color.RGBA{150, 50, 56, 255}})
	for _, e := range parts {
		e.draw(on, frame)
	}
}

func (e ellipse) draw(on *image.RGBA, frame image.Rectangle) {
	for y := frame.Min.Y; y < frame.Max.Y; y++ {
		for x := frame.Min.X; x < frame.Max.X; x++ {
			dx := float64((x-frame.Min.X)*100)/float64(frame.Dx()) - float64(e.x)
			dy := float64((y-frame.Min.Y)*100)/float64(frame.Dy()) - float64(e.y)
			dx, dy = dx/float64(e.rx), dy/float64(e.ry)
			if dx*dx+dy*dy <= 1 {
				on.SetRGBA(x, y, e.in)
			}
		}
	}
}

func fill(on *image.RGBA, area image.Rectangle, c color.RGBA) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			on.SetRGBA(x, y, c)
		}
	}
}

// shaded returns c with its brightness at percent.
func shaded(c color.RGBA, percent int) color.RGBA {
	part := func(v uint8) uint8 { return uint8(min(255, int(v)*percent/100)) } //nolint:gosec // below 256
	return color.RGBA{part(c.R), part(c.G), part(c.B), 255}
}

var (
	paper = color.RGBA{236, 240, 226, 255}
	ink   = color.RGBA{66, 84, 104, 255}
)

// cardFront draws a document with a portrait, and with lines in place of text.
func (l look) cardFront() []byte {
	card := image.NewRGBA(image.Rect(0, 0, 640, 400))
	fill(card, card.Bounds(), paper)
	fill(card, image.Rect(0, 0, 640, 56), color.RGBA{44, 84, 140, 255})
	l.face(card, image.Rect(32, 88, 232, 338))
	for i, length := range []int{300, 220, 260, 180, 280, 150} {
		fill(card, image.Rect(264, 100+40*i, 264+length, 114+40*i), ink)
	}
	return asPNG(card)
}

// cardReverse draws a barcode.
func cardReverse() []byte {
	card := image.NewRGBA(image.Rect(0, 0, 640, 400))
	fill(card, card.Bounds(), paper)
	for x := 40; x < 600; x += 10 {
		fill(card, image.Rect(x, 60, x+2+x*7%6, 200), ink)
	}
	for i := range 3 {
		fill(card, image.Rect(40, 260+40*i, 600, 276+40*i), ink)
	}
	return asPNG(card)
}

// selfie draws the face in different light, as a phone would send it.
func (l look) selfie() ([]byte, error) {
	photo := image.NewRGBA(image.Rect(0, 0, 480, 600))
	l.face(photo, photo.Bounds())
	for i := range photo.Pix {
		if i%4 != 3 {
			photo.Pix[i] = uint8(min(255, 12+int(photo.Pix[i])*9/10))
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, photo, &jpeg.Options{Quality: 85})
	return out.Bytes(), err
}

func asPNG(picture image.Image) []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // writing to a buffer does not fail
	return out.Bytes()
}
