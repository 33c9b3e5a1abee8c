package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Screen is what the person sees now. What a press was answered with is shown once.
func (c *tryConversation) Screen(ctx context.Context) (trypage.Screen, error) {
	if err := c.act(ctx, func() error { return nil }); err != nil {
		return trypage.Screen{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := trypage.Screen{
		Messages: []trypage.Message{}, Keyboard: [][]string{}, Staff: []string{}, Commands: []string{}, Drafts: []string{},
		Typing: c.person.Action(), Toast: c.toast, Alert: c.alert, Clock: c.world.Now(),
	}
	c.toast, c.alert = "", false
	for _, m := range c.person.Screen() {
		s.Messages = append(s.Messages, c.message(&m))
	}
	for _, text := range c.person.Drafts() {
		s.Drafts = append(s.Drafts, thinking(text, c.lang))
	}
	if k := c.person.Keyboard(); k != nil {
		for _, row := range k.Rows {
			labels := make([]string, len(row))
			for i := range row {
				labels[i] = row[i].Text
			}
			s.Keyboard = append(s.Keyboard, labels)
		}
	}
	if at, ok := c.person.Wakes(ctx); ok && at.After(c.world.Now()) {
		s.Wakes = inWords(at.Sub(c.world.Now()), c.lang)
	}
	owner := c.world.Person(simulator.Owner, simulator.Profile{})
	for _, m := range owner.Screen() {
		if !owner.Own(&m) {
			s.Staff = append(s.Staff, simulator.MessageHTML(&m))
		}
	}
	for _, command := range c.person.Commands() {
		s.Commands = append(s.Commands, "/"+command.Command)
	}
	return s, nil
}

// thinking is a draft as it reads; Telegram has words of its own for one without a text.
func thinking(text, lang string) string {
	switch {
	case text != "":
		return text
	case lang == "ru":
		return "Думаю…"
	default:
		return "Thinking…"
	}
}

func (c *tryConversation) message(m *botapi.Message) trypage.Message {
	out := trypage.Message{
		ID: m.ID, Own: c.person.Own(m), HTML: simulator.MessageHTML(m), Edited: m.Edits > 0, Media: c.media(m),
		Buttons: [][]trypage.Button{}, At: time.Unix(m.Date, 0).UTC(),
	}
	if m.Paid != nil {
		out.Own = false
		words := "You paid "
		if c.lang == "ru" {
			words = "Вы заплатили "
		}
		out.HTML = "<i>" + html.EscapeString(words+simulator.Price(m.Paid.TotalAmount, m.Paid.Currency)) + "</i>"
	}
	offer := c.person.Offer(m)
	if offer != nil && m.Invoice != nil { // a card says in its own text what it asks for
		out.Invoice = &trypage.Invoice{
			Title: offer.Title, Description: offer.Description, Price: simulator.Price(offer.Amount, offer.Currency),
			Paid: m.InvoiceState == botapi.InvoicePaid,
		}
	}
	out.Buttons = append(out.Buttons, c.buttons(m)...)
	return out
}

// buttons are those under a message. An invoice without any has Telegram's own.
func (c *tryConversation) buttons(m *botapi.Message) [][]trypage.Button {
	if m.InvoiceState != "" && m.InvoiceState != botapi.InvoiceOpen {
		return nil
	}
	if m.ReplyMarkup == nil {
		if m.Invoice == nil {
			return nil
		}
		return [][]trypage.Button{{{Label: c.payLabel(m.Invoice), Kind: "pay"}}}
	}
	out := make([][]trypage.Button, len(m.ReplyMarkup.Rows))
	for i, row := range m.ReplyMarkup.Rows {
		for j := range row {
			b := &row[j]
			x := trypage.Button{Label: b.Text, Kind: "other", Style: b.Style}
			switch {
			case b.Pay, b.URL != "" && c.world.PaysBy(b.URL):
				x.Kind = "pay"
			case b.URL != "" && c.world.LetsIn(b.URL):
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

func (c *tryConversation) payLabel(inv *botapi.Invoice) string {
	words := "Pay "
	if c.lang == "ru" {
		words = "Заплатить "
	}
	return words + simulator.Price(inv.TotalAmount, inv.Currency)
}

// largestShown is how large a picture may be to be shown on the page, in bytes.
const largestShown = 3 << 20

func (c *tryConversation) media(m *botapi.Message) []trypage.Media {
	out := []trypage.Media{}
	for _, words := range simulator.MediaOf(m) {
		kind, name, _ := strings.Cut(words, " ")
		out = append(out, trypage.Media{Kind: kind, Name: name})
	}
	if len(m.Photo) == 0 || len(out) == 0 {
		return out
	}
	data, ok := c.world.FileData(m.Photo[len(m.Photo)-1].FileID)
	kinds := []string{"image/png", "image/jpeg", "image/gif", "image/webp"}
	if kind := http.DetectContentType(data); ok && len(data) <= largestShown && slices.Contains(kinds, kind) {
		out[0].URL = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
	}
	return out
}

// inWords says how long it is until something happens, such as "in 15 min".
func inWords(d time.Duration, lang string) string {
	unit := func(n time.Duration, en, ru string) string {
		if lang == "ru" {
			return fmt.Sprintf("через %d %s", n, ru)
		}
		return fmt.Sprintf("in %d %s", n, en)
	}
	switch {
	case d < time.Minute:
		return unit(max(1, (d+time.Second-1)/time.Second), "s", "с")
	case d < time.Hour:
		return unit((d+time.Minute-1)/time.Minute, "min", "мин")
	case d < 48*time.Hour:
		return unit((d+time.Hour-1)/time.Hour, "h", "ч")
	default:
		return unit((d+24*time.Hour-1)/(24*time.Hour), "days", "дн")
	}
}
