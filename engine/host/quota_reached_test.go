package host_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// twoOwners has the second bot owned by somebody else.
func twoOwners(t *testing.T) *limited {
	t.Helper()
	l := newLimited(t)
	l.check(l.host.AddStaff(t.Context(), botID+1, 901, engine.OwnerRole))
	return l
}

// burst writes to both bots more often than 60 turns a minute allow.
func (l *limited) burst() {
	for n := range int64(30) {
		_ = l.try(botID+n%2, 1, "say a") // what is refused comes again
	}
	l.idle()
}

func (l *limited) wantTold(first, second int) {
	l.tb.Helper()
	equal(l.tb, "words for the first owner", len(l.msgr.texts(900)), first)
	equal(l.tb, "words for the second owner", len(l.msgr.texts(901)), second)
}

func TestQuota_OfAWorkspaceIsToldToTheOwnersOfAllItsBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := twoOwners(t)
		shared := host.Quota{TurnsPerMinute: 60}
		l.allow(botID, host.Quota{}, shared)
		l.allow(botID+1, host.Quota{}, shared)
		l.burst()
		l.wantTold(1, 1)
		for range 3 {
			pass(time.Minute)
			l.burst()
		}
		l.wantTold(1, 1) // once a day
		noted := map[host.ReachedQuota]int{}
		for _, n := range l.usage.noted {
			n.At = time.Time{}
			noted[n]++
		}
		equal(t, "noted", fmt.Sprint(noted), fmt.Sprint(map[host.ReachedQuota]int{
			{BotID: botID, Kind: host.QuotaTurns, Workspace: true}: 1, {BotID: botID + 1, Kind: host.QuotaTurns, Workspace: true}: 1,
		}))
		pass(24 * time.Hour)
		l.burst()
		l.wantTold(2, 2)
	})
}

func TestQuota_IsToldOnceOfBothLimitsAndAfterARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := twoOwners(t)
		l.allow(botID, host.Quota{TurnsPerMinute: 30}, host.Quota{TurnsPerMinute: 60})
		l.allow(botID+1, host.Quota{}, host.Quota{TurnsPerMinute: 60})
		l.burst()
		l.wantTold(1, 1)
		l.allow(botID, host.Quota{}, host.Quota{TurnsPerMinute: 6}) // now the workspace's
		l.burst()
		l.wantTold(1, 1)
		l.crash()
		l.quota = host.Quota{TurnsPerMinute: 6}
		l.start()
		l.burst()
		l.wantTold(1, 1)
	})
}

func TestQuota_ThatCouldNotBeNotedIsToldLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := twoOwners(t)
		l.usage.broken = 1
		l.allow(botID, host.Quota{TurnsPerMinute: 60}, host.Quota{})
		l.burst()
		l.burst()
		l.wantTold(0, 0)
		pass(time.Minute)
		l.burst()
		l.wantTold(1, 0)
	})
}

func TestQuota_OfAWorkspaceCountsWhatBotsStoreThatAreNotServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.usage.drafts = 700_000 // beside 400,000 bytes of rows
		l.allow(botID, host.Quota{StoredMB: 1}, host.Quota{StoredMB: 1})
		l.check(l.try(botID, 1, "row a"))
		l.wantOver("42 stored of the workspace")
	})
}
