package host_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// librarian counts how often revisions are read, and may be away.
type librarian struct {
	host.Store
	mu    sync.Mutex
	reads int
	away  bool

	meanwhile func() // happens once, behind a read
}

func (s *librarian) option(b *bench) {
	b.mem = memstore.New(b.clock)
	s.Store, b.store = b.mem, s
}

func (s *librarian) Revision(ctx context.Context, botID int64, revision int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errors.New("the database is locked")
	}
	s.reads++
	document, err := s.Store.Revision(ctx, botID, revision)
	if s.meanwhile != nil {
		s.meanwhile()
		s.meanwhile = nil
	}
	return document, err
}

func (s *librarian) set(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// since gives how many reads there were, and begins to count anew.
func (s *librarian) since() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.reads
	s.reads = 0
	return n
}

const kept = 10 * time.Minute

// sweep is what the queue does every minute.
func (b *bench) sweep() {
	b.tb.Helper()
	b.check(b.host.Sweep(b.tb.Context()))
}

func TestPublished_OfAnIdleBotIsDroppedAndReadAgain(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.say(1, "say a")
	lib.since()
	b.advance(kept)
	b.sweep()
	b.say(1, "say b")
	equal(t, "reads of a bot in use", lib.since(), 0)
	b.advance(kept + time.Second)
	b.sweep()
	equal(t, "reads of an idle bot", lib.since(), 0)
	for _, text := range []string{"say c", "say d"} {
		b.say(1, text)
	}
	b.wantTexts(1, "a", "b", "c", "d")
	equal(t, "reads when it is used again", lib.since(), 1)
}

func TestPublished_WhoeverAsksFirstReadsItAgain(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(b *bench){
		"Timer": func(b *bench) { b.advance(time.Hour); b.wantTexts(1, "woken 2h0m0s") },
		"Revision": func(b *bench) {
			rev, err := b.host.Revision(b.tb.Context(), botID)
			b.check(err)
			equal(b.tb, "revision", rev.Number, 1)
		},
		"Many": func(b *bench) {
			var group sync.WaitGroup
			for user := range int64(20) {
				in := b.message(user+2, "say hello")
				group.Go(func() { b.check(b.host.Receive(b.tb.Context(), in)) })
			}
			group.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lib := &librarian{}
			b := setup(t, manual, lib.option)
			b.say(1, "wait 2h")
			b.advance(time.Hour)
			b.sweep()
			lib.since()
			ask(b)
			equal(t, "reads", lib.since(), 1)
		})
	}
}

// Money is refused in the bot's words without reading anything.
func TestPublished_CheckoutNeedsItNot(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.say(1, "sell o1")
	b.advance(2 * time.Hour)
	b.sweep()
	lib.since()
	b.receive(b.checkout())
	equal(t, "answer", b.lastAnswer(), "This offer is no longer open.")
	equal(t, "reads", lib.since(), 0)
}

func TestPublished_ThatCannotBeReadRefusesTheEvent(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.advance(time.Hour)
	b.sweep()
	lib.set(true)
	in := b.message(1, "say a")
	if err := b.host.Receive(t.Context(), in); err == nil {
		t.Fatal("an event was taken without a revision")
	}
	lib.set(false)
	b.receive(in)
	b.wantTexts(1, "a")
}

func TestPublished_ThatIsNotStoredStays(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.check(b.host.Serve(t.Context(), record(7), compiled(t, document("act"), 7)))
	b.advance(time.Hour)
	b.sweep()
	b.say(1, "say a")
	b.wantTexts(1, "a")
	equal(t, "revision", b.pinned(1), 7)
}

// Older revisions, on which people still are, are dropped in the same way.
func TestPublished_OlderOnesAreDroppedToo(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	for user, wait := range []string{"wait 3h", "wait 3h1m", "wait 5h"} {
		b.say(int64(user+1), wait)
	}
	b.idle()
	b.publish(document("other"))
	b.check(b.host.Serve(t.Context(), record(2), nil))
	b.advance(3 * time.Hour)
	b.wantTexts(1, "woken 3h0m0s")
	lib.since()
	b.advance(time.Minute)
	b.wantTexts(2, "woken 3h1m0s")
	equal(t, "reads of an older one in use", lib.since(), 0)
	b.advance(time.Hour)
	b.sweep()
	b.advance(time.Hour)
	b.wantTexts(3, "woken 5h0m0s")
	equal(t, "reads of both", lib.since(), 2)
}
