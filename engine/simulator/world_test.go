package simulator_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func hello(name string) simulator.Seen {
	return simulator.Seen{
		Text:    "<b>Hi, " + name + "</b> &amp; welcome!",
		Buttons: [][]string{{"Leave a note", "In stock?"}, {"Buy", "Site → https://example.com/shop"}},
	}
}

func TestWorld_ShowsWhatTheBotSays(t *testing.T) {
	t.Parallel()
	s := shop(t)
	same(t, s.after(t, s.you.Start("")), hello("Ann"))
	same(t, s.after(t, s.you.Say("hm")), simulator.Seen{Text: "Say /start."}, hello("Ann"))
	screen := s.you.Screen()
	if len(screen) != 5 || !s.you.Own(&screen[0]) || s.you.Own(&screen[1]) {
		t.Errorf("the screen should have two messages of mine and three of the bot; it has %d", len(screen))
	}
	var menu []string
	for _, c := range s.you.Commands() {
		menu = append(menu, c.Command+": "+c.Description)
	}
	if want := []string{"start: Begin"}; !slices.Equal(menu, want) {
		t.Errorf("menu is %q; want %q", menu, want)
	}
}

func TestWorld_TimeMovesOnlyByHand(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("Leave a note", 0)), texts("What shall I note?")...)
	same(t, s.after(t, s.you.Say("tea < coffee")))
	if at, ok := s.you.Wakes(t.Context()); !ok || !at.Equal(s.Now().Add(10*time.Minute)) {
		t.Errorf("wakes at %v, %v", at, ok)
	}
	same(t, s.later(t, 10*time.Minute-time.Second))
	same(t, s.later(t, time.Second), texts("Noted: tea &lt; coffee")...)
	if want := simulator.DefaultStart().Add(10 * time.Minute); !s.Now().Equal(want) {
		t.Errorf("the clock stands at %v; want %v", s.Now(), want)
	}
	if at, ok := s.you.Wakes(t.Context()); ok {
		t.Errorf("still wakes at %v", at)
	}
}

func TestWorld_LeapStopsAtEveryTimer(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Press("Leave a note", 0))
	same(t, s.later(t, 100*24*time.Hour), texts("You said nothing.")...)
	for _, m := range s.you.Screen() {
		if m.Text == "You said nothing." && m.Date != simulator.DefaultStart().Add(time.Hour).Unix() {
			t.Errorf("said at %v, not after an hour", time.Unix(m.Date, 0).UTC())
		}
	}
}

func stockAnswer(change func(*simulator.Answer)) simulator.Answer {
	a := simulator.Answer{
		Method: "POST", URL: "https://stock.example.com/v1/look",
		Request: &simulator.Request{Headers: map[string]string{"Authorization": "Bearer k1"}, Body: []byte(`{"user": "Ann"}`)},
		Body:    []byte(`{"status": "three left"}`),
	}
	if change != nil {
		change(&a)
	}
	return a
}

func TestWorld_CannedAnswerReachesTheBot(t *testing.T) {
	t.Parallel()
	s := shop(t, stockAnswer(nil))
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("In stock?", 0)), texts("Looking…", "Status: three left")...)
	if unused := s.Answers().Unused(); len(unused) > 0 {
		t.Errorf("unused: %q", unused)
	}
}

func TestWorld_CannedAnswerWaitsForTheClock(t *testing.T) {
	t.Parallel()
	s := shop(t, stockAnswer(func(a *simulator.Answer) { a.Delay = flow.Duration(20 * time.Second) }))
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("In stock?", 0)), texts("Looking…")...)
	if at, ok := s.you.Wakes(t.Context()); !ok || !at.Equal(s.Now().Add(20*time.Second)) {
		t.Errorf("wakes at %v, %v", at, ok)
	}
	same(t, s.later(t, 19*time.Second))
	same(t, s.later(t, time.Second), texts("Status: three left")...)
}

func TestWorld_CallIsGivenUpByTheClock(t *testing.T) {
	t.Parallel()
	s := shop(t, stockAnswer(func(a *simulator.Answer) { a.Delay = flow.Duration(5 * time.Minute) }))
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Press("In stock?", 0))
	same(t, s.later(t, 59*time.Second))
	same(t, s.later(t, 2*time.Second), texts("The stock is too slow.")...)
}

func TestWorld_ServiceThatIsDownOrUnknown(t *testing.T) {
	t.Parallel()
	s := shop(t, stockAnswer(func(a *simulator.Answer) { a.Body, a.Fail = nil, true }))
	s.after(t, s.you.Start(""))
	for range 2 {
		same(t, s.after(t, s.you.Press("In stock?", 0)), texts("Looking…", "The stock does not answer.")...)
	}
	want := []string{"POST https://stock.example.com/v1/look: all its answers are used up"}
	if got := s.Answers().Refused(); !slices.Equal(got, want) {
		t.Errorf("refused is %q; want %q", got, want)
	}
}

func TestWorld_PaymentReachesTheOwner(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	offer := simulator.Seen{Invoice: &simulator.Charge{Title: "A thing", Description: "The thing itself", Price: "50 ⭐"}}
	same(t, s.after(t, s.you.Press("Buy", 0)), offer)
	same(t, s.after(t, s.you.Pay(botapi.PayOptions{})),
		simulator.Seen{Payment: "paid"}, simulator.Seen{Text: "Thank you!"}, simulator.Seen{To: simulator.Owner, Text: "Sold to Ann"})
	if err := s.you.Pay(botapi.PayOptions{}); err == nil {
		t.Error("an invoice can be paid twice")
	}
}

func TestWorld_PaymentThatComesToNothing(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Press("Buy", 0))
	same(t, s.after(t, s.you.Pay(botapi.PayOptions{Decline: true})), simulator.Seen{Payment: "declined"})
	if got := s.later(t, 15*time.Minute); !slices.ContainsFunc(got, func(x simulator.Seen) bool { return x.Text == "Nothing was bought." }) {
		t.Errorf("the order did not expire: %+v", got)
	}
	if err := s.you.Pay(botapi.PayOptions{}); err == nil {
		t.Error("an expired offer is still there to be paid")
	}
}

func TestWorld_MoneyThatComesLate(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Press("Buy", 0))
	same(t, s.after(t, s.you.PayLater(botapi.PayOptions{}, 20*time.Minute)))
	if got := s.later(t, 19*time.Minute); !slices.ContainsFunc(got, func(x simulator.Seen) bool { return x.Text == "Nothing was bought." }) {
		t.Errorf("the order did not expire: %+v", got)
	}
	same(t, s.later(t, time.Minute), simulator.Seen{Payment: "paid"}, simulator.Seen{Text: "Thank you!"})
}

func TestWorld_PeopleDoNotMix(t *testing.T) {
	t.Parallel()
	s := shop(t)
	other := s.Person("bob", simulator.Profile{FirstName: "Bob"})
	if err := other.Start(""); err != nil {
		t.Fatal(err)
	}
	his := hello("Bob")
	his.To = "bob"
	same(t, s.after(t, s.you.Start("")), hello("Ann"), his)
	s.after(t, s.you.Press("Leave a note", 0))
	s.after(t, s.you.Say("mine"))
	for p, want := range map[*simulator.Person]map[string]engine.Values{
		s.you: {"session": {"note": "mine"}, "user": {"visits": 1.0}},
		other: {"user": {"visits": 1.0}},
	} {
		got, err := p.Variables(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		delete(got, engine.ScopeLocal)
		if !maps.EqualFunc(got, want, maps.Equal) {
			t.Errorf("variables of %s are %v; want %v", p.Name(), got, want)
		}
	}
}

func TestWorld_WebhookStartsAFlow(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	call := engine.WebhookCall{Name: "news", Method: "POST", Body: map[string]any{"text": "open on Sunday"}}
	same(t, s.after(t, s.you.Webhook(t.Context(), call)), texts("News: open on Sunday")...)
}

func TestWorld_PressesThatAreNotTheBots(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("Site", 0)), simulator.Seen{Opens: "https://example.com/shop"})
	err := s.you.Press("Sell", 0)
	want := `there is no button "Sell"; there are: "Leave a note", "In stock?", "Buy", "Site"`
	if err == nil || err.Error() != want {
		t.Errorf("error is %v; want %s", err, want)
	}
}

func TestWorld_PressOfAnOlderMessage(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("Leave a note", 1)), texts("What shall I note?")...)
	if err := s.you.Press("Leave a note", 2); err == nil {
		t.Error("there are only two such messages")
	}
}

func TestWorld_PressKnowsALabelWithOtherSpaces(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Press("Leave\u00a0a\u202fnote", 0)), texts("What shall I note?")...)
}

func TestWorld_SendsWhatPeopleSend(t *testing.T) {
	t.Parallel()
	s := shop(t)
	acts := map[string]func() error{
		"contact": s.you.Contact, "location": func() error { return s.you.Location(52.5, 13.4) },
		"another's contact": func() error { return s.you.ContactOf("+15550000", "Eve") },
	}
	for _, kind := range []string{"photo", "video", "audio", "voice", "file", "sticker"} {
		acts[kind] = func() error { return s.you.Send(kind, "") }
	}
	for name, act := range acts {
		if got := s.after(t, act()); len(got) != 1 || got[0].Text != "Say /start." {
			t.Errorf("%s is answered with %+v", name, got)
		}
	}
	if err := s.you.Send("thought", ""); err == nil {
		t.Error("a thought was sent")
	}
	if err := s.you.Album(1, ""); err == nil {
		t.Error("an album of one was sent")
	}
	if err := s.you.Album(3, ""); err != nil {
		t.Fatal(err)
	}
	s.after(t, nil)
	same(t, s.later(t, 5*time.Second), texts("Say /start.")...)
}

func TestWorld_BlockedBotIsRefused(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.after(t, s.you.Start(""))
	s.after(t, s.you.Press("Leave a note", 0))
	s.after(t, s.you.Say("x"))
	same(t, s.after(t, s.you.Block(true)))
	same(t, s.later(t, 10*time.Minute), simulator.Seen{Refused: "sendMessage: Forbidden: bot was blocked by the user"})
	if err := s.you.Say("hello?"); err == nil {
		t.Error("a person who has blocked the bot can write to it")
	}
	same(t, s.after(t, s.you.Start("")), hello("Ann"))
}

func TestWorld_FloodIsWaitedOut(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.SetFaults(botapi.Faults{TooManyRequests: 1, RetryAfter: 30})
	same(t, s.after(t, s.you.Start("")), simulator.Seen{Refused: "sendMessage: Too Many Requests: retry after 30"})
	s.SetFaults(botapi.Faults{})
	same(t, s.later(t, 29*time.Second))
	same(t, s.later(t, time.Second), hello("Ann"))
}

func TestWorld_FilmShowsTheLastTurn(t *testing.T) {
	t.Parallel()
	s := shop(t)
	if film := s.you.Film(); len(film) != 0 {
		t.Errorf("there is a film of nothing: %+v", film)
	}
	s.after(t, s.you.Start(""))
	var got []string
	for _, f := range s.you.Film() {
		got = append(got, f.Block+" → "+f.Exit)
	}
	if want := []string{"start → next", "visit → next", "hello → "}; !slices.Equal(got, want) {
		t.Errorf("film is %q; want %q", got, want)
	}
}

func TestWorld_RefusesABrokenDocument(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "X", "language": "en", "flows": [{"id": "f", "name": "F", "blocks": [
		{"id": "a", "type": "no.such", "config": {}}], "edges": []}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulator.New(t.Context(), simulator.Options{Document: doc, Registry: registry(t)}); err == nil {
		t.Error("a document with an unknown block type was started")
	}
}

func TestWorld_SameInputSameScreen(t *testing.T) {
	t.Parallel()
	var first []byte
	for range 3 {
		s := shop(t, stockAnswer(nil))
		var all []simulator.Seen
		all = append(all, s.after(t, s.you.Start("ref"))...)
		all = append(all, s.after(t, s.you.Press("In stock?", 0))...)
		all = append(all, s.after(t, s.you.Press("Buy", 0))...)
		all = append(all, s.after(t, s.you.Pay(botapi.PayOptions{}))...)
		tr := simulator.Transcript{Name: "n", Steps: []simulator.Step{{Say: "x", Expect: all}}}
		data, err := tr.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Errorf("the same acts were answered differently:\n%s\n%s", first, data)
		}
	}
}
