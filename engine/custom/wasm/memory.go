package wasm

import (
	"github.com/tetratelabs/wazero/experimental"
)

// region is the memory of one instance: as many bytes as it may ever have lie ready, and those of the image are in front.
type region interface {
	bytes() []byte
	// reset brings the image back; size is how much of the memory is in use.
	reset(size int) error
	free()
}

// lent is a region as the runtime sees it. Growing moves nothing.
type lent struct{ region region }

// Allocate gives the region to the instance that is being made.
func (l *lent) Allocate(_, _ uint64) experimental.LinearMemory { return l }

// Reallocate gives as many bytes of it as are asked for; none if there are not so many.
func (l *lent) Reallocate(size uint64) []byte {
	b := l.region.bytes()
	if size > uint64(len(b)) {
		return nil
	}
	return b[:size:size]
}

// Free is a matter of whoever made the region.
func (*lent) Free() {}
