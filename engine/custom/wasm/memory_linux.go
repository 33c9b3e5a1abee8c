package wasm

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// image is the memory of a module that has started, from which every instance begins. It lies in a file without a name that
// instances map for themselves: a page is copied when it is first written, and putting an instance back is dropping those.
type image struct {
	file int
	size int // bytes that an instance may ever have; what is behind the memory that was kept reads as zero
}

func newImage(memory []byte, size int) (*image, error) {
	fd, err := unix.MemfdCreate("scenarist-wasm", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make a file in memory: %w", err)
	}
	m := &image{file: fd, size: size}
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		m.free()
		return nil, fmt.Errorf("size a file in memory: %w", err)
	}
	for at := 0; at < len(memory); {
		n, err := unix.Pwrite(fd, memory[at:], int64(at))
		if err != nil {
			m.free()
			return nil, fmt.Errorf("fill a file in memory: %w", err)
		}
		at += n
	}
	return m, nil
}

func (m *image) free() { _ = unix.Close(m.file) }

// mapped is a region of an image.
type mapped []byte

func (m *image) region() (region, error) {
	b, err := unix.Mmap(m.file, 0, m.size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return nil, fmt.Errorf("map the memory of a module: %w", err)
	}
	return mapped(b), nil
}

func (m mapped) bytes() []byte { return m }

func (m mapped) reset(size int) error {
	if err := unix.Madvise(m[:size], unix.MADV_DONTNEED); err != nil {
		return fmt.Errorf("put the memory of a module back: %w", err)
	}
	return nil
}

func (m mapped) free() { _ = unix.Munmap(m) }
