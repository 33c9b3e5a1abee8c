package storage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scenarist/scenarist/storage"
)

// What was needed for a crowd is used again while there is one, and not held for ever.
func TestWire_KeepsMemoryWhileItIsNeeded(t *testing.T) {
	t.Parallel()

	var k storage.Kept
	crowd := k.Take(60_000)
	assert.GreaterOrEqual(t, cap(crowd), 60_000)
	for _, size := range []int{50_000, 1_000, 70_000, 10, 60_000} {
		b := k.Take(size)
		assert.Empty(t, b)
		assert.Same(t, &crowd[:1][0], &b[:1][0], "memory for %d bytes", size)
	}
	for range 1000 {
		assert.GreaterOrEqual(t, cap(k.Take(100)), 100)
	}
	assert.Less(t, cap(k.Take(100)), 1000, "after a thousand that needed 100 bytes")

	huge := k.Take(10 << 20)
	assert.GreaterOrEqual(t, cap(huge), 10<<20)
	assert.Less(t, cap(k.Take(100)), 1000, "kept after a huge one")
}
