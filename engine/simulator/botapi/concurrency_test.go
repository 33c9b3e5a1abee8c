package botapi_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestConcurrency_EachChatKeepsItsOrder(t *testing.T) {
	t.Parallel()
	const people, rounds = 8, 50
	b := setup(t)
	var wg sync.WaitGroup
	for i := range people {
		p := b.NewUser(botapi.User{ID: int64(1000 + i)})
		wg.Go(func() {
			for range rounds {
				if _, err := p.Say(token, "x"); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range rounds {
				params := map[string]json.RawMessage{"chat_id": json.RawMessage(fmt.Sprint(p.User().ID)), "text": json.RawMessage(`"y"`)}
				// Refused until the person has written.
				_, _ = b.Call(t.Context(), token, "sendMessage", params, nil)
				p.Screen(token)
			}
		})
	}
	wg.Wait()
	last := map[int64]int64{}
	updateID := int64(firstID)
	for raw, ok := b.Next(token); ok; raw, ok = b.Next(token) {
		var u struct {
			ID      int64          `json:"update_id"`
			Message botapi.Message `json:"message"`
		}
		if err := json.Unmarshal(raw, &u); err != nil {
			t.Fatal(err)
		}
		if u.ID != updateID+1 {
			t.Errorf("update %d after %d", u.ID, updateID)
		}
		updateID = u.ID
		if chat := u.Message.Chat.ID; u.Message.ID <= last[chat] {
			t.Errorf("chat %d: message %d after %d", chat, u.Message.ID, last[chat])
		} else {
			last[chat] = u.Message.ID
		}
	}
	if want := int64(firstID + people*rounds); updateID != want {
		t.Errorf("the last update is %d, want %d", updateID, want)
	}
}

func TestNoHistory_KeepsOnlyTheLatest(t *testing.T) {
	t.Parallel()
	b := setupWith(t, botapi.Options{NoHistory: true})
	for range 100 {
		b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	}
	if n := len(b.ann.Screen(token)); n > 32 {
		t.Errorf("%d messages are kept", n)
	}
	if n := len(b.Calls()); n != 0 {
		t.Errorf("%d calls are logged", n)
	}
	b.must(t, "editMessageText", `{"chat_id":77,"message_id":101,"text":"y"}`)
}
