package host_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// behindStore has another process leave an effect behind the first one that is committed, and a sweep find it before the
// host has heard the end of that commit.
type behindStore struct {
	host.Store
	once  sync.Once
	sweep func(context.Context) error
	err   error
}

func (s *behindStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	verdicts, err := s.Store.Commit(ctx, members)
	if err == nil && len(members[0].Out) > 0 {
		s.once.Do(func() { s.err = s.leave(ctx) })
	}
	return verdicts, err
}

func (s *behindStore) leave(ctx context.Context) error {
	data, err := json.Marshal(engine.Effect{
		Kind: engine.SendMessage, Key: "of another process", ChatID: 1, Content: &engine.Content{Text: "second"},
	})
	if err != nil {
		return err
	}
	_, err = s.Store.Commit(ctx, []host.Member{{
		Key: engine.SessionKey{BotID: botID, ChatID: 1, UserID: 2},
		Out: []host.Outgoing{{BotID: botID, ChatID: 1, Key: "of another process", Effect: data}},
	}})
	if err != nil {
		return err
	}
	return s.sweep(ctx)
}

func TestSweep_NothingOvertakesWhatIsBeingCommitted(t *testing.T) {
	t.Parallel()
	s := &behindStore{}
	b := setup(t, func(b *bench) { b.mem = memstore.New(b.clock); s.Store, b.store = b.mem, s })
	s.sweep = b.host.Sweep
	b.say(1, "say first")
	b.idle()
	b.check(s.err)
	b.wantTexts(1, "first", "second")
}
