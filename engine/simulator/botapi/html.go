package botapi

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// parseHTML turns Telegram's HTML subset into text and entities. The error is
// the part after "can't parse entities: ".
func parseHTML(source string) (string, []Entity, string) {
	p := htmlParser{src: source}
	if problem := p.run(); problem != "" {
		return "", nil, problem
	}
	return p.out.String(), p.entities, ""
}

// htmlParser walks the source once. units counts the UTF-16 units written.
type htmlParser struct {
	src      string
	pos      int
	out      strings.Builder
	units    int
	open     []openTag
	entities []Entity
}

// openTag is a start tag still waiting for its end.
type openTag struct {
	name  string
	value string // the one attribute that matters for this tag
	extra string // date_time: format
	units int    // where its text begins, UTF-16 units
	bytes int    // where its text begins in the output
}

// htmlTag tells whether Telegram knows the tag.
func htmlTag(name string) bool {
	switch name {
	case "a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "tg-time",
		"span", "pre", "code", "blockquote":
		return true
	default:
		return false
	}
}

// at is the byte at i, 0 past the end.
func (p *htmlParser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == 0
}

func (p *htmlParser) run() string {
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		switch {
		case c == '&':
			r, next := decodeHTMLEntity(p.src, p.pos)
			if r == 0 {
				p.write(c)
				continue
			}
			if r >= 0xD800 && r <= 0xDFFF {
				return "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
			}
			p.pos = next
			p.out.WriteRune(r)
			p.units++
			if r > 0xFFFF {
				p.units++
			}
		case c != '<':
			p.write(c)
		case p.at(p.pos+1) == '/':
			if problem := p.endTag(); problem != "" {
				return problem
			}
		default:
			if problem := p.startTag(); problem != "" {
				return problem
			}
		}
	}
	if n := len(p.open); n > 0 {
		return "Can't find end tag corresponding to start tag " + strconv.Quote(p.open[n-1].name)
	}
	for i := range p.entities {
		if p.entities[i].Type == "code" {
			p.entities[i].Language = "" // only <pre><code class="language-…"> keeps it
		}
	}
	sortEntities(p.entities)
	return ""
}

func (p *htmlParser) write(c byte) {
	p.out.WriteByte(c)
	p.units += utf16Units(c)
	p.pos++
}

func (p *htmlParser) startTag() string {
	begin := p.pos
	p.pos++
	for p.pos < len(p.src) && !isSpace(p.src[p.pos]) && p.src[p.pos] != '>' {
		p.pos++
	}
	offset := " at byte offset " + strconv.Itoa(begin)
	if p.pos >= len(p.src) {
		return "Unclosed start tag" + offset
	}
	tag := openTag{name: strings.ToLower(p.src[begin+1 : p.pos]), units: p.units, bytes: p.out.Len()}
	if !htmlTag(tag.name) {
		return `Unsupported start tag "` + tag.name + `"` + offset
	}
	for p.at(p.pos) != '>' {
		if problem := p.attribute(&tag, offset); problem != "" {
			return problem
		}
	}
	p.pos++
	if tag.name == "span" && tag.value != "spoiler" {
		return `Tag "span" must have class "tg-spoiler"` + offset
	}
	p.open = append(p.open, tag)
	return ""
}

// attribute reads one attribute, or the space before the closing bracket.
func (p *htmlParser) attribute(tag *openTag, offset string) string {
	p.skipSpace()
	if p.at(p.pos) == '>' {
		return ""
	}
	from := p.pos
	for c := p.at(p.pos); !isSpace(c) && c != '=' && c != '>' && c != '/' && c != '"' && c != '\''; c = p.at(p.pos) {
		p.pos++
	}
	name := p.src[from:p.pos]
	if name == "" {
		if p.pos >= len(p.src) {
			return `Unclosed start tag "` + tag.name + `"` + offset
		}
		return `Empty attribute name in the tag "` + tag.name + `"` + offset
	}
	p.skipSpace()
	if p.at(p.pos) != '=' {
		if p.pos >= len(p.src) {
			return `Unclosed start tag "` + tag.name + `"` + offset
		}
		tag.set(name, "")
		return ""
	}
	p.pos++
	p.skipSpace()
	if p.pos >= len(p.src) {
		return `Unclosed start tag "` + tag.name + `"` + offset
	}
	value, problem := p.attributeValue()
	if problem != "" {
		return problem
	}
	if p.pos >= len(p.src) {
		return "Unclosed start tag" + offset
	}
	tag.set(name, value)
	return ""
}

// attributeValue reads a quoted string, or a bare name token in lower case.
func (p *htmlParser) attributeValue() (string, string) {
	quote := p.src[p.pos]
	if quote != '"' && quote != '\'' {
		from := p.pos
		for c := p.at(p.pos); isAlnum(c) || c == '.' || c == '-'; c = p.at(p.pos) {
			p.pos++
		}
		if c := p.at(p.pos); !isSpace(c) && c != '>' {
			return "", "Unexpected end of name token at byte offset " + strconv.Itoa(from)
		}
		return strings.ToLower(p.src[from:p.pos]), ""
	}
	p.pos++
	var b strings.Builder
	for p.pos < len(p.src) && p.src[p.pos] != quote {
		if p.src[p.pos] == '&' {
			if r, next := decodeHTMLEntity(p.src, p.pos); r != 0 {
				b.WriteRune(r)
				p.pos = next
				continue
			}
		}
		b.WriteByte(p.src[p.pos])
		p.pos++
	}
	if p.pos < len(p.src) {
		p.pos++
	}
	return b.String(), ""
}

// set keeps the attribute that gives the tag its meaning.
func (t *openTag) set(name, value string) {
	switch t.name + " " + name {
	case "a href", "tg-emoji emoji-id", "tg-time unix":
		t.value = value
	case "tg-time format":
		t.extra = value
	case "code class":
		if lang, ok := strings.CutPrefix(value, "language-"); ok {
			t.value = lang
		}
	case "span class":
		if class, ok := strings.CutPrefix(value, "tg-"); ok {
			t.value = class
		}
	case "blockquote expandable":
		t.value = "1"
	}
}

func (p *htmlParser) endTag() string {
	begin := p.pos
	offset := " at byte offset " + strconv.Itoa(begin)
	if len(p.open) == 0 {
		return "Unexpected end tag" + offset
	}
	p.pos += 2
	from := p.pos
	for !isSpace(p.at(p.pos)) && p.at(p.pos) != '>' {
		p.pos++
	}
	name := strings.ToLower(p.src[from:p.pos])
	p.skipSpace()
	if p.at(p.pos) != '>' {
		return "Unclosed end tag" + offset
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return "Unmatched end tag" + offset + `, expected "</` + tag.name + `>", found "</` + name + `>"`
	}
	p.open = p.open[:len(p.open)-1]
	if p.units == tag.units {
		return ""
	}
	return p.close(tag)
}

// close records the entity of a finished tag.
func (p *htmlParser) close(tag openTag) string {
	e := Entity{Offset: tag.units, Length: p.units - tag.units}
	switch tag.name {
	case "b", "strong":
		e.Type = "bold"
	case "i", "em":
		e.Type = "italic"
	case "u", "ins":
		e.Type = "underline"
	case "s", "strike", "del":
		e.Type = "strikethrough"
	case "tg-spoiler", "span":
		e.Type = "spoiler"
	case "blockquote":
		e.Type = "blockquote"
		if tag.value != "" {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		if n, err := strconv.ParseInt(tag.value, 10, 64); err != nil || n == 0 {
			return "Invalid custom emoji identifier specified"
		}
		e.Type, e.CustomEmojiID = "custom_emoji", tag.value
	case "tg-time":
		n, err := strconv.ParseInt(tag.value, 10, 64)
		if err != nil {
			return "Invalid date specified"
		}
		e.Type, e.UnixTime, e.DateTimeFormat = "date_time", n, tag.extra
	case "a":
		link := tag.value
		if link == "" {
			link = p.out.String()[tag.bytes:]
		}
		if !linkEntity(&e, link) {
			return ""
		}
	case "pre":
		e.Type = "pre"
		if last := p.lastEntity(); last != nil && last.Type == "code" && last.Language != "" && last.sameSpan(e) {
			last.Type = "pre"
			return ""
		}
	case "code":
		if last := p.lastEntity(); last != nil && last.Type == "pre" && tag.value != "" && last.sameSpan(e) {
			last.Language = tag.value
			return ""
		}
		e.Type, e.Language = "code", tag.value
	}
	p.entities = append(p.entities, e)
	return ""
}

func (p *htmlParser) lastEntity() *Entity {
	if len(p.entities) == 0 {
		return nil
	}
	return &p.entities[len(p.entities)-1]
}

func (e Entity) sameSpan(other Entity) bool {
	return e.Offset == other.Offset && e.Length == other.Length
}

func (p *htmlParser) skipSpace() {
	for p.pos < len(p.src) && isSpace(p.src[p.pos]) {
		p.pos++
	}
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || isAlpha(c)
}

func isAlpha(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// decodeHTMLEntity reads the entity at pos and gives the character and the
// position after it, or 0 when it is not one that Telegram knows.
func decodeHTMLEntity(s string, pos int) (rune, int) {
	end := pos + 1
	if end < len(s) && s[end] == '#' {
		return decodeNumericEntity(s, pos)
	}
	for end < len(s) && isAlpha(s[end]) {
		end++
	}
	var r rune
	switch s[pos+1 : end] {
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "amp":
		r = '&'
	case "quot":
		r = '"'
	default:
		return 0, pos
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func decodeNumericEntity(s string, pos int) (rune, int) {
	from, base := pos+2, 10
	if from < len(s) && s[from] == 'x' {
		from, base = from+1, 16
	}
	end := from
	for end < len(s) && isDigitIn(s[end], base) {
		end++
	}
	n, err := strconv.ParseUint(s[from:end], base, 32)
	// At most 10 bytes and below the last code point, as on the server.
	if err != nil || n == 0 || n >= utf8.MaxRune || end-pos >= 10 {
		return 0, pos
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return rune(n), end
}

func isDigitIn(c byte, base int) bool {
	if c >= '0' && c <= '9' {
		return true
	}
	return base == 16 && (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F')
}
