package engine

import (
	"fmt"
	"slices"
	"strings"
)

// markupFault is the first mistake in a text's HTML: where it is, and the edit that mends it if there is a plain one. In the
// message, {} stands for the source from from to to.
type markupFault struct {
	from, to int
	message  string

	fix              string
	editFrom, editTo int
	by               string
}

// markupTags are the tags that Telegram knows: Bot API, "HTML style".
var markupTags = map[string]bool{
	"b": true, "strong": true, "i": true, "em": true, "u": true, "ins": true, "s": true, "strike": true, "del": true,
	"tg-spoiler": true, "span": true, "a": true, "code": true, "pre": true, "blockquote": true, "tg-emoji": true,
	"tg-time": true,
}

// openTag is a tag that is not closed yet.
type openTag struct {
	name     string
	from, to int
}

// parseMarkup reads a text as Telegram does and gives the first mistake; nil if there is none.
func parseMarkup(s string) *markupFault {
	var open []openTag
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			break
		}
		from := at + i
		tag, f := readTag(s, from)
		if f == nil && tag.closing {
			open, f = closeTag(s, open, tag)
		} else if f == nil {
			open, f = startTag(open, tag)
		}
		if f != nil {
			return f
		}
		at = tag.to
	}
	if len(open) == 0 {
		return nil
	}
	last := open[len(open)-1]
	return &markupFault{
		from: last.from, to: last.to, message: "{} is never closed",
		fix: "Close it at the end", editFrom: len(s), editTo: len(s), by: closers(open),
	}
}

// tag is one <…> of a text.
type tag struct {
	name     string
	closing  bool
	attrs    map[string]string
	from, to int
}

// readTag reads the tag that begins at from.
func readTag(s string, from int) (tag, *markupFault) {
	t := tag{from: from, attrs: map[string]string{}}
	at := from + 1
	if at < len(s) && s[at] == '/' {
		t.closing = true
		at++
	}
	start := at
	for at < len(s) && !isBlank(s[at]) && s[at] != '>' {
		at++
	}
	t.name = strings.ToLower(s[start:at])
	for {
		for at < len(s) && isBlank(s[at]) {
			at++
		}
		if at >= len(s) {
			return t, &markupFault{
				from: from, to: from + 1, message: "this < begins a tag that has no >; write &lt; for the sign itself",
				fix: "Write &lt;", editFrom: from, editTo: from + 1, by: "&lt;",
			}
		}
		if s[at] == '>' {
			t.to = at + 1
			break
		}
		at = t.attribute(s, at)
	}
	if markupTags[t.name] {
		return t, nil
	}
	f := &markupFault{
		from: from, to: t.to, message: "Telegram does not know {}; write &lt; for the sign < itself",
		fix: "Write &lt;", editFrom: from, editTo: from + 1, by: "&lt;",
	}
	if strings.TrimSuffix(t.name, "/") == "br" {
		f.message, f.fix, f.editTo, f.by = "Telegram does not know {}: a line break is a line break", "Write a line break", t.to, "\n"
	}
	return t, f
}

// attribute reads name or name="value" and gives the place behind it.
func (t *tag) attribute(s string, at int) int {
	start := at
	for at < len(s) && !isBlank(s[at]) && s[at] != '>' && s[at] != '=' {
		at++
	}
	name := strings.ToLower(s[start:at])
	for at < len(s) && isBlank(s[at]) {
		at++
	}
	if at >= len(s) || s[at] != '=' {
		t.attrs[name] = ""
		return at
	}
	at++
	for at < len(s) && isBlank(s[at]) {
		at++
	}
	if at < len(s) && (s[at] == '"' || s[at] == '\'') {
		quote := s[at]
		end := strings.IndexByte(s[at+1:], quote)
		if end < 0 {
			return len(s)
		}
		t.attrs[name] = s[at+1 : at+1+end]
		return at + end + 2
	}
	start = at
	for at < len(s) && !isBlank(s[at]) && s[at] != '>' {
		at++
	}
	t.attrs[name] = s[start:at]
	return at
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// startTag opens a tag.
func startTag(open []openTag, t tag) ([]openTag, *markupFault) {
	f := &markupFault{from: t.from, to: t.to}
	switch {
	case t.name == "span" && t.attrs["class"] != "tg-spoiler":
		f.message = `{} must be <span class="tg-spoiler">`
		f.fix, f.editFrom, f.editTo, f.by = "Make it a spoiler", t.from, t.to, `<span class="tg-spoiler">`
		return open, f
	case t.name == "tg-emoji" && t.attrs["emoji-id"] == "":
		f.message = "{} needs an emoji-id"
		return open, f
	case t.name == "blockquote" && slices.ContainsFunc(open, func(o openTag) bool { return o.name == "blockquote" }):
		f.message = "a quote cannot be inside another quote"
		return open, f
	}
	return append(open, openTag{t.name, t.from, t.to}), nil
}

// closeTag closes the innermost tag.
func closeTag(s string, open []openTag, t tag) ([]openTag, *markupFault) {
	n := len(open)
	if n > 0 && open[n-1].name == t.name {
		return open[:n-1], nil
	}
	f := &markupFault{
		from: t.from, to: t.to, message: "{} closes nothing",
		fix: "Remove it", editFrom: t.from, editTo: t.to,
	}
	for i := n - 1; i >= 0; i-- {
		if open[i].name == t.name {
			inner := open[n-1]
			f.message = fmt.Sprintf("{} comes before %s is closed", s[inner.from:inner.to])
			f.fix, f.editTo, f.by = "Close it before", t.from, closers(open[i+1:])
			break
		}
	}
	return open, f
}

// closers closes tags, the innermost first.
func closers(open []openTag) string {
	var b strings.Builder
	for _, o := range slices.Backward(open) {
		b.WriteString("</" + o.name + ">")
	}
	return b.String()
}
