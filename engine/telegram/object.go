package telegram

import (
	"strconv"
	"unicode/utf8"
)

// object writes the JSON of a call's parameters into one buffer, in the order of the calls. Building it by hand costs a
// tenth of a map and encoding/json, and sending is what a busy bot does most.
type object struct{ buf []byte }

func (o *object) reset() { o.buf = append(o.buf[:0], '{') }

// bytes ends the object.
func (o *object) bytes() []byte {
	o.buf = append(o.buf, '}')
	return o.buf
}

// key begins a member. Names are ours and need no escaping.
func (o *object) key(name string) {
	switch o.buf[len(o.buf)-1] {
	case '{', '[':
	default:
		o.buf = append(o.buf, ',')
	}
	if name == "" {
		return // an element of a list
	}
	o.buf = append(o.buf, '"')
	o.buf = append(o.buf, name...)
	o.buf = append(o.buf, '"', ':')
}

func (o *object) text(name, v string) {
	o.key(name)
	o.buf = appendText(o.buf, v)
}

// some writes a text unless it is empty.
func (o *object) some(name, v string) {
	if v != "" {
		o.text(name, v)
	}
}

func (o *object) number(name string, v int64) {
	o.key(name)
	o.buf = strconv.AppendInt(o.buf, v, 10)
}

func (o *object) decimal(name string, v float64) {
	o.key(name)
	o.buf = strconv.AppendFloat(o.buf, v, 'f', -1, 64)
}

// flag writes true, or nothing.
func (o *object) flag(name string, v bool) {
	if v {
		o.boolean(name, true)
	}
}

func (o *object) boolean(name string, v bool) {
	o.key(name)
	o.buf = strconv.AppendBool(o.buf, v)
}

// raw writes JSON as it is.
func (o *object) raw(name string, v []byte) {
	o.key(name)
	o.buf = append(o.buf, v...)
}

// open begins an object or a list, '{' or '['; shut ends it.
func (o *object) open(name string, bracket byte) {
	o.key(name)
	o.buf = append(o.buf, bracket)
}

func (o *object) shut(bracket byte) { o.buf = append(o.buf, bracket) }

const hexDigits = "0123456789abcdef"

// appendText appends a JSON string. What is not UTF-8 becomes the replacement character.
func appendText(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				buf = append(buf, s[start:i]...)
				buf = utf8.AppendRune(buf, utf8.RuneError)
				start = i + 1
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		buf = append(buf, s[start:i]...)
		switch c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
		i++
		start = i
	}
	buf = append(buf, s[start:]...)
	return append(buf, '"')
}
