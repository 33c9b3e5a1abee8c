package custom

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Times of a run.
const (
	callTime    = 10 * time.Minute   // for a call with all its repeats, where the envelope says nothing
	maxPending  = 7 * 24 * time.Hour // of an answer that is pending
	overhead    = 5 * time.Second    // of a job besides the call itself
	maxState    = 16 << 10           // bytes that a block keeps while it waits
	maxShown    = 8 << 10            // bytes of messages that are kept to show them again
	maxMessages = 10                 // of one answer
)

// phase is what a block waits for.
type phase string

const (
	calling phase = "call"    // a job
	waiting phase = "wait"    // the user
	pending phase = "pending" // a callback
)

// state is what a block remembers while it waits.
type state struct {
	Phase  phase           `json:"phase"`
	Seq    int             `json:"seq"` // of the call; the answer to an earlier one came too late
	Config map[string]any  `json:"config,omitempty"`
	State  json.RawMessage `json:"state,omitempty"` // the block's own
	Accept []string        `json:"accept,omitempty"`
	Shown  []Message       `json:"shown,omitempty"` // to be shown again with the question
}

// Enter makes the first call.
func (b *block) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	config, err := b.Render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	return b.call(ctx, t, &state{Config: config}, nil)
}

// Resume takes the answer of a job, what the user did, a callback, or the end of the wait.
func (b *block) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var s state
	if err := t.Load(&s); err != nil {
		return engine.Outcome{}, err
	}
	switch {
	case ev.Kind == engine.TimerFired:
		return b.late(ctx, t, &s)
	case ev.Kind == engine.JobDone && ev.Job != nil && s.Phase == calling:
		return b.answered(ctx, t, &s, ev.Job)
	case ev.Kind == engine.CallbackReceived && ev.Callback != nil && s.Phase == pending:
		data, err := encoded(ev.Callback.Body)
		if err != nil {
			return engine.Outcome{}, err
		}
		return b.call(ctx, t, &s, &Event{Kind: CallbackEvent, Data: data})
	case s.Phase == waiting:
		if e := b.event(&ev); e != nil && slices.Contains(s.Accept, e.Kind) {
			return b.call(ctx, t, &s, e)
		}
	}
	return engine.Stay(), nil
}

// late ends a wait that was too long.
func (b *block) late(ctx context.Context, t *engine.Turn, s *state) (engine.Outcome, error) {
	switch {
	case s.Phase == calling:
		return engine.Outcome{}, &engine.RunError{Code: "block_timeout", Message: "the block did not answer in time", Retryable: true}
	case slices.Contains(s.Accept, TimeoutEvent):
		return b.call(ctx, t, s, &Event{Kind: TimeoutEvent})
	case t.Open(timeoutExit):
		return engine.Outcome{}, engine.Trouble("block_timeout", "what the block waited for did not come in time")
	default:
		return engine.Leave(timeoutExit), nil
	}
}

// call makes a call: at once where nothing from outside is needed, else by a job.
func (b *block) call(ctx context.Context, t *engine.Turn, s *state, ev *Event) (engine.Outcome, error) {
	s.Seq++
	s.Accept, s.Shown = nil, nil
	c := b.make(t, s, ev)
	if !b.spec.pure {
		s.State = nil // the call has it
		return b.start(t, s, c)
	}
	if err := ready(ctx, b.spec.exec); err != nil {
		return engine.Outcome{}, err
	}
	limited, cancel := context.WithTimeout(ctx, b.spec.limit())
	defer cancel()
	c.Deadline = t.Now().Add(b.spec.limit())
	a, err := b.spec.exec.Execute(limited, Env{Now: t.Now(), Rand: t.Rand(), Log: t.Log()}, c)
	if err != nil {
		return engine.Outcome{}, ownTrouble(limited, err)
	}
	return b.apply(t, s, &a)
}

// ownTrouble is an error of a call that ran inside of the turn, where nothing is tried again later.
func ownTrouble(ctx context.Context, err error) error {
	if again, ok := errors.AsType[*engine.AgainError](err); ok {
		return &engine.RunError{Code: "block_failed", Message: "the block cannot do its work now: " + again.Err.Error(), Retryable: true}
	}
	if _, own := errors.AsType[*engine.RunError](err); !own && ctx.Err() != nil {
		return engine.Trouble("block_timeout", "the block took too long")
	}
	return err
}

// make makes the call of a state.
func (b *block) make(t *engine.Turn, s *state, ev *Event) Call {
	m := b.spec.pkg.Manifest
	c := Call{
		Protocol: Protocol, Block: b.spec.id, Key: t.IdempotencyKey() + "." + strconv.Itoa(s.Seq), Now: t.Now(),
		Config: s.Config, Event: ev, State: s.State, Language: t.Lang(),
	}
	if m.Permissions.Contacts {
		u := t.User()
		c.User = &Person{ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Username: u.Username, Language: u.Language}
	}
	if len(m.Permissions.Read) > 0 {
		c.Variables = make(map[string]any, len(m.Permissions.Read))
		for _, name := range m.Permissions.Read {
			c.Variables[name] = t.Get(engine.Var(name))
		}
	}
	if !b.spec.pure {
		c.CallbackURL = t.CallbackURL()
	}
	return c
}

// event says what a user did, as blocks are told; nil for what no block can wait for.
func (b *block) event(ev *engine.Event) *Event {
	if p := ev.Button; ev.Kind == engine.ButtonPressed && p != nil && p.ID == ownButton {
		id, _ := p.Value.(string)
		return &Event{Kind: ButtonEvent, Button: id, Text: p.Label}
	}
	m := ev.Message
	if ev.Kind != engine.MessageReceived || m == nil {
		return nil
	}
	e := &Event{Text: m.Text}
	switch m.Kind {
	case engine.TextMessage:
		e.Kind = TextEvent
	case engine.PhotoMessage:
		e.Kind = PhotoEvent
	case engine.FileMessage:
		e.Kind = DocumentEvent
	case engine.VoiceMessage:
		e.Kind = VoiceEvent
	case engine.VideoMessage:
		e.Kind = VideoEvent
	case engine.LocationMessage:
		e.Kind, e.Data = LocationEvent, orNothing(m.Location)
	case engine.ContactMessage:
		e.Kind, e.Data = ContactEvent, orNothing(m.Contact)
	default:
		return nil
	}
	if len(m.Files) > 0 && b.spec.pkg.Manifest.Permissions.Files {
		e.File = m.Files[0].ID
	}
	return e
}

func orNothing(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return data
}

// wait stops in a phase, for as long as is said; 0 leaves it to the envelope.
func (b *block) wait(t *engine.Turn, s *state, p phase, limit time.Duration, accept ...engine.EventKind) (engine.Outcome, error) {
	s.Phase = p
	w := engine.Wait{Accept: append(accept, engine.TimerFired), State: t.Pack(s)}
	if limit > 0 {
		w.Deadline = t.Now().Add(limit)
	}
	if total := t.Timeout(); total > 0 { // the envelope's time is for the whole run
		whole := t.Now().Add(total)
		if old := t.Wait(); old != nil && old.Timeout {
			whole = old.Deadline
		}
		if w.Deadline.IsZero() || whole.Before(w.Deadline) {
			w.Deadline, w.Timeout = whole, true
		}
	}
	return engine.WaitFor(w), nil
}

// Reshow shows the question again.
func (b *block) Reshow(_ context.Context, t *engine.Turn) error {
	var s state
	if err := t.Load(&s); err != nil {
		return err
	}
	b.send(t, s.Shown)
	return nil
}
