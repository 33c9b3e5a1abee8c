//go:build !linux

package wasm

// image is the memory of a module that has started, from which every instance begins.
type image struct {
	memory []byte
	size   int
}

func newImage(memory []byte, size int) (*image, error) {
	return &image{memory: append([]byte(nil), memory...), size: size}, nil
}

func (*image) free() {}

// copied is a region of an image.
type copied struct {
	image *image
	b     []byte
}

func (m *image) region() (region, error) {
	c := &copied{image: m, b: make([]byte, m.size)}
	copy(c.b, m.memory)
	return c, nil
}

func (c *copied) bytes() []byte { return c.b }

func (c *copied) reset(size int) error {
	n := copy(c.b[:size], c.image.memory)
	clear(c.b[n:size])
	return nil
}

func (*copied) free() {}
