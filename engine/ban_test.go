package engine_test

import (
	"errors"
	"log/slog"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// runAmong runs /go of user 7 among other contacts; it gives the result and how often the turn ran.
func runAmong(t *testing.T, rev *engine.Revision, others map[int64]engine.StoredContact) (*engine.Result, int) {
	t.Helper()
	st := engine.State{Session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})}
	ev := engine.Event{
		ID: "1", Kind: engine.MessageReceived, Chat: engine.Chat{ID: 7, Type: "private"}, User: engine.User{ID: 7},
		Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "/go", Command: "go"},
	}
	for runs := 1; ; runs++ {
		res, err := rev.Turn(t.Context(), st, ev, engine.Deps{
			Now: start, NewID: func() string { return "id" }, Key: []byte("a key of the tests, long enough"), Log: slog.New(slog.DiscardHandler), Trace: true,
		})
		need, ok := errors.AsType[*engine.NeedError](err)
		switch {
		case !ok && err != nil:
			t.Fatal(err)
		case !ok:
			return res, runs
		}
		if st.Contacts == nil {
			st.Contacts = map[int64]engine.StoredContact{}
		}
		for _, id := range need.Contacts {
			st.Contacts[id] = others[id]
		}
	}
}

// banned is what is stored of a user who is banned.
func banned(t *testing.T, ban engine.Ban) engine.Values {
	t.Helper()
	res, _ := runAmong(t, scripted(t, func(turn *engine.Turn) error { return turn.Ban(turn.User().ID, ban) }), nil)
	var v engine.Values
	for _, w := range res.Writes {
		v = w.Apply(v)
	}
	return v
}

func troubles(res *engine.Result) []string {
	var out []string
	for _, p := range res.Film {
		if p.Error != nil {
			out = append(out, p.Error.Code)
		}
	}
	return out
}

func TestBan_WhatTheUserDoesIsTakenWithoutAWord(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	want(t, b.say("/start"), "Your name?")
	yes := b.token("Yes")
	b.user = banned(t, engine.Ban{Reason: "spam"})
	want(t, b.say("Ann"))
	want(t, b.say("/start"))
	want(t, b.press(yes), "answer:")
	for _, ev := range []engine.Event{
		{Kind: engine.MessageEdited, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "x"}},
		{Kind: engine.OtherUpdate, UpdateKind: "poll_answer"},
		{Kind: engine.MessageReceived, Message: &engine.Message{ID: 2, Kind: engine.PhotoMessage, GroupID: "g"}},
	} {
		if res := b.turn(ev); !res.Handled || len(res.Effects) > 0 {
			t.Errorf("%s was handled %t and did %q", ev.Kind, res.Handled, texts(res))
		}
	}
	if s := b.load(); s.Top() == nil || s.Top().Block != "ask" || s.Album != nil {
		t.Errorf("the session went on: %+v", s)
	}
	b.user = nil
	want(t, b.say("Ann"), "Hi, Ann from Ann &lt;b&gt;")
}

func TestBan_NoticeIsGivenOnce(t *testing.T) {
	t.Parallel()
	ban := engine.Ban{Notice: map[string]string{"en": "You <cannot>", "ru": "Нельзя"}}
	b := newBot(t, greeting())
	b.user = banned(t, ban)
	want(t, b.say("hello"), "You &lt;cannot&gt;")
	want(t, b.say("hello"))
	b.user = banned(t, ban)
	b.who.Language = "ru"
	want(t, b.press("whatever"), "answer:Нельзя")
	want(t, b.say("hello"))
	b.user = banned(t, ban)
	b.now = b.now.Add(time.Hour)
	b.who.Language = "de" // neither theirs nor the bot's: then the bot's own
	want(t, b.say("hello"), "You &lt;cannot&gt;")

	group := newBot(t, greeting())
	group.chat = engine.Chat{ID: -5, Type: "group"}
	group.user = banned(t, ban)
	want(t, group.say("hello")) // the others need not read it
	want(t, group.press("whatever"), "answer:You <cannot>")
}

func TestBan_EndsWithItsTime(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.user = banned(t, engine.Ban{Until: start.Add(time.Hour)})
	want(t, b.say("/start"))
	b.now = start.Add(time.Hour)
	want(t, b.say("/start"), "Your name?")
}

func TestBan_DoesNotHoldTheOwner(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.user = banned(t, engine.Ban{})
	b.roles = []string{"operator"}
	want(t, b.say("/start"))
	b.roles = []string{"operator", engine.OwnerRole}
	want(t, b.say("/start"), "Your name?")
}

func TestBan_TimesAndMoneyGoOn(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?","deadline":"1h"}`, `"exits":{"answered":"end"}`),
			block("p", "test.pay", `{}`, `"exits":{"paid_late":"end"}`), block("thanks", "test.say", `{"text":"Delivered"}`, ends)),
		join(edge("start", "next", "q"), edge("q", "timeout", "p"), edge("p", "paid", "thanks"))))
	want(t, b.say("/start"), "Q?")
	b.user = banned(t, engine.Ban{})
	want(t, b.wake())
	if top := b.load().Top(); top == nil || top.Block != "p" {
		t.Fatalf("the time did nothing: %+v", top)
	}
	order := b.last.Orders[0].Create
	want(t, texts(b.turn(engine.Event{Kind: engine.PaymentPaid, Payment: &engine.Payment{Payload: order.ID, ChargeID: "c", Order: order}})), "Delivered")
}

func TestBan_OfAnotherContact(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		if err := turn.Ban(9, engine.Ban{Reason: "spam", Until: start.Add(time.Hour)}); err != nil {
			return err
		}
		c, err := turn.Contact(9)
		if err == nil && c.Vars["_.ban"] == nil {
			return errors.New("the turn does not see its own ban")
		}
		return err
	})
	res, runs := runAmong(t, rev, nil)
	at := start.Format(time.RFC3339Nano)
	wanted := []engine.Write{{Scope: engine.ScopeUser, Name: "_.ban", Op: engine.WriteSet, Owner: 9, Value: map[string]any{
		"at": at, "by": 7.0, "reason": "spam", "until": start.Add(time.Hour).Format(time.RFC3339Nano),
	}}}
	if !reflect.DeepEqual(res.Writes, wanted) || runs != 2 {
		t.Errorf("the turn ran %d times and wrote %+v", runs, res.Writes)
	}
	res, _ = runAmong(t, rev, map[int64]engine.StoredContact{9: {Roles: []string{engine.OwnerRole}}})
	if got := troubles(res); !reflect.DeepEqual(got, []string{"contact_protected"}) || len(res.Writes) > 0 {
		t.Errorf("banning the owner gave %v and wrote %+v", got, res.Writes)
	}
}

func TestBan_NobodyWithoutAnID(t *testing.T) {
	t.Parallel()
	for _, id := range []int64{0, -5} {
		res, _ := runAmong(t, scripted(t, func(turn *engine.Turn) error { return turn.Ban(id, engine.Ban{}) }), nil)
		if got := troubles(res); !reflect.DeepEqual(got, []string{"contact_invalid"}) {
			t.Errorf("banning %d gave %v", id, got)
		}
	}
}

func TestUnban_LiftsWhatHolds(t *testing.T) {
	t.Parallel()
	lift := func(stored engine.Values) (lifted bool, res *engine.Result) {
		rev := scripted(t, func(turn *engine.Turn) error {
			var err error
			lifted, err = turn.Unban(9)
			return err
		})
		res, _ = runAmong(t, rev, map[int64]engine.StoredContact{9: {Vars: stored}})
		return lifted, res
	}
	unset := []engine.Write{{Scope: engine.ScopeUser, Name: "_.ban", Op: engine.WriteUnset, Owner: 9}}
	if lifted, res := lift(banned(t, engine.Ban{})); !lifted || !reflect.DeepEqual(res.Writes, unset) {
		t.Errorf("a ban was lifted %t by %+v", lifted, res.Writes)
	}
	if lifted, res := lift(banned(t, engine.Ban{Until: start})); lifted || !reflect.DeepEqual(res.Writes, unset) {
		t.Errorf("a ban that is over was lifted %t by %+v", lifted, res.Writes)
	}
	if lifted, res := lift(nil); lifted || len(res.Writes) > 0 {
		t.Errorf("no ban was lifted %t by %+v", lifted, res.Writes)
	}
}

func TestBan_IsSeenByExpressionsAsYesOrNo(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?","deadline":"1h"}`, `"exits":{"answered":"end"}`),
			block("s", "test.say", `{"text":"{{ user.banned }} {{ len(user) }} {{ to_json(user.tags) }}"}`, ends)),
		join(edge("start", "next", "q"), edge("q", "timeout", "s"))))
	want(t, b.say("/start"), "Q?")
	s := b.session
	free := b.wake()
	b.session, b.now, b.user = s, start, banned(t, engine.Ban{Notice: map[string]string{"": "no"}})
	b.say("told")
	if _, ok := b.user["_.ban_told"]; !ok {
		t.Fatalf("the notice was not noted: %v", b.user)
	}
	held := b.wake()
	want(t, free, "no 11 []")
	want(t, held, "yes 11 []")
}

func TestWrite_ToAnotherContactIsSeenByTheTurn(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		if err := turn.Write(engine.Write{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: 2.0, Owner: 9}); err != nil {
			return err
		}
		c, err := turn.Contact(9)
		if err == nil && c.Vars["n"] != 3.0 {
			t.Errorf("it sees %v", c.Vars)
		}
		if turn.Get("user.n") != nil {
			t.Error("the user's own variable changed")
		}
		return err
	})
	res, _ := runAmong(t, rev, map[int64]engine.StoredContact{9: {Vars: engine.Values{"n": 1.0}}})
	wanted := []engine.Write{{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: 2.0, Owner: 9}}
	if !reflect.DeepEqual(res.Writes, wanted) {
		t.Errorf("it wrote %+v", res.Writes)
	}
	for _, scope := range []string{engine.ScopeChat, engine.ScopeBot, engine.ScopeSession, engine.ScopeLocal} {
		rev := scripted(t, func(turn *engine.Turn) error {
			return turn.Write(engine.Write{Scope: scope, Name: "n", Op: engine.WriteSet, Value: 2.0, Owner: 9})
		})
		if got, _ := runAmong(t, rev, nil); !reflect.DeepEqual(troubles(got), []string{"scope_read_only"}) {
			t.Errorf("scope %s: %v", scope, troubles(got))
		}
	}
}
