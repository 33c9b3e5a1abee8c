package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// act is one thing that a person may do.
type act struct {
	words  string
	weight int
	answer bool // something must be seen of it
	do     func(context.Context) error
}

// choose draws what the person does, out of what can be done now.
func (w *walk) choose(p *Person) act {
	if p.Blocked() {
		if w.rnd.IntN(2) == 0 {
			return w.leap()
		}
		return act{words: "comes back", answer: true, do: func(context.Context) error { return p.Start("") }}
	}
	screen := p.Screen()
	acts := slices.Concat(w.always(p, screen), w.presses(p, screen), w.inGroups(p))
	total := 0
	for _, a := range acts {
		total += a.weight
	}
	n := w.rnd.IntN(total)
	for _, a := range acts {
		if n -= a.weight; n < 0 {
			return a
		}
	}
	return acts[len(acts)-1]
}

// always are the things that can be done whatever is on the screen.
func (w *walk) always(p *Person, screen []botapi.Message) []act {
	text := pick(w.rnd, w.words)
	if known := w.o.Route.Words; len(known) > 0 && w.rnd.IntN(2) == 0 {
		text = pick(w.rnd, known)
	}
	kind := pick(w.rnd, []string{"photo", "video", "audio", "voice", "file", "sticker"})
	payload := pick(w.rnd, append([]string{"", "", "nonsense"}, w.o.Route.Payloads...))
	photos := 2 + w.rnd.IntN(3)
	lat, long := w.rnd.Float64()*170-85, w.rnd.Float64()*360-180
	plain := func(f func() error) func(context.Context) error { return func(context.Context) error { return f() } }
	acts := []act{
		{fmt.Sprintf("says %q", text), 20, true, plain(func() error { return p.Say(text) })},
		{fmt.Sprintf("sends a %s", kind), 3, true, plain(func() error { return p.Send(kind, captionOf(kind, text)) })},
		{fmt.Sprintf("starts with %q", payload), 4, true, plain(func() error { return p.Start(payload) })},
		{fmt.Sprintf("sends an album of %d", photos), 1, true, plain(func() error { return p.Album(photos, "") })},
		{"shares the own number", 1, true, plain(p.Contact)},
		{"shares another number", 1, true, plain(func() error { return p.ContactOf("+15550001", "Bob") })},
		{"shares a place", 1, true, plain(func() error { return p.Location(lat, long) })},
		{"blocks the bot", 1, false, plain(func() error { return p.Block(true) })},
		w.leap(),
	}
	if slices.ContainsFunc(screen, func(m botapi.Message) bool { return p.Own(&m) && m.Text != "" }) {
		acts = append(acts, act{fmt.Sprintf("changes the last text to %q", text), 1, false, plain(func() error { return p.Edit(text) })})
	}
	if commands := p.Commands(); len(commands) > 0 {
		command := "/" + pick(w.rnd, commands).Command
		acts = append(acts, act{"says " + command, 6, true, plain(func() error { return p.Say(command) })})
	}
	if places := w.o.World.Places; len(places) > 0 {
		place := pick(w.rnd, places)
		acts = append(acts, act{"leaves " + place.Title, 3, false, func(context.Context) error {
			if err := p.Leave(place.ID); err != nil && !errors.Is(err, botapi.ErrNotMember) {
				return err
			}
			return nil
		}})
	}
	if hooks := w.o.Route.Webhooks; len(hooks) > 0 {
		call := pick(w.rnd, hooks)
		acts = append(acts, act{"is called about by webhook " + call.Name, 3, false, func(ctx context.Context) error { return p.Webhook(ctx, call) }})
	}
	return acts
}

// captionOf is a caption for files that can have one.
func captionOf(kind, text string) string {
	const most = 1024 // characters: Telegram Bot API, caption
	if kind == "voice" || kind == "sticker" || utf8.RuneCountInString(text) > most {
		return ""
	}
	return text
}

// leap lets time go by: to what comes next, or for a while.
func (w *walk) leap() act {
	d := pick(w.rnd, []time.Duration{
		time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 9 * time.Hour, 24 * time.Hour,
		3 * 24 * time.Hour, 40 * 24 * time.Hour,
	})
	if next, ok := w.world.Next(); ok && w.rnd.IntN(2) == 0 {
		d = next.Sub(w.world.Now())
	}
	return act{fmt.Sprintf("waits %s", flow.Duration(d)), 10, false, func(ctx context.Context) error { return w.world.Advance(ctx, d) }}
}

// presses are the buttons in sight: of the newest message with any, of the one before, of an old one that the person
// scrolls to; and the keyboard.
func (w *walk) presses(p *Person, messages []botapi.Message) []act {
	const fresh, before, old, keys = 45, 8, 6, 15
	var acts []act
	var shown []*botapi.Message
	for i := range messages {
		if m := &messages[i]; m.ReplyMarkup != nil && len(m.ReplyMarkup.Rows) > 0 && !p.Own(m) {
			shown = append(shown, m)
		}
	}
	slices.Reverse(shown)
	press := func(m *botapi.Message, weight int) {
		acts = append(acts, w.pressOne(p, m, weight))
		if p.Offer(m) != nil && payable(m) {
			acts = append(acts, w.payFor(p, m, weight/2))
		}
	}
	if len(shown) > 0 {
		press(shown[0], fresh)
	}
	if len(shown) > 1 {
		press(shown[1], before)
	}
	if len(shown) > 2 {
		press(pick(w.rnd, shown[2:]), old)
	}
	if k := p.Keyboard(); k != nil && len(k.Rows) > 0 {
		label := pick(w.rnd, pick(w.rnd, k.Rows)).Text
		acts = append(acts, act{fmt.Sprintf("presses %q of the keyboard", label), keys, true, func(context.Context) error {
			return p.PressKeyboard(label)
		}})
	}
	return acts
}

func (w *walk) pressOne(p *Person, m *botapi.Message, weight int) act {
	row := w.rnd.IntN(len(m.ReplyMarkup.Rows))
	col := w.rnd.IntN(len(m.ReplyMarkup.Rows[row]))
	button := &m.ReplyMarkup.Rows[row][col]
	words := fmt.Sprintf("presses %q of message %d", button.Text, m.ID)
	if button.Pay && !payable(m) { // it shows the receipt now
		return act{words, weight, false, func(context.Context) error { return nil }}
	}
	press := func(context.Context) error { return p.PressAt(m.ID, row, col) }
	if button.CallbackData != "" && w.rnd.IntN(8) == 0 { // before the bot could answer
		words += " twice"
		press = func(context.Context) error { return errors.Join(p.PressAt(m.ID, row, col), p.PressAt(m.ID, row, col)) }
	}
	return act{words, weight, true, press}
}

// payable tells whether a message may ask for money still: Telegram itself closes an invoice, a card with a link is closed
// by the bot.
func payable(m *botapi.Message) bool { return m.Invoice == nil || m.InvoiceState == botapi.InvoiceOpen }

// payFor pays the offer of a message, or tries to.
func (w *walk) payFor(p *Person, m *botapi.Message, weight int) act {
	o := botapi.PayOptions{Decline: w.rnd.IntN(4) == 0}
	words := fmt.Sprintf("pays message %d", m.ID)
	if o.Decline {
		words += " with an empty card"
	}
	return act{words, weight, true, func(context.Context) error { return p.PayFor(m.ID, o) }}
}

// wordsOf are texts that people may say: some that everybody says, and the short ones of the document, such as the words
// that its triggers listen to.
func wordsOf(doc *flow.Document) []string {
	out := []string{
		"hello", "Привет!", "yes", "no", "да", "1", "3", "42", "0", "-5", "1000000", "2,5", "12:30", "31.12.2026", "2026-02-30",
		"tomorrow", "Ann Lee", "Анна", "ann@example.com", "ann@", "+49 151 23456789", "89161234567", "https://example.com",
		"/start", "/help", "/cancel", "/nonsense", "/start@simulated_bot", "cancel", "back", "menu", "👍", "☕️ please", "<b>bold</b> & more",
		"{{ user.name }}", "a\nb", strings.Repeat("long ", 200), strings.Repeat("я", 4096), "…", "'; drop table users",
	}
	for i := range doc.Flows {
		for j := range doc.Flows[i].Blocks {
			var config any
			if json.Unmarshal(doc.Flows[i].Blocks[j].Config, &config) == nil {
				out = shortTexts(out, config)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shortTexts adds the short texts in a config that are no templates.
func shortTexts(out []string, v any) []string {
	const most = 30
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) != "" && utf8.RuneCountInString(v) <= most && !strings.Contains(v, "{{") {
			out = append(out, v)
		}
	case []any:
		for _, x := range v {
			out = shortTexts(out, x)
		}
	case map[string]any:
		for _, x := range v {
			out = shortTexts(out, x)
		}
	}
	return out
}
