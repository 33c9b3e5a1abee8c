package telegram_test

import (
	"bufio"
	"errors"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/telegram"
)

// pipes is a listener whose connections are in memory, so that their times are those of a test's bubble.
type pipes struct {
	conns chan net.Conn
	over  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { close(p.over); return nil }

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// frontInTime is a front whose deliveries take a while.
func frontInTime(t *testing.T, takes time.Duration) *line {
	t.Helper()
	h := telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(int64) (telegram.WebhookBot, bool) {
			return telegram.WebhookBot{Username: "shop_bot", Secret: "s3cret"}, true
		},
		Sink: sinkFunc(func() { <-time.After(takes) }), Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	p := &pipes{make(chan net.Conn), make(chan struct{})}
	f := telegram.NewFront(t.Context(), p, h)
	client, server := net.Pipe()
	p.conns <- server
	t.Cleanup(func() {
		_ = client.Close()
		if err := errors.Join(f.Close(), f.Wait(t.Context())); err != nil && !errors.Is(err, t.Context().Err()) {
			t.Error(err)
		}
	})
	return &line{t, client, bufio.NewReader(client)}
}

// Clients and balancers keep connections that they may need for two minutes at most, also such as they never used; one that is closed
// just when they use it costs a delivery.
func TestFront_KeepsConnectionsLongerThanThoseWhoMadeThem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := frontInTime(t, 0)
		for id, idle := range []time.Duration{2 * time.Minute, 2 * time.Minute, time.Minute, 2 * time.Minute} {
			<-time.After(idle)
			l.say(delivered(pressOf(id)))
			if got := l.answer(); got != "front 200" {
				t.Errorf("delivery %d: %s", id, got)
			}
		}
		begin := time.Now()
		if !l.ended() {
			t.Error("something came")
		}
		if kept := time.Since(begin); kept > 5*time.Minute {
			t.Errorf("it was kept for %v", kept)
		}
	})
}

// What came at the last moment is answered all the same.
func TestFront_TimeOfWaitingIsNotThatOfWorking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := frontInTime(t, 50*time.Second)
		for id, idle := range []time.Duration{9 * time.Second, 130 * time.Second, 130 * time.Second} {
			<-time.After(idle)
			l.say(delivered(pressOf(id)))
			if got := l.answer(); got != "front 200" {
				t.Errorf("delivery %d: %s", id, got)
			}
		}
	})
}

// A head that does not come to its end is not waited for as long.
func TestFront_AHeadComesWithinItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := frontInTime(t, 0)
		l.say("POST /telegram/42 HTTP/1.1\r\nHost: b")
		begin := time.Now()
		if !l.ended() {
			t.Error("something came")
		}
		if took := time.Since(begin); took > 15*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}
