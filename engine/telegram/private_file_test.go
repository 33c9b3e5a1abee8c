package telegram_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// uploads is a Bot API that keeps what is uploaded.
type uploads struct {
	params string
	files  []telegram.Upload
}

func (u *uploads) Call(ctx context.Context, _, _ string, params []byte, files []telegram.Upload) (json.RawMessage, error) {
	for i := range files {
		var err error
		if files[i].Data, err = files[i].Content(ctx); err != nil {
			return nil, err
		}
	}
	u.params, u.files = string(params), files
	return json.RawMessage(`{"message_id":1}`), nil
}

// webFunc is the web in one function.
type webFunc func(*http.Request) (*http.Response, error)

func (f webFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

var markKey = []byte("0123456789abcdef")

func secretMark(name string) string {
	h := hmac.New(sha256.New, markKey)
	h.Write([]byte("secret:" + name))
	return "\u27e6secret:" + name + ":" + hex.EncodeToString(h.Sum(nil)[:12]) + "\u27e7"
}

// A file that takes a secret to be opened is fetched here, and Telegram never learns how.
func TestPerform_FilesBehindASecretAreFetchedAndUploaded(t *testing.T) {
	t.Parallel()
	refs := &references{Secrets: map[string]string{"key": "s3/cr3t"}}
	send := func(m engine.Media, fetch *http.Client) (*uploads, error) {
		api := &uploads{}
		p := telegram.NewMessenger(api, telegram.MessengerOptions{Fetch: fetch})
		m.Kind = "video"
		e := engine.Effect{Kind: engine.SendMessage, ChatID: 7, Content: &engine.Content{Media: []engine.Media{m}}}
		_, err := p.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token, Key: markKey}, &e, refs)
		return api, err
	}
	var asked []string
	web := &http.Client{Transport: webFunc(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.String()+" "+r.Header.Get("Authorization"))
		return &http.Response{StatusCode: 200, Request: r, Body: io.NopCloser(strings.NewReader("FILM"))}, nil
	})}
	for _, c := range []struct {
		media engine.Media
		asked string
	}{
		{engine.Media{URL: "https://api.example.com/v/1", Headers: []engine.Header{{Name: "Authorization", Value: "Bearer " + secretMark("key")}}}, "https://api.example.com/v/1 Bearer s3/cr3t"},
		{engine.Media{URL: "https://api.example.com/v/1?key=" + url.QueryEscape(secretMark("key"))}, "https://api.example.com/v/1?key=s3%2Fcr3t "},
	} {
		asked = nil
		api, err := send(c.media, web)
		if err != nil || len(asked) != 1 || asked[0] != c.asked {
			t.Errorf("asked %q, %v; want %q", asked, err, c.asked)
		}
		if len(api.files) != 1 || string(api.files[0].Data) != "FILM" || strings.Contains(api.params, "example.com") {
			t.Errorf("sent %s with %d files", api.params, len(api.files))
		}
	}
	for name, try := range map[string]func() error{
		"no such secret": func() error {
			_, err := send(engine.Media{URL: "https://api.example.com/" + secretMark("other")}, web)
			return err
		},
		"nobody to fetch": func() error {
			_, err := send(engine.Media{URL: "https://api.example.com/" + secretMark("key")}, nil)
			return err
		},
	} {
		var se *host.SendError
		if err := try(); !errors.As(err, &se) || !se.Fatal {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// A request for a file is one of those that a bot may make in an hour.
func TestPerform_FileThatMayNotBeFetchedFailsTheMessage(t *testing.T) {
	t.Parallel()
	fetched := 0
	web := &http.Client{Transport: webFunc(func(r *http.Request) (*http.Response, error) {
		fetched++
		return &http.Response{StatusCode: 200, Request: r, Body: io.NopCloser(strings.NewReader("FILM"))}, nil
	})}
	p := telegram.NewMessenger(&uploads{}, telegram.MessengerOptions{Fetch: web})
	video := engine.Media{Kind: "video", URL: "https://api.example.com/v/1", Headers: []engine.Header{{Name: "X-Key", Value: "k"}}}
	e := engine.Effect{Kind: engine.SendMessage, ChatID: 7, Content: &engine.Content{Media: []engine.Media{video}}}
	refs := &references{over: &host.SendError{Fatal: true, Code: "http_quota", Message: "too many"}}
	_, err := p.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token, Key: markKey}, &e, refs)
	if failed, ok := errors.AsType[*host.SendError](err); !ok || failed != refs.over || fetched != 0 {
		t.Errorf("after %d requests %v", fetched, err)
	}
	refs.over = nil
	if _, err = p.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token, Key: markKey}, &e, refs); err != nil || fetched != 1 {
		t.Errorf("after %d requests %v", fetched, err)
	}
}
