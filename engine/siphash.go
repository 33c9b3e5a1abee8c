package engine

import (
	"encoding/binary"
	"math/bits"
)

// sipKey is a key of SipHash-2-4: a keyed hash of 64 bits, made to sign short texts
// (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
type sipKey struct{ k0, k1 uint64 }

// sum gives the hash of a text, in the order of bytes that the paper has.
func (k sipKey) sum(text []byte) [8]byte {
	v0, v1, v2, v3 := k.k0^0x736f6d6570736575, k.k1^0x646f72616e646f6d, k.k0^0x6c7967656e657261, k.k1^0x7465646279746573
	word := uint64(len(text)) << 56 // the last one, with what is left over
	for ; len(text) >= 8; text = text[8:] {
		m := binary.LittleEndian.Uint64(text)
		v0, v1, v2, v3 = sipRound(v0, v1, v2, v3^m)
		v0, v1, v2, v3 = sipRound(v0, v1, v2, v3)
		v0 ^= m
	}
	for i, b := range text {
		word |= uint64(b) << (8 * i)
	}
	v0, v1, v2, v3 = sipRound(v0, v1, v2, v3^word)
	v0, v1, v2, v3 = sipRound(v0, v1, v2, v3)
	v0, v2 = v0^word, v2^0xff
	for range 4 {
		v0, v1, v2, v3 = sipRound(v0, v1, v2, v3)
	}
	var out [8]byte
	binary.LittleEndian.PutUint64(out[:], v0^v1^v2^v3)
	return out
}

func sipRound(v0, v1, v2, v3 uint64) (_, _, _, _ uint64) {
	v0, v2 = v0+v1, v2+v3
	v1, v3 = bits.RotateLeft64(v1, 13)^v0, bits.RotateLeft64(v3, 16)^v2
	v0 = bits.RotateLeft64(v0, 32)
	v2, v0 = v2+v1, v0+v3
	v1, v3 = bits.RotateLeft64(v1, 17)^v2, bits.RotateLeft64(v3, 21)^v0
	return v0, v1, bits.RotateLeft64(v2, 32), v3
}
