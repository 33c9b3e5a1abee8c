package program

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

const hookBot = 4242

// silent is a messenger that keeps what it is given.
type silent struct{ sent chan string }

func (s *silent) Perform(_ context.Context, _ *host.BotRecord, e *engine.Effect, _ host.References) (host.Receipt, error) {
	if e.Content != nil {
		s.sent <- e.Content.Text
	}
	return host.Receipt{MessageIDs: []int64{1}}, nil
}

// brokenStore is a store whose commits fail while it is told so.
type brokenStore struct {
	*memstore.Store
	broken bool          // changed only while nothing commits
	held   chan struct{} // if not nil, the next commit tells here that it waits, and goes on when that is read again
}

func (s *brokenStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	if s.broken {
		return nil, errors.New("disk full")
	}
	if held := s.held; held != nil {
		s.held = nil // there is one committer
		held <- struct{}{}
		held <- struct{}{}
	}
	return s.Store.Commit(ctx, members)
}

type hookFixture struct {
	hooks *hooks
	host  *host.Host
	store *brokenStore
	sent  chan string
}

// newHooks serves the bot of testdata/talk.json; person 7 has written to it.
func newHooks(t *testing.T, limits host.Limits) *hookFixture {
	t.Helper()
	data, err := os.ReadFile(talkFile)
	if err != nil {
		t.Fatal(err)
	}
	return newHooksOf(t, limits, data)
}

// newHooksOf serves a bot of its own.
func newHooksOf(t *testing.T, limits host.Limits, data []byte) *hookFixture {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := &hookFixture{store: &brokenStore{Store: memstore.New(host.SystemClock{})}, sent: make(chan string, 100)}
	ids := 0
	newID := func() string { ids++; return fmt.Sprint("id", ids) }
	f.host, err = host.New(host.Config{
		Store: f.store, Messenger: &silent{f.sent}, Registry: reg, NewID: newID, Limits: limits,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.host.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.host.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	if err := f.host.Serve(t.Context(), host.BotRecord{ID: hookBot, Key: make([]byte, 32)}, rev); err != nil {
		t.Fatal(err)
	}
	f.hooks = &hooks{
		room: host.NewRoom(roomForCalls), host: f.host,
		secret: func(_ context.Context, _ int64, name string) (string, error) {
			if name != "shop" {
				return "", engine.ErrNotFound
			}
			return "open sesame", nil
		},
		known: func(_ context.Context, key engine.SessionKey) (bool, error) {
			return key == engine.SessionKey{BotID: hookBot, ChatID: 7, UserID: 7}, nil
		},
		log: slog.New(slog.DiscardHandler), now: time.Now, newID: newID,
	}
	return f
}

// call is one request and the whole answer to it.
type call struct {
	name    string
	method  string
	target  string
	headers map[string]string
	body    string
	status  int
	answer  string
	sent    string // by the bot; empty for nothing
}

func (f *hookFixture) try(t *testing.T, c call) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), c.method, c.target, strings.NewReader(c.body))
	for k, v := range c.headers {
		r.Header.Set(k, v)
	}
	f.hooks.ServeHTTP(w, r)
	if err := f.host.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := ""
	select {
	case sent = <-f.sent:
	default:
	}
	if w.Code != c.status || w.Body.String() != c.answer || sent != c.sent {
		t.Errorf("%s: got %d %q and sent %q\nwant %d %q and %q", c.name, w.Code, w.Body, sent, c.status, c.answer, c.sent)
	}
	return w
}

func shown(more ...string) map[string]string {
	h := map[string]string{"X-Scenarist-Secret": "open sesame", "Content-Type": "application/json"}
	for i := 0; i < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	return h
}

func signature(body string) string {
	mac := hmac.New(sha256.New, []byte("open sesame"))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

const (
	paidPath   = "/hooks/4242/paid"
	orderPath  = "/hooks/4242/order"
	signedPath = "/hooks/4242/signed"
	paidBody   = `{"customer": {"telegram_id": 7}, "payment": "p1", "amount": 12.5}`
	nothing    = `{"code":"not_found","message":"There is nothing at this address."}` + "\n"
	noSecret   = `{"code":"unauthorized","message":"The secret is missing or wrong: send it as X-Scenarist-Secret."}` + "\n"
	noSigning  = `{"code":"unauthorized","message":"The signature is missing or wrong: send X-Signature: sha256=\u003cHMAC-SHA256 of the body\u003e."}` + "\n"
)

func TestHooks_Answers(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{})
	form := map[string]string{"X-Signature": signature("telegram_id=7&item=a&item=b"), "Content-Type": "application/x-www-form-urlencoded"}
	parts := "--x\r\nContent-Disposition: form-data; name=\"telegram_id\"\r\n\r\n7\r\n--x--\r\n"
	for _, c := range []call{
		{"taken", "POST", paidPath, shown(), paidBody, 202, `{"taken": true}`, "Paid 12.5, thank you."},
		{"taken before", "POST", paidPath, shown(), paidBody, 202, `{"taken": true}`, ""},
		{"id as text", "POST", paidPath, shown(), `{"customer": {"telegram_id": "7"}, "payment": 2, "amount": 1}`, 202, `{"taken": true}`, "Paid 1, thank you."},
		{"secret in the address", "POST", paidPath + "?secret=open+sesame", map[string]string{"Content-Type": "application/json"}, `{"customer": {"telegram_id": 7}, "payment": "p3"}`, 202, `{"taken": true}`, "Paid , thank you."},
		{"dedupe by header", "POST", paidPath, shown("Payment", "p4"), `{"customer": {"telegram_id": 7}, "amount": 4}`, 202, `{"taken": true}`, "Paid 4, thank you."},
		{"dedupe by header again", "POST", paidPath, shown("Payment", "p4"), `{"customer": {"telegram_id": 7}, "amount": 4}`, 202, `{"taken": true}`, ""},
		{"long dedupe key", "POST", paidPath, shown("Payment", strings.Repeat("5", 500)), `{"customer": {"telegram_id": 7}, "amount": 5}`, 202, `{"taken": true}`, "Paid 5, thank you."},
		{"long dedupe key again", "POST", paidPath, shown("Payment", strings.Repeat("5", 500)), `{"customer": {"telegram_id": 7}, "amount": 5}`, 202, `{"taken": true}`, ""},

		{"no bot", "POST", "/hooks/4243/paid", shown(), paidBody, 404, nothing, ""},
		{"no number", "POST", "/hooks/bot/paid", shown(), paidBody, 404, nothing, ""},
		{"no name", "POST", "/hooks/4242/other", shown(), paidBody, 404, nothing, ""},
		{"method", "GET", paidPath, shown(), "", 405, `{"code":"method_not_allowed","message":"This address takes POST, not GET."}` + "\n", ""},
		{"no secret", "POST", paidPath, map[string]string{"Content-Type": "application/json"}, paidBody, 401, noSecret, ""},
		{"wrong secret", "POST", paidPath, shown("X-Scenarist-Secret", "open sesam"), paidBody, 401, noSecret, ""},
		{"too large", "POST", paidPath, shown(), strings.Repeat(" ", maxHookBody+1), 413, `{"code":"too_large","message":"The body is over 1048576 bytes."}` + "\n", ""},
		{"no json", "POST", paidPath, shown(), "{", 400, `{"code":"body_invalid","message":"The body cannot be read: it is no JSON: unexpected end of JSON input."}` + "\n", ""},
		{"no contact", "POST", paidPath, shown(), `{"payment": "p5"}`, 400, `{"code":"contact_missing","message":"The call does not say whom it is about: customer.telegram_id should be a Telegram id."}` + "\n", ""},
		{"wrong contact", "POST", paidPath, shown(), `{"customer": {"telegram_id": 7.5}, "payment": "p5"}`, 400, `{"code":"contact_invalid","message":"customer.telegram_id is no Telegram id of a person."}` + "\n", ""},
		{"a group", "POST", paidPath, shown(), `{"customer": {"telegram_id": -100}, "payment": "p5"}`, 400, `{"code":"contact_invalid","message":"customer.telegram_id is no Telegram id of a person."}` + "\n", ""},
		{"a stranger", "POST", paidPath, shown(), `{"customer": {"telegram_id": 8}, "payment": "p5"}`, 404, `{"code":"contact_unknown","message":"Nobody with the Telegram id 8 has written to the bot."}` + "\n", ""},
		{"no dedupe key", "POST", paidPath, shown(), `{"customer": {"telegram_id": 7}}`, 400, `{"code":"dedupe_missing","message":"The call has no payment, which makes it unique."}` + "\n", ""},

		{"all fields", "POST", orderPath, shown(), `{"id": 7, "amount": 9, "shop": "a"}`, 200, "", "Paid 9, thank you."},
		{"no field", "POST", orderPath, shown(), `{"id": 7, "amount": 9}`, 422, `{"code":"field_missing","message":"The body must have shop."}` + "\n", ""},
		{"wrong field", "POST", orderPath, shown(), `{"id": 7, "amount": "9", "shop": "a"}`, 422, `{"code":"field_missing","message":"The body must have amount (number)."}` + "\n", ""},

		{"signed", "PUT", signedPath + "?telegram_id=7&mood=good&secret=x", map[string]string{"X-Signature": signature("hello")}, "hello", 200, "", "Signed: hello good"},
		{"signed form", "POST", signedPath, form, "telegram_id=7&item=a&item=b", 200, "", `Signed: {&quot;item&quot;:[&quot;a&quot;,&quot;b&quot;],&quot;telegram_id&quot;:&quot;7&quot;} `},
		{"signed parts", "POST", signedPath, map[string]string{"X-Signature": signature(parts), "Content-Type": "multipart/form-data; boundary=x"}, parts, 200, "", `Signed: {&quot;telegram_id&quot;:&quot;7&quot;} `},
		{"signed nothing", "GET", signedPath + "?telegram_id=7", map[string]string{"X-Signature": signature("")}, "", 200, "", "Signed:  "},
		{"secret shown instead", "POST", signedPath + "?telegram_id=7", shown(), "hello", 401, noSigning, ""},
		{"another body", "POST", signedPath + "?telegram_id=7", map[string]string{"X-Signature": signature("hello")}, "hallo", 401, noSigning, ""},
		{"no hexadecimal", "POST", signedPath + "?telegram_id=7", map[string]string{"X-Signature": "sha256=zz"}, "hello", 401, noSigning, ""},
		{"broken form", "POST", signedPath, map[string]string{"X-Signature": signature("%zz"), "Content-Type": "application/x-www-form-urlencoded"}, "%zz", 400, `{"code":"body_invalid","message":"The body cannot be read: it is no form: invalid URL escape \"%zz\"."}` + "\n", ""},
	} {
		f.try(t, c)
	}
}

func TestHooks_SecretThatNobodySetClosesTheAddress(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{})
	f.hooks.secret = func(context.Context, int64, string) (string, error) { return "", engine.ErrNotFound }
	for _, c := range []call{
		{"shown", "POST", paidPath + "?secret=", shown("X-Scenarist-Secret", ""), paidBody, 503, `{"code":"secret_unset","message":"The bot's owner has not set the secret of this address yet."}` + "\n", ""},
		{"signed", "POST", signedPath, nil, "", 503, `{"code":"secret_unset","message":"The bot's owner has not set the secret of this address yet."}` + "\n", ""},
	} {
		f.try(t, c)
	}
}

func TestHooks_BrokenStoreAsksToComeAgain(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{})
	f.store.broken = true
	w := f.try(t, call{"broken", "POST", paidPath, shown(), paidBody, 503, `{"code":"unavailable","message":"The call could not be stored. Try again."}` + "\n", ""})
	if got := w.Header().Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After: %q", got)
	}
	f.store.broken = false
	f.try(t, call{"mended", "POST", paidPath, shown(), paidBody, 202, `{"taken": true}`, "Paid 12.5, thank you."})
}

func TestHooks_FullHostAsksToComeAgain(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{WaitingPerBot: 1})
	held := make(chan struct{})
	f.store.held = held
	answers := make(chan int, 2)
	ask := func() {
		w := httptest.NewRecorder()
		f.hooks.ServeHTTP(w, signedRequest(t))
		answers <- w.Code
	}
	go ask()
	<-held // the first is being stored
	ask()
	if code := <-answers; code != http.StatusServiceUnavailable {
		t.Errorf("the second was answered with %d", code)
	}
	<-held
	if code := <-answers; code != http.StatusOK {
		t.Errorf("the first was answered with %d", code)
	}
	if err := f.host.Idle(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestHooks_StoppedHostAsksToComeAgain(t *testing.T) {
	t.Parallel()
	f := newHooks(t, host.Limits{})
	if err := f.host.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.try(t, call{"stopped", "POST", paidPath, shown(), paidBody, 503, `{"code":"busy","message":"There is too much to do at the moment. Try again."}` + "\n", ""})
	for err, want := range map[error]string{host.ErrFull: "busy", host.ErrStopped: "busy", host.ErrUnknownBot: "not_found"} {
		var p *hookError
		if !errors.As(received(fmt.Errorf("receive: %w", err)), &p) || p.Code != want {
			t.Errorf("%v: got %+v", err, p)
		}
	}
}

func TestServe_WebhooksReachTheConversation(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	p := serveTalk(t, dataDir(t), tg)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	call := func() (int, string) {
		body := fmt.Sprintf(`{"customer": {"telegram_id": %d}, "payment": "p1", "amount": 3}`, ann.User().ID)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.address(t)+paidPath, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Scenarist-Secret", "open sesame")
		return do(t, req)
	}
	want := fmt.Sprintf(`{"code":"contact_unknown","message":"Nobody with the Telegram id %d has written to the bot."}`+"\n", ann.User().ID)
	if code, answer := call(); code != http.StatusNotFound || answer != want {
		t.Errorf("got %d %s", code, answer)
	}
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	asked := tg.awaitText(t, ann, "What is your name?")
	for range 2 {
		if code, answer := call(); code != http.StatusAccepted || answer != `{"taken": true}` {
			t.Errorf("got %d %s", code, answer)
		}
	}
	tg.awaitAfter(t, ann, asked.ID, "What is your name?") // shown again after what came in between
	say(t, ann, "Ann")
	tg.awaitText(t, ann, "Which colour, Ann?")
	var texts []string
	for _, m := range ann.Screen(testToken) {
		texts = append(texts, m.Text)
	}
	if got, want := strings.Join(texts, "|"), "/start|What is your name?|Paid 3, thank you.|What is your name?|Ann|Which colour, Ann?"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
