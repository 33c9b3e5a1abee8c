package blocks_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

// BenchmarkBlocks is a turn of every block type; .ci/block_table.sh makes a table of it.
func BenchmarkBlocks(b *testing.B) {
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		b.Fatal(err)
	}
	enginetest.BenchBlocks(b, reg, ".")
}

// TestBlocks_CanBeMeasured fails for a type of which the benchmark would find nothing to measure.
func TestBlocks_CanBeMeasured(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	for _, typ := range reg.Types() {
		t.Run(typ.Name, func(t *testing.T) {
			enter, answer := enginetest.BlockTurns(t, reg, typ, ".")
			if err := enter(); err != nil {
				t.Error(err)
			}
			if answer == nil {
				return
			}
			if err := answer(); err != nil {
				t.Error(err)
			}
		})
	}
}
