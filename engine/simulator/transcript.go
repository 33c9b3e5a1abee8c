package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Transcript is a conversation with a bot, written down: what people do and what they see then.
type Transcript struct {
	Name     string `json:"name"`               // one sentence
	Document string `json:"document,omitempty"` // beside the transcript; bot.json if empty
	// User is the person who acts where a step names nobody; Users are others, by name, staff too.
	User    Profile             `json:"user,omitzero"`
	Users   map[string]Profile  `json:"users,omitempty"`
	Staff   map[string][]string `json:"staff,omitempty"` // roles by name; one person "owner" who is the owner if empty
	Start   time.Time           `json:"start,omitzero"`
	Chats   []Place             `json:"chats,omitempty"` // that the bot administrates
	Secrets map[string]string   `json:"secrets,omitempty"`
	HTTP    []Answer            `json:"http,omitempty"`
	Steps   []Step              `json:"steps"`
	// Final are the variables of the first person at the end, by scope; scopes that it does not name are not compared.
	Final map[string]engine.Values `json:"final,omitempty"`
}

// Step is one thing that somebody does, exactly one field of those up to Advance, and what is seen then.
type Step struct {
	Note string `json:"note,omitempty"` // for readers
	By   string `json:"by,omitempty"`   // name of who acts, from here on; "user" is the first person

	Start    *string             `json:"start,omitempty"` // presses Start; the payload of a deep link or ""
	Say      string              `json:"say,omitempty"`
	Reply    string              `json:"reply,omitempty"`  // to the bot's newest message
	Edit     string              `json:"edit,omitempty"`   // the person's own newest text
	Press    string              `json:"press,omitempty"`  // label of a button, of the newest message that has it
	Pay      *Pay                `json:"pay,omitempty"`    // the newest offer
	Refund   bool                `json:"refund,omitempty"` // the owner gives the newest payment in Stars back
	Send     *Sending            `json:"send,omitempty"`
	Album    int                 `json:"album,omitempty"`    // number of photos
	Contact  *Contact            `json:"contact,omitempty"`  // a shared phone number
	Location []float64           `json:"location,omitempty"` // latitude, longitude
	Block    *bool               `json:"block,omitempty"`    // blocks the bot; false takes it back
	Join     int64               `json:"join,omitempty"`     // id of a group or channel
	Leave    int64               `json:"leave,omitempty"`
	Webhook  *engine.WebhookCall `json:"webhook,omitempty"`
	Faults   *Trouble            `json:"faults,omitempty"` // Telegram or the services misbehave from here on
	Set      *Setting            `json:"set,omitempty"`    // somebody who looks after the bot writes a variable
	Jump     *Jump               `json:"jump,omitempty"`   // the person is put at a block
	Advance  flow.Duration       `json:"advance,omitzero"` // time goes by

	Older int   `json:"older,omitempty"` // of Press and Pay: how many messages with such a button or offer to pass over
	At    []int `json:"at,omitempty"`    // of Press: row and column, from 0, where the message has several such buttons

	Expect []Seen `json:"expect"`
}

// Sending is a file that a person sends.
type Sending struct {
	Kind    string `json:"kind"` // photo, video, audio, voice, file, sticker
	Caption string `json:"caption,omitempty"`
}

// Contact is a phone number that a person shares: the own one if Phone is empty.
type Contact struct {
	Phone     string `json:"phone,omitempty"`
	FirstName string `json:"first_name,omitempty"`
}

// Setting is a value of a variable that the person's session sees; no value takes it away.
type Setting struct {
	Scope string `json:"scope"`
	Name  string `json:"name"`
	Value any    `json:"value,omitempty"`
}

// Jump is a block at which a person is put.
type Jump struct {
	Flow  string `json:"flow"`
	Block string `json:"block"`
}

// Trouble is how the simulated Telegram and the services misbehave; empty fields mean that they do not.
type Trouble struct {
	TooManyRequests bool     `json:"too_many_requests,omitempty"` // every send is refused with 429
	RetryAfter      int      `json:"retry_after,omitempty"`       // seconds; 1 if zero
	ServerError     bool     `json:"server_error,omitempty"`      // every call ends in a 500
	Methods         []string `json:"methods,omitempty"`           // calls that ServerError is for; all if empty

	ServicesDown   bool          `json:"services_down,omitempty"`   // no HTTP service can be reached
	ServicesStatus int           `json:"services_status,omitempty"` // what every HTTP call is answered with
	ServicesDelay  flow.Duration `json:"services_delay,omitzero"`   // how much later every HTTP answer comes
}

// Pay is how a person pays. It is written as true where nothing is special.
type Pay struct {
	Decline  bool          `json:"decline,omitempty"`  // the money does not come, after the bot agreed
	After    flow.Duration `json:"after,omitzero"`     // how long the money takes, after the bot agreed
	Tip      int64         `json:"tip,omitempty"`      // minor units
	Shipping string        `json:"shipping,omitempty"` // id of the way of delivery; the first if empty
	Country  string        `json:"country,omitempty"`  // of the address, two letters; GB if empty
}

type plainPay Pay

// UnmarshalJSON reads true or an object.
func (p *Pay) UnmarshalJSON(data []byte) error {
	if string(data) == "true" {
		*p = Pay{}
		return nil
	}
	return strict(data, (*plainPay)(p))
}

// MarshalJSON writes it as it is read.
func (p Pay) MarshalJSON() ([]byte, error) {
	if p == (Pay{}) {
		return []byte("true"), nil
	}
	return json.Marshal(plainPay(p))
}

// You is the name of the first person of a transcript.
const You = "user"

// LoadTranscript reads a transcript. Fields that it does not know are refused.
func LoadTranscript(data []byte) (*Transcript, error) {
	t := &Transcript{}
	if err := strict(data, t); err != nil {
		return nil, err
	}
	if len(t.Steps) == 0 {
		return nil, errors.New("there are no steps")
	}
	for i := range t.Steps {
		if err := t.check(&t.Steps[i]); err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return t, nil
}

func strict(data []byte, dst any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return fmt.Errorf("line %d: %w", lineOf(data, syntax.Offset), err)
		case errors.As(err, &kind):
			return fmt.Errorf("line %d: %s cannot be a %s", lineOf(data, kind.Offset), kind.Field, kind.Value)
		}
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the end")
	}
	return nil
}

func lineOf(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

func (t *Transcript) check(s *Step) error {
	if n := len(s.actions()); n != 1 {
		return fmt.Errorf("it must say one thing to do, not %d", n)
	}
	_, user := t.Users[s.By]
	_, staff := t.Staff[s.By]
	switch {
	case s.By != "" && s.By != You && !user && !staff && (s.By != Owner || t.Staff != nil):
		return fmt.Errorf("there is nobody called %q", s.By)
	case s.Older != 0 && s.Press == "" && s.Pay == nil:
		return errors.New("older belongs to press and pay")
	case len(s.At) != 0 && (s.Press == "" || len(s.At) != 2):
		return errors.New("at belongs to press, and is a row and a column")
	case len(s.Location) != 0 && len(s.Location) != 2:
		return errors.New("a location is a latitude and a longitude")
	}
	return nil
}

// actions are the things that the step says to do, in words.
func (s *Step) actions() []string {
	var out []string
	add := func(has bool, format string, args ...any) {
		if has {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	if s.Start != nil {
		add(true, "start %q", *s.Start)
	}
	add(s.Say != "", "say %q", s.Say)
	add(s.Reply != "", "reply %q", s.Reply)
	add(s.Edit != "", "edit %q", s.Edit)
	add(s.Press != "", "press %q", s.Press)
	add(s.Pay != nil, "pay")
	add(s.Refund, "refund")
	if s.Send != nil {
		add(true, "send %s", s.Send.Kind)
	}
	add(s.Album != 0, "album of %d", s.Album)
	add(s.Contact != nil, "contact")
	add(len(s.Location) > 0, "location")
	if s.Block != nil {
		add(true, "block %t", *s.Block)
	}
	add(s.Join != 0, "join %d", s.Join)
	add(s.Leave != 0, "leave %d", s.Leave)
	if s.Webhook != nil {
		add(true, "webhook %s", s.Webhook.Name)
	}
	add(s.Faults != nil, "faults")
	if s.Set != nil {
		add(true, "set %s.%s", s.Set.Scope, s.Set.Name)
	}
	if s.Jump != nil {
		add(true, "jump to %s", s.Jump.Block)
	}
	if s.Advance != 0 {
		add(true, "advance %s", s.Advance)
	}
	return out
}
