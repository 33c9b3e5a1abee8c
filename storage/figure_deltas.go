package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/editor/studio"
)

// deltaReader reads what deltas.bytes has written. There are dozens of figures in a row and hundreds of rows a second, of which
// encoding/json would make a hundred times as much garbage; it reads those that are not as they usually are.
type deltaReader struct {
	texts map[string]string // that were read before, so that each is made once
	list  []delta           // of one row
}

// delta is a figure with what is added to it.
type delta struct {
	figure

	n int64
}

// read adds the row's figures to the sum.
func (r *deltaReader) read(data []byte, sum deltas) error {
	if !r.quick(data) {
		if err := r.slow(data); err != nil {
			return fmt.Errorf("read figures: %w", err)
		}
	}
	for i := range r.list {
		if d := &r.list[i]; d.kind == zoneKind {
			sum[d.figure] = d.n
		} else {
			sum[d.figure] += d.n
		}
	}
	return nil
}

// slow reads any row.
func (r *deltaReader) slow(data []byte) error {
	var rows [][5]json.RawMessage
	if err := json.Unmarshal(data, &rows); err != nil {
		return err
	}
	r.list = r.list[:0]
	for _, row := range rows {
		var d delta
		for i, into := range [...]any{&d.bot, &d.day, &d.kind, &d.name, &d.n} {
			if err := json.Unmarshal(row[i], into); err != nil {
				return err
			}
		}
		r.list = append(r.list, d)
	}
	return nil
}

// quick reads a row without unusual characters; it says no to others.
func (r *deltaReader) quick(data []byte) bool {
	r.list = r.list[:0]
	rest, ok := bytes.CutPrefix(data, []byte("[["))
	for ok {
		var d delta
		if d.bot, rest, ok = number(rest, ','); !ok {
			return false
		}
		if d.day, rest, ok = number(rest, ','); !ok {
			return false
		}
		if d.kind, rest, ok = r.text(rest); !ok {
			return false
		}
		if d.name, rest, ok = r.text(rest); !ok {
			return false
		}
		if d.n, rest, ok = number(rest, ']'); !ok {
			return false
		}
		r.list = append(r.list, d)
		if string(rest) == "]" {
			return true
		}
		rest, ok = bytes.CutPrefix(rest, []byte(",["))
	}
	return false
}

// number reads a whole number that ends with the mark.
func number(b []byte, end byte) (n int64, rest []byte, ok bool) {
	i := bytes.IndexByte(b, end)
	if i < 0 {
		return 0, nil, false
	}
	n, err := strconv.ParseInt(string(b[:i]), 10, 64)
	return n, b[i+1:], err == nil
}

// partMark is how studio.PartMark stands in JSON.
const partMark = `\u001f`

// text reads a text in quotes with a comma behind it. Of what is escaped it knows the mark before the part.
func (r *deltaReader) text(b []byte) (text string, rest []byte, ok bool) {
	b, ok = bytes.CutPrefix(b, []byte{'"'})
	i := bytes.IndexByte(b, '"')
	if !ok || i < 0 || i+1 >= len(b) || b[i+1] != ',' {
		return "", nil, false
	}
	word, rest := b[:i], b[i+2:]
	if text, ok = r.texts[string(word)]; ok {
		return text, rest, true
	}
	text = strings.Replace(string(word), partMark, studio.PartMark, 1)
	if strings.Contains(text, `\`) {
		return "", nil, false
	}
	r.texts[string(word)] = text
	return text, rest, true
}
