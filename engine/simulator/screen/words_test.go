package screen_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/screen"
)

func TestIn_RoundsUp(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"in 1 s": time.Millisecond, "in 59 s": 59 * time.Second, "in 1 min": time.Minute, "in 2 min": 61 * time.Second,
		"in 15 min": 15 * time.Minute, "in 2 h": 61 * time.Minute, "in 48 h": 47*time.Hour + 1, "in 3 days": 49 * time.Hour,
	} {
		if got := screen.In(d, "en"); got != want {
			t.Errorf("%v is %q; want %q", d, got, want)
		}
	}
}
