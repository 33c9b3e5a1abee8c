package telegram

import (
	"encoding/json"
	"unicode/utf8"
)

// quick reads the updates that are nearly all: texts and commands without markup, and pressed buttons. encoding/json takes five
// times as long for them. It reads only what it is certain to read as encoding/json does, and gives up at everything else: names
// that are not plain, a member that comes twice, null, numbers that are not whole, members of messages that it does not know.
// What it gives up is read anew by encoding/json.
type quick struct {
	b      []byte
	at     int
	failed bool
}

// quickly reads an update, if it is one for quick; otherwise in is in no certain state.
func (in *incomingUpdate) quickly(raw []byte) bool {
	q := &quick{b: raw}
	q.object(func(name []byte) int {
		switch string(name) {
		case "update_id":
			in.ID = q.number()
			return 0
		case "message":
			in.Message = new(incomingMessage)
			q.message(in.Message)
			return 1
		case "callback_query":
			in.CallbackQuery = new(incomingCallback)
			q.callback(in.CallbackQuery)
			return 2
		default:
			return q.giveUp()
		}
	})
	q.space()
	return !q.failed && q.at == len(raw)
}

func (q *quick) message(m *incomingMessage) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "message_id":
			m.MessageID = q.number()
			return 0
		case "from":
			m.From = new(incomingUser)
			q.user(m.From)
			return 1
		case "chat":
			q.chat(&m.Chat)
			return 2
		case "date":
			m.Date = q.number()
			return 3
		case "text":
			m.Text = q.text()
			return 4
		case "entities":
			m.Entities = make([]incomingEntity, 0, 1)
			q.list(func() {
				m.Entities = append(m.Entities, incomingEntity{})
				q.entity(&m.Entities[len(m.Entities)-1])
			})
			return 5
		default:
			return q.giveUp()
		}
	})
}

func (q *quick) entity(e *incomingEntity) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "type":
			e.Type = q.text()
			return 0
		case "offset":
			e.Offset = int(q.number())
			return 1
		case "length":
			e.Length = int(q.number())
			return 2
		default:
			return q.giveUp()
		}
	})
}

func (q *quick) callback(c *incomingCallback) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "id":
			c.ID = q.text()
			return 0
		case "from":
			q.user(&c.From)
			return 1
		case "message":
			c.Message = new(incomingPressed)
			q.pressed(c.Message)
			return 2
		case "data":
			c.Data = q.text()
			return 3
		default:
			return q.skip()
		}
	})
}

func (q *quick) pressed(m *incomingPressed) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "message_id":
			m.MessageID = q.number()
			return 0
		case "chat":
			q.chat(&m.Chat)
			return 1
		case "reply_markup":
			q.keyboard(&m.ReplyMarkup)
			return 2
		default:
			return q.skip()
		}
	})
}

func (q *quick) keyboard(k *incomingKeyboard) {
	q.object(func(name []byte) int {
		if string(name) != "inline_keyboard" {
			return q.skip()
		}
		k.Rows = make([][]incomingButton, 0, 4)
		q.list(func() {
			row := make([]incomingButton, 0, 2)
			q.list(func() {
				var b incomingButton
				q.button(&b)
				row = append(row, b)
			})
			k.Rows = append(k.Rows, row)
		})
		return 0
	})
}

func (q *quick) button(b *incomingButton) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "text":
			b.Text = q.text()
			return 0
		case "callback_data":
			b.Data = q.text()
			return 1
		default:
			return q.skip()
		}
	})
}

func (q *quick) user(u *incomingUser) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "id":
			u.ID = q.number()
			return 0
		case "is_bot":
			u.IsBot = q.boolean()
			return 1
		case "first_name":
			u.FirstName = q.text()
			return 2
		case "last_name":
			u.LastName = q.text()
			return 3
		case "username":
			u.Username = q.text()
			return 4
		case "language_code":
			u.LanguageCode = q.text()
			return 5
		case "is_premium":
			u.IsPremium = q.boolean()
			return 6
		default:
			return q.skip()
		}
	})
}

func (q *quick) chat(c *incomingChat) {
	q.object(func(name []byte) int {
		switch string(name) {
		case "id":
			c.ID = q.number()
			return 0
		case "type":
			c.Type = q.text()
			return 1
		case "title":
			c.Title = q.text()
			return 2
		case "first_name":
			c.FirstName = q.text()
			return 3
		case "last_name":
			c.LastName = q.text()
			return 4
		case "username":
			c.Username = q.text()
			return 5
		default:
			return q.skip()
		}
	})
}

// giveUp ends the reading.
func (q *quick) giveUp() int {
	q.failed, q.at = true, len(q.b)
	return skipped
}

// skipped is what a member gives that was not kept, so that it may come twice.
const skipped = -1

func (q *quick) space() {
	for q.at < len(q.b) {
		switch q.b[q.at] {
		case ' ', '\t', '\r', '\n':
			q.at++
		default:
			return
		}
	}
}

// next skips white space and gives the byte after it, 0 at the end.
func (q *quick) next() byte {
	q.space()
	if q.at == len(q.b) {
		return 0
	}
	return q.b[q.at]
}

// take takes a byte that must be there.
func (q *quick) take(c byte) bool {
	if q.next() != c {
		q.giveUp()
		return false
	}
	q.at++
	return true
}

// object reads an object. member reads the value of a name and gives a number by which it is known, or skipped.
func (q *quick) object(member func(name []byte) int) {
	if !q.take('{') {
		return
	}
	if q.next() == '}' {
		q.at++
		return
	}
	for seen := 0; !q.failed; {
		name := q.name()
		if !q.take(':') {
			return
		}
		if n := member(name); n != skipped {
			if seen&(1<<n) != 0 {
				q.giveUp()
				return
			}
			seen |= 1 << n
		}
		if !q.more('}') {
			return
		}
	}
}

// list reads a list.
func (q *quick) list(element func()) {
	if !q.take('[') {
		return
	}
	if q.next() == ']' {
		q.at++
		return
	}
	for !q.failed {
		element()
		if !q.more(']') {
			return
		}
	}
}

// more takes a comma, or the end.
func (q *quick) more(end byte) bool {
	switch q.next() {
	case ',':
		q.at++
		return true
	case end:
		q.at++
		return false
	default:
		q.giveUp()
		return false
	}
}

// name reads the name of a member. encoding/json takes names in any case: only those in which it has none are certain.
func (q *quick) name() []byte {
	if !q.take('"') {
		return nil
	}
	from := q.at
	for q.at < len(q.b) {
		c := q.b[q.at]
		if q.at++; c == '"' {
			return q.b[from : q.at-1]
		}
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			break
		}
	}
	q.giveUp()
	return nil
}

// text reads a string.
func (q *quick) text() string {
	raw, plain := q.string()
	if plain || q.failed {
		return string(raw)
	}
	var s string
	if json.Unmarshal(q.b[q.at-len(raw)-2:q.at], &s) != nil {
		q.giveUp()
	}
	return s
}

// string gives what is between the quotation marks. It is plain if it stands for itself.
func (q *quick) string() (raw []byte, plain bool) {
	if !q.take('"') {
		return nil, false
	}
	from, ascii := q.at, true
	for plain = true; q.at < len(q.b); {
		c := q.b[q.at]
		q.at++
		switch {
		case c == '"':
			raw = q.b[from : q.at-1]
			return raw, plain && (ascii || utf8.Valid(raw))
		case c == '\\':
			plain = false
			q.at++ // what follows is no end
		case c < ' ':
			q.giveUp()
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	q.giveUp()
	return nil, false
}

// number reads a whole number of up to 18 digits.
func (q *quick) number() (n int64) {
	minus := q.next() == '-'
	if minus {
		q.at++
	}
	from := q.at
	for q.at < len(q.b) && q.b[q.at] >= '0' && q.b[q.at] <= '9' {
		n = n*10 + int64(q.b[q.at]-'0')
		q.at++
	}
	if digits := q.at - from; digits == 0 || digits > 18 || digits > 1 && q.b[from] == '0' {
		q.giveUp()
	}
	if minus {
		return -n
	}
	return n
}

func (q *quick) boolean() bool {
	if q.next() == 't' {
		q.word("true")
		return true
	}
	q.word("false")
	return false
}

func (q *quick) word(w string) {
	if len(q.b)-q.at < len(w) || string(q.b[q.at:q.at+len(w)]) != w {
		q.giveUp()
		return
	}
	q.at += len(w)
}

// skip passes over a value.
func (q *quick) skip() int {
	q.value(0)
	return skipped
}

// maxQuickDepth is far more than updates have.
const maxQuickDepth = 50

func (q *quick) value(depth int) {
	if depth > maxQuickDepth {
		q.giveUp()
		return
	}
	switch q.next() {
	case '{':
		q.members(depth)
	case '[':
		q.list(func() { q.value(depth + 1) })
	case '"':
		q.anyText()
	case 't':
		q.word("true")
	case 'f':
		q.word("false")
	case 'n':
		q.word("null")
	default:
		q.number()
	}
}

// members passes over an object with whatever names.
func (q *quick) members(depth int) {
	q.at++
	if q.next() == '}' {
		q.at++
		return
	}
	for !q.failed {
		q.anyText()
		if !q.take(':') {
			return
		}
		q.value(depth + 1)
		if !q.more('}') {
			return
		}
	}
}

// anyText passes over a string, whose escapes must be right.
func (q *quick) anyText() {
	if raw, plain := q.string(); !plain && !q.failed && !json.Valid(q.b[q.at-len(raw)-2:q.at]) {
		q.giveUp()
	}
}
