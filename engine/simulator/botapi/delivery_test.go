package botapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// updateIDs reads the ids of a getUpdates result, counted from the first the
// bot ever had.
func updateIDs(t *testing.T, raw json.RawMessage) []int64 {
	t.Helper()
	var updates []struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &updates); err != nil {
		t.Fatal(err)
	}
	ids := []int64{}
	for _, u := range updates {
		ids = append(ids, u.ID-firstID)
	}
	return ids
}

const firstID = 100_000_000

// say sends n texts; their updates are 1…n.
func say(t *testing.T, b *bundle, n int) {
	t.Helper()
	for i := range n {
		if _, err := b.ann.Say(token, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGetUpdates_OffsetConfirms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	say(t, b, 5)
	for _, c := range []struct {
		params string
		want   []int64
	}{
		{`{}`, []int64{1, 2, 3, 4, 5}},
		{`{"limit":2}`, []int64{1, 2}},
		{`{"offset":100000003,"limit":2}`, []int64{3, 4}},
		{`{}`, []int64{3, 4, 5}},
		{`{"offset":-1}`, []int64{5}},
		{`{}`, []int64{5}},
		{`{"offset":100000006}`, []int64{}},
		{`{}`, []int64{}},
	} {
		if got := updateIDs(t, b.must(t, "getUpdates", c.params)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.params, got, c.want)
		}
	}
}

func TestGetUpdates_WaitsForAnUpdate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		began := time.Now()
		if got := updateIDs(t, b.must(t, "getUpdates", `{"timeout":60}`)); len(got) != 0 {
			t.Errorf("got %v", got)
		}
		if waited := time.Since(began); waited != 50*time.Second {
			t.Errorf("waited %s, want the server's 50 s", waited)
		}
		done := make(chan json.RawMessage)
		go func() {
			raw, _ := b.Call(t.Context(), token, "getUpdates", map[string]json.RawMessage{"timeout": json.RawMessage("50")}, nil)
			done <- raw
		}()
		synctest.Wait()
		say(t, b, 1)
		if got := updateIDs(t, <-done); !reflect.DeepEqual(got, []int64{1}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestGetUpdates_ASecondPollEndsTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		poll := func(result chan<- error) {
			_, err := b.Call(t.Context(), token, "getUpdates", map[string]json.RawMessage{"timeout": json.RawMessage("50")}, nil)
			result <- err
		}
		first, second := make(chan error, 1), make(chan error, 1)
		go poll(first)
		synctest.Wait()
		go poll(second)
		want := "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		if got := refusal(t, <-first); got != want {
			t.Errorf("first poll: %q", got)
		}
		synctest.Wait()
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		if got := refusal(t, <-second); got != "Conflict: terminated by setWebhook request" {
			t.Errorf("second poll: %q", got)
		}
		_, err := b.call(t, "getUpdates", `{}`)
		if got := refusal(t, err); got != "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first" {
			t.Errorf("poll beside a webhook: %q", got)
		}
		b.must(t, "deleteWebhook", `{}`)
		b.must(t, "getUpdates", `{}`)
	})
}

func TestUpdates_Expire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	say(t, b, 1)
	b.clock.Advance(23 * time.Hour)
	say(t, b, 1)
	b.clock.Advance(2 * time.Hour)
	if got := updateIDs(t, b.must(t, "getUpdates", `{}`)); !reflect.DeepEqual(got, []int64{2}) {
		t.Errorf("got %v", got)
	}
	if n := b.Pending(token); n != 1 {
		t.Errorf("%d pending, want 1", n)
	}
}

func TestAwait_WaitsForAnUpdate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		go func() {
			synctest.Wait()
			_, _ = b.ann.Say(token, "x") // the wait below fails without it
		}()
		raw, err := b.Await(t.Context(), token)
		if err != nil || !strings.Contains(string(raw), `"text":"x"`) {
			t.Errorf("got %s, %v", raw, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.Await(ctx, token); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// pass lets time go by in a synctest bubble.
func pass(t *testing.T, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	<-ctx.Done()
}

// hook answers deliveries in process.
type hook func(w *http.Response, id int64, body string)

func (h hook) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var u struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(body, &u); err != nil {
		return nil, err
	}
	w := &http.Response{
		StatusCode: 200, Status: "200 OK", Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader("")),
	}
	h(w, u.ID-firstID, string(body))
	if w.StatusCode == 0 {
		return nil, errors.New("connection refused")
	}
	return w, nil
}

func TestWebhook_RepeatsUntilTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var attempts []string
		fail := []int{500, 0, 404, 200}
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(w *http.Response, id int64, _ string) {
			attempts = append(attempts, fmt.Sprintf("%d@%s", id, time.Since(began)))
			if w.Request.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "s-1" {
				t.Error("wrong secret")
			}
			w.StatusCode = fail[0]
			w.Status = fmt.Sprint(fail[0])
			if len(fail) > 1 {
				fail = fail[1:]
			}
		})})
		say(t, b, 2)
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook","secret_token":"s-1","max_connections":7,"allowed_updates":["message"]}`)
		pass(t, 5*time.Second)
		synctest.Wait()
		want := []string{"1@0s", "1@0s", "1@1s", "1@3s", "2@3s"}
		if !reflect.DeepEqual(attempts, want) {
			t.Errorf("got %v, want %v", attempts, want)
		}
		sameJSON(t, string(b.must(t, "getWebhookInfo", `{}`)), fmt.Sprintf(`{"url":"https://bot.example/hook","has_custom_certificate":false,
			"pending_update_count":0,"max_connections":7,"allowed_updates":["message"],
			"last_error_date":%d,"last_error_message":"Wrong response from the webhook: 404"}`, began.Add(time.Second).Unix()))
	})
}

// wallClock is the bubble's clock.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

func TestWebhook_LanesAreIndependent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		got := make(chan string, 10)
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(_ *http.Response, id int64, body string) {
			got <- fmt.Sprint(id)
			if strings.Contains(body, `"text":"0"`) {
				<-stuck
			}
		})})
		bob := b.NewUser(botapi.User{ID: 88})
		b.must(t, "sendMessage", inline(`"text":"a","callback_data":"b"`))
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		say(t, b, 2) // 1 and 2: the second waits for the first
		synctest.Wait()
		if _, err := bob.Say(token, "hi"); err != nil { // 3: another chat does not wait
			t.Fatal(err)
		}
		synctest.Wait()
		if _, err := b.ann.Press(token, 2, "a"); err != nil { // 4: a callback overtakes a message
			t.Fatal(err)
		}
		synctest.Wait()
		close(stuck)
		synctest.Wait()
		close(got)
		order := []string{}
		for id := range got {
			order = append(order, id)
		}
		if want := []string{"1", "3", "4", "2"}; !reflect.DeepEqual(order, want) {
			t.Errorf("got %v, want %v", order, want)
		}
	})
}

func TestWebhook_RetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var attempts []time.Duration
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(w *http.Response, _ int64, _ string) {
			attempts = append(attempts, time.Since(began))
			if len(attempts) == 1 {
				w.StatusCode = 503
				w.Header.Set("Retry-After", "30")
			}
		})})
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		say(t, b, 1)
		pass(t, time.Minute)
		synctest.Wait()
		if want := []time.Duration{0, 30 * time.Second}; !reflect.DeepEqual(attempts, want) {
			t.Errorf("got %v, want %v", attempts, want)
		}
	})
}

func TestWebhook_GivesUpWhenTheUpdateExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(w *http.Response, _ int64, _ string) { w.StatusCode = 500 })})
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		say(t, b, 1)
		pass(t, 25*time.Hour)
		synctest.Wait()
		if n := b.Pending(token); n != 0 {
			t.Errorf("%d updates pending, want 0", n)
		}
	})
}

func TestWebhook_AnswerMayCarryACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answers := []string{`{"method":"sendMessage","chat_id":77,"text":"from the answer"}`, `{"method":"deleteWebhook"}`, `not json`}
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(w *http.Response, id int64, _ string) {
			w.Header.Set("Content-Type", "application/json")
			w.Body = io.NopCloser(strings.NewReader(answers[id-1]))
		})})
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook"}`)
		say(t, b, 3)
		synctest.Wait()
		screen := b.ann.Screen(token)
		if last := screen[len(screen)-1]; last.Text != "from the answer" {
			t.Errorf("the screen ends with %+v", last)
		}
		var info struct{ URL string }
		if err := json.Unmarshal(b.must(t, "getWebhookInfo", `{}`), &info); err != nil || info.URL == "" {
			t.Errorf("the webhook is gone: %+v, %v", info, err)
		}
	})
}

func TestWebhook_DroppedUpdatesDoNotCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []int64
		b := setupWith(t, botapi.Options{Clock: wallClock{}, Transport: hook(func(_ *http.Response, id int64, _ string) { got = append(got, id) })})
		say(t, b, 2)
		b.must(t, "setWebhook", `{"url":"https://bot.example/hook","drop_pending_updates":true}`)
		say(t, b, 1)
		synctest.Wait()
		if want := []int64{3}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		b.must(t, "setWebhook", `{"url":""}`) // the same as deleteWebhook
		say(t, b, 1)
		if n := b.Pending(token); n != 1 {
			t.Errorf("%d pending, want 1", n)
		}
		b.must(t, "deleteWebhook", `{"drop_pending_updates":true}`)
		if n := b.Pending(token); n != 0 {
			t.Errorf("%d pending after a drop", n)
		}
	})
}
