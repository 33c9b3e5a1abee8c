package film

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// Bounds of what is stored of a turn.
const (
	MaxBytes   = 32 << 10
	maxText    = 400     // bytes of the event's text
	maxValue   = 1 << 10 // bytes of a value, as JSON
	MaxBody    = 4 << 10 // bytes of a body
	leanPasses = 50      // blocks of a film that would be too long
)

// Material is what a film is made of.
type Material struct {
	Event   *engine.Event // as the turn understood it; nil for none
	Film    []engine.Frameshot
	Handled bool
	Work    *Work // whose end the event is; nil for none
	Sends   []Send
}

// Work is what slow work did by HTTP.
type Work struct {
	Flow, Block string // which asked for it
	HTTP        []Exchange
}

// Send is something that the turn had sent to Telegram.
type Send struct {
	Key    string `json:"k,omitempty"` // of the effect, behind what all of the turn begin with; empty for what is not in the journal
	Chat   int64  `json:"c,omitempty"` // 0 for the session's own
	Method string `json:"m,omitempty"`
	Text   string `json:"t,omitempty"` // of what is not in the journal
}

// Write gives the film as it is stored. It is written by hand, since it is made with every turn: encoding/json would take three
// times as long.
func Write(m *Material) []byte {
	if b := m.append(make([]byte, 0, 512), false); len(b) <= MaxBytes {
		return b
	}
	return m.append(make([]byte, 0, MaxBytes/4), true)
}

// append writes the film; lean leaves out what takes room.
func (m *Material) append(b []byte, lean bool) []byte {
	b = append(b, '{')
	if m.Event != nil {
		text, word := textOf(m.Event)
		b = field(b, "k", string(m.Event.Kind))
		b = field(b, "t", engine.ClipBytes(text, maxText))
		b = field(b, "w", word)
	}
	if m.Handled {
		b = append(key(b, "h"), '1')
	}
	if lean {
		b = append(key(b, "z"), '1')
	}
	film := m.Film
	if lean {
		film = film[:min(len(film), leanPasses)]
	}
	at := m.place()
	if m.Work != nil && at < 0 { // the turn did not pass the block
		film = append(slices.Clip(film), engine.Frameshot{Flow: m.Work.Flow, Block: m.Work.Block})
		at = len(film) - 1
	}
	if len(film) > 0 {
		b = append(key(b, "p"), '[')
		flow := ""
		for i := range film {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.pass(b, &film[i], flow, at == i && !lean, lean)
			flow = film[i].Flow
		}
		b = append(b, ']')
	}
	if len(m.Sends) > 0 {
		b = append(key(b, "s"), '[')
		for i := range m.Sends {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.Sends[i].append(b)
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

// place is the pass that the work is shown at; -1 for none.
func (m *Material) place() int {
	if m.Work == nil {
		return -1
	}
	return slices.IndexFunc(m.Film, func(s engine.Frameshot) bool { return s.Block == m.Work.Block })
}

func (m *Material) pass(b []byte, s *engine.Frameshot, flow string, calls, lean bool) []byte {
	b = append(b, '{')
	if s.Flow != flow {
		b = field(b, "f", s.Flow)
	}
	b = field(b, "b", s.Block)
	b = field(b, "y", s.Type)
	b = field(b, "e", s.Exit)
	if s.Error != nil {
		t := troubleOf(s.Error)
		if lean {
			t.Detail = nil
		}
		t.Text = engine.ClipBytes(t.Text, maxText)
		b = value(key(b, "r"), t)
	}
	if len(s.Sets) > 0 && !lean {
		b = append(key(b, "v"), '[')
		for i := range s.Sets {
			if i > 0 {
				b = append(b, ',')
			}
			b = set(b, &s.Sets[i])
		}
		b = append(b, ']')
	}
	if calls {
		b = value(key(b, "x"), m.Work.HTTP)
	}
	return append(b, '}')
}

func set(b []byte, s *engine.Set) []byte {
	b = append(b, '{')
	b = field(b, "n", setName(s))
	if s.Before != nil {
		b = shortValue(key(b, "o"), s.Before)
	}
	if s.After != nil {
		b = shortValue(key(b, "a"), s.After)
	}
	return append(b, '}')
}

func (s *Send) append(b []byte) []byte {
	b = append(b, '{')
	b = field(b, "k", s.Key)
	if s.Chat != 0 {
		b = strconv.AppendInt(key(b, "c"), s.Chat, 10)
	}
	b = field(b, "m", s.Method)
	b = field(b, "t", engine.ClipBytes(s.Text, maxText))
	return append(b, '}')
}

// key begins a field.
func key(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

// field adds a text, unless it is empty.
func field(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return quoted(key(b, name), text)
}

// quoted adds a text as JSON.
func quoted(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return value(b, text)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}

// shortValue adds a value, or the beginning of its JSON.
func shortValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		if len(v) <= maxValue {
			return quoted(b, v)
		}
	}
	begin := len(b)
	b = value(b, v)
	if len(b)-begin <= maxValue {
		return b
	}
	return value(b[:begin], engine.ClipBytes(string(b[begin:]), maxValue)+"…")
}

// value adds anything as JSON; null where it cannot be.
func value(b []byte, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, data...)
}
