package program

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/examples"
)

func tryRegistry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	return reg
}

// tour opens a conversation with the bot of testdata/chat.
func tour(t *testing.T, lang string) trypage.Conversation {
	t.Helper()
	_, c := openPlace(t, t.TempDir(), tourBots(t)).talk(t, "tour", lang)
	return c
}

// look gives the screen after an act.
func look(t *testing.T, c trypage.Conversation, err error) trypage.Screen {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Screen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func last(t *testing.T, s trypage.Screen) trypage.Message {
	t.Helper()
	if len(s.Messages) == 0 {
		t.Fatal("the screen is empty")
	}
	return s.Messages[len(s.Messages)-1]
}

func TestTryConversation_ShowsMessagesAndButtons(t *testing.T) {
	t.Parallel()
	c := tour(t, "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	if len(s.Messages) != 2 || !s.Messages[0].Own || s.Messages[0].HTML != "/start" {
		t.Fatalf("messages are %+v", s.Messages)
	}
	m := last(t, s)
	if !strings.HasPrefix(m.HTML, "<b>Hello, Alex</b>! ") || m.Own || m.Edited {
		t.Errorf("message is %+v", m)
	}
	want := [][]trypage.Button{
		{{Label: "Keyboard", Kind: "press"}, {Label: "Photo", Kind: "press", Style: "success"}},
		{{Label: "Buy", Kind: "press"}, {Label: "Wait", Kind: "press"}, {Label: "Call", Kind: "press"}},
		{{Label: "Site", Kind: "url", URL: "https://example.com/"}, {Label: "Code", Kind: "press"}},
	}
	if !slices.EqualFunc(m.Buttons, want, slices.Equal) {
		t.Errorf("buttons are %+v; want %+v", m.Buttons, want)
	}
	if !slices.Equal(s.Commands, []string{"/start"}) {
		t.Errorf("commands are %q", s.Commands)
	}
	s = look(t, c, c.Press(t.Context(), m.ID, 2, 1))
	if s.Toast != "AB-12" || s.Alert {
		t.Errorf("copying shows %q", s.Toast)
	}
	if s = look(t, c, nil); s.Toast != "" {
		t.Errorf("the toast is shown again: %q", s.Toast)
	}
}

func TestTryConversation_KeyboardAndTime(t *testing.T) {
	t.Parallel()
	c := tour(t, "ru")
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = look(t, c, c.Press(t.Context(), last(t, s).ID, 0, 0))
	if want := [][]string{{"My number", "Pass"}}; !slices.EqualFunc(s.Keyboard, want, slices.Equal) {
		t.Errorf("keyboard is %q", s.Keyboard)
	}
	if s.Wakes != "через 2 ч" {
		t.Errorf("wakes %q", s.Wakes)
	}
	before := s.Clock
	s = look(t, c, c.Wait(t.Context(), 2*time.Hour))
	if last(t, s).HTML != "Two hours without a word." || s.Wakes != "" || s.Clock.Sub(before) < 2*time.Hour {
		t.Errorf("after two hours there is %+v, wakes %q, clock %v", last(t, s), s.Wakes, s.Clock)
	}
	s = look(t, c, c.PressKeyboard(t.Context(), "Pass"))
	if len(s.Messages) < 2 || last(t, s).HTML != "Pardon?" {
		t.Errorf("pressing the keyboard gives %+v", last(t, s))
	}
}

func TestTryConversation_PaysAndTellsTheOwner(t *testing.T) {
	t.Parallel()
	c := tour(t, "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = look(t, c, c.Press(t.Context(), last(t, s).ID, 1, 0))
	m := last(t, s)
	want := trypage.Invoice{Title: "A ticket", Description: "One ride up the tower", Price: "25 ⭐"}
	if m.Invoice == nil || *m.Invoice != want {
		t.Fatalf("invoice is %+v; want %+v", m.Invoice, want)
	}
	if pay := []trypage.Button{{Label: "Pay 25 ⭐", Kind: "pay"}}; len(m.Buttons) != 1 || !slices.Equal(m.Buttons[0], pay) {
		t.Errorf("buttons are %+v", m.Buttons)
	}
	s = look(t, c, c.Pay(t.Context(), m.ID))
	var got []string
	for _, m := range s.Messages[len(s.Messages)-2:] {
		got = append(got, m.HTML)
	}
	if want := []string{"<i>You paid 25 ⭐</i>", "Have a good ride!"}; !slices.Equal(got, want) {
		t.Errorf("messages are %q; want %q", got, want)
	}
	for _, x := range s.Messages {
		if x.ID == m.ID && (!x.Invoice.Paid || len(x.Buttons) > 0) {
			t.Errorf("the paid invoice is %+v", x)
		}
	}
	if want := []string{"A ticket for Alex"}; !slices.Equal(s.Staff, want) {
		t.Errorf("staff is told %q; want %q", s.Staff, want)
	}
}

func TestTryConversation_ShowsPictures(t *testing.T) {
	t.Parallel()
	c := tour(t, "en")
	for _, kind := range []string{"photo", "voice", "file", "contact", "location"} {
		s := look(t, c, c.Send(t.Context(), kind))
		own := s.Messages[len(s.Messages)-2]
		if !own.Own || len(own.Media) != 1 || own.Media[0].Kind != kind {
			t.Errorf("sending %s shows %+v", kind, own)
		}
	}
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = look(t, c, c.Press(t.Context(), last(t, s).ID, 0, 1))
	m := last(t, s)
	if len(m.Media) != 1 || m.Media[0].Kind != "photo" || !strings.HasPrefix(m.Media[0].URL, "data:image/png;base64,") || m.HTML != "The tower" {
		t.Errorf("the photo is %+v", m)
	}
}

func TestTryConversation_SlipsAreSaidInWords(t *testing.T) {
	t.Parallel()
	c := tour(t, "en")
	for _, x := range []struct {
		err  error
		want string
	}{
		{c.Press(t.Context(), 99, 0, 0), "Message 99: there is no such message"},
		{c.Pay(t.Context(), 99), "There is no message 99"},
		{c.Send(t.Context(), "thought"), `A person cannot send a "thought"`},
		{c.PressKeyboard(t.Context(), "Pass"), `Press "Pass": there is no reply keyboard`},
	} {
		var p *trypage.Problem
		if !errors.As(x.err, &p) || p.Message != x.want {
			t.Errorf("error is %v; want %q", x.err, x.want)
		}
	}
}

func TestShippedExamples_CanAllBeTalkedTo(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	shipped, err := shippedExamples(examples.Files, tryRegistry(t))
	if err != nil {
		t.Fatal(err)
	}
	p := openPlace(t, t.TempDir(), shipped)
	if len(p.List()) < 2 {
		t.Errorf("examples are %+v", p.List())
	}
	for _, e := range p.List() {
		_, c := p.talk(t, e.Name, "en")
		if s := look(t, c, c.Say(t.Context(), "/start")); len(s.Messages) < 2 || last(t, s).Own {
			t.Errorf("%s does not answer: %+v", e.Name, s.Messages)
		}
	}
	if _, _, err := p.Open(t.Context(), "none", "en"); !errors.Is(err, trypage.ErrUnknownBot) {
		t.Errorf("an unknown bot gives %v", err)
	}
}
