package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// ObservationKind is what a person noticed.
type ObservationKind string

// The kinds of observations.
const (
	Answered     ObservationKind = "answered" // a toast or an alert after a press: Text, Alert
	Opened       ObservationKind = "opened"   // a press opened or copied something: Text
	PaymentEnded ObservationKind = "payment"  // Text is paid, declined, timeout, or refused with the bot's words
	Sent         ObservationKind = "sent"     // Message
	Edited       ObservationKind = "edited"   // Message, as it reads then
	Deleted      ObservationKind = "deleted"  // Message, as it read before
	Acting       ObservationKind = "acting"   // Text is what the bot is said to do, such as typing
	Drafting     ObservationKind = "drafting" // Text is what the bot is said to be writing, as Telegram's HTML
	Refused      ObservationKind = "refused"  // the simulated Telegram refused a call: Text
	Replied      ObservationKind = "replied"  // the caller of a webhook for the person was answered: Text is status and body
)

// Observation is one thing that a person noticed.
type Observation struct {
	Person  string // name; of a chat that is no person's, its id
	Kind    ObservationKind
	Text    string
	Alert   bool
	Message *botapi.Message
	Before  *botapi.Message // of Edited: as it read before; nil if that is not known
	// Offer is what a message asks money for, as an invoice or by a button that leads to one; nil for none.
	Offer *Offer
	// KeyboardRemoved tells that the message took the reply keyboard away.
	KeyboardRemoved bool
}

// Offer is what an invoice asks money for.
type Offer struct {
	Title       string
	Description string
	Currency    string
	Amount      int64 // minor units
}

// Take gives what was noticed since the last time: for each person in order, people by name, and of what happened at once
// the answers to presses and payments before messages.
func (w *World) Take() []Observation {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.seen
	w.seen = nil
	rank := func(o Observation) int {
		switch o.Kind {
		case Answered, Opened, Replied:
			return 0 // the host sends them beside everything else
		case PaymentEnded:
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(out, func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(rank(a), rank(b)))
	})
	return out
}

func (w *World) add(o Observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if (w.opts.Home != nil || w.opts.Bounded) && len(w.seen) >= maxUnlooked {
		w.seen = append(w.seen[:0], w.seen[maxUnlooked/2:]...)
	}
	w.seen = append(w.seen, o)
}

// params are those of a call's parameters that say what people notice.
type params struct {
	ChatID     json.RawMessage `json:"chat_id"`
	MessageID  int64           `json:"message_id"`
	MessageIDs []int64         `json:"message_ids"`
	QueryID    string          `json:"callback_query_id"`
	Action     string          `json:"action"`
	DraftID    int64           `json:"draft_id"`
	Markup     struct {
		Remove bool `json:"remove_keyboard"`
	} `json:"reply_markup"`
}

// observe notes what a call of the bot shows to people. It runs on the call's own goroutine, before the caller goes on.
func (w *World) observe(c botapi.Call) {
	w.updates.Add(1)
	var p params
	readParams(c.Params, &p)
	if c.Err != nil {
		if !harmless(c.Err) {
			w.add(Observation{Person: w.nameOf(chatOf(p.ChatID)), Kind: Refused, Text: c.Method + ": " + c.Err.Description})
		}
		return
	}
	switch c.Method {
	case "answerCallbackQuery":
		w.answered(p.QueryID)
	case "sendChatAction":
		w.add(Observation{Person: w.nameOf(chatOf(p.ChatID)), Kind: Acting, Text: p.Action})
	case "sendMessageDraft":
		w.drafted(chatOf(p.ChatID), p.DraftID)
	case "deleteMessage":
		w.deleted(chatOf(p.ChatID), p.MessageID)
	case "deleteMessages":
		for _, id := range p.MessageIDs {
			w.deleted(chatOf(p.ChatID), id)
		}
	case "createInvoiceLink":
	default:
		w.shown(c, p)
	}
}

// readParams decodes one by one: a parameter of another shape must not hide the others.
func readParams(in map[string]json.RawMessage, p *params) {
	for name, value := range in {
		one, err := json.Marshal(map[string]json.RawMessage{name: value})
		if err == nil {
			_ = json.Unmarshal(one, p) // what cannot be read is not there
		}
	}
}

// harmless are refusals that stand for success.
func harmless(e *botapi.Error) bool {
	switch e.Description {
	case "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
		"Bad Request: message to delete not found",
		"Bad Request: message can't be deleted for everyone": // it loses its buttons instead
		return true
	default:
		return false
	}
}

func chatOf(raw json.RawMessage) int64 {
	var id int64
	if json.Unmarshal(raw, &id) == nil {
		return id
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return 0
	}
	id, _ = strconv.ParseInt(text, 10, 64) // names of channels are nobody's chat here
	return id
}

// answered finds out who pressed: the answer is the newest of that person.
func (w *World) answered(query string) {
	for _, p := range w.everybody() {
		answers := p.person.Answers(botToken)
		for _, a := range slices.Backward(answers) {
			if a.QueryID != query {
				continue
			}
			switch {
			case a.Text != "":
				w.add(Observation{Person: p.name, Kind: Answered, Text: a.Text, Alert: a.Alert})
			case a.URL != "":
				w.add(Observation{Person: p.name, Kind: Opened, Text: a.URL})
			}
			return
		}
	}
}

// drafted notes a draft, unless the person reads it already.
func (w *World) drafted(chat, id int64) {
	p := w.personOf(chat)
	if p == nil {
		return
	}
	for _, d := range p.person.Drafts(botToken) {
		if text := HTML(d.Text, d.Entities); d.ID == id && p.news(d, text) {
			w.add(Observation{Person: p.name, Kind: Drafting, Text: text})
		}
	}
}

// deleted finds the message in what was seen of it last.
func (w *World) deleted(chat, id int64) {
	p := w.personOf(chat)
	if p == nil {
		return
	}
	p.mu.Lock()
	m := p.known[id]
	delete(p.known, id)
	p.mu.Unlock()
	if m != nil {
		w.add(Observation{Person: p.name, Kind: Deleted, Message: m})
	}
}

// shown notes the messages that a call made or changed.
func (w *World) shown(c botapi.Call, p params) {
	kind := Sent
	if len(c.Method) > 4 && c.Method[:4] == "edit" {
		kind = Edited
	}
	for _, id := range messageIDs(c.Result) {
		who := w.personOf(chatOf(p.ChatID))
		if who == nil {
			continue
		}
		if kind == Sent {
			who.covered()
		}
		m, before := who.look(id)
		if m == nil {
			continue
		}
		w.add(Observation{
			Person: who.name, Kind: kind, Message: m, Before: before, Offer: w.offerOf(m),
			KeyboardRemoved: p.Markup.Remove && kind == Sent,
		})
	}
}

// messageIDs reads the ids out of a result: a message, an id, or a list of either.
func messageIDs(result json.RawMessage) []int64 {
	var one struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &one) == nil {
		if one.ID == 0 {
			return nil
		}
		return []int64{one.ID}
	}
	var many []struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &many) != nil {
		return nil
	}
	ids := make([]int64, 0, len(many))
	for _, m := range many {
		if m.ID != 0 {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// offerOf is what a message asks money for.
func (w *World) offerOf(m *botapi.Message) *Offer {
	if inv := m.Invoice; inv != nil {
		return offer(inv)
	}
	if m.ReplyMarkup == nil {
		return nil
	}
	for _, row := range m.ReplyMarkup.Rows {
		for i := range row {
			if inv, ok := w.server.InvoiceBehind(botToken, row[i].URL); ok {
				return offer(&inv)
			}
		}
	}
	return nil
}

func offer(inv *botapi.Invoice) *Offer {
	return &Offer{Title: inv.Title, Description: inv.Description, Currency: inv.Currency, Amount: inv.TotalAmount}
}

// PaysBy tells whether the address is an invoice of the bot.
func (w *World) PaysBy(address string) bool {
	_, ok := w.server.InvoiceBehind(botToken, address)
	return ok
}
