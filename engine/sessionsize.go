package engine

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sessionReserve is what blocks leave free of MaxSessionBytes, so that a trouble can still be dealt with.
const sessionReserve = 2 << 10

// What the fields of these types take as JSON, without the texts and values in them.
const (
	sessionFieldBytes = 1500 // with those of the chat, the user and a question "start over?"
	frameFieldBytes   = 400
	callerFieldBytes  = 80
	waitFieldBytes    = 440
	timeBytes         = 40
	messageFieldBytes = 900
	fileFieldBytes    = 240
	passFieldBytes    = 80
	listFieldBytes    = 80
	draftFieldBytes   = 180
	goalFieldBytes    = 70
	appointmentBytes  = 250 // with the name of a time zone, but without that of the block
)

func sessionTooLarge() *RunError {
	return Trouble("session_too_large", "the bot would remember more than %d bytes of this user", MaxSessionBytes)
}

// grew notes that the session has become at most n bytes larger.
func (t *Turn) grew(n int) {
	if t.bytes > 0 {
		t.bytes += n
	}
}

// uncounted notes that nobody knows by how much the session has grown.
func (t *Turn) uncounted() { t.bytes = 0 }

// fits reports whether the session, to which at most n bytes were just added, is still small enough for blocks to go on.
// Values behind the buttons of old lists give way.
func (t *Turn) fits(n int) bool {
	if t.bytes == 0 {
		t.bytes = t.sessionBytes()
	} else {
		t.bytes += n
	}
	for t.bytes > MaxSessionBytes-sessionReserve {
		if t.bytes = t.sessionBytes(); t.bytes <= MaxSessionBytes-sessionReserve {
			break
		}
		if len(t.s.Lists) < 2 {
			t.bytes = 0
			return false
		}
		t.s.Lists = t.s.Lists[1:]
	}
	return true
}

// sessionBytes is the size of the session with what the end of the turn may add: another status, and appointments.
func (t *Turn) sessionBytes() int {
	n := t.s.bytes() + len(SessionWaiting)
	for _, b := range t.rev.timed {
		if !slices.ContainsFunc(t.s.Appointments, func(a Appointment) bool { return a.Block == b.def.ID }) {
			n += appointmentBytes + len(b.def.ID)
		}
	}
	return n
}

// bound is the last resort that keeps the session within MaxSessionBytes, for what no block is to blame for: it forgets
// what can be done without, and at last what is going on and what this turn wrote.
func (t *Turn) bound() {
	s := t.s
	if t.bytes > 0 && t.bytes <= MaxSessionBytes {
		return // a second count would cost as much as the first
	}
	for s.bytes() > MaxSessionBytes {
		switch {
		case len(s.Lists) > 0:
			s.Lists = s.Lists[1:]
		case s.Asking != nil:
			s.Asking = nil
		case len(s.Passes) > 0:
			s.Passes = s.Passes[1:]
		case len(s.Goals) > 0:
			s.Goals = s.Goals[1:]
		case s.collecting():
			s.Album = &Album{Done: s.Album.Done}
		case len(s.Frames) > 0:
			e := sessionTooLarge()
			top := s.Top()
			e.Flow, e.Block = top.Flow, top.Block
			t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
			t.report(e)
			t.say("error")
			t.drop()
			s.Status = SessionFailed
		case len(s.Vars) > 0:
			s.Vars, t.own = nil, false
			if old := t.state.Session.Vars; valuesBytes(old) < MaxSessionBytes/2 {
				s.Vars = old
			}
		default:
			return
		}
	}
}

// bytes is how long the session is as JSON: never less, and not much more.
func (s *Session) bytes() int {
	n := sessionFieldBytes + valuesBytes(s.Vars) + textBytes(string(s.Status)) + chatBytes(&s.Chat) + userBytes(&s.User)
	for i := range s.Frames {
		n += s.Frames[i].bytes()
	}
	if a := s.Album; a != nil {
		n += timeBytes
		for i := range a.Parts {
			n += messageBytes(&a.Parts[i])
		}
		for _, g := range a.Done {
			n += textBytes(g) + 1
		}
	}
	if a := s.Asking; a != nil {
		n += len(a.Flow) + len(a.Block) + valuesBytes(a.Locals) + encodedBytes(&a.Event)
	}
	for i := range s.Lists {
		n += listFieldBytes + len(s.Lists[i].Block) + valueBytes(s.Lists[i].Values)
	}
	for i := range s.Passes {
		n += s.Passes[i].bytes()
	}
	for i := range s.Goals {
		n += s.Goals[i].bytes()
	}
	for i := range s.Appointments {
		n += appointmentBytes + len(s.Appointments[i].Block)
	}
	return n
}

func (f *Frame) bytes() int {
	n := frameFieldBytes + len(f.Flow) + len(f.Block) + len(f.By) + valuesBytes(f.Locals)
	if f.Caller != nil {
		n += callerFieldBytes + textBytes(f.Caller.ID)
	}
	if f.Wait != nil {
		n += f.Wait.bytes()
	}
	for i := range f.Drafts {
		n += f.Drafts[i].bytes()
	}
	return n
}

func (w *Wait) bytes() int {
	n := waitFieldBytes + timeBytes*len(w.Reminders) + textBytes(w.Match) + textBytes(w.Signal) + textBytes(w.Shown) + textBytes(w.State)
	for _, k := range w.Accept {
		n += len(k) + 3
	}
	return n
}

func (p *Pass) bytes() int { return passFieldBytes + len(p.Block) }

func (g *Goal) bytes() int { return goalFieldBytes + textBytes(g.Name) }

func chatBytes(c *Chat) int { return textBytes(c.Title) + textBytes(c.Username) + textBytes(c.Type) }

func userBytes(u *User) int {
	return textBytes(u.FirstName) + textBytes(u.LastName) + textBytes(u.Username) + textBytes(u.Language)
}

func messageBytes(m *Message) int {
	n := messageFieldBytes + textBytes(m.Text) + textBytes(m.HTML) + textBytes(m.ReplyText) + textBytes(m.Args) +
		textBytes(m.Command) + textBytes(m.GroupID) + textBytes(m.WebApp) + 24*len(m.Parts)
	for i := range m.Files {
		f := &m.Files[i]
		n += fileFieldBytes + textBytes(f.ID) + textBytes(f.UniqueID) + textBytes(f.Kind) + textBytes(f.Name) + textBytes(f.MIME)
	}
	if m.Contact != nil || m.Location != nil || len(m.Shared) > 0 {
		n += encodedBytes(m.Contact) + encodedBytes(m.Location) + 24*len(m.Shared)
	}
	return n
}

// encodedBytes is the length of what is too rare to be counted by hand.
func encodedBytes(x any) int {
	data, err := json.Marshal(x)
	if err != nil {
		return MaxSessionBytes + 1
	}
	return len(data)
}

func valuesBytes(v Values) int {
	if len(v) == 0 {
		return 0
	}
	return valueBytes(map[string]any(v))
}

// valueBytes is how long a JSON-like value is as JSON.
func valueBytes(x any) int {
	switch x := x.(type) {
	case string:
		return textBytes(x)
	case float64:
		return numberBytes(x)
	case []any:
		n := 2
		for i := range x {
			n += valueBytes(x[i]) + 1
		}
		return n
	case map[string]any:
		n := 2
		for k, e := range x {
			n += textBytes(k) + valueBytes(e) + 2
		}
		return n
	default:
		return 5 // null, true, false
	}
}

func numberBytes(x float64) int {
	var buf [32]byte
	switch abs := math.Abs(x); {
	case x == math.Trunc(x) && abs < 1e15:
		return len(strconv.AppendInt(buf[:0], int64(x), 10)) + 1
	case abs < 1e-6, abs >= 1e21:
		return len(strconv.AppendFloat(buf[:0], x, 'e', -1, 64))
	default:
		return len(strconv.AppendFloat(buf[:0], x, 'f', -1, 64))
	}
}

// escaped is how many bytes longer than itself encoding/json writes a sign of ASCII.
var escaped = func() (more [utf8.RuneSelf]uint8) {
	for c := range more {
		switch {
		case strings.ContainsRune("\"\\\n\r\t\b\f", rune(c)):
			more[c] = 1
		case c < ' ', c == '<', c == '>', c == '&':
			more[c] = 5
		}
	}
	return more
}()

// textBytes is how long a text is as encoding/json writes it, quotes included.
func textBytes[T ~string | ~[]byte](s T) int {
	n := len(s) + 2
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			n += int(escaped[c])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		switch {
		case r == utf8.RuneError && size == 1:
			n += 5 // \ufffd
		case r == '\u2028', r == '\u2029':
			n += 3
		}
		i += size
	}
	return n
}
