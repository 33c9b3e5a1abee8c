package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// usageStore remembers what bots use.
type usageStore struct {
	host.Store

	mu     sync.Mutex
	used   map[[2]int64]host.Usage // by bot and day
	spaces map[int64]string        // of bots that are not in main
	writes int
	files  int64
	drafts int64 // stored by bots of the workspace that are not served
	broken int   // so many notes fail
	unread int   // so many readings of a day fail
	noted  []host.ReachedQuota
}

func (s *usageStore) AddUsage(_ context.Context, list []host.Usage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	for _, u := range list {
		was := s.used[[2]int64{u.BotID, u.Day}]
		u.Turns, u.Calls, u.Sends = u.Turns+was.Turns, u.Calls+was.Calls, u.Sends+was.Sends
		s.used[[2]int64{u.BotID, u.Day}] = u
	}
	return nil
}

func (s *usageStore) UsageOn(_ context.Context, day int64) (map[int64]host.Usage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unread > 0 {
		s.unread--
		return nil, errors.New("no disk")
	}
	out := map[int64]host.Usage{}
	for k, u := range s.used {
		if k[1] == day {
			u.Workspace = s.spaces[k[0]]
			out[k[0]] = u
		}
	}
	return out, nil
}

func (s *usageStore) Stored(_ context.Context, botID int64) (host.Stored, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if botID != botID42 {
		return host.Stored{Records: 400_000}, nil
	}
	return host.Stored{Files: s.files}, nil
}

func (s *usageStore) StoredIn(context.Context, string) (host.Stored, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return host.Stored{Files: s.files, Library: s.drafts, Records: 400_000}, nil
}

func (s *usageStore) NoteReached(_ context.Context, r host.ReachedQuota) (first bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken > 0 {
		s.broken--
		return false, errors.New("no disk")
	}
	for _, n := range s.noted {
		if n.BotID == r.BotID && n.Kind == r.Kind && host.DayOf(n.At) == host.DayOf(r.At) {
			return false, nil
		}
	}
	s.noted = append(s.noted, r)
	return true, nil
}

const botID42 = int64(botID)

// limited is a host with two bots of a workspace; the first has an owner.
type limited struct {
	*bench
	usage *usageStore
	mu    sync.Mutex
	over  []string
}

func newLimited(t *testing.T, opts ...option) *limited {
	t.Helper()
	l := &limited{}
	l.bench = setup(t, append(opts, func(b *bench) {
		b.mem = memstore.New(b.clock)
		l.usage = &usageStore{Store: b.mem, used: map[[2]int64]host.Usage{}}
		b.store = l.usage
		b.cfg.OverQuota = func(b *host.BotRecord, k host.QuotaKind, workspace bool) {
			l.mu.Lock()
			defer l.mu.Unlock()
			what := fmt.Sprint(b.ID, " ", k)
			if workspace {
				what += " of the workspace"
			}
			if len(l.over) == 0 || l.over[len(l.over)-1] != what {
				l.over = append(l.over, what)
			}
		}
	})...)
	other := record(1)
	other.ID = botID + 1
	l.check(l.host.Serve(t.Context(), other, compiled(t, document("act"), 1)))
	l.check(l.host.AddStaff(t.Context(), botID, 900, engine.OwnerRole))
	return l
}

// allow changes what the bot, and its workspace, may use while it is served.
func (l *limited) allow(bot int64, own, space host.Quota) {
	l.tb.Helper()
	rec := record(1)
	rec.ID, rec.Quota, rec.SpaceQuota = bot, own, space
	l.check(l.host.SetQuota(l.tb.Context(), &rec))
}

// allowTogether is what a workspace with both bots may use.
func (l *limited) allowTogether(space host.Quota) {
	l.tb.Helper()
	l.allow(botID, host.Quota{}, space)
	l.allow(botID+1, host.Quota{}, space)
}

// try brings a message once.
func (l *limited) try(bot, user int64, text string) error {
	in := l.message(user, text)
	in.Key.BotID = bot
	return l.host.Receive(l.tb.Context(), in)
}

func (l *limited) wantOver(want ...string) {
	l.tb.Helper()
	l.idle()
	l.mu.Lock()
	defer l.mu.Unlock()
	equal(l.tb, "quotas that were told", strings.Join(l.over, ", "), strings.Join(want, ", "))
}

func TestQuota_UpdatesBeyondTheTurnsComeAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.allow(botID, host.Quota{TurnsPerMinute: 60}, host.Quota{})
		refused := 0
		for user := int64(1); user <= 30; user++ {
			if err := l.try(botID, user, "say a"); err != nil {
				if !errors.Is(err, host.ErrFull) {
					t.Fatal(err)
				}
				refused++
			}
			l.check(l.try(botID+1, user, "say b")) // its neighbour is not concerned
		}
		equal(t, "refused", refused, 20)
		for range 20 {
			pass(time.Second)
			l.check(l.try(botID, 1, "say again"))
		}
		l.idle()
		equal(t, "words for the owner", len(l.msgr.texts(900)), 1)
		paid := l.message(1, "")
		paid.Event.Kind, paid.Event.Message = engine.PaymentPaid, nil
		paid.Event.Payment = &engine.Payment{Payload: "o1", ChargeID: "c"}
		l.check(l.host.Receive(t.Context(), paid)) // money is never held back
		l.wantOver("42 turns")
		pass(time.Minute)
		l.idle()
		used, err := l.usage.UsageOn(t.Context(), host.DayOf(time.Now()))
		l.check(err)
		equal(t, "turns counted", used[botID].Turns, 31)
		equal(t, "messages counted", used[botID].Sends, 31) // with one for the owner: nobody had asked for that payment
	})
}

func TestQuota_OfAWorkspaceIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.allowTogether(host.Quota{TurnsPerMinute: 60})
		taken := 0
		for n := range int64(20) {
			if l.try(botID+n%2, 1, "say a") == nil {
				taken++
			}
		}
		equal(t, "taken of both", taken, 10)
	})
}

func TestQuota_ThatIsSetLaterCountsWhatWasSentBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		for n := range 4 {
			l.check(l.try(botID, 1, fmt.Sprint("say ", n)))
			l.idle()
		}
		pass(time.Minute)
		l.allow(botID, host.Quota{SendsPerDay: 6}, host.Quota{})
		for n := range 4 {
			l.check(l.try(botID, 1, fmt.Sprint("say ", n)))
			l.idle()
		}
		equal(t, "sent", len(l.msgr.texts(1)), 6)
	})
}

func TestQuota_SendsWaitForTheNextDayAndARestartRemembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		five := host.Quota{SendsPerDay: 5}
		l.allow(botID, five, host.Quota{})
		for n := range 8 {
			l.check(l.try(botID, 1, fmt.Sprint("say ", n)))
			l.idle()
		}
		equal(t, "sent", len(l.msgr.texts(1)), 5)
		l.check(l.try(botID+1, 2, "say b"))
		l.wantTexts(2, "b")
		pass(time.Minute) // what was used is written
		l.crash()
		l.quota = five
		l.start()
		l.idle()
		equal(t, "sent after a restart", len(l.msgr.texts(1)), 5)
		l.allow(botID, host.Quota{SendsPerDay: 6}, host.Quota{})
		l.idle()
		equal(t, "sent with a larger quota", len(l.msgr.texts(1)), 6)
		pass(24 * time.Hour)
		l.wantTexts(1, "0", "1", "2", "3", "4", "5", "6", "7")
		l.wantOver("42 sends")
		if len(l.msgr.texts(900)) == 0 {
			t.Error("the owner was not told")
		}
	})
}

// neighbours is a cluster in which there are others, who do nothing but use what bots may use.
type neighbours struct {
	host.Cluster

	of *bench
}

func (neighbours) Watch(func(host.Notice)) (stop func()) { return func() {} }
func (neighbours) Seated() bool                          { return true }
func (neighbours) Alone() bool                           { return false }

func (n neighbours) Shared(ctx context.Context, botID int64) (bot, workspace host.SharedVars, err error) {
	bot.Values, workspace.Values, err = n.of.mem.Shared(ctx, botID)
	return bot, workspace, err
}

func (neighbours) Reserve(context.Context, int64, int64, host.Rate, int, time.Duration) (time.Duration, error) {
	return 0, nil
}

func TestQuota_WhatOthersUseCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t, func(b *bench) { b.cfg.Cluster = neighbours{of: b} })
		elsewhere := func(u host.Usage) {
			u.BotID, u.Day = botID, host.DayOf(time.Now())
			l.check(l.usage.AddUsage(t.Context(), []host.Usage{u}))
		}
		taken := func() (n int) {
			for user := int64(1); user <= 12; user++ {
				if l.try(botID, user, "say a") == nil {
					n++
				}
				l.idle() // what is on its way when a limit is reached goes out
			}
			return n
		}
		elsewhere(host.Usage{Turns: 500, Sends: 500}) // earlier today: no reason to hold back a rate
		l.allow(botID, host.Quota{TurnsPerMinute: 60, SendsPerDay: 540}, host.Quota{})
		equal(t, "taken at once", taken(), 10)
		pass(time.Minute)
		elsewhere(host.Usage{Turns: 24, Sends: 15})
		pass(10 * time.Second) // it is heard of: 10 of 24 have passed by then
		synctest.Wait()
		equal(t, "taken after others' 24", taken(), 0)
		pass(30 * time.Second)
		equal(t, "taken when that has passed", taken(), 10)
		sent := 0
		for user := int64(1); user <= 12; user++ {
			sent += len(l.msgr.texts(user))
		}
		equal(t, "sent", sent, 20)
		pass(time.Minute)
		equal(t, "taken", taken(), 10)
		sent = 0
		for user := int64(1); user <= 12; user++ {
			sent += len(l.msgr.texts(user))
		}
		equal(t, "sent beside others' 515", sent, 25)
	})
}

// okTransport answers every request.
type okTransport struct{}

func (okTransport) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

// requesting has jobs make one request.
func requesting(b *bench) {
	b.cfg.HTTP = &http.Client{Transport: okTransport{}}
	b.cfg.Registry = registry(b.tb, func(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://example.com/", nil)
		if err != nil {
			return nil, err
		}
		resp, err := d.HTTP.Do(req)
		if err != nil {
			return nil, &engine.AgainError{After: time.Second, Err: err} // as blocks that repeat do
		}
		return j.Payload, resp.Body.Close()
	})
}

func TestQuota_RequestsBeyondItFailTheirJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t, requesting)
		l.allow(botID, host.Quota{HTTPPerHour: 12}, host.Quota{})
		for user := int64(1); user <= 3; user++ {
			l.check(l.try(botID, user, "job x"))
			l.idle()
		}
		l.wantTexts(1, `job "x"`)
		l.wantTexts(2, `job "x"`)
		l.wantTexts(3, "job http_quota")
		l.wantOver("42 http")
		pass(5 * time.Minute)
		l.check(l.try(botID, 4, "job x"))
		l.wantTexts(4, `job "x"`)
	})
}

func TestQuota_FullBotStoresNoFurtherRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.usage.files = 600_000
		l.allow(botID, host.Quota{StoredMB: 1}, host.Quota{})
		l.check(l.try(botID, 1, "row a"))
		l.wantTexts(1, "row a")
		l.usage.mu.Lock()
		l.usage.files = 1_000_000
		l.usage.mu.Unlock()
		pass(6 * time.Minute) // it is measured every five
		l.check(l.try(botID, 1, "row b"))
		l.idle()
		codes := ""
		for _, n := range l.mem.Notes() {
			if n.Note.Error != nil {
				codes += n.Note.Error.Code
			}
		}
		equal(t, "troubles", codes, "storage_full")
		l.wantOver("42 stored")
		l.check(l.try(botID, 1, "say c")) // everything else goes on
		l.idle()
		got := l.msgr.texts(1)
		equal(t, "the last answer", got[len(got)-1], "c")
	})
}

func TestQuota_OfAWorkspaceCountsWhatAllItsBotsStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimited(t)
		l.usage.files = 700_000 // and the other bot has 400,000 bytes of rows
		l.allow(botID, host.Quota{}, host.Quota{StoredMB: 1})
		l.check(l.try(botID, 1, "row a"))
		l.check(l.try(botID+1, 1, "row a"))
		l.wantOver("42 stored of the workspace", "43 stored of the workspace")
	})
}
