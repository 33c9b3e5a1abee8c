package wasm

import (
	"bytes"
	"fmt"
	"sync"

	"golang.org/x/sys/unix"
)

// image is the memory of a module that has started, from which every instance begins. It lies in a file without a name that
// instances map for themselves: a page is copied when it is first written, and putting an instance back is dropping those.
//
// Copying a page that way costs some microseconds, and most calls write the same ones. So the first calls are watched, and the
// pages that most of them wrote are not dropped afterwards, but written over with what the image has.
type image struct {
	file int
	size int    // bytes that an instance may ever have; what is behind the memory that was kept reads as zero
	kept []byte // the whole of it, to read

	mu      sync.Mutex
	watched int      // calls
	written []uint8  // by page: how many of them wrote it
	hot     []extent // nil until enough calls were watched
}

// extent is a part of the memory, in bytes.
type extent struct{ from, to int }

const (
	page = 4096 // bytes; where the machine's are larger, extents must be so too
	// watchedCalls are enough to tell which pages a module writes again and again.
	watchedCalls = 8
	// gap is how many bytes between two extents are copied rather than dropped, which is a system call.
	gap = 8 * page
)

func newImage(memory []byte, size int) (_ *image, err error) {
	fd, err := unix.MemfdCreate("scenarist-wasm", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make a file in memory: %w", err)
	}
	m := &image{file: fd, size: size, written: make([]uint8, size/page)}
	defer func() {
		if err != nil {
			m.free()
		}
	}()
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		return nil, fmt.Errorf("size a file in memory: %w", err)
	}
	for at := 0; at < len(memory); {
		n, err := unix.Pwrite(fd, memory[at:], int64(at))
		if err != nil {
			return nil, fmt.Errorf("fill a file in memory: %w", err)
		}
		at += n
	}
	if m.kept, err = unix.Mmap(fd, 0, size, unix.PROT_READ, unix.MAP_SHARED); err != nil {
		return nil, fmt.Errorf("map a file in memory: %w", err)
	}
	return m, nil
}

func (m *image) free() {
	if m.kept != nil {
		_ = unix.Munmap(m.kept)
	}
	_ = unix.Close(m.file)
}

// watch notes what a call has written.
func (m *image) watch(b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for at := 0; at < len(b); at += page {
		if !bytes.Equal(b[at:at+page], m.kept[at:at+page]) {
			m.written[at/page]++
		}
	}
	if m.watched++; m.watched < watchedCalls {
		return
	}
	m.hot = []extent{}
	for i, n := range m.written {
		if n <= watchedCalls/2 {
			continue
		}
		at := i * page
		if last := len(m.hot) - 1; last >= 0 && at-m.hot[last].to <= gap {
			m.hot[last].to = at + page
		} else {
			m.hot = append(m.hot, extent{at, at + page})
		}
	}
	if unix.Getpagesize() != page {
		m.hot = []extent{}
	}
}

// extents gives the pages that are written again and again; nil while that is not known.
func (m *image) extents() []extent {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hot
}

// mapped is a region of an image.
type mapped struct {
	image *image
	b     []byte
}

func (m *image) region() (region, error) {
	b, err := unix.Mmap(m.file, 0, m.size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return nil, fmt.Errorf("map the memory of a module: %w", err)
	}
	return &mapped{m, b}, nil
}

func (m *mapped) bytes() []byte { return m.b }

func (m *mapped) reset(size int) error {
	hot := m.image.extents()
	if hot == nil {
		m.image.watch(m.b[:size])
	}
	at := 0
	for _, e := range hot {
		if err := drop(m.b[at:e.from]); err != nil {
			return err
		}
		copy(m.b[e.from:e.to], m.image.kept[e.from:e.to])
		at = e.to
	}
	return drop(m.b[at:size])
}

// drop forgets what was written to a part of a region.
func drop(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if err := unix.Madvise(b, unix.MADV_DONTNEED); err != nil {
		return fmt.Errorf("put the memory of a module back: %w", err)
	}
	return nil
}

func (m *mapped) free() { _ = unix.Munmap(m.b) }
