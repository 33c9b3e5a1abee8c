package simulator

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
)

// Picture is a small PNG, for photos of which nothing but their being there matters. The bytes are the caller's.
func Picture() []byte { return bytes.Clone(drawn()) }

// drawn is the picture, drawn once.
var drawn = sync.OnceValue(func() []byte {
	const width, height = 320, 200
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{R: uint8(60 + x/3), G: uint8(90 + y/2), B: uint8(200 - x/4), A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil // a buffer takes everything
	}
	return b.Bytes()
})
