package studio

import (
	"context"
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Message is something that somebody wrote to a bot, or the other way round.
type Message struct {
	At      time.Time
	Out     bool   // from the bot
	Kind    string // message, button, edit, invoice, …
	Text    string // without markup
	Media   []string
	Buttons [][]string // labels, row by row
	State   host.SendState
	Error   string // code of a failure
}

const (
	shownText = 4 << 10 // bytes of a text
	// messageRounds is how often the journal is read on for one page: much of what goes out is no message.
	messageRounds = 5
)

// Messages gives what was said in the private chat with somebody, the newest first, and the place from which the next page goes
// on; nil at the end. A page may be short before that.
func (s *Studio) Messages(ctx context.Context, id string, user int64, from JournalPlace, limit int) (page []Message, next *JournalPlace, err error) {
	b, _, err := s.known(ctx, id, user)
	if err != nil {
		return nil, nil, err
	}
	for range messageRounds {
		rows, err := s.o.Store.Journal(ctx, b.Telegram, user, from, limit+1)
		if err != nil {
			return nil, nil, err
		}
		for i := range rows {
			if len(page) == limit {
				return page, &from, nil
			}
			from = JournalPlace{At: rows[i].At.UnixMicro(), Seq: rows[i].Seq}
			if m := messageOf(&rows[i], b.Live.Username); m != nil {
				page = append(page, *m)
			}
		}
		if len(rows) <= limit {
			return page, nil, nil
		}
	}
	return page, &from, nil
}

// messageOf reads a line of the journal; nil for one that is no message.
func messageOf(r *JournalRow, username string) *Message {
	if r.Key == "" {
		return received(r, username)
	}
	e := effectOf(r.Data)
	if e == nil {
		return nil
	}
	m := &Message{At: r.At, Out: true, Kind: string(e.Kind), Text: engine.ClipBytes(plainText(e), shownText), State: r.State, Error: r.Code}
	switch e.Kind {
	case engine.SendMessage, engine.EditMessage, engine.SendInvoice:
	case engine.CallMethod:
		if e.Call == nil || m.Text == "" {
			return nil
		}
	default:
		return nil
	}
	if c := e.Content; c != nil {
		m.addContent(c)
	}
	if inv := e.Invoice; inv != nil {
		m.Buttons = append(m.Buttons, labels(inv.Inline)...)
	}
	return m
}

func (m *Message) addContent(c *engine.Content) {
	for i := range c.Media {
		m.Media = append(m.Media, c.Media[i].Kind)
	}
	switch {
	case c.Location != nil:
		m.Media = append(m.Media, string(engine.LocationMessage))
	case c.Contact != nil:
		m.Media = append(m.Media, string(engine.ContactMessage))
	}
	m.Buttons = labels(c.Inline)
	if c.Keyboard == nil {
		return
	}
	for _, row := range c.Keyboard.Rows {
		var out []string
		for i := range row {
			out = append(out, row[i].Label)
		}
		m.Buttons = append(m.Buttons, out)
	}
}

func labels(rows [][]engine.Button) (out [][]string) {
	for _, row := range rows {
		var line []string
		for i := range row {
			line = append(line, row[i].Label)
		}
		out = append(out, line)
	}
	return out
}

// received reads an update that came in.
func received(r *JournalRow, username string) *Message {
	u, err := telegram.Decode(username, r.Data)
	if err != nil {
		return &Message{At: r.At, Kind: r.Kind} // of a program that knew more
	}
	m := &Message{At: r.At, Kind: r.Kind}
	ev := &u.Event
	switch {
	case ev.Message != nil:
		m.Text = engine.ClipBytes(ev.Message.Text, shownText)
		if ev.Message.Kind != engine.TextMessage {
			m.Media = []string{string(ev.Message.Kind)}
		}
	case ev.Button != nil:
		m.Text = pressed(r.Data, ev.Button.Data)
	default:
		m.Text = film.EventOf(ev, "", shownText).Text
	}
	return m
}

// pressed finds the label of a button that was pressed: the update has the message that the button belongs to.
func pressed(update []byte, data string) string {
	var u struct {
		Query struct {
			Message struct {
				Markup struct {
					Rows [][]struct {
						Text string `json:"text"`
						Data string `json:"callback_data"`
					} `json:"inline_keyboard"`
				} `json:"reply_markup"`
			} `json:"message"`
		} `json:"callback_query"`
	}
	if json.Unmarshal(update, &u) != nil {
		return ""
	}
	for _, row := range u.Query.Message.Markup.Rows {
		for _, b := range row {
			if b.Data == data {
				return b.Text
			}
		}
	}
	return ""
}

// effectOf reads an effect of the journal; nil for one that cannot be read any more.
func effectOf(data []byte) *engine.Effect {
	var e engine.Effect
	if json.Unmarshal(data, &e) != nil {
		return nil
	}
	return &e
}

// plainText is what people read of an effect, without markup.
func plainText(e *engine.Effect) string {
	if e.Call != nil {
		text, _ := e.Call.Params["text"].(string)
		return text
	}
	text := film.TextOf(e)
	if c := e.Content; c == nil || text != c.Text {
		return text
	}
	return engine.PlainText(text)
}
