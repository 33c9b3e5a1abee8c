package flow

import (
	"bytes"
	"unicode/utf8"
)

// utf8BOM is the byte order mark that some editors put before UTF-8; it is never changed.
var utf8BOM = []byte("\xEF\xBB\xBF")

// positionStep is the distance in bytes between two remembered positions.
const positionStep = 4096

// positions turns offsets of a source into lines and columns. It remembers a position every few kilobytes, so that one
// look-up costs the same wherever it points, even when the whole document is one line.
type positions struct {
	source []byte
	marks  []mark // the position of offset i*positionStep
}

// mark is a position; both numbers count from 1.
type mark struct{ line, column int }

func newPositions(source []byte) *positions {
	p := &positions{source: source}
	at := mark{1, 1}
	for start := 0; start <= len(source); start += positionStep {
		p.marks = append(p.marks, at)
		at = at.after(source[start:min(start+positionStep, len(source))])
	}
	return p
}

// after moves a position over a piece of text.
func (m mark) after(text []byte) mark {
	if lines := bytes.Count(text, []byte{'\n'}); lines > 0 {
		m.line += lines
		m.column = 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	for _, b := range text {
		if utf8.RuneStart(b) { // characters count, not bytes
			m.column++
		}
	}
	return m
}

// at is the position of an offset; one behind the end is the end.
func (p *positions) at(offset int) mark {
	offset = min(offset, len(p.source))
	i := offset / positionStep
	return p.marks[i].after(p.source[i*positionStep : offset])
}
