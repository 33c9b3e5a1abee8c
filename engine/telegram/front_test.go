package telegram_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/telegram"
)

// fronted is an http.Server behind a front; what the server itself was asked for has the header Standard.
type fronted struct {
	front  *telegram.Front
	server *http.Server
}

func setupFront(t *testing.T, s telegram.Sink) *fronted {
	t.Helper()
	h := telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(id int64) (telegram.WebhookBot, bool) {
			return telegram.WebhookBot{Username: "shop_bot", Secret: "s3cret"}, id == 42
		},
		Sink: s, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fronted{front: telegram.NewFront(t.Context(), l, h)}
	f.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Standard", "yes")
		h.ServeHTTP(w, r)
	})}
	served := make(chan error, 1)
	go func() { served <- f.server.Serve(f.front) }()
	t.Cleanup(func() {
		f.stop(t)
		if err := <-served; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("the server ended with %v", err)
		}
	})
	return f
}

func (f *fronted) stop(t *testing.T) {
	t.Helper()
	if err := errors.Join(f.server.Shutdown(context.WithoutCancel(t.Context())), f.front.Wait(context.WithoutCancel(t.Context()))); err != nil {
		t.Error(err)
	}
}

// line is a connection on which bytes are written as they are.
type line struct {
	*testing.T
	net.Conn

	r *bufio.Reader
}

func (f *fronted) dial(t *testing.T) *line {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", f.front.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // it may be closed already
	if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &line{t, conn, bufio.NewReader(conn)}
}

func (l *line) say(s string) {
	l.Helper()
	if _, err := io.WriteString(l.Conn, s); err != nil {
		l.Fatal(err)
	}
}

// answer reads an answer, and gives its status and who answered.
func (l *line) answer() string {
	l.Helper()
	resp, err := http.ReadResponse(l.r, nil)
	if err != nil {
		l.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		l.Fatal(err)
	}
	out := fmt.Sprint("standard ", resp.StatusCode)
	if resp.Header.Get("Standard") == "" && resp.Header.Get("Content-Type") == "" { // which it has in answers that no handler made
		out = fmt.Sprint("front ", resp.StatusCode)
		if _, err := http.ParseTime(resp.Header.Get("Date")); err != nil {
			l.Errorf("date: %v", err)
		}
	}
	if (resp.Header.Get("Retry-After") == "1") != (resp.StatusCode == 503) {
		l.Errorf("Retry-After %q with status %d", resp.Header.Get("Retry-After"), resp.StatusCode)
	}
	if resp.Close {
		out += ", closed"
	}
	return out
}

// ended reports whether nothing comes any more.
func (l *line) ended() bool {
	_, err := l.r.ReadByte()
	return err != nil
}

func pressOf(id int) string {
	return strings.Replace(callbackUpdate, `"update_id":9`, fmt.Sprintf(`"update_id":%d`, id), 1)
}

// delivered is a delivery as Telegram makes it, with more headers.
func delivered(update string, more ...string) string {
	return fmt.Sprintf("POST /telegram/42 HTTP/1.1\r\nHost: bots.example\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\n"+
		"Content-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", strings.Join(more, ""), len(update), update)
}

func TestFront_TakesPlainDeliveriesAndLeavesTheRest(t *testing.T) {
	t.Parallel()
	one := pressOf(9)
	change := func(old, by string) string { return strings.Replace(delivered(one), old, by, 1) }
	for _, c := range []struct {
		name, request, want string
	}{
		{"as Telegram delivers", delivered(one), "front 200"},
		{"through a balancer", delivered(one, "X-Forwarded-For: 149.154.160.1\r\n", "connection: Keep-Alive\r\n"), "front 200"},
		{"the last one", delivered(one, "Connection: close\r\n"), "front 200, closed"},
		{"another case", change("Content-Length", "content-LENGTH"), "front 200"},
		{"no secret", change("X-Telegram", "X-Telegraph"), "front 401"},
		{"wrong secret", change("s3cret", "secret"), "front 401"},
		{"unknown bot", change("/42 ", "/43 "), "front 401"},
		{"no update", delivered("<html>"), "front 200"},
		{"nothing", delivered(""), "front 200"},
		{"refused", delivered(pressOf(500)), "front 503"},
		{"no bot", change("/42 ", "/x "), "standard 404"},
		{"no bot at all", change("/42 ", "/ "), "standard 404"},
		{"query", change("/42 ", "/42?x=1 "), "standard 200"},
		{"bot with a sign", change("/42 ", "/+42 "), "standard 200"},
		{"another path", change("/telegram/", "/telegraph/"), "standard 404"},
		{"another method", "GET /telegram/42 HTTP/1.1\r\nHost: x\r\n\r\n", "standard 405"},
		{"old version", change("HTTP/1.1", "HTTP/1.0"), "standard 200, closed"},
		{"no host", change("Host: bots.example\r\n", ""), "standard 400, closed"},
		{"two hosts", delivered(one, "Host: y\r\n"), "standard 400, closed"},
		{"two secrets", delivered(one, "X-Telegram-Bot-Api-Secret-Token: x\r\n"), "standard 200"},
		{"two lengths", delivered(one, "Content-Length: 1\r\n"), "standard 400, closed"},
		{"length with a sign", change("Content-Length: ", "Content-Length: +"), "standard 400, closed"},
		{"no length", "POST /telegram/42 HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\n\r\n", "standard 200"},
		{"in chunks", fmt.Sprintf("POST /telegram/42 HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: s3cret\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(one), one), "standard 200"},
		{"length and chunks", delivered(one, "Transfer-Encoding: identity\r\n"), "standard 501, closed"},
		{"upgrade", delivered(one, "Connection: Upgrade\r\n", "Upgrade: websocket\r\n"), "standard 200"},
		{"bare line feeds", strings.ReplaceAll(delivered(one), "\r\n", "\n"), "standard 200"},
		{"folded header", delivered(one, "X-A: b\r\n c\r\n"), "standard 200"},
		{"space before the colon", change("Host:", "Host :"), "standard 400, closed"},
		{"control character", delivered(one, "X-A: \x01\r\n"), "standard 400, closed"},
		{"a long head", delivered(one, "X-A: "+strings.Repeat("a", 5000)+"\r\n"), "standard 200"},
		{"too large", delivered(strings.Repeat("x", telegram.MaxUpdateBytes+1)), "standard 413"},
		{"no HTTP", "EHLO example.com\r\n\r\n", "standard 400, closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &sink{before: func(_ context.Context, u telegram.Update) error {
				if u.ID == 500 {
					return errors.New("full")
				}
				return nil
			}}
			l := setupFront(t, s).dial(t)
			go func() { _, _ = io.WriteString(l.Conn, c.request) }() // what is refused is not read to its end
			got := l.answer()
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if taken := s.taken(); slices.Contains(taken, 9) != (strings.Contains(c.want, "200") && strings.Contains(c.request, one)) {
				t.Errorf("taken %v", taken)
			}
		})
	}
}

func TestFront_KeepsAConnectionAndHandsItOver(t *testing.T) {
	t.Parallel()
	s := &sink{}
	l := setupFront(t, s).dial(t)
	l.say(delivered(pressOf(1)) + delivered(pressOf(2))) // together
	l.say(delivered(pressOf(3))[:100])
	got := []string{l.answer(), l.answer()}
	l.say(delivered(pressOf(3))[100:200])
	l.say(delivered(pressOf(3))[200:])
	got = append(got, l.answer())
	l.say("GET /telegram/42 HTTP/1.1\r\nHost: x\r\n\r\n" + delivered(pressOf(4)))
	got = append(got, l.answer(), l.answer())
	if want := []string{"front 200", "front 200", "front 200", "standard 405", "standard 200"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []int64{1, 2, 3, 4}; !slices.Equal(s.taken(), want) {
		t.Errorf("taken %v, want %v", s.taken(), want)
	}
}

func TestFront_ABrokenDeliveryIsNotTaken(t *testing.T) {
	t.Parallel()
	s := &sink{}
	f := setupFront(t, s)
	l := f.dial(t)
	whole := delivered(pressOf(1))
	l.say(whole[:len(whole)-10])
	_ = l.Close() // in the middle
	f.stop(t)
	if s.taken() != nil {
		t.Errorf("taken %v", s.taken())
	}
}

func TestFront_APanicEndsItsConnectionOnly(t *testing.T) {
	t.Parallel()
	s := &sink{before: func(_ context.Context, u telegram.Update) error {
		if u.ID == 1 {
			panic("broken")
		}
		return nil
	}}
	f := setupFront(t, s)
	first, second := f.dial(t), f.dial(t)
	first.say(delivered(pressOf(1)))
	if !first.ended() {
		t.Error("the connection goes on")
	}
	second.say(delivered(pressOf(2)))
	if got := second.answer(); got != "front 200" {
		t.Error(got)
	}
}

func TestFront_StopsWhenWhatIsUnderWayIsAnswered(t *testing.T) {
	t.Parallel()
	entered, open := make(chan struct{}), make(chan struct{})
	f := setupFront(t, sinkFunc(func() {
		entered <- struct{}{}
		<-open
	}))
	idle, fresh, busy := f.dial(t), f.dial(t), f.dial(t)
	idle.say(delivered(pressOf(1)))
	<-entered
	open <- struct{}{}
	if got := idle.answer(); got != "front 200" {
		t.Error(got)
	}
	busy.say(delivered(pressOf(2)))
	<-entered
	if err := f.front.Close(); err != nil {
		t.Error(err)
	}
	if !idle.ended() || !fresh.ended() {
		t.Error("a connection that waits was not closed")
	}
	ended, cancel := context.WithCancel(t.Context())
	waited := make(chan error)
	go func() { waited <- f.front.Wait(t.Context()) }()
	close(open)
	if got := busy.answer(); got != "front 200, closed" {
		t.Error(got)
	}
	if err := <-waited; err != nil {
		t.Error(err)
	}
	cancel()
	if err := f.front.Wait(ended); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// stuckSink takes nothing in before the end of the context.
type stuckSink struct{ entered chan struct{} }

func (s stuckSink) Receive(ctx context.Context, _ int64, _ telegram.Update, _ []byte) error {
	close(s.entered)
	<-ctx.Done()
	return ctx.Err()
}

func TestFront_GivesUpWhatIsUnderWayWhenItsTimeEnds(t *testing.T) {
	t.Parallel()
	s := stuckSink{make(chan struct{})}
	f := setupFront(t, s)
	l := f.dial(t)
	l.say(delivered(pressOf(1)))
	<-s.entered
	if err := f.front.Close(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.front.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
