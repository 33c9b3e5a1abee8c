package screen

import (
	"context"
	"html"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Of is what the person of the world sees now, with the words of the page in the language, English or "ru". The toast is
// whoever noted it to add: it is shown once.
func Of(ctx context.Context, w *simulator.World, p *simulator.Person, lang string) Screen {
	v := viewer{world: w, person: p, lang: lang}
	s := Screen{
		Messages: []Message{}, Keyboard: [][]string{}, Staff: []string{}, Commands: []string{}, Drafts: []string{},
		Typing: p.Action(), Clock: w.Now(),
	}
	for _, m := range p.Screen() {
		s.Messages = append(s.Messages, v.message(&m))
	}
	for _, text := range p.Drafts() {
		s.Drafts = append(s.Drafts, Thinking(text, lang))
	}
	if k := p.Keyboard(); k != nil {
		for _, row := range k.Rows {
			labels := make([]string, len(row))
			for i := range row {
				labels[i] = row[i].Text
			}
			s.Keyboard = append(s.Keyboard, labels)
		}
	}
	if at, ok := p.Wakes(ctx); ok && at.After(w.Now()) {
		s.Wakes = In(at.Sub(w.Now()), lang)
	}
	owner := w.Person(simulator.Owner, simulator.Profile{})
	for _, m := range owner.Screen() {
		if !owner.Own(&m) {
			s.Staff = append(s.Staff, simulator.MessageHTML(&m))
		}
	}
	for _, command := range p.Commands() {
		s.Commands = append(s.Commands, "/"+command.Command)
	}
	return s
}

// viewer is who looks.
type viewer struct {
	world  *simulator.World
	person *simulator.Person
	lang   string
}

// either gives the words in the viewer's language.
func (v *viewer) either(en, ru string) string { return either(v.lang, en, ru) }

func (v *viewer) message(m *botapi.Message) Message {
	out := Message{
		ID: m.ID, Own: v.person.Own(m), HTML: simulator.MessageHTML(m), Edited: m.Edits > 0, Media: v.media(m),
		Album: m.MediaGroupID, Buttons: [][]Button{}, At: time.Unix(m.Date, 0).UTC(),
	}
	if m.Paid != nil {
		out.Own = false
		words := v.either("You paid ", "Вы заплатили ")
		out.HTML = "<i>" + html.EscapeString(words+simulator.Price(m.Paid.TotalAmount, m.Paid.Currency)) + "</i>"
	}
	offer := v.person.Offer(m)
	if offer != nil && m.Invoice != nil { // a card says in its own text what it asks for
		out.Invoice = &Invoice{
			Title: offer.Title, Description: offer.Description, Price: simulator.Price(offer.Amount, offer.Currency),
			Paid: m.InvoiceState == botapi.InvoicePaid,
		}
	}
	out.Buttons = append(out.Buttons, v.buttons(m)...)
	return out
}

// buttons are those under a message. An invoice without any has Telegram's own.
func (v *viewer) buttons(m *botapi.Message) [][]Button {
	if m.InvoiceState != "" && m.InvoiceState != botapi.InvoiceOpen {
		return nil
	}
	if m.ReplyMarkup == nil {
		if m.Invoice == nil {
			return nil
		}
		label := v.either("Pay ", "Заплатить ") + simulator.Price(m.Invoice.TotalAmount, m.Invoice.Currency)
		return [][]Button{{{Label: label, Kind: "pay"}}}
	}
	out := make([][]Button, len(m.ReplyMarkup.Rows))
	for i, row := range m.ReplyMarkup.Rows {
		for j := range row {
			b := &row[j]
			x := Button{Label: b.Text, Kind: "other", Style: b.Style}
			switch {
			case b.Pay, b.URL != "" && v.world.PaysBy(b.URL):
				x.Kind = "pay"
			case b.URL != "" && v.world.LetsIn(b.URL):
				x.Kind = "press"
			case b.URL != "":
				x.Kind, x.URL = "url", b.URL
			case b.CallbackData != "", b.CopyText != nil:
				x.Kind = "press"
			}
			out[i] = append(out[i], x)
		}
	}
	return out
}

// Toast is what an observation shows for a moment above the chat; false if it is none. An alert asks to be closed.
func Toast(o *simulator.Observation) (text string, alert, ok bool) {
	switch {
	case o.Kind == simulator.Answered:
		return o.Text, o.Alert, true
	case o.Kind == simulator.Opened && strings.HasPrefix(o.Text, "copied "):
		return strings.TrimPrefix(o.Text, "copied "), false, true
	case o.Kind == simulator.Opened && !strings.Contains(o.Text, "://") && !strings.HasPrefix(o.Text, "inline "):
		return Sentence(o.Text), false, true // of a channel
	case o.Kind == simulator.PaymentEnded && o.Text != string(botapi.PaymentPaid):
		return Sentence(strings.TrimPrefix(o.Text, string(botapi.PaymentRefused)+": ")), true, true
	default:
		return "", false, false
	}
}
