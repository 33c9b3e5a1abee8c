package film

import "time"

// Turn is one pass of the bot: an event, the blocks that were passed, the calls that came of it.
type Turn struct {
	ID     int64     `json:"id" doc:"Rises from turn to turn"`
	At     time.Time `json:"at" doc:"By the clock of who runs it"`
	Person string    `json:"person"`
	Event  Event     `json:"event"`
	Blocks []Pass    `json:"blocks" doc:"In the order in which they were passed"`
	Calls  []Call    `json:"calls" doc:"To Telegram"`
	Heard  bool      `json:"heard" doc:"Something in the bot wanted the event"`
	Cut    bool      `json:"cut,omitempty" doc:"There was more than is kept"`
}

// Event is what happened, in words.
type Event struct {
	Kind string `json:"kind" example:"message"`
	Text string `json:"text"`
}

// Pass is a block that was passed.
type Pass struct {
	Flow  string     `json:"flow"`
	Block string     `json:"block"`
	Type  string     `json:"type"`
	Label string     `json:"label,omitempty" doc:"Of a block inside of a type that is made of flows: what its maker calls it"`
	Exit  string     `json:"exit,omitempty" doc:"Nothing if it waits"`
	Error *Trouble   `json:"error,omitempty"`
	Sets  []Set      `json:"sets,omitempty"`
	HTTP  []Exchange `json:"http,omitempty"`
}

// Trouble is what went wrong in a block.
type Trouble struct {
	Code   string         `json:"code"`
	Text   string         `json:"text" spoken:"author"`
	Detail map[string]any `json:"detail,omitempty"`
}

// Set is a variable that was written.
type Set struct {
	Name   string `json:"name" example:"user.phone"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}

// Exchange is an HTTP call and its answer, with secrets masked.
type Exchange struct {
	Method   string  `json:"method"`
	URL      string  `json:"url"`
	Status   int     `json:"status" doc:"0 if there was no answer"`
	MS       int64   `json:"ms"`
	Error    string  `json:"error,omitempty" spoken:"author" doc:"Why there was no answer"`
	Request  *Packet `json:"request,omitempty"`
	Response *Packet `json:"response,omitempty"`
}

// Packet is what went one way.
type Packet struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body,omitempty"`
	Cut     bool              `json:"cut,omitempty" doc:"There was more of the body"`
}

// Call is a call of the bot to Telegram.
type Call struct {
	Method string `json:"method"`
	To     string `json:"to,omitempty" doc:"Name of the person in whose chat it was, or the id of a group"`
	Text   string `json:"text,omitempty"`
	OK     bool   `json:"ok"`
	Error  string `json:"error,omitempty" spoken:"author" doc:"Why it failed; Telegram's own words as they came"`
}
