package flow

import (
	"bytes"
	"fmt"
	"slices"
)

// canonical writes a value without white space, the names of objects sorted by their bytes, and every text with no
// more escapes than JSON demands. Numbers keep the digits that the author wrote.
func (t *tree) canonical(n int32) []byte {
	return t.appendCompact(nil, n)
}

func (t *tree) appendCompact(out []byte, n int32) []byte {
	switch t.nodes[n].kind {
	case kindObject:
		out = append(out, '{')
		for i, c := range t.sorted(n) {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendText(out, t.key(c))
			out = append(out, ':')
			out = t.appendCompact(out, c)
		}
		return append(out, '}')
	case kindList:
		out = append(out, '[')
		first := true
		for c := range t.children(n) {
			if !first {
				out = append(out, ',')
			}
			first = false
			out = t.appendCompact(out, c)
		}
		return append(out, ']')
	case kindText:
		return appendText(out, t.text(n))
	case kindNull, kindBool, kindNumber:
	}
	return append(out, t.digits(n)...)
}

// digits is how a number, or a word such as true, is written: as the author wrote it, but for -0, which equals 0.
func (t *tree) digits(n int32) []byte {
	if raw := t.raw(n); string(raw) != "-0" {
		return raw
	}
	return []byte("0")
}

// sorted lists the values of an object by the names they have.
func (t *tree) sorted(n int32) []int32 {
	list := slices.Collect(t.children(n))
	slices.SortStableFunc(list, func(a, b int32) int { return bytes.Compare(t.name(a), t.name(b)) })
	return list
}

// appendIndented writes a value over several lines, objects in the order of the source. Lists of numbers, such as the
// places of blocks, stay on one line: moving a block changes one line.
func (t *tree) appendIndented(out []byte, n int32, indent string) []byte {
	var opening, closing byte
	switch t.nodes[n].kind {
	case kindObject:
		opening, closing = '{', '}'
	case kindList:
		if t.allNumbers(n) {
			return t.appendNumbers(out, n)
		}
		opening, closing = '[', ']'
	case kindText:
		return appendText(out, t.text(n))
	case kindNull, kindBool, kindNumber:
		return append(out, t.digits(n)...)
	}
	out = append(out, opening)
	inner := indent + "  "
	separator := ""
	for c := range t.children(n) {
		out = append(out, separator...)
		out = append(out, inner...)
		if closing == '}' {
			out = appendText(out, t.key(c))
			out = append(out, ": "...)
		}
		out = t.appendIndented(out, c, inner)
		separator = ","
	}
	if separator != "" {
		out = append(out, indent...)
	}
	return append(out, closing)
}

// allNumbers says whether a list holds numbers and nothing else.
func (t *tree) allNumbers(n int32) bool {
	for c := range t.children(n) {
		if t.nodes[c].kind != kindNumber {
			return false
		}
	}
	return t.nodes[n].child != none
}

func (t *tree) appendNumbers(out []byte, n int32) []byte {
	separator := "["
	for c := range t.children(n) {
		out = append(out, separator...)
		out = append(out, t.digits(c)...)
		separator = ", "
	}
	return append(out, ']')
}

// appendText writes a text between double quotes. Only quotes, backslashes and control characters are escaped, so that
// every alphabet and markup stay readable in a diff.
func appendText(out []byte, text string) []byte {
	out = append(out, '"')
	plain := 0 // start of what is not written yet
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		out = append(out, text[plain:i]...)
		plain = i + 1
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\b', '\f', '\n', '\r', '\t':
			out = append(out, '\\', "btn?fr"[c-'\b'])
		default:
			out = fmt.Appendf(out, `\u%04x`, c)
		}
	}
	out = append(out, text[plain:]...)
	return append(out, '"')
}
