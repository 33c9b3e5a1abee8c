package storage_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// BenchmarkFold adds up what a thousand commits of two turns each have counted, of one bot or of many. The commits are not timed, but for
// those that go on beside it: the longest of each run, of which it gives the average.
func BenchmarkFold(b *testing.B) {
	const commits = 1000
	for _, bots := range []int64{1, 200} {
		b.Run(fmt.Sprintf("bots=%d", bots), func(b *testing.B) {
			fold := func(b *testing.B, db *storage.DB) {
				b.Helper()
				for id := range bots {
					if err := db.SaveBot(b.Context(), host.BotRecord{ID: bot + id, Name: "a", Hosted: true}); err != nil {
						b.Fatal(err)
					}
				}
				at, turn := time.Now().UTC(), int64(0)
				var longest time.Duration
				for b.Loop() {
					b.StopTimer()
					for n := range int64(commits) {
						members := make([]host.Member, 2)
						for i := range members {
							turn++
							members[i] = turnOf(turn, 1, at, passes(turn%3)...)
							members[i].Film = nil
							members[i].Key = engine.SessionKey{BotID: bot + (n*2+int64(i))%bots, ChatID: turn, UserID: turn}
						}
						if _, err := db.Commit(b.Context(), members); err != nil {
							b.Fatal(err)
						}
					}
					folded, waited := make(chan struct{}), make(chan time.Duration)
					go func() { waited <- longestCommit(b, db, turn, folded) }()
					b.StartTimer()
					if err := db.FoldFigures(b.Context()); err != nil {
						b.Fatal(err)
					}
					b.StopTimer()
					close(folded)
					longest += <-waited
					turn += 1_000_000
					b.StartTimer()
				}
				b.ReportMetric(float64(longest.Milliseconds())/float64(b.N), "ms/longest-commit")
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/commits, "µs/commit")
			}
			b.Run("sqlite", func(b *testing.B) { fold(b, open(b, options(filepath.Join(b.TempDir(), "bots.db")))) })
			b.Run("postgres", func(b *testing.B) { fold(b, open(b, postgres(b))) })
		})
	}
}

// longestCommit stores turns, one after the other, until the end, and gives how long the slowest took.
func longestCommit(b *testing.B, db *storage.DB, turn int64, end <-chan struct{}) (longest time.Duration) {
	b.Helper()
	for {
		select {
		case <-end:
			return longest
		default:
		}
		turn++
		m := host.Member{Key: engine.SessionKey{BotID: bot, ChatID: turn, UserID: turn}, Session: []byte("{}")}
		begun := time.Now()
		if _, err := db.Commit(b.Context(), []host.Member{m}); err != nil {
			b.Error(err)
			return longest
		}
		longest = max(longest, time.Since(begun))
	}
}

// passes is what a turn through three blocks counts.
func passes(step int64) []host.Count {
	list := []host.Count{{Kind: host.CountTurns, N: 1}, {Kind: host.CountReceived, N: 1}, {Kind: host.CountSent, N: 1}}
	for n := range int64(3) {
		name := fmt.Sprint("block_", step*3+n)
		list = append(list, host.Count{Kind: host.CountBlocks, Name: name, N: 1}, host.Count{Kind: host.CountEdges, Name: name, Part: "next", N: 1})
	}
	return list
}
