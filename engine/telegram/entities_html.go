package telegram

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

// entitiesHTML gives the text with its entities as Telegram's HTML, or nothing if none of them is markup. Offsets count
// UTF-16 units. Entities may be nested; those that overlap are cut where another one ends, and what lies outside of the
// text is left out.
func entitiesHTML(text string, entities []incomingEntity) string {
	marks := make([]mark, 0, min(len(entities), maxEntities))
	for i := range entities {
		if m, ok := entities[i].mark(); ok && len(marks) < maxEntities {
			marks = append(marks, m)
		}
	}
	if text == "" || len(marks) == 0 {
		return ""
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	w := entityWriter{marks: marks}
	w.b.Grow(len(text) + 16*len(marks))
	pos := 0
	for _, r := range text {
		w.move(pos)
		switch r {
		case '<':
			w.b.WriteString("&lt;")
		case '>':
			w.b.WriteString("&gt;")
		case '&':
			w.b.WriteString("&amp;")
		default:
			w.b.WriteRune(r)
		}
		pos += units(r)
	}
	w.finish()
	return w.b.String()
}

// maxEntities a message: TDLib keeps at most 100.
const maxEntities = 100

// mark is one entity as a tag, over the units from up to, not including, to.
type mark struct {
	from, to   int
	open, shut string
}

func (e *incomingEntity) mark() (mark, bool) {
	if e.Offset < 0 || e.Length <= 0 || e.Offset > maxTextUnits || e.Length > maxTextUnits {
		return mark{}, false
	}
	m := mark{from: e.Offset, to: e.Offset + e.Length}
	switch e.Type {
	case "bold":
		m.open, m.shut = "<b>", "</b>"
	case "italic":
		m.open, m.shut = "<i>", "</i>"
	case "underline":
		m.open, m.shut = "<u>", "</u>"
	case "strikethrough":
		m.open, m.shut = "<s>", "</s>"
	case "spoiler":
		m.open, m.shut = "<tg-spoiler>", "</tg-spoiler>"
	case "blockquote":
		m.open, m.shut = "<blockquote>", "</blockquote>"
	case "expandable_blockquote":
		m.open, m.shut = "<blockquote expandable>", "</blockquote>"
	case "code":
		m.open, m.shut = "<code>", "</code>"
	case "pre":
		m.open, m.shut = "<pre>", "</pre>"
		if e.Language != "" {
			m.open, m.shut = `<pre><code class="language-`+html.EscapeString(e.Language)+`">`, "</code></pre>"
		}
	case "text_link":
		m.open, m.shut = `<a href="`+html.EscapeString(e.URL)+`">`, "</a>"
	case "text_mention":
		if e.User == nil {
			return mark{}, false
		}
		m.open, m.shut = `<a href="tg://user?id=`+itoa(e.User.ID)+`">`, "</a>"
	case "custom_emoji":
		m.open, m.shut = `<tg-emoji emoji-id="`+html.EscapeString(e.CustomEmojiID)+`">`, "</tg-emoji>"
	default: // addresses, mentions, hashtags and the like: Telegram finds them again by itself
		return mark{}, false
	}
	return m, true
}

// maxTextUnits is far over every text that Telegram sends; entities beyond it are not believed.
const maxTextUnits = 1 << 20

// entityWriter writes a text with tags around parts of it.
type entityWriter struct {
	b     strings.Builder
	marks []mark // not yet opened, by position
	stack []mark // open ones
}

// move closes and opens what ends and begins at the position or before it.
func (w *entityWriter) move(pos int) {
	w.close(pos)
	for len(w.marks) > 0 && w.marks[0].from <= pos {
		if m := w.marks[0]; m.to > pos {
			w.b.WriteString(m.open)
			w.stack = append(w.stack, m)
		}
		w.marks = w.marks[1:]
	}
}

// close ends the marks that reach no further. Tags above them that go on are opened again.
func (w *entityWriter) close(pos int) {
	first := slices.IndexFunc(w.stack, func(m mark) bool { return m.to <= pos })
	if first < 0 {
		return
	}
	for _, m := range slices.Backward(w.stack[first:]) {
		w.b.WriteString(m.shut)
	}
	kept := w.stack[:first]
	for _, m := range w.stack[first:] {
		if m.to > pos {
			w.b.WriteString(m.open)
			kept = append(kept, m)
		}
	}
	w.stack = kept
}

// finish closes all.
func (w *entityWriter) finish() {
	for _, m := range slices.Backward(w.stack) {
		w.b.WriteString(m.shut)
	}
}
