package storage_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// BenchmarkStanding finds the few sessions of a bot that are in the middle of something, among many. BENCH_SESSIONS says how
// many; the time is that of one count over all.
func BenchmarkStanding(b *testing.B) {
	sessions := 20_000
	if n, err := strconv.Atoi(os.Getenv("BENCH_SESSIONS")); err == nil {
		sessions = n
	}
	count := func(b *testing.B, db *storage.DB) {
		b.Helper()
		vars := strings.Repeat("x", 700)
		for first := 0; first < sessions; first += 256 {
			var members []host.Member
			for i := first; i < min(first+256, sessions); i++ {
				status := ""
				if i%20 == 0 {
					status = "waiting"
				}
				id := int64(i + 1)
				data := fmt.Appendf(nil, `{"key":{"bot_id":%d,"chat_id":%d,"user_id":%d},"version":7,"revision":3,"turns":12,"seq":40,"status":%q,`+
					`"frames":[{"flow":"order","block":"phone","wait":{"gen":9,"accept":["message"]},"seq":40}],"vars":{"text":%q}}`, bot, id, id, status, vars)
				members = append(members, host.Member{Key: engine.SessionKey{BotID: bot, ChatID: id, UserID: id}, Session: data, Revision: 3})
			}
			if _, err := db.Commit(b.Context(), members); err != nil {
				b.Fatal(err)
			}
		}
		for b.Loop() {
			found := 0
			for after := (engine.SessionKey{ChatID: math.MinInt64}); ; {
				page, err := db.Standing(b.Context(), bot, after, 0, 1000)
				if err != nil {
					b.Fatal(err)
				}
				found += len(page)
				if len(page) < 1000 {
					break
				}
				after = page[len(page)-1].Key
			}
			if found != (sessions+19)/20 {
				b.Fatalf("%d are found", found)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(sessions), "µs/session")
	}
	b.Run("sqlite", func(b *testing.B) { count(b, open(b, options(filepath.Join(b.TempDir(), "bots.db")))) })
	b.Run("postgres", func(b *testing.B) { count(b, open(b, postgres(b))) })
}
