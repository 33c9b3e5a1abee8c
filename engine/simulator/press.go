package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Press presses the button with the label: of the newest message that has one, else of the reply keyboard. older says
// how many messages with such a button to pass over.
func (p *Person) Press(label string, older int) error { return p.pressing(label, older, nil) }

// pressing is Press, with the row and the column where a message has several buttons of the label.
func (p *Person) pressing(label string, older int, at []int) error {
	for _, m := range slices.Backward(p.Screen()) {
		shown, ok := shownAs(&m, label)
		if !ok {
			continue
		}
		if older > 0 {
			older--
			continue
		}
		if len(at) == 2 {
			return p.PressAt(m.ID, at[0], at[1])
		}
		return p.press(func() (botapi.Pressed, error) { return p.person.Press(botToken, m.ID, shown) })
	}
	err := p.PressKeyboard(label)
	if err == nil {
		return nil
	}
	if have := p.labels(); len(have) > 0 {
		return fmt.Errorf("there is no button %q; there are: %s", label, strings.Join(have, ", "))
	}
	return fmt.Errorf("there is no button %q, nor any other", label)
}

// PressAt presses a button of a message by its row and column, both from 0.
func (p *Person) PressAt(message int64, row, col int) error {
	return p.press(func() (botapi.Pressed, error) { return p.person.PressAt(botToken, message, row, col) })
}

// PressKeyboard presses a button of the reply keyboard.
func (p *Person) PressKeyboard(label string) error {
	return p.act(func() (int64, error) { return p.person.PressReply(botToken, label) })
}

// shownAs finds the button with the label as the message has it. Who types a label types plain spaces; prices have others,
// at which no line breaks.
func shownAs(m *botapi.Message, label string) (shown string, ok bool) {
	if m.ReplyMarkup == nil {
		return "", false
	}
	for _, row := range m.ReplyMarkup.Rows {
		for i := range row {
			if plainSpaces.Replace(row[i].Text) == plainSpaces.Replace(label) {
				return row[i].Text, true
			}
		}
	}
	return "", false
}

var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// labels are the buttons in sight, the newest message's first, then the keyboard's.
func (p *Person) labels() []string {
	var out []string
	note := func(label string) {
		if q := `"` + label + `"`; !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, m := range slices.Backward(p.Screen()) {
		if m.ReplyMarkup == nil {
			continue
		}
		for _, row := range m.ReplyMarkup.Rows {
			for i := range row {
				note(row[i].Text)
			}
		}
	}
	if k := p.Keyboard(); k != nil {
		for _, row := range k.Rows {
			for _, b := range row {
				note(b.Text)
			}
		}
	}
	return out
}

// press presses and notes what came of it beside the bot.
func (p *Person) press(do func() (botapi.Pressed, error)) error {
	w := p.world
	var done botapi.Pressed
	err := w.act(func() (err error) {
		done, err = do()
		return err
	})
	open := func(text string) { w.add(Observation{Person: p.name, Kind: Opened, Text: text}) }
	switch {
	case err != nil:
		return err
	case done.URL != "" && w.PaysBy(done.URL):
		return p.paying(func() (*botapi.Payment, error) { return p.person.PayLink(botToken, done.URL, botapi.PayOptions{}) })
	case done.URL != "":
		open(p.follow(done.URL))
	case done.WebApp != "":
		open("app " + done.WebApp)
	case done.Copied != "":
		open("copied " + done.Copied)
	case done.InlineQuery != nil:
		open("inline @" + botName + " " + *done.InlineQuery)
	case done.Payment != nil:
		p.await(done.Payment)
	}
	return nil
}

// Pay pays the newest offer that is open: an invoice, or a message with a button that leads to one.
func (p *Person) Pay(o botapi.PayOptions) error {
	return p.paying(func() (*botapi.Payment, error) { return p.pay(o, 0) })
}

// PayLater is Pay with money that takes so long to come after the bot has agreed.
func (p *Person) PayLater(o botapi.PayOptions, after time.Duration) error {
	return p.payingLater(after, func() (*botapi.Payment, error) {
		o.Hold = true
		return p.pay(o, 0)
	})
}

// PayAs is Pay as a step of a transcript says it. older says how many open offers to pass over.
func (p *Person) PayAs(how *Pay, older int) error {
	o := how.options()
	return p.payingLater(how.After.Std(), func() (*botapi.Payment, error) { return p.pay(o, older) })
}

// PayForAs pays the offer of a message as a step of a transcript says it.
func (p *Person) PayForAs(message int64, how *Pay) error {
	o := how.options()
	return p.payingLater(how.After.Std(), func() (*botapi.Payment, error) { return p.payFor(message, o) })
}

func (how *Pay) options() botapi.PayOptions {
	return botapi.PayOptions{
		Tip: how.Tip, ShippingOption: how.Shipping, Country: how.Country, Decline: how.Decline, Hold: how.After > 0,
	}
}

func (p *Person) pay(o botapi.PayOptions, older int) (*botapi.Payment, error) {
	for _, id := range p.OpenOffers() {
		if older--; older < 0 {
			return p.payFor(id, o)
		}
	}
	return nil, errors.New("there is nothing to pay")
}

// OpenOffers are the messages that ask for money and can be paid, the newest first.
func (p *Person) OpenOffers() []int64 {
	var out []int64
	for _, m := range slices.Backward(p.Screen()) {
		if m.InvoiceState == botapi.InvoiceOpen || p.link(&m) != "" {
			out = append(out, m.ID)
		}
	}
	return out
}

// PayFor pays the offer of a message.
func (p *Person) PayFor(message int64, o botapi.PayOptions) error {
	return p.paying(func() (*botapi.Payment, error) { return p.payFor(message, o) })
}

func (p *Person) payFor(message int64, o botapi.PayOptions) (*botapi.Payment, error) {
	m, ok := p.person.Message(botToken, message)
	if !ok {
		return nil, fmt.Errorf("there is no message %d", message)
	}
	if link := p.link(&m); link != "" && m.InvoiceState != botapi.InvoiceOpen {
		return p.person.PayLink(botToken, link, o)
	}
	return p.person.PayWith(botToken, message, o)
}

// payingLater is paying with money that comes after a while; at once if that is zero.
func (p *Person) payingLater(after time.Duration, do func() (*botapi.Payment, error)) error {
	return p.paying(func() (*botapi.Payment, error) {
		payment, err := do()
		if err == nil && after > 0 {
			p.world.clock.AfterFunc(after, payment.Release)
		}
		return payment, err
	})
}

// link is the invoice link among the message's buttons, empty without one.
func (p *Person) link(m *botapi.Message) string {
	if m.ReplyMarkup == nil {
		return ""
	}
	for _, row := range m.ReplyMarkup.Rows {
		for i := range row {
			if p.world.PaysBy(row[i].URL) {
				return row[i].URL
			}
		}
	}
	return ""
}

// paying begins a payment.
func (p *Person) paying(do func() (*botapi.Payment, error)) error {
	return p.world.act(func() error {
		payment, err := do()
		if err == nil {
			p.await(payment)
		}
		return err
	})
}

// await has the end of a payment noted.
func (p *Person) await(payment *botapi.Payment) {
	w := p.world
	w.mu.Lock()
	defer w.mu.Unlock()
	w.payments = append(w.payments, &openPayment{p.name, payment})
}
