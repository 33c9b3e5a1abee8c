package engine

import (
	"encoding/hex"
	"testing"
)

// The sums are those of the authors' reference implementation (vectors_sip64): the key is 00 01 … 0f, the text 00 01 ….
func TestSipHash_GivesTheSumsOfItsAuthors(t *testing.T) {
	t.Parallel()
	key := sipKey{0x0706050403020100, 0x0f0e0d0c0b0a0908}
	for n, want := range map[int]string{
		0: "310e0edd47db6f72", 1: "fd67dc93c539f874", 7: "37d1018bf50002ab", 8: "6224939a79f5f593", 15: "e545be4961ca29a1",
	} {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(i)
		}
		sum := key.sum(text)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("the sum of %d bytes is %s, want %s", n, got, want)
		}
	}
}
