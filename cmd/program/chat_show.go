package program

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// show prints what was noticed since the last time: first what the person noticed, then what others did. It is false if
// there was nothing.
func (c *chat) show() bool {
	seen := settled(c.world.Take())
	if len(seen) == 0 && len(c.world.Answers().Refused()) == c.refused {
		return false
	}
	c.term.fresh()
	if offersChoice(seen, c.person.Name()) {
		c.choices = nil
	}
	keyboard := false
	for i := range seen {
		if o := &seen[i]; o.Person == c.person.Name() {
			keyboard = keyboard || o.Message != nil && o.Message.Keyboard != nil
			c.notice(o)
		}
	}
	if keyboard {
		c.keyboard()
	}
	for i := range seen {
		if o := &seen[i]; o.Person != c.person.Name() {
			c.elsewhere(o)
		}
	}
	c.refusals()
	return true
}

// settled leaves out the edits that a later one has overtaken, such as those of a countdown while time went by: they cannot
// be read any more, and their buttons are gone. What a bot is said to do all the while is said once.
func settled(seen []simulator.Observation) []simulator.Observation {
	type look struct {
		person  string
		message int64
	}
	last := map[look]int{}
	for i := range seen {
		if o := &seen[i]; o.Kind == simulator.Edited {
			last[look{o.Person, o.Message.ID}] = i
		}
	}
	before := map[look]*botapi.Message{}
	out := make([]simulator.Observation, 0, len(seen))
	for i := range seen {
		o := seen[i]
		if o.Kind == simulator.Edited {
			l := look{o.Person, o.Message.ID}
			if _, overtaken := before[l]; !overtaken {
				before[l] = o.Before
			}
			if last[l] != i {
				continue
			}
			o.Before = before[l]
		}
		if n := len(out); o.Kind == simulator.Acting && n > 0 && out[n-1].Kind == o.Kind && out[n-1].Person == o.Person && out[n-1].Text == o.Text {
			continue
		}
		out = append(out, o)
	}
	return out
}

// offersChoice tells whether new buttons came: they get the numbers then.
func offersChoice(seen []simulator.Observation, person string) bool {
	for i := range seen {
		m := seen[i].Message
		if m != nil && seen[i].Person == person && seen[i].Kind != simulator.Deleted && (m.ReplyMarkup != nil || m.Keyboard != nil || m.Invoice != nil) {
			return true
		}
	}
	return false
}

// notice prints what the person notices.
func (c *chat) notice(o *simulator.Observation) {
	switch o.Kind {
	case simulator.Sent:
		c.bubble(o.Message, "")
	case simulator.Edited:
		if !onlyButtonsGone(o) {
			c.bubble(o.Message, "edited")
		}
	case simulator.Deleted:
		c.term.block(faint, "  (deleted: "+short(o.Message)+")")
	case simulator.Answered:
		mark := "  ( "
		if o.Alert {
			mark = "  [!] "
		}
		c.term.block(strong, mark+o.Text+closing(o.Alert))
	case simulator.Opened:
		c.term.block(faint, "  ↗ "+o.Text)
	case simulator.PaymentEnded:
		c.payment(o.Text)
	case simulator.Acting:
		c.term.line(faint, "  "+c.bot+": "+strings.ReplaceAll(o.Text, "_", " ")+"…")
	case simulator.Drafting:
		c.term.block(faint, "  "+c.bot+" is writing: "+engine.PlainText(screen.Thinking(o.Text, "en")))
	case simulator.Refused:
		c.term.block(trouble, "! Telegram would refuse this: "+o.Text)
	case simulator.Replied:
		c.term.block(faint, "  ↩ "+o.Text)
	}
	if o.KeyboardRemoved {
		c.term.line(faint, "  (the keyboard is gone)")
	}
}

// onlyButtonsGone tells whether an edit did nothing but take the buttons away: that would only repeat what was read.
func onlyButtonsGone(o *simulator.Observation) bool {
	was, is := o.Before, o.Message
	return was != nil && is.ReplyMarkup == nil && was.Text == is.Text && was.Caption == is.Caption &&
		slices.Equal(simulator.MediaOf(was), simulator.MediaOf(is))
}

func closing(alert bool) string {
	if alert {
		return ""
	}
	return " )"
}

func (c *chat) payment(state string) {
	switch botapi.PaymentState(state) {
	case botapi.PaymentPaid:
		c.term.line(good, "  ✓ paid (pretend money)")
	case botapi.PaymentDeclined:
		c.term.line(trouble, "  ✗ the bank declined the payment")
	case botapi.PaymentTimedOut:
		c.term.line(trouble, "  ✗ the bot did not answer in time, nothing was paid")
	default:
		c.term.block(trouble, "  ✗ not paid: "+strings.TrimPrefix(state, string(botapi.PaymentRefused)+": "))
	}
}

// elsewhere prints what somebody else gets, such as the owner.
func (c *chat) elsewhere(o *simulator.Observation) {
	if o.Message == nil || o.Kind == simulator.Deleted {
		return
	}
	c.term.line(faint, "  to "+o.Person+":")
	c.term.message(faint, "  ┊ ", o.Message)
	if o.Message.ReplyMarkup != nil {
		c.term.line(faint, "  ┊ (with buttons; :user "+o.Person+" to press them)")
	}
}

// bubble prints a message of the bot with its buttons.
func (c *chat) bubble(m *botapi.Message, note string) {
	head := c.bot + " " + c.at(time.Unix(m.Date, 0))
	if note != "" {
		head += " (" + note + ")"
	}
	c.term.line(faint, head)
	for _, media := range simulator.MediaOf(m) {
		c.term.line(normal, "│ 📎 "+media)
	}
	if inv := m.Invoice; inv != nil {
		c.term.block(strong, "│ "+inv.Title+" · "+simulator.Price(inv.TotalAmount, inv.Currency))
		c.term.block(normal, "│ "+inv.Description)
	}
	c.term.message(normal, "│ ", m)
	c.buttons(m)
}

// buttons prints and numbers the inline buttons.
func (c *chat) buttons(m *botapi.Message) {
	open := m.InvoiceState == "" || m.InvoiceState == botapi.InvoiceOpen
	if m.InvoiceState == botapi.InvoicePaid {
		c.term.line(good, "│ ✓ paid")
	}
	if m.Invoice != nil && m.ReplyMarkup == nil && open {
		n := c.number(choice{message: m.ID, pays: true})
		c.term.line(button, fmt.Sprintf("│ [%d] Pay %s", n, simulator.Price(m.Invoice.TotalAmount, m.Invoice.Currency)))
	}
	if m.ReplyMarkup == nil || !open {
		return
	}
	rows := make([][]cellLabel, len(m.ReplyMarkup.Rows))
	for row, bs := range m.ReplyMarkup.Rows {
		for col := range bs {
			n := c.number(choice{message: m.ID, row: row, col: col, label: bs[col].Text})
			rows[row] = append(rows[row], cellLabel{n, bs[col].Text + c.sign(&bs[col])})
		}
	}
	c.rows("│ ", rows)
}

// rows prints rows of buttons behind a margin.
func (c *chat) rows(margin string, rows [][]cellLabel) {
	for _, line := range grid(rows, c.term.width-widthOfText(margin)) {
		c.term.block(button, margin+line)
	}
}

// sign marks buttons that do more than press.
func (c *chat) sign(b *botapi.InlineButton) string {
	switch {
	case b.URL != "" && !c.world.PaysBy(b.URL), b.WebApp != nil, b.LoginURL != nil:
		return " ↗"
	case b.CopyText != nil:
		return " ⧉"
	default:
		return ""
	}
}

// keyboard prints and numbers the reply keyboard in sight.
func (c *chat) keyboard() {
	k := c.person.Keyboard()
	if k == nil {
		return
	}
	rows := make([][]cellLabel, len(k.Rows))
	for r, row := range k.Rows {
		for i := range row {
			rows[r] = append(rows[r], cellLabel{c.number(choice{label: row[i].Text}), row[i].Text})
		}
	}
	c.rows("⌨ ", rows)
}

// number gives a button its number. A message that is shown twice, as new and then changed, keeps the buttons it has last.
func (c *chat) number(x choice) int {
	c.choices = append(c.choices, x)
	return len(c.choices)
}

// refusals says which HTTP calls were refused and what to do about it.
func (c *chat) refusals() {
	all := c.world.Answers().Refused()
	for _, what := range all[c.refused:] {
		c.term.block(trouble, "! HTTP call refused: "+what)
		c.term.line(faint, "  Start with --http to allow real calls, or with --answers FILE for answers of your own.")
	}
	c.refused = len(all)
}

// short is the beginning of a message's text.
func short(m *botapi.Message) string {
	if text := m.Text + m.Caption; text != "" {
		return engine.Shorten(strings.ReplaceAll(text, "\n", " "), 40)
	}
	return strings.Join(simulator.MediaOf(m), ", ")
}
