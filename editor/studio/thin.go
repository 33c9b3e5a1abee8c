package studio

import "time"

// What is kept of a draft's history. An hour's work is there in steps of half a minute, a day's in steps of ten minutes, a
// month's by the day.
const (
	// OnePast is how long one person's work is kept as one version.
	OnePast   = 30 * time.Second
	maxPasts  = 200
	pastBytes = 16 << 20 // of all versions of a draft, compressed
)

// thin says which of the kept versions go. They are the newest first; the newest stays.
func thin(pasts []Past, now time.Time) (drop []int64) {
	var bytes int64
	kept := 0
	var last time.Time // of the one kept last
	for i, p := range pasts {
		apart := time.Duration(0)
		switch age := now.Sub(p.At); {
		case age > 30*24*time.Hour:
			apart = 7 * 24 * time.Hour
		case age > 24*time.Hour:
			apart = 24 * time.Hour
		case age > time.Hour:
			apart = 10 * time.Minute
		}
		bytes += p.Bytes
		if i > 0 && (kept >= maxPasts || bytes > pastBytes || last.Sub(p.At) < apart) {
			drop = append(drop, p.Version)
			bytes -= p.Bytes
			continue
		}
		kept, last = kept+1, p.At
	}
	return drop
}
