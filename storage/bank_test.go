package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// The bank of the test whose process is killed.
const (
	bankUsers    = 6
	bankMessages = 60
)

// Many users move units at once in a process that is killed in the middle, again and again, and then brought all updates
// anew, as Telegram does with what was not acknowledged. After every kill the books have to be right, with all in them that
// the process had acknowledged.
func TestLedger_SurvivesKills(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 3; seed++ {
		if testing.Short() && seed == 2 {
			continue
		}
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 4))
			o := options(filepath.Join(t.TempDir(), "bots.db"))
			if seed == 3 {
				o = postgres(t)
			}
			heard := map[int64]bool{}
			for round := range 4 {
				maps.Copy(heard, killBank(t, o, seed, round, bankUsers*bankMessages/5+rnd.IntN(bankUsers*bankMessages/5)))
				auditBank(t, o, seed, heard)
			}
			maps.Copy(heard, killBank(t, o, seed, 4, 0))
			if len(heard) != bankUsers*bankMessages {
				t.Errorf("%d updates were acknowledged, not %d", len(heard), bankUsers*bankMessages)
			}
			auditBank(t, o, seed, heard)
		})
	}
}

// killBank opens the bank in a process of its own, kills it after so many acknowledgements of updates (0: lets it come to
// its end), and gives the updates.
func killBank(t *testing.T, o storage.Options, seed uint64, round, after int) map[int64]bool {
	t.Helper()
	cmd := childProcess(t, fmt.Sprintf("bank %d %d", seed, round), o)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	heard := map[int64]bool{}
	for lines := bufio.NewScanner(out); lines.Scan(); { // also what it said just before it died
		id, err := strconv.ParseInt(lines.Text(), 10, 64)
		check(t, err)
		if heard[id] = true; len(heard) == after {
			check(t, cmd.Process.Kill())
		}
	}
	if err := cmd.Wait(); (err == nil) != (after == 0) || len(heard) < after {
		t.Fatalf("the process ended by itself, or not (%v), after %d updates", err, len(heard))
	}
	return heard
}

func auditBank(t *testing.T, o storage.Options, seed uint64, heard map[int64]bool) {
	t.Helper()
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	if err := enginetest.NewBank(seed, bankUsers, bankMessages).Audit(t.Context(), db, heard); err != nil {
		t.Errorf("after %d updates: %v", len(heard), err)
	}
	check(t, db.Close())
}

// openBank brings all updates of the bank, each user's in order, and says which ones were acknowledged. Time goes by fast,
// from round to round too.
func openBank(ctx context.Context, db *storage.DB, seed uint64, round int) error {
	bank := enginetest.NewBank(seed, bankUsers, bankMessages)
	clock := host.NewManualClock(time.Now().Add(time.Duration(round)*24*time.Hour), nil)
	h, err := bank.Open(ctx, db, clock, host.Limits{})
	if err != nil {
		return err
	}
	var users sync.WaitGroup
	var saying sync.Mutex // moves the clock, too
	for _, plan := range bank.Plans {
		users.Go(func() {
			for _, in := range plan {
				in.Event.Time = clock.Now()
				for h.Receive(ctx, in) != nil {
					runtime.Gosched()
				}
				saying.Lock()
				clock.Advance(time.Duration(in.UpdateID%7) * time.Minute)
				fmt.Println(in.UpdateID)
				saying.Unlock()
			}
		})
	}
	users.Wait()
	return h.Stop(ctx)
}
