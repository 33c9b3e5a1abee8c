package host_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/publish"
)

// plan publishes a document with decisions and serves it.
func (b *bench) plan(doc []byte, decisions ...publish.Decision) {
	b.tb.Helper()
	packed, err := publish.Pack(decisions)
	b.check(err)
	n, err := b.mem.PublishPlan(b.tb.Context(), host.Publication{BotID: botID, Document: doc, Plan: packed, From: -1, At: begin})
	b.check(err)
	b.revision = n
	if b.host != nil {
		b.check(b.host.Serve(b.tb.Context(), record(n), nil))
	}
}

const (
	ended   = "The bot has changed, and this conversation ends here. You can start again at any time."
	renewed = "The bot has changed since then, so let us start again."
)

func TestPublish_PlanReachesThoseWhoDoNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.say(2, "say hello")
	group := b.message(3, "wait 1h")
	group.Key.ChatID, group.Event.Chat = -500, engine.Chat{ID: -500, Type: "supergroup"}
	b.check(b.host.Receive(t.Context(), group))
	b.idle()
	b.plan(document("other"), publish.Decision{Block: "act", Do: publish.End})
	b.wantTexts(1, ended)
	b.wantTexts(-500, ended)
	b.wantTexts(2, "hello")
	equal(t, "revision", b.pinned(1), 2)
	equal(t, "revision of one at nothing", b.pinned(2), 1)
	b.advance(hour)
	b.wantTexts(1, ended) // nothing waits any more
	var notes []string
	for _, n := range b.mem.Notes() {
		notes = append(notes, fmt.Sprint(n.Key.UserID, " ", n.Note.Kind, " ", n.Note.Block, " ", n.Note.Name))
	}
	slices.Sort(notes)
	equal(t, "notes", strings.Join(notes, ", "), "1 info act bot_changed, 3 info act bot_changed")
}

func TestPublish_SeveralThatASleeperMissed(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.say(2, "wait 1h")
	b.idle()
	b.crash()
	b.host = nil
	b.plan(document("other"), publish.Decision{Block: "act", Do: publish.Map, To: "other"})
	b.plan(append(document("other"), ' '))
	b.plan(document("third"), publish.Decision{Block: "other", Do: publish.Map, To: "third"})
	b.start()
	b.advance(hour) // the job of the last step and the alarm both may come first
	b.wantTexts(1, "woken 1h0m0s")
	b.wantTexts(2, "woken 1h0m0s")
	equal(t, "revision", b.pinned(1), 4)
}

func TestPublish_WhoFinishesIsFetchedByALaterPlan(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.idle()
	b.plan(document("other"), publish.Decision{Block: "act", Do: publish.Finish})
	b.say(2, "wait 1h")
	b.idle()
	equal(t, "revision of the one inside", b.pinned(1), 1)
	b.plan(append(document("other"), ' '), publish.Decision{Block: "act", Behind: true, Do: publish.Restart, To: "any"})
	b.wantTexts(1, renewed, "started")
	b.wantTexts(2)
	equal(t, "revision", b.pinned(1), 3)
}

// A session that another instance has brought to a newer revision is not taken back by one that does not serve it yet.
func TestPublish_SessionIsNotTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.plan(document("other"))
	b.say(1, "wait 1h")
	b.idle()
	b.check(b.host.Serve(t.Context(), record(1), nil))
	b.advance(hour)
	b.wantTexts(1, "woken 1h0m0s")
	equal(t, "revision", b.pinned(1), 2)
	b.say(1, "say on")
	b.idle()
	equal(t, "revision of one at nothing", b.pinned(1), 2)
}

// standingStore stops at a page of those inside, until it is let go.
type standingStore struct {
	*memstore.Store
	stopAt  atomic.Int64 // page
	pages   atomic.Int64
	stopped chan struct{}
}

func (s *standingStore) Standing(ctx context.Context, botID int64, after engine.SessionKey, below, limit int) ([]host.StandingSession, error) {
	if s.pages.Add(1) == s.stopAt.Load() {
		close(s.stopped)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Store.Standing(ctx, botID, after, below, min(limit, 400))
}

func TestPublish_TellingGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	const people = 900
	s := &standingStore{stopped: make(chan struct{})}
	s.stopAt.Store(2)
	b := prepare(t, manual, func(b *bench) {
		b.mem = memstore.New(b.clock)
		s.Store = b.mem
		b.store = s
	})
	b.start()
	for user := range int64(people) {
		b.say(user+1, "wait 1h")
	}
	b.idle()
	b.plan(document("other"), publish.Decision{Block: "act", Do: publish.End, Text: engine.Text{"en": "Over"}})
	<-s.stopped
	b.crash()
	told := func() (n int) {
		for user := range int64(people) {
			if slices.Contains(b.msgr.texts(user+1), "Over") {
				n++
			}
		}
		return n
	}
	if n := told(); n == 0 || n == people {
		t.Fatalf("%d of %d were told before the crash", n, people)
	}
	b.start()
	b.idle()
	for user := range int64(people) {
		b.wantTexts(user+1, "Over")
	}
	equal(t, "pages", s.pages.Load(), 4) // none from the beginning
}

// selling is a bot that sells at the block of the given id.
func selling(pay string) []byte { return document(pay) }

func TestPublish_OfferOfARemovedBlockIsHonoured(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		decide publish.Decision
		busy   string // what she does when the money comes
		want   []string
	}{
		"who finishes":    {publish.Decision{Block: "act", Do: publish.Finish}, "", []string{"invoice", "paid tea offered"}},
		"mapped":          {publish.Decision{Block: "act", Do: publish.Map, To: "other"}, "", []string{"invoice", "paid tea offered"}},
		"ended":           {publish.Decision{Block: "act", Do: publish.End}, "", []string{"invoice", ended, "late tea by act"}},
		"at another wait": {publish.Decision{Block: "act", Do: publish.End}, "wait 1h", []string{"invoice", ended, "late tea by act"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, manual)
			b.say(1, "sell tea")
			b.idle()
			b.plan(selling("other"), x.decide)
			b.idle()
			if x.busy != "" {
				b.say(1, x.busy)
				b.idle()
			}
			b.check(b.host.Receive(t.Context(), host.Incoming{Key: key(1), UpdateID: 700, Event: engine.Event{
				ID: "u700", Kind: engine.PaymentPaid, Time: b.clock.Now().UTC(), Chat: engine.Chat{ID: 1, Type: "private"},
				User: engine.User{ID: 1, Language: "en"}, Payment: &engine.Payment{Payload: "tea", Currency: "XTR", Amount: 50, ChargeID: "c1"},
			}}))
			b.wantTexts(1, x.want...)
			o, err := b.mem.Order(t.Context(), botID, "tea")
			b.check(err)
			equal(t, "order", o.Status, engine.OrderPaid)
			b.advance(2 * time.Hour) // what is left of it
			b.idle()
			b.say(1, "say hello")
			b.wantTexts(1, append(slices.Clone(x.want), "hello")...)
			equal(t, "revision", b.pinned(1), 2)
		})
	}
}
