package host_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// TestHeardAt_StandsBehindWhatTheBotSaidInTheSameSecond has times after 12:00:00 as the durations since then.
func TestHeardAt_StandsBehindWhatTheBotSaidInTheSameSecond(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct{ told, now, want time.Duration }{
		"within its second":      {0, 700 * time.Millisecond, 700 * time.Millisecond},
		"after its second":       {0, 1200 * time.Millisecond, time.Second - time.Microsecond},
		"long ago":               {0, time.Hour, time.Second - time.Microsecond},
		"a moment, not a second": {300 * time.Millisecond, 700 * time.Millisecond, 300 * time.Millisecond},
		"a clock that is ahead":  {5 * time.Second, time.Second, 5 * time.Second},
		"a clock that stands":    {0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := host.HeardAt(noon.Add(tt.told), noon.Add(tt.now)).Sub(noon); got != tt.want {
				t.Errorf("said at %v, wanted %v", got, tt.want)
			}
		})
	}
}
