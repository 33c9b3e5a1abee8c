package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const streamed = 6 << 20 // bytes of the file; more than is held in memory

// halting gives half of a file, and the rest once somebody has got the beginning: who wants all of it first never gets it.
type halting struct {
	got  <-chan struct{}
	left int
	err  error // instead of the second half; nil for none
}

func (h *halting) Read(b []byte) (int, error) {
	if h.left == 0 {
		return 0, io.EOF
	}
	if h.left == streamed/2 {
		select {
		case <-h.got:
		case <-time.After(time.Minute):
			return 0, errors.New("nobody has got the beginning")
		}
		if h.err != nil {
			return 0, h.err
		}
	}
	n := min(len(b), h.left)
	if h.left > streamed/2 {
		n = min(n, h.left-streamed/2)
	}
	copy(b[:n], bytes.Repeat([]byte{'x'}, n))
	h.left -= n
	return n, nil
}

// largeKept is a store with one large file.
type largeKept struct {
	host.KeptFileStore

	content *halting
}

func (s *largeKept) KeptFile(context.Context, int64, string) (host.KeptFile, error) {
	return host.KeptFile{File: engine.File{ID: "kept:1", Name: "film.mp4", Size: streamed}, Hash: "abc"}, nil
}

func (s *largeKept) OpenKeptFile(context.Context, int64, string) (io.ReadCloser, error) {
	return io.NopCloser(s.content), nil
}

// receiver is a Bot API server that tells when the first megabyte of an upload is there, and counts it.
func receiver(t *testing.T) (address string, got chan struct{}, count func() string) {
	t.Helper()
	got = make(chan struct{})
	counts := make(chan string, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		for err == nil {
			var p interface {
				io.Reader
				FileName() string
			}
			if p, err = parts.NextPart(); err != nil || p.FileName() == "" {
				continue
			}
			n, copyErr := io.CopyN(io.Discard, p, 1<<20)
			if copyErr == nil {
				close(got)
				var rest int64
				rest, copyErr = io.Copy(io.Discard, p)
				n += rest
			}
			counts <- fmt.Sprint(p.FileName(), " ", n, " ", copyErr)
		}
		fmt.Fprint(w, `{"ok":true,"result":{"message_id":1,"video":{"file_id":"v"}}}`)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, got, func() string {
		select {
		case s := <-counts:
			return s
		default:
			return "nothing"
		}
	}
}

func TestPerform_LargeFilesAreReadWhileTheyAreSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want, fails string
		media             func(t *testing.T, got <-chan struct{}) (engine.Media, *references)
	}{
		{"kept", "film.mp4 6291456 <nil>", "", func(_ *testing.T, got <-chan struct{}) (engine.Media, *references) {
			return engine.Media{Kind: "video", FileID: "kept:1"}, &references{kept: &largeKept{content: &halting{got: got, left: streamed}}}
		}},
		{"kept and deleted meanwhile", "", "does not keep", func(_ *testing.T, got <-chan struct{}) (engine.Media, *references) {
			gone := &host.SendError{Fatal: true, Code: telegram.CodeFile, Message: "the bot does not keep this file any more"}
			return engine.Media{Kind: "video", FileID: "kept:1"}, &references{kept: &largeKept{content: &halting{got: got, left: streamed, err: gone}}}
		}},
		{"fetched", "clip.mp4 6291456 <nil>", "", func(t *testing.T, got <-chan struct{}) (engine.Media, *references) {
			t.Helper()
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.Copy(w, &halting{got: got, left: streamed}) // the test sees what arrives
			}))
			t.Cleanup(web.Close)
			return engine.Media{Kind: "video", URL: web.URL + "/clip.mp4", Headers: []engine.Header{{Name: "X-Key", Value: "k"}}}, &references{}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address, got, count := receiver(t)
			media, refs := c.media(t, got)
			client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: address})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(client.Close)
			m := telegram.NewMessenger(client, telegram.MessengerOptions{Fetch: http.DefaultClient, MaxFetchBytes: telegram.LocalUploadBytes})
			e := engine.Effect{Kind: engine.SendMessage, ChatID: 7, Content: &engine.Content{Media: []engine.Media{media}}}
			_, err = m.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token, Key: markKey}, &e, refs)
			if c.fails != "" {
				failed, ok := errors.AsType[*host.SendError](err)
				if !ok || !failed.Fatal || !strings.Contains(failed.Message, c.fails) {
					t.Errorf("error %v", err)
				}
				return
			}
			if got := count(); err != nil || got != c.want {
				t.Errorf("arrived %s, %v; want %s", got, err, c.want)
			}
		})
	}
}
