package program

import "testing"

func TestPercentFor_GivesRoom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		live, size uint64
		want       int
	}{
		{10 << 20, 40 << 20, 300},
		{16 << 20, 40 << 20, 150},
		{18 << 20, 40 << 20, 177},       // 24 MB as for one bot, and four for each MB more
		{20 << 20, 40 << 20, 200},       // as much as many bots get
		{20 << 20, 28 << 20, 140},       // the same, where pages of SQLite take room
		{30 << 20, 40 << 20, 133},       // as much as many bots get
		{50 << 20, 40 << 20, gcPercent}, // which is more than that
		{500 << 20, 40 << 20, gcPercent},
		{0, 40 << 20, gcPercent}, // before the first collection
	} {
		if got := percentFor(c.live, c.size); got != c.want {
			t.Errorf("%d MB held of %d may grow by %d %%, want %d", c.live>>20, c.size>>20, got, c.want)
		}
	}
}
