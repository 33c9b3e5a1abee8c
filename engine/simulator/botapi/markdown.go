package botapi

import (
	"strconv"
	"strings"
)

// parseMarkdownV2 turns MarkdownV2 into text and entities. The error is the
// part after "can't parse entities: ".
func parseMarkdownV2(source string) (string, []Entity, string) {
	p := markdownParser{src: source, lineStart: true}
	if problem := p.run(); problem != "" {
		return "", nil, problem
	}
	return p.out.String(), p.entities, ""
}

// markdownParser walks the source once. units counts the UTF-16 units written.
type markdownParser struct {
	src       string
	pos       int
	out       strings.Builder
	units     int
	open      []openMark
	entities  []Entity
	quoting   bool // inside a block quotation
	lineStart bool // a '>' here would start one
}

type openMark struct {
	kind     string
	language string
	offset   int // byte offset in the source, for error texts
	units    int // where its text begins, UTF-16 units
	bytes    int // where its text begins in the output
}

func (p *markdownParser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

func (p *markdownParser) has(mark string) bool {
	return strings.HasPrefix(p.src[p.pos:], mark)
}

func (p *markdownParser) top() string {
	if len(p.open) == 0 {
		return ""
	}
	return p.open[len(p.open)-1].kind
}

func (p *markdownParser) run() string {
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if next := p.at(p.pos + 1); c == '\\' && next > 0 && next <= 126 {
			p.pos++
			p.lineStart = next == '\n' || next == '\r' && p.lineStart
			p.write()
			continue
		}
		reserved := "_*[]()~`>#+-=|{}.!\n"
		if k := p.top(); k == "code" || k == "pre" {
			reserved = "`"
		}
		if strings.IndexByte(reserved, c) < 0 {
			if c != '\r' {
				p.lineStart = false
			}
			p.write()
			continue
		}
		problem := ""
		if p.ends(c) {
			problem = p.finish(c)
		} else {
			problem = p.begin(c)
		}
		if problem != "" {
			return problem
		}
	}
	return p.finishOpen()
}

func (p *markdownParser) write() {
	p.out.WriteByte(p.src[p.pos])
	p.units += utf16Units(p.src[p.pos])
	p.pos++
}

// ends tells whether c closes the innermost open entity.
func (p *markdownParser) ends(c byte) bool {
	if len(p.open) == 0 {
		return false
	}
	if p.quoting && c == '\n' && p.at(p.pos+1) != '>' {
		return true
	}
	switch p.top() {
	case "bold":
		return c == '*'
	case "italic":
		return c == '_' && p.at(p.pos+1) != '_'
	case "underline":
		return p.has("__")
	case "strikethrough":
		return c == '~'
	case "spoiler":
		return p.has("||")
	case "code":
		return c == '`'
	case "pre":
		return p.has("```")
	case "text_link", "custom_emoji":
		return c == ']'
	default:
		return false
	}
}

func (p *markdownParser) begin(c byte) string {
	mark := openMark{offset: p.pos}
	width := 1
	switch {
	case p.has("__"):
		mark.kind, width = "underline", 2
	case c == '_':
		mark.kind = "italic"
	case c == '*':
		mark.kind = "bold"
	case c == '~':
		mark.kind = "strikethrough"
	case p.has("||"):
		mark.kind, width = "spoiler", 2
	case c == '[':
		mark.kind = "text_link"
	case p.has("!["):
		mark.kind, width = "custom_emoji", 2
	case p.has("```"):
		mark.kind = "pre"
		mark.language, width = p.language()
	case c == '`':
		mark.kind = "code"
	case c == '\n':
		p.write()
		p.lineStart = true
		return ""
	case c == '>' && p.lineStart:
		if p.quoting {
			p.pos++
			return ""
		}
		mark.kind, p.quoting = "blockquote", true
	default:
		return "Character '" + string(rune(c)) + `' is reserved and must be escaped with the preceding '\'`
	}
	p.pos += width
	mark.units, mark.bytes = p.units, p.out.Len()
	p.open = append(p.open, mark)
	return ""
}

// language reads the language after "```" and the line break that follows.
func (p *markdownParser) language() (string, int) {
	from := p.pos + 3
	end := from
	for !isSpace(p.at(end)) && p.at(end) != '`' {
		end++
	}
	language := ""
	if end > from && end < len(p.src) && p.src[end] != '`' {
		language, from = p.src[from:end], end
	}
	for i, first := 0, p.at(from); i < 2; i++ {
		if c := p.at(from); (c == '\n' || c == '\r') && (i == 0 || c != first) {
			from++
		}
	}
	return language, from - p.pos
}

func (p *markdownParser) finish(c byte) string {
	mark := p.open[len(p.open)-1]
	if c == '\n' && mark.kind != "blockquote" {
		// A line that ends in "||" makes the whole quotation expandable.
		if mark.kind != "spoiler" || mark.offset != p.pos-2 || len(p.open) < 2 || p.open[len(p.open)-2].kind != "blockquote" {
			return p.noEnd(mark)
		}
		p.open = p.open[:len(p.open)-1]
		mark = p.open[len(p.open)-1]
		mark.kind = "expandable_blockquote"
	}
	p.open = p.open[:len(p.open)-1]
	e := Entity{Type: mark.kind, Offset: mark.units, Length: p.units - mark.units, Language: mark.language}
	switch mark.kind {
	case "blockquote", "expandable_blockquote":
		p.write()
		p.quoting, p.lineStart = false, true
		e.Length = p.units - mark.units
	case "underline", "spoiler":
		p.pos += 2
	case "pre":
		p.pos += 3
	case "text_link":
		link, problem := p.target("URL")
		if problem != "" {
			return problem
		}
		if link == "" {
			link = p.out.String()[mark.bytes:]
		}
		if !linkEntity(&e, link) {
			return ""
		}
	case "custom_emoji":
		if p.at(p.pos+1) != '(' {
			return "Custom emoji entity must contain a tg://emoji URL"
		}
		link, problem := p.target("custom emoji URL")
		if problem != "" {
			return problem
		}
		id, ok := strings.CutPrefix(link, "tg://emoji?id=")
		if _, err := strconv.ParseInt(id, 10, 64); !ok || err != nil {
			return "Custom emoji URL must have an emoji identifier"
		}
		e.CustomEmojiID = id
	default:
		p.pos++
	}
	if e.Length > 0 {
		p.entities = append(p.entities, e)
	}
	return ""
}

// target reads "](address)"; an absent one is "".
func (p *markdownParser) target(what string) (string, string) {
	p.pos++
	if p.at(p.pos) != '(' {
		return "", ""
	}
	p.pos++
	begin := p.pos
	var b strings.Builder
	for p.pos < len(p.src) && p.src[p.pos] != ')' {
		if next := p.at(p.pos + 1); p.src[p.pos] == '\\' && next > 0 && next <= 126 {
			p.pos++
		}
		b.WriteByte(p.src[p.pos])
		p.pos++
	}
	if p.pos >= len(p.src) {
		return "", "Can't find end of a " + what + " at byte offset " + strconv.Itoa(begin)
	}
	p.pos++
	return b.String(), ""
}

// finishOpen closes a quotation at the end of the text and refuses the rest.
func (p *markdownParser) finishOpen() string {
	if p.quoting {
		kind := "blockquote"
		if p.top() == "spoiler" && p.open[len(p.open)-1].offset == len(p.src)-2 {
			p.open = p.open[:len(p.open)-1]
			kind = "expandable_blockquote"
		}
		if p.top() == "blockquote" {
			mark := p.open[len(p.open)-1]
			p.open = p.open[:len(p.open)-1]
			if p.units > mark.units {
				p.entities = append(p.entities, Entity{Type: kind, Offset: mark.units, Length: p.units - mark.units})
			}
		}
	}
	if len(p.open) > 0 {
		return p.noEnd(p.open[len(p.open)-1])
	}
	sortEntities(p.entities)
	return ""
}

func (p *markdownParser) noEnd(mark openMark) string {
	names := map[string]string{
		"bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
		"spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
		"custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
	}
	name := names[mark.kind]
	if mark.kind == "pre" && mark.language != "" {
		name = "PreCode"
	}
	return "Can't find end of " + name + " entity at byte offset " + strconv.Itoa(mark.offset)
}

// parseMarkdown turns the legacy Markdown mode into text and entities.
func parseMarkdown(source string) (string, []Entity, string) {
	p := markdownParser{src: source}
	for p.pos < len(source) {
		c := source[p.pos]
		if next := p.at(p.pos + 1); c == '\\' && next != 0 && strings.IndexByte("_*`[", next) >= 0 {
			p.pos++
			p.write()
			continue
		}
		if strings.IndexByte("_*`[", c) < 0 {
			p.write()
			continue
		}
		if problem := p.legacyEntity(c); problem != "" {
			return "", nil, problem
		}
	}
	sortEntities(p.entities)
	return p.out.String(), p.entities, ""
}

// legacyEntity reads one entity; the legacy mode does not nest them.
func (p *markdownParser) legacyEntity(c byte) string {
	e := Entity{Offset: p.units}
	begin, bytes, end := p.pos, p.out.Len(), string(rune(c))
	switch {
	case p.has("```"):
		var width int
		e.Type, end = "pre", "```"
		e.Language, width = p.language()
		p.pos += width
	case c == '[':
		e.Type, end = "text_link", "]"
		p.pos++
	default:
		e.Type = map[byte]string{'_': "italic", '*': "bold", '`': "code"}[c]
		p.pos++
	}
	for p.pos < len(p.src) && !p.has(end) {
		p.write()
	}
	if p.pos >= len(p.src) {
		return "Can't find end of the entity starting at byte offset " + strconv.Itoa(begin)
	}
	e.Length = p.units - e.Offset
	if e.Type != "text_link" {
		p.pos += len(end)
	} else {
		link, problem := p.target("URL")
		if problem != "" {
			return problem
		}
		if link == "" {
			link = p.out.String()[bytes:]
		}
		if !linkEntity(&e, link) {
			return ""
		}
	}
	if e.Length > 0 {
		p.entities = append(p.entities, e)
	}
	return ""
}
