package botapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// restored goes on in a new server with what the old one has written down.
func restored(t *testing.T, b *bundle) *bundle {
	t.Helper()
	shot, err := b.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	s, err := botapi.Restore(botapi.Options{Clock: b.clock}, shot.State, contents(shot))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	again, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.State, shot.State) || !reflect.DeepEqual(again.Files, shot.Files) {
		t.Errorf("the state changed on the way:\n%s\nwas\n%s", again.State, shot.State)
	}
	return &bundle{Server: s, clock: b.clock, ann: s.PersonByID(77)}
}

func contents(shot *botapi.Snapshot) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, ok := shot.Files[name]
		if !ok {
			return nil, errors.New("there is no such file")
		}
		return data, nil
	}
}

// lived is a Telegram in which much has happened.
func lived(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	b.must(t, "setMyCommands", `{"commands":[{"command":"start","description":"Begin"}]}`)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"<b>Hi</b>","parse_mode":"HTML",
		"reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"},{"text":"Here","switch_inline_query_current_chat":""}]]}}`)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"Keys","reply_markup":{"keyboard":[[{"text":"Yes"}]],"is_persistent":true}}`)
	b.must(t, "editMessageText", `{"chat_id":77,"message_id":2,"text":"Edited",
		"reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}`)
	b.must(t, "sendInvoice", invoiceWith(""))
	b.must(t, "createInvoiceLink", `{"title":"t","description":"d","payload":"p","currency":"XTR","prices":[{"label":"l","amount":7}]}`)
	b.must(t, "sendChatAction", `{"chat_id":77,"action":"typing"}`)
	b.must(t, "sendMessageDraft", `{"chat_id":77,"draft_id":9,"text":"<b>Half</b>","parse_mode":"HTML"}`)
	if _, err := b.ann.SendFile(token, botapi.File{Name: "a.txt", Data: []byte("hello")}, "a file"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ann.Press(token, 2, "Go"); err != nil {
		t.Fatal(err)
	}
	g := b.NewGroup(botapi.GroupConfig{ID: -5, Title: "Club", IsForum: true})
	g.SetMember(b.ann, "member")
	if err := g.AddBot(token, true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ann.SayIn(g, "hello all"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ann.Pay(token, 4); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ann.InlineQuery(token, "cats"); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSnapshot_PeopleSeeWhatTheySaw(t *testing.T) {
	t.Parallel()
	b := lived(t)
	again := restored(t, b)
	if got, want := screenJSON(t, again.ann.Screen(token)), screenJSON(t, b.ann.Screen(token)); got != want {
		t.Errorf("the screen is\n%s\nwas\n%s", got, want)
	}
	if got, want := screenJSON(t, again.GroupByID(-5).Screen()), screenJSON(t, b.GroupByID(-5).Screen()); got != want {
		t.Errorf("the group is\n%s\nwas\n%s", got, want)
	}
	m := again.ann.Screen(token)
	if m[1].Edits != 1 || m[2].Keyboard == nil || m[3].InvoiceState != botapi.InvoiceOpen {
		t.Errorf("what is not on the wire is lost: %+v", m)
	}
	if !reflect.DeepEqual(again.ann.Keyboard(token), b.ann.Keyboard(token)) || again.ann.Action(token) != "typing" {
		t.Errorf("keyboard %+v, action %q", again.ann.Keyboard(token), again.ann.Action(token))
	}
	if got, want := again.ann.Drafts(token), b.ann.Drafts(token); !reflect.DeepEqual(got, want) || len(got) != 1 {
		t.Errorf("drafts %+v, were %+v", got, want)
	}
	if !reflect.DeepEqual(again.ann.Commands(token), b.ann.Commands(token)) || len(again.ann.Spinning(token)) != 1 {
		t.Errorf("commands %+v, spinning %v", again.ann.Commands(token), again.ann.Spinning(token))
	}
	data, ok := again.FileData(token, m[4].Document.FileID)
	if !ok || string(data) != "hello" {
		t.Errorf("the file holds %q, %v", data, ok)
	}
}

func screenJSON(t *testing.T, messages []botapi.Message) string {
	t.Helper()
	data, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSnapshot_WhatWaitedGoesOn(t *testing.T) {
	t.Parallel()
	b := lived(t)
	again := restored(t, b)
	if got, want := again.Pending(token), b.Pending(token); got != want || got == 0 {
		t.Fatalf("%d updates wait, there were %d", got, want)
	}
	last := int64(0)
	for n := again.Pending(token); n > 0; n-- {
		want, id, ok := b.Peek(token)
		got, gotID, gotOK := again.Peek(token)
		if !bytes.Equal(got, want) || gotID != id || gotOK != ok || id <= last {
			t.Fatalf("update %d is %s, was %d %s", gotID, got, id, want)
		}
		last = id
		var u struct {
			Callback *struct{ ID string } `json:"callback_query"`
			Checkout *struct{ ID string } `json:"pre_checkout_query"`
		}
		if err := json.Unmarshal(got, &u); err != nil {
			t.Fatal(err)
		}
		switch {
		case u.Callback != nil:
			again.must(t, "answerCallbackQuery", `{"callback_query_id":"`+u.Callback.ID+`","text":"Off we go"}`)
		case u.Checkout != nil:
			again.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+u.Checkout.ID+`","ok":true}`)
		}
		b.Confirm(token, id)
		again.Confirm(token, id)
	}
	if a := again.ann.Answers(token); len(a) != 1 || a[0].Text != "Off we go" {
		t.Errorf("answers are %+v", a)
	}
	screen := again.ann.Screen(token)
	paid := screen[len(screen)-1]
	if paid.Paid == nil || paid.Paid.TotalAmount != 5 || screen[3].InvoiceState != botapi.InvoicePaid {
		t.Errorf("the payment came to %+v, the invoice is %s", paid.Paid, screen[3].InvoiceState)
	}
	if raw, id, ok := again.Peek(token); !ok || id != last+1 || !strings.Contains(string(raw), "successful_payment") {
		t.Errorf("then comes %d %s", id, raw)
	}
	id, err := again.ann.Say(token, "more")
	if err != nil || id != paid.ID+1 {
		t.Errorf("the next message is %d, %v", id, err)
	}
	if _, err := again.ann.PressReply(token, "Yes"); err != nil {
		t.Error(err)
	}
}

func TestSnapshot_LinksAndRefundsOutlive(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var link string
	raw := b.must(t, "createInvoiceLink", `{"title":"t","description":"d","payload":"p","currency":"XTR","prices":[{"label":"l","amount":7}]}`)
	if err := json.Unmarshal(raw, &link); err != nil {
		t.Fatal(err)
	}
	b = restored(t, b)
	if inv, ok := b.InvoiceBehind(token, link); !ok || inv.TotalAmount != 7 {
		t.Errorf("behind the link is %+v, %v", inv, ok)
	}
	p, err := b.ann.PayLink(token, link, botapi.PayOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var q struct{ ID string }
	if err := json.Unmarshal(b.next(t)["pre_checkout_query"], &q); err != nil {
		t.Fatal(err)
	}
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+q.ID+`","ok":true}`)
	charge := p.Outcome().ChargeID
	b = restored(t, b)
	b.must(t, "refundStarPayment", `{"user_id":77,"telegram_payment_charge_id":"`+charge+`"}`)
	b = restored(t, b)
	_, err = b.call(t, "refundStarPayment", `{"user_id":77,"telegram_payment_charge_id":"`+charge+`"}`)
	if got := refusal(t, err); got != "Bad Request: CHARGE_ALREADY_REFUNDED" {
		t.Errorf("second refund: %q", got)
	}
}

func TestPeek_LeavesTheUpdateUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, text := range []string{"one", "two"} {
		if _, err := b.ann.Say(token, text); err != nil {
			t.Fatal(err)
		}
	}
	first, id, ok := b.Peek(token)
	again, sameID, _ := b.Peek(token)
	if !ok || !bytes.Equal(first, again) || id != sameID {
		t.Fatalf("peeked %s, then %s", first, again)
	}
	b.Confirm(token, id+1) // not the oldest
	b.Confirm(token, id)
	b.Confirm(token, id)
	second, _, ok := b.Peek(token)
	if !ok || !strings.Contains(string(second), `"two"`) || b.Pending(token) != 1 {
		t.Errorf("then comes %s", second)
	}
	if _, _, ok := b.Peek("111:nobody"); ok {
		t.Error("an unknown bot has an update")
	}
}

func TestRestore_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	shot, err := lived(t).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	state := string(shot.State)
	for name, broken := range map[string]string{
		"nothing":         "",
		"cut off":         state[:len(state)/2],
		"another version": strings.Replace(state, `"version":1`, `"version":99`, 1),
		"nobody's chat":   strings.Replace(state, `"people":[{"user":{"id":77`, `"people":[{"user":{"id":78`, 1),
		"no invoice":      strings.Replace(state, `"payment":{`, `"pay":{`, 1),
	} {
		if broken == state {
			t.Errorf("%s: the state was not broken", name)
		}
		if _, err := botapi.Restore(botapi.Options{}, []byte(broken), contents(shot)); err == nil {
			t.Errorf("%s is restored", name)
		}
	}
	if _, err := botapi.Restore(botapi.Options{}, shot.State, contents(&botapi.Snapshot{})); err == nil {
		t.Error("files that are not there are restored")
	}
}
