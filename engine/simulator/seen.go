package simulator

import (
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Seen is an observation as transcripts write it down: everything that a person notices, nothing that a person does not.
type Seen struct {
	// To is the person who notices it, empty for the one who acts.
	To string `json:"to,omitempty"`

	// Of a message, new or edited:
	Text     string     `json:"text,omitempty"` // with Telegram's HTML; the caption if there is media
	Media    []string   `json:"media,omitempty"`
	Invoice  *Charge    `json:"invoice,omitempty"`
	Buttons  [][]string `json:"buttons,omitempty"`  // labels; of those that do more than press, with what they do
	Keyboard [][]string `json:"keyboard,omitempty"` // the reply keyboard that came with it
	// KeyboardRemoved tells that the message took the reply keyboard away, ForceReply that it asks for a reply.
	KeyboardRemoved bool   `json:"keyboard_removed,omitempty"`
	ForceReply      bool   `json:"force_reply,omitempty"`
	ReplyTo         string `json:"reply_to,omitempty"` // what it answers
	Edited          bool   `json:"edited,omitempty"`
	Deleted         bool   `json:"deleted,omitempty"` // Text and Media are what it was

	// Instead of a message:
	Toast   string `json:"toast,omitempty"`
	Alert   string `json:"alert,omitempty"`
	Opens   string `json:"opens,omitempty"`   // what a press opened or copied
	Payment string `json:"payment,omitempty"` // paid, declined, timeout, or refused with the bot's words
	Action  string `json:"action,omitempty"`  // what the bot is said to do, such as typing
	Draft   string `json:"draft,omitempty"`   // what the bot is said to be writing
	Refused string `json:"refused,omitempty"` // a call that Telegram would refuse
	Replied string `json:"replied,omitempty"` // what the bot answered the caller of a webhook: status and body
}

// Charge is what an invoice asks for.
type Charge struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Price       string `json:"price"`
	Paid        bool   `json:"paid,omitempty"`
}

// See writes observations down as the person sees them who acts: that person's first, then those of others.
func (w *World) See(observations []Observation, acting string) []Seen {
	own, others := make([]Seen, 0, len(observations)), []Seen(nil)
	for i := range observations {
		s := w.see(&observations[i])
		if who := observations[i].Person; who != acting {
			s.To = who
			others = append(others, s)
			continue
		}
		own = append(own, s)
	}
	return append(own, others...)
}

func (w *World) see(o *Observation) Seen {
	switch o.Kind {
	case Answered:
		if o.Alert {
			return Seen{Alert: o.Text}
		}
		return Seen{Toast: o.Text}
	case Opened:
		return Seen{Opens: o.Text}
	case PaymentEnded:
		return Seen{Payment: o.Text}
	case Acting:
		return Seen{Action: o.Text}
	case Drafting:
		return Seen{Draft: o.Text}
	case Refused:
		return Seen{Refused: o.Text}
	case Replied:
		return Seen{Replied: o.Text}
	case Deleted:
		return Seen{Deleted: true, Text: MessageHTML(o.Message), Media: MediaOf(o.Message)}
	case Sent, Edited:
	}
	s := w.seeMessage(o.Message)
	s.Edited, s.KeyboardRemoved = o.Kind == Edited, o.KeyboardRemoved
	if o.Offer != nil {
		s.Invoice = &Charge{
			Title: o.Offer.Title, Description: o.Offer.Description, Price: Price(o.Offer.Amount, o.Offer.Currency),
			Paid: o.Message.InvoiceState == botapi.InvoicePaid,
		}
	}
	return s
}

func (w *World) seeMessage(m *botapi.Message) Seen {
	s := Seen{Text: MessageHTML(m), Media: MediaOf(m), ForceReply: m.ForceReply}
	if m.ReplyTo != nil {
		s.ReplyTo = m.ReplyTo.Text + m.ReplyTo.Caption
	}
	if m.ReplyMarkup != nil {
		for _, row := range m.ReplyMarkup.Rows {
			labels := make([]string, len(row))
			for i := range row {
				labels[i] = w.buttonLabel(&row[i])
			}
			s.Buttons = append(s.Buttons, labels)
		}
	}
	if m.Keyboard != nil {
		for _, row := range m.Keyboard.Rows {
			labels := make([]string, len(row))
			for i := range row {
				labels[i] = replyLabel(&row[i])
			}
			s.Keyboard = append(s.Keyboard, labels)
		}
	}
	return s
}

// buttonLabel is the label with what the button does beside being pressed.
func (w *World) buttonLabel(b *botapi.InlineButton) string {
	label := b.Text
	if b.Style != "" {
		label += " [" + b.Style + "]"
	}
	switch {
	case b.Pay, b.URL != "" && w.PaysBy(b.URL):
		return label + " → pay"
	case b.URL != "":
		return label + " → " + b.URL
	case b.WebApp != nil:
		return label + " → app " + b.WebApp.URL
	case b.LoginURL != nil:
		return label + " → login " + b.LoginURL.URL
	case b.CopyText != nil:
		return label + " → copy " + b.CopyText.Text
	case b.SwitchInlineQuery != nil:
		return label + " → inline elsewhere " + *b.SwitchInlineQuery
	case b.SwitchInlineQueryCurrentChat != nil:
		return label + " → inline " + *b.SwitchInlineQueryCurrentChat
	case b.SwitchInlineQueryChosenChat != nil:
		return label + " → inline chosen " + b.SwitchInlineQueryChosenChat.Query
	case len(b.CallbackGame) > 0:
		return label + " → game"
	default:
		return label
	}
}

func replyLabel(b *botapi.ReplyButton) string {
	switch {
	case b.RequestContact:
		return b.Text + " → contact"
	case b.RequestLocation:
		return b.Text + " → location"
	case b.RequestUsers != nil:
		return b.Text + " → users"
	case b.RequestChat != nil:
		return b.Text + " → chat"
	case b.RequestPoll != nil:
		return b.Text + " → poll"
	case b.WebApp != nil:
		return b.Text + " → app " + b.WebApp.URL
	default:
		return b.Text
	}
}

// MessageHTML is the text or caption of a message as Telegram's HTML.
func MessageHTML(m *botapi.Message) string {
	if m.Text != "" {
		return HTML(m.Text, m.Entities)
	}
	return HTML(m.Caption, m.CaptionEntities)
}

// MediaOf names what a message holds beside its text, such as "photo" or "file report.pdf"; nil for nothing.
func MediaOf(m *botapi.Message) []string {
	file := func(kind string, f *botapi.Media) []string {
		return []string{strings.TrimSpace(kind + " " + f.FileName)}
	}
	switch {
	case len(m.Photo) > 0:
		return []string{"photo"}
	case m.Animation != nil:
		return file("animation", m.Animation)
	case m.Video != nil:
		return file("video", m.Video)
	case m.Audio != nil:
		return file("audio", m.Audio)
	case m.Document != nil:
		return file("file", m.Document)
	case m.Voice != nil:
		return file("voice", m.Voice)
	case m.VideoNote != nil:
		return file("video_note", m.VideoNote)
	case m.Sticker != nil:
		return []string{strings.TrimSpace("sticker " + m.Sticker.Emoji)}
	case m.Contact != nil:
		return []string{strings.TrimSpace("contact " + m.Contact.PhoneNumber + " " + m.Contact.FirstName)}
	case m.Venue != nil:
		return []string{fmt.Sprintf("venue %s, %s", m.Venue.Title, m.Venue.Address)}
	case m.Location != nil:
		return []string{fmt.Sprintf("location %g %g", m.Location.Latitude, m.Location.Longitude)}
	case m.Poll != nil:
		return []string{"poll"}
	case m.Dice != nil:
		return []string{"dice " + m.Dice.Emoji}
	default:
		return nil
	}
}
