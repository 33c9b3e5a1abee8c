package simulator

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// HTML gives a text with its entities as Telegram's HTML: what a bot would send to have it shown so. What Telegram finds
// by itself, such as addresses and commands, is left plain.
func HTML(text string, entities []botapi.Entity) string {
	w := htmlWriter{}
	next, pos := 0, 0
	for _, r := range text {
		w.shut(pos)
		for next < len(entities) && entities[next].Offset <= pos {
			w.open(&entities[next], pos)
			next++
		}
		w.text(r)
		pos++
		if r > 0xFFFF { // two UTF-16 units
			pos++
		}
	}
	w.shut(pos)
	return w.b.String()
}

// htmlWriter writes text with tags that are open up to a position in UTF-16 units.
type htmlWriter struct {
	b     strings.Builder
	stack []openTag
}

type openTag struct {
	begin, end string
	upTo       int
}

func (w *htmlWriter) text(r rune) {
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
}

func (w *htmlWriter) open(e *botapi.Entity, pos int) {
	begin, end := tags(e)
	if begin == "" || e.Offset+e.Length <= pos {
		return
	}
	w.b.WriteString(begin)
	w.stack = append(w.stack, openTag{begin, end, e.Offset + e.Length})
}

// shut closes what ends at the position. Tags inside of it that go on are closed as well and opened again.
func (w *htmlWriter) shut(pos int) {
	first := slices.IndexFunc(w.stack, func(t openTag) bool { return t.upTo <= pos })
	if first < 0 {
		return
	}
	inner := slices.Clone(w.stack[first:])
	w.stack = w.stack[:first]
	for _, t := range slices.Backward(inner) {
		w.b.WriteString(t.end)
	}
	for _, t := range inner {
		if t.upTo > pos {
			w.b.WriteString(t.begin)
			w.stack = append(w.stack, t)
		}
	}
}

// tags gives the tags of an entity, empty ones for what is no markup.
func tags(e *botapi.Entity) (begin, end string) {
	switch e.Type {
	case "bold":
		return "<b>", "</b>"
	case "italic":
		return "<i>", "</i>"
	case "underline":
		return "<u>", "</u>"
	case "strikethrough":
		return "<s>", "</s>"
	case "spoiler":
		return "<tg-spoiler>", "</tg-spoiler>"
	case "blockquote":
		return "<blockquote>", "</blockquote>"
	case "expandable_blockquote":
		return "<blockquote expandable>", "</blockquote>"
	case "code":
		return "<code>", "</code>"
	case "pre":
		if e.Language != "" {
			return `<pre><code class="language-` + html.EscapeString(e.Language) + `">`, "</code></pre>"
		}
		return "<pre>", "</pre>"
	case "text_link":
		return `<a href="` + html.EscapeString(e.URL) + `">`, "</a>"
	case "text_mention":
		if e.User == nil {
			return "", ""
		}
		return `<a href="tg://user?id=` + strconv.FormatInt(e.User.ID, 10) + `">`, "</a>"
	case "custom_emoji":
		return `<tg-emoji emoji-id="` + html.EscapeString(e.CustomEmojiID) + `">`, "</tg-emoji>"
	default:
		return "", ""
	}
}
