package wasm

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// reader walks through bytes of the binary format. The first mistake stays: afterwards it gives zeros and is empty, so that
// only loops have to look at it.
type reader struct {
	b   []byte
	at  int
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	r.at = len(r.b)
}

func (r *reader) more() bool { return r.err == nil && r.at < len(r.b) }

var errShort = errors.New("the module ends too early")

func (r *reader) byte() byte {
	if r.at >= len(r.b) {
		if r.err == nil {
			r.err = errShort
		}
		return 0
	}
	r.at++
	return r.b[r.at-1]
}

func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)-r.at) {
		r.fail("the module ends too early")
		return nil
	}
	r.at += int(n)
	return r.b[r.at-int(n) : r.at]
}

func (r *reader) u32() uint32 {
	v, n := binary.Uvarint(r.b[r.at:min(len(r.b), r.at+5)])
	if n <= 0 || v > 1<<32-1 {
		r.fail("a number of the module cannot be read")
		return 0
	}
	r.at += n
	return uint32(v)
}

// skipInt passes by a signed number of any width.
func (r *reader) skipInt() {
	for range 10 {
		if r.byte()&0x80 == 0 {
			return
		}
	}
	r.fail("a number of the module cannot be read")
}

// count reads how many elements follow; each takes a byte or more.
func (r *reader) count() uint32 {
	n := r.u32()
	if uint64(n) > uint64(len(r.b)-r.at) {
		r.fail("the module ends too early")
		return 0
	}
	return n
}

func (r *reader) name() string { return string(r.bytes(r.u32())) }

// limits reads the bounds of a memory or a table.
func (r *reader) limits() (low, high uint32, bounded bool) {
	switch flag := r.byte(); flag {
	case 0:
		return r.u32(), 0, false
	case 1:
		low = r.u32()
		return low, r.u32(), true
	default:
		r.fail("shared and 64-bit memories are not supported")
		return 0, 0, false
	}
}

// vec appends a number and bytes, as every list and text of the format is written.
func vec(to []byte, n int, content []byte) []byte {
	return append(binary.AppendUvarint(to, uint64(n)), content...)
}

// section appends a section, unless it is empty.
func section(to []byte, id byte, content []byte) []byte {
	if len(content) == 0 {
		return to
	}
	return vec(append(to, id), len(content), content)
}

// appendInt appends a signed number.
func appendInt(to []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(to, b)
		}
		to = append(to, b|0x80)
	}
}
