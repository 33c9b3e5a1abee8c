package botapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// outcomes sends n messages and writes one letter each: . sent, 4 refused with
// 429, 5 with 500, x the connection broke.
func outcomes(t *testing.T, b *bundle, n int) string {
	t.Helper()
	var out strings.Builder
	for range n {
		_, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
		var e *botapi.Error
		switch {
		case err == nil:
			out.WriteByte('.')
		case errors.Is(err, botapi.ErrConnectionBroken):
			out.WriteByte('x')
		case errors.As(err, &e):
			out.WriteByte(fmt.Sprint(e.Code)[0])
		default:
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestFaults_AreDrawnFromTheSeed(t *testing.T) {
	t.Parallel()
	faults := botapi.Faults{Seed: 7, TooManyRequests: 0.2, ServerError: 0.2, DropAfterWork: 0.2}
	draw := func() (string, int) {
		b := setup(t)
		b.SetFaults(faults)
		return outcomes(t, b, 200), len(b.ann.Screen(token)) - 1
	}
	first, sent := draw()
	if second, _ := draw(); second != first {
		t.Errorf("one seed, two courses:\n%s\n%s", first, second)
	}
	for _, letter := range ".45x" {
		if n := strings.Count(first, string(letter)); n < 20 {
			t.Errorf("%q came %d times in %s", letter, n, first)
		}
	}
	if want := strings.Count(first, ".") + strings.Count(first, "x"); sent != want {
		t.Errorf("%d messages arrived, want %d: a broken connection comes after the work", sent, want)
	}
	faults.Seed = 8
	if other, _ := draw(); other == first {
		t.Error("another seed took the same course")
	}
}

func TestFaults_TooManyRequestsTellsWhenToComeBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetFaults(botapi.Faults{TooManyRequests: 1, RetryAfter: 9})
	_, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	want := &botapi.Error{Code: 429, Description: "Too Many Requests: retry after 9", RetryAfter: 9}
	if !reflect.DeepEqual(err, error(want)) {
		t.Errorf("got %v, want %v", err, want)
	}
	b.must(t, "getMe", `{}`)
	b.SetFaults(botapi.Faults{})
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
}

func TestFaults_OnlyTheNamedMethods(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetFaults(botapi.Faults{ServerError: 1, Methods: []string{"getMe"}})
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	if _, err := b.call(t, "getMe", `{}`); refusal(t, err) != "Internal Server Error" {
		t.Errorf("getMe: %v", err)
	}
}

func TestFaults_BlockedUsers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetFaults(botapi.Faults{BlockedUsers: []int64{77}})
	_, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	if got := refusal(t, err); got != "Forbidden: bot was blocked by the user" {
		t.Errorf("got %q", got)
	}
}

func TestFaults_LatencyHoldsCallsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.SetFaults(botapi.Faults{Latency: func(method string) time.Duration {
			if method == "sendMessage" {
				return 3 * time.Second
			}
			return 0
		}})
		began := time.Now()
		b.must(t, "getMe", `{}`)
		b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestFaults_UpdatesComeTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetFaults(botapi.Faults{ResendAfter200: 1})
	say(t, b, 2)
	var texts []string
	for raw, ok := b.Next(token); ok; raw, ok = b.Next(token) {
		texts = append(texts, string(raw[strings.Index(string(raw), `"text"`):]))
	}
	if want := []string{`"text":"0"}}`, `"text":"0"}}`, `"text":"1"}}`, `"text":"1"}}`}; !reflect.DeepEqual(texts, want) {
		t.Errorf("got %v, want %v", texts, want)
	}
}

func TestFaults_WebhookResendsAfter200(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []int64
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(_ *http.Response, id int64, _ string) { got = append(got, id) })})
		b.SetFaults(botapi.Faults{ResendAfter200: 1})
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		say(t, b, 2)
		synctest.Wait()
		if want := []int64{1, 1, 2, 2}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestLimits_ChatGroupAndBot(t *testing.T) {
	t.Parallel()
	b := setupWith(t, botapi.Options{Limits: botapi.DefaultLimits()})
	if got := outcomes(t, b, 5); got != "...44" {
		t.Errorf("one chat: %s, want a burst of 3", got)
	}
	b.clock.Advance(time.Second)
	if got := outcomes(t, b, 2); got != ".4" {
		t.Errorf("a second later: %s", got)
	}
	g := b.NewGroup(botapi.GroupConfig{ID: -5, Type: "group"})
	if err := g.AddBot(token, false); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(time.Minute)
	sent := 0
	var wait int
	for range 25 {
		_, err := b.call(t, "sendMessage", `{"chat_id":-5,"text":"x"}`)
		if e, ok := errors.AsType[*botapi.Error](err); ok {
			wait = e.RetryAfter
			continue
		}
		sent++
	}
	if sent != 20 || wait != 3 {
		t.Errorf("group: %d sent and %d s to wait, want 20 and 3", sent, wait)
	}
	b.clock.Advance(time.Minute)
	sent = 0
	for i := range 40 {
		p := b.NewUser(botapi.User{})
		if _, err := p.Start(token, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.call(t, "sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"%d"}`, p.User().ID, i)); err == nil {
			sent++
		}
	}
	if sent != 30 {
		t.Errorf("bot: %d sent at once, want 30", sent)
	}
}
