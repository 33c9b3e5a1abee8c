package testchat

import (
	"context"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Act is one thing that a person does; exactly one field is set.
type Act struct {
	Say      *string  `json:"say,omitempty" maxLength:"4096" doc:"Writes a text"`
	Press    *Press   `json:"press,omitempty" doc:"Presses a button of a message"`
	Keyboard *string  `json:"keyboard,omitempty" doc:"Presses a button of the keyboard, by its label"`
	Send     *string  `json:"send,omitempty" enum:"photo,video,audio,voice,file,sticker,album,contact,location" doc:"Sends something that is no text"`
	Pay      *Payment `json:"pay,omitempty" doc:"Pays, or does not, what a message asks for"`
	Start    *string  `json:"start,omitempty" maxLength:"64" doc:"Presses Start; the payload of a link or nothing"`
	Block    *bool    `json:"block,omitempty" doc:"Blocks the bot; false takes it back"`
	Edit     *string  `json:"edit,omitempty" maxLength:"4096" doc:"Changes the person's own newest text"`
	Webhook  *Webhook `json:"webhook,omitempty" doc:"One of the bot's webhooks is called about the person"`
	Refund   *bool    `json:"refund,omitempty" doc:"The newest payment in Stars is given back"`
}

// Press is a button by its place.
type Press struct {
	Message int64 `json:"message"`
	Row     int   `json:"row" minimum:"0"`
	Col     int   `json:"col" minimum:"0"`
}

// Payment is how a payment goes.
type Payment struct {
	Message int64  `json:"message"`
	Outcome string `json:"outcome" enum:"paid,failed,cancelled" doc:"failed: the money does not come; cancelled: the person closes the form"`
	After   string `json:"after,omitempty" doc:"How long the money takes, such as 30m; at once if left out"`
}

// Webhook is a call from outside.
type Webhook struct {
	Name   string `json:"name" minLength:"1"`
	Method string `json:"method,omitempty" default:"POST"`
	Body   any    `json:"body,omitempty"`
}

func (a *Act) count() int {
	n := 0
	for _, has := range []bool{
		a.Say != nil, a.Press != nil, a.Keyboard != nil, a.Send != nil, a.Pay != nil, a.Start != nil, a.Block != nil, a.Edit != nil,
		a.Webhook != nil, a.Refund != nil,
	} {
		if has {
			n++
		}
	}
	return n
}

// Act lets a person do something, and returns when the bot has come to rest.
func (c *Chat) Act(ctx context.Context, name string, a *Act) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	who, err := c.who(name)
	if err != nil {
		return err
	}
	if n := a.count(); n != 1 {
		return refuse("/do", "a person does one thing at a time, not %d", n)
	}
	p := who.sim
	step := simulator.Step{}
	switch {
	case a.Say != nil:
		if strings.TrimSpace(*a.Say) == "" {
			return refuse("/do/say", "there is nothing to say")
		}
		step.Say = *a.Say
		return c.do(ctx, who, step, func() error { return p.Say(*a.Say) })
	case a.Press != nil:
		return c.press(ctx, who, a.Press)
	case a.Keyboard != nil:
		step.Press = *a.Keyboard
		return c.do(ctx, who, step, func() error { return p.PressKeyboard(*a.Keyboard) })
	case a.Send != nil:
		return c.send(ctx, who, *a.Send)
	case a.Pay != nil:
		return c.pay(ctx, who, a.Pay)
	case a.Start != nil:
		step.Start = a.Start
		return c.do(ctx, who, step, func() error { return p.Start(*a.Start) })
	case a.Block != nil:
		step.Block = a.Block
		return c.do(ctx, who, step, func() error { return p.Block(*a.Block) })
	case a.Edit != nil:
		step.Edit = *a.Edit
		return c.do(ctx, who, step, func() error { return p.Edit(*a.Edit) })
	case a.Webhook != nil:
		call := engine.WebhookCall{Name: a.Webhook.Name, Method: a.Webhook.Method, Body: a.Webhook.Body}
		step.Webhook = &call
		return c.do(ctx, who, step, func() error { return p.Webhook(ctx, call) })
	default:
		step.Refund = true
		return c.do(ctx, who, step, func() error { return p.Refund(ctx) })
	}
}

// press presses a button of a message. A transcript names it by its label.
func (c *Chat) press(ctx context.Context, who *person, b *Press) error {
	step, err := pressed(who.sim.Screen(), b)
	if err != nil {
		return err
	}
	return c.do(ctx, who, step, func() error { return who.sim.PressAt(b.Message, b.Row, b.Col) })
}

// pressed is the step of a press: the label, how many newer messages have it, and the place where the message has it twice.
func pressed(screen []botapi.Message, b *Press) (simulator.Step, error) {
	step := simulator.Step{}
	at := -1
	for i := range screen {
		if screen[i].ID == b.Message {
			at = i
		}
	}
	if at < 0 {
		return step, refuse("/do/press/message", "there is no message %d", b.Message)
	}
	rows := screen[at].ReplyMarkup
	if rows == nil || b.Row >= len(rows.Rows) || b.Col >= len(rows.Rows[b.Row]) {
		return step, refuse("/do/press", "message %d has no button there", b.Message)
	}
	step.Press = rows.Rows[b.Row][b.Col].Text
	if labelled(&screen[at], step.Press) > 1 {
		step.At = []int{b.Row, b.Col}
	}
	for i := at + 1; i < len(screen); i++ {
		if labelled(&screen[i], step.Press) > 0 {
			step.Older++
		}
	}
	return step, nil
}

// labelled is how many buttons of a message have the label.
func labelled(m *botapi.Message, label string) int {
	n := 0
	if m.ReplyMarkup != nil {
		for _, row := range m.ReplyMarkup.Rows {
			for i := range row {
				if row[i].Text == label {
					n++
				}
			}
		}
	}
	return n
}

func (c *Chat) send(ctx context.Context, who *person, kind string) error {
	p, step := who.sim, simulator.Step{}
	switch kind {
	case "contact":
		step.Contact = &simulator.Contact{}
		return c.do(ctx, who, step, p.Contact)
	case "location":
		const lat, long = 52.52, 13.405
		step.Location = []float64{lat, long}
		return c.do(ctx, who, step, func() error { return p.Location(lat, long) })
	case "album":
		step.Album = 2
		return c.do(ctx, who, step, func() error { return p.Album(step.Album, "") })
	default:
		step.Send = &simulator.Sending{Kind: kind}
		return c.do(ctx, who, step, func() error { return p.Send(kind, "") })
	}
}

// maxWaitForMoney is how long the money of a payment may take.
const maxWaitForMoney = 30 * 24 * time.Hour

func (c *Chat) pay(ctx context.Context, who *person, how *Payment) error {
	pay := simulator.Pay{Decline: how.Outcome == "failed"}
	if how.After != "" {
		var err error
		if pay.After, err = flow.ParseDuration(how.After); err != nil || pay.After.Std() > maxWaitForMoney {
			return refuse("/do/pay/after", "money takes a time like 30s, 15m or 2d, and at most 30 days")
		}
	}
	step := simulator.Step{Pay: &pay, Older: -1}
	for i, id := range who.sim.OpenOffers() {
		if id == how.Message {
			step.Older = i
		}
	}
	switch {
	case step.Older < 0:
		return refuse("/do/pay/message", "message %d asks for no money, or not any more", how.Message)
	case how.Outcome == "cancelled":
		return nil // the bot does not hear of it
	}
	return c.do(ctx, who, step, func() error { return who.sim.PayForAs(how.Message, &pay) })
}
