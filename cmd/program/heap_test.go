package program

import "testing"

func TestPercentFor_FillsTheSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live, size uint64
		want       int
	}{
		{10 << 20, 40 << 20, 300},
		{16 << 20, 40 << 20, 150},
		{30 << 20, 40 << 20, gcPercent}, // it would be 33
		{500 << 20, 40 << 20, gcPercent},
		{0, 40 << 20, gcPercent}, // before the first collection
	} {
		if got := percentFor(c.live, c.size); got != c.want {
			t.Errorf("%d MB held of %d may grow by %d %%, want %d", c.live>>20, c.size>>20, got, c.want)
		}
	}
}
