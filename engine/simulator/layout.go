package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// transcriptWidth is how long a line of a transcript may be, in bytes.
const transcriptWidth = 120

// Marshal writes a transcript so that people like to read it: what fits on a line stands on one.
func (t *Transcript) Marshal() ([]byte, error) {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(t); err != nil {
		return nil, fmt.Errorf("write transcript: %w", err)
	}
	var flat bytes.Buffer
	if err := json.Compact(&flat, raw.Bytes()); err != nil {
		return nil, fmt.Errorf("write transcript: %w", err)
	}
	l := layout{in: flat.Bytes()}
	l.value(0)
	l.out.WriteByte('\n')
	return l.out.Bytes(), nil
}

// layout breaks compact JSON into lines.
type layout struct {
	in     []byte
	at     int
	out    bytes.Buffer
	column int
}

// value copies one value; an object or list that does not fit the rest of the line is broken at its members.
func (l *layout) value(depth int) {
	end := l.end()
	open := l.in[l.at]
	if open != '{' && open != '[' || depth > 0 && l.column+spaced(l.in[l.at:end]) <= transcriptWidth {
		l.inline(end)
		return
	}
	l.at++
	if l.in[l.at] == '}' || l.in[l.at] == ']' {
		l.write(string([]byte{open, l.in[l.at]}))
		l.at++
		return
	}
	l.write(string(open))
	for {
		l.newLine(depth + 1)
		if open == '{' {
			l.inline(l.end()) // the name
			l.at++            // the colon
			l.write(": ")
		}
		l.value(depth + 1)
		closing := l.in[l.at] != ','
		if closing {
			l.newLine(depth)
		}
		l.write(string(l.in[l.at]))
		l.at++
		if closing {
			return
		}
	}
}

// end is where the value at the position ends.
func (l *layout) end() int {
	depth, quoted := 0, false
	for i := l.at; i < len(l.in); i++ {
		switch c := l.in[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			if depth == 0 {
				return i
			}
			depth--
		case c == ',', c == ':':
			if depth == 0 {
				return i
			}
		}
	}
	return len(l.in)
}

// inline copies up to the end, with spaces after commas and colons.
func (l *layout) inline(end int) {
	quoted := false
	for ; l.at < end; l.at++ {
		c := l.in[l.at]
		l.write(string([]byte{c}))
		switch {
		case quoted && c == '\\':
			l.at++
			l.write(string([]byte{l.in[l.at]}))
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == ':'):
			l.write(" ")
		}
	}
}

// spaced is about how long the value is with the spaces that inline puts in.
func spaced(value []byte) int {
	return len(value) + bytes.Count(value, []byte(",")) + bytes.Count(value, []byte(":"))
}

func (l *layout) write(s string) {
	l.out.WriteString(s)
	l.column += len(s)
}

func (l *layout) newLine(depth int) {
	l.out.WriteByte('\n')
	l.column = 0
	for range depth {
		l.write("  ")
	}
}
