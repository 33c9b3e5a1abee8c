package storage_test

import (
	"testing"

	"github.com/scenarist/scenarist/storage"
)

// What was needed for a crowd is used again while there is one, and not held for ever.
func TestWire_KeepsMemoryWhileItIsNeeded(t *testing.T) {
	t.Parallel()
	var k storage.Kept
	take := func(size int) []byte {
		t.Helper()
		b := k.Take(size)
		if len(b) > 0 || cap(b) < size {
			t.Fatalf("memory for %d bytes has %d, with %d in it", size, cap(b), len(b))
		}
		return b
	}
	crowd := take(60_000)
	for _, size := range []int{50_000, 1_000, 70_000, 10, 60_000} {
		if b := take(size); &crowd[:1][0] != &b[:1][0] {
			t.Errorf("memory for %d bytes is new, though there was some", size)
		}
	}
	for range 1000 {
		take(100)
	}
	if n := cap(take(100)); n > 1000 {
		t.Errorf("after a thousand times 100 bytes there are %d", n)
	}
	take(10 << 20)
	if n := cap(take(100)); n > 1000 {
		t.Errorf("of a huge one %d bytes were kept", n)
	}
}
