package host_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// sent counts the messages to some people.
func (l *limited) sent(users ...int64) (n int) {
	l.tb.Helper()
	l.idle()
	for _, user := range users {
		n += len(l.msgr.texts(user))
	}
	return n
}

func TestQuota_OfAWorkspaceHoldsBackTheSendsOfAllItsBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.allowTogether(host.Quota{SendsPerDay: 5})
		for n := range 4 {
			for i := range int64(2) {
				l.check(l.try(botID+i, i+1, fmt.Sprint("say ", n)))
				l.idle()
			}
		}
		equal(t, "sent by the first", l.sent(1), 3)
		equal(t, "sent by the second", l.sent(2), 2)
		l.wantOver("43 sends of the workspace", "42 sends of the workspace")
		pass(25 * time.Hour)
		equal(t, "sent on the next day by both", l.sent(1, 2), 8)
	})
}

func TestQuota_OfAWorkspaceHoldsBackTheRequestsOfAllItsBots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t, requesting)
		l.allowTogether(host.Quota{HTTPPerHour: 12})
		for i := range int64(4) {
			l.check(l.try(botID+i%2, i+1, "job x"))
			l.idle()
		}
		l.wantTexts(1, `job "x"`)
		l.wantTexts(2, `job "x"`)
		l.wantTexts(3, "job http_quota")
		l.wantTexts(4, "job http_quota")
		l.wantOver("42 http of the workspace", "43 http of the workspace")
		pass(5 * time.Minute)
		l.check(l.try(botID+1, 5, "job x"))
		l.check(l.try(botID, 6, "job x"))
		l.idle()
		equal(t, "requests that found the room of five minutes", len(l.msgr.texts(5))+len(l.msgr.texts(6)), 2)
	})
}

func TestQuota_BotServedAfterTheStartRemembersItsDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		two := host.Quota{SendsPerDay: 2}
		l.allow(botID+1, two, host.Quota{})
		for n := range 3 {
			l.check(l.try(botID+1, 1, fmt.Sprint("say ", n)))
			l.idle()
		}
		l.host.Remove(botID + 1) // it is paused
		pass(time.Minute)
		l.crash()
		l.start()
		resumed := record(1)
		resumed.ID, resumed.Quota = botID+1, two
		l.check(l.host.Serve(t.Context(), resumed, compiled(t, document("act"), 1)))
		equal(t, "sent when it is served again", l.sent(1), 2)
		l.check(l.host.SetQuota(t.Context(), &resumed))
		l.check(l.try(botID+1, 1, "say 3"))
		equal(t, "sent on the day", l.sent(1), 2)
		pass(24 * time.Hour)
		equal(t, "sent with the next day", l.sent(1), 4)
	})
}

func TestQuota_ThatIsRaisedWithAPublishLetsGoWhatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.allow(botID, host.Quota{SendsPerDay: 1}, host.Quota{})
		for n := range 3 {
			l.check(l.try(botID, 1, fmt.Sprint("say ", n)))
			l.idle()
		}
		equal(t, "sent", l.sent(1), 1)
		published := record(l.publish(document("act")))
		published.Quota.SendsPerDay = 2
		l.check(l.host.Serve(t.Context(), published, nil))
		equal(t, "sent with the larger quota", l.sent(1), 2)
	})
}

func TestQuota_DayThatCannotBeReadIsReadTheNextTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.check(l.usage.AddUsage(t.Context(), []host.Usage{{BotID: botID, Day: host.DayOf(time.Now()), Sends: 2}}))
		rec := record(1)
		rec.Quota.SendsPerDay = 2
		l.usage.unread = 1
		if err := l.host.SetQuota(t.Context(), &rec); err == nil {
			t.Fatal("a day that cannot be read is no trouble")
		}
		l.check(l.host.SetQuota(t.Context(), &rec))
		l.check(l.try(botID, 1, "say a"))
		equal(t, "sent", l.sent(1), 0)
	})
}

func TestQuota_OfAWorkspaceCountsBotsThatAreNotServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.usage.spaces = map[int64]string{98: "agency"}
		day := host.DayOf(time.Now())
		l.check(l.usage.AddUsage(t.Context(), []host.Usage{{BotID: 97, Day: day, Sends: 3}, {BotID: 98, Day: day, Sends: 9}}))
		l.allowTogether(host.Quota{SendsPerDay: 5})
		for n := range int64(4) {
			l.check(l.try(botID+n%2, 1, "say a"))
			l.idle()
		}
		equal(t, "sent beside what a paused bot had sent", l.sent(1), 2)
	})
}

func TestQuota_BotThatMovesTakesItsDayAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.allowTogether(host.Quota{SendsPerDay: 4})
		for n := range int64(4) {
			l.check(l.try(botID+n%2, n%2+1, "say a"))
			l.idle()
		}
		moved := record(1)
		moved.ID, moved.Workspace, moved.SpaceQuota = botID+1, "agency", host.Quota{SendsPerDay: 3}
		l.check(l.host.SetQuota(t.Context(), &moved))
		for n := range int64(6) {
			l.check(l.try(botID+n%2, n%2+1, "say b"))
			l.idle()
		}
		equal(t, "sent by the one that stayed", l.sent(1), 4)
		equal(t, "sent by the one that moved", l.sent(2), 3)
	})
}

func TestQuota_FilesThatAreFetchedForMessagesAreRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t, requesting)
		l.allow(botID, host.Quota{HTTPPerHour: 12}, host.Quota{})
		l.msgr.do = func(_ context.Context, e *engine.Effect, refs host.References) (host.Receipt, error) {
			if e.ChatID == 900 { // the words for the owner have no file
				return host.Receipt{}, nil
			}
			return host.Receipt{}, refs.MayFetch()
		}
		for user := int64(1); user <= 3; user++ {
			l.check(l.try(botID, user, "say a"))
			l.idle()
		}
		equal(t, "messages whose file was fetched", l.sent(1, 2, 3), 2)
		l.wantOver("42 http")
		pass(5 * time.Minute)
		l.check(l.try(botID, 4, "job x")) // its request takes the room of these minutes, and the answer's file finds none
		equal(t, "answers with a file", l.sent(4), 0)
		pass(time.Minute)
		used, err := l.usage.UsageOn(t.Context(), host.DayOf(time.Now()))
		l.check(err)
		equal(t, "requests counted", used[botID].Calls, 3)
	})
}
