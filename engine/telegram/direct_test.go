package telegram_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/scenarist/scenarist/engine/telegram"
)

// connections counts the connections that a server gets.
type connections struct{ opened atomic.Int64 }

func (c *connections) serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			c.opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func good(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
}

func call(t *testing.T, c *telegram.Client, params string) {
	t.Helper()
	if got, err := c.Call(t.Context(), "1:x", "getMe", []byte(params), nil); err != nil || string(got) != "true" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestDirect_OneConnectionForOneCallAfterTheOther(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"length": good,
		"chunks": func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			good(w, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n connections
			c := clientFor(t, n.serve(t, handler).URL)
			for range 20 {
				call(t, c, `{}`)
			}
			if got := n.opened.Load(); got != 1 {
				t.Errorf("%d connections", got)
			}
		})
	}
}

func TestDirect_ServerThatClosesEveryConnection(t *testing.T) {
	t.Parallel()
	var n connections
	c := clientFor(t, n.serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		good(w, r)
	}).URL)
	for range 5 {
		call(t, c, `{}`)
	}
	if got := n.opened.Load(); got != 5 {
		t.Errorf("%d connections", got)
	}
}

// A connection that the server closed while it waited carries nothing any more: a message must not be lost with it, and
// it would be unsure whether it was.
func TestDirect_ConnectionsClosedMeanwhileAreNotUsed(t *testing.T) {
	t.Parallel()
	var n connections
	server := n.serve(t, good)
	c := clientFor(t, server.URL)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { call(t, c, `{}`) })
	}
	all.Wait()
	server.CloseClientConnections()
	before := n.opened.Load()
	for range 8 {
		call(t, c, `{}`)
	}
	if got := n.opened.Load() - before; got != 1 {
		t.Errorf("%d new connections", got)
	}
}

func TestDirect_BodiesAndHeadersArrive(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 5000, 64<<10 - 20, 200 << 10} {
		want := `{"text":"` + strings.Repeat("x", size) + `"}`
		c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			got, err := io.ReadAll(r.Body)
			if err != nil || string(got) != want || r.Header.Get("Content-Type") != "application/json" || r.URL.Path != "/bot1:x/getMe" {
				t.Errorf("%d bytes: got %d, %v, header %v, path %s", size, len(got), err, r.Header, r.URL.Path)
			}
			good(w, r)
		})
		call(t, c, want)
		call(t, c, want)
	}
}

// What is longer than the memory in which a connection reads comes whole, and the connection is used again.
func TestDirect_LongHeadsAndAnswersArrive(t *testing.T) {
	t.Parallel()
	for _, head := range []int{0, 1_900, 2_100, 9_000} {
		for _, body := range []int{0, 1_900, 2_100, 70_000} {
			var n connections
			result := strings.Repeat("x", body)
			c := clientFor(t, n.serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				answer := `{"ok":true,"result":"` + result + `"}`
				w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
				w.Header().Set("X-Long", strings.Repeat("y", head))
				_, _ = io.WriteString(w, answer)
			}).URL)
			for range 3 {
				got, err := c.Call(t.Context(), "1:x", "getMe", []byte(`{}`), nil)
				if err != nil || string(got) != `"`+result+`"` {
					t.Errorf("head of %d bytes, answer of %d: got %d bytes, %v", head, body, len(got), err)
				}
			}
			if opened := n.opened.Load(); opened != 1 {
				t.Errorf("head of %d bytes, answer of %d: %d connections", head, body, opened)
			}
		}
	}
}

func TestDirect_EndOfTheContextEndsTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan struct{})
	c := newClient(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done() // the caller hangs up
		close(left)
	})
	_, err := c.Call(ctx, "1:x", "sendMessage", []byte(`{}`), nil)
	var ne *telegram.NetworkError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &ne) || !ne.Sent {
		t.Errorf("got %v", err)
	}
	<-left
}

func TestDirect_AnswerThatBreaksOff(t *testing.T) {
	t.Parallel()
	var n connections
	c := clientFor(t, n.serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"ok":true`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}).URL)
	for range 2 {
		_, err := c.Call(t.Context(), "1:x", "sendMessage", []byte(`{}`), nil)
		var ne *telegram.NetworkError
		if !errors.As(err, &ne) || !ne.Sent {
			t.Errorf("got %v", err)
		}
	}
	if got := n.opened.Load(); got != 2 {
		t.Errorf("%d connections", got)
	}
}

func TestDirect_NobodyListens(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(good))
	server.Close()
	_, err := clientFor(t, server.URL).Call(t.Context(), "1:x", "sendMessage", []byte(`{}`), nil)
	var ne *telegram.NetworkError
	if !errors.As(err, &ne) || ne.Sent {
		t.Errorf("got %v", err)
	}
}
