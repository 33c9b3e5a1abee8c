package host_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func TestSend_BlockThatWaitsHearsWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"taken", nil, "arrived"},
		{"refused", &host.SendError{Fatal: true, Code: "rights"}, "refused: rights"},
		{"blocked", &host.SendError{Fatal: true, Code: "blocked"}, "refused: blocked"},
		{"nobody knows", &host.SendError{Unknown: true, Code: "network"}, "arrived"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
					if e.ChatID == 2 {
						return host.Receipt{}, c.err
					}
					return host.Receipt{}, nil
				}
				b.say(1, "deliver 2")
				pass(time.Minute)
				b.wantTexts(1, c.want)
			})
		})
	}
}

func TestSend_WordThatWasNotHeardOfComesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lying := &lyingStore{lies: func(ms []host.Member) bool {
			return slices.ContainsFunc(ms, func(m host.Member) bool { return m.Session != nil && len(m.Marks) > 0 })
		}}
		b := setup(t, lying.option)
		b.say(1, "deliver 2")
		pass(time.Minute)
		b.wantTexts(2, "parcel")
		b.check(b.host.Sweep(t.Context())) // what nobody sends is late, not lost
		b.wantTexts(1, "arrived")
		equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendSent)
	})
}

func TestSend_CrashBeforeTheWordLeavesNobodyWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.msgr.do = func(ctx context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.ChatID == 2 {
			<-ctx.Done()
			return host.Receipt{}, ctx.Err()
		}
		return host.Receipt{}, nil
	}
	b.say(1, "deliver 2")
	b.crash()
	b.msgr.do = nil
	b.start()
	b.wantTexts(1, "arrived")
}

func TestSend_WhatWasSpentForNothingComesBackOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refuse := make(chan struct{})
	b.msgr.do = func(ctx context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.Content == nil || e.Content.Text != "film" {
			return host.Receipt{}, nil
		}
		select {
		case <-refuse:
			return host.Receipt{}, &host.SendError{Fatal: true, Code: "blocked"}
		case <-ctx.Done():
			return host.Receipt{}, ctx.Err()
		}
	}
	b.say(1, "vend film")
	b.crash()
	close(refuse)
	for range 2 {
		b.start()
		b.idle()
		b.crash()
	}
	b.start()
	b.say(1, "coins")
	b.wantTexts(1, "coins 1")
}

func TestSend_WhatWasSpentComesBackAfterManyRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	refuse := make(chan struct{})
	b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		<-refuse
		if e.Content.Text == "coins 1" {
			return host.Receipt{}, nil
		}
		return host.Receipt{}, &host.SendError{Fatal: true, Code: "blocked"}
	}
	for range 5 {
		b.say(1, "many a")
	}
	b.say(1, "vend film")
	close(refuse) // sixteen refusals in a row, and blocks hear of the first five
	b.idle()
	b.say(1, "coins")
	b.wantTexts(1, "coins 1")
}
