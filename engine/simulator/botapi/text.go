package botapi

import (
	"strings"
	"unicode/utf8"
)

// Limits of texts: Telegram Bot API, sendMessage.text, sendPhoto.caption and
// the 32 KB that its server takes before parsing.
const (
	maxText       = 4096
	maxCaption    = 1024
	maxTextSource = 1 << 15
)

// formatted is a text after parsing: entities are valid for it and sorted.
type formatted struct {
	text     string
	entities []Entity
}

// parseText reads a text in one of the parse modes, or with its entities given
// apart as JSON. An empty text gives an empty result: whether that is allowed
// is the caller's to say.
func parseText(source, mode, entities string) (formatted, *Error) {
	if len(source) > maxTextSource {
		return formatted{}, badRequest("text is too long")
	}
	if !utf8.ValidString(source) {
		return formatted{}, badRequest("strings must be encoded in UTF-8")
	}
	var f formatted
	mode = strings.ToLower(mode)
	if source != "" && mode != "" && mode != "none" {
		problem := ""
		switch mode {
		case "html":
			f.text, f.entities, problem = parseHTML(source)
		case "markdownv2":
			f.text, f.entities, problem = parseMarkdownV2(source)
		case "markdown":
			f.text, f.entities, problem = parseMarkdown(source)
		default:
			return formatted{}, badRequest("unsupported parse_mode")
		}
		if problem != "" {
			return formatted{}, badRequest("can't parse entities: %s", problem)
		}
	} else {
		given, err := decodeEntities(entities, source)
		if err != nil {
			return formatted{}, err
		}
		f = formatted{text: source, entities: given}
		sortEntities(f.entities)
	}
	f.clean()
	f.entities = addFoundEntities(f.text, f.entities)
	return f, nil
}

// clean does what the server does to every text: control characters become
// spaces, carriage returns go, white space at both ends goes.
func (f *formatted) clean() {
	if strings.ContainsFunc(f.text, func(r rune) bool { return r < ' ' && r != '\n' }) {
		f.removeReturns()
		f.text = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' {
				return ' '
			}
			return r
		}, f.text)
	}
	text := strings.TrimLeft(f.text, " \n")
	removed := len(f.text) - len(text) // one byte is one unit here
	text = strings.TrimRight(text, " \n")
	if len(text) != len(f.text) {
		f.text = text
		f.entities = shiftEntities(f.entities, removed, utf16Len(text))
	}
}

func (f *formatted) removeReturns() {
	for i := strings.IndexByte(f.text, '\r'); i >= 0; i = strings.IndexByte(f.text, '\r') {
		at := utf16Len(f.text[:i])
		f.text = f.text[:i] + f.text[i+1:]
		for j := range f.entities {
			e := &f.entities[j]
			switch {
			case e.Offset > at:
				e.Offset--
			case e.Offset+e.Length > at:
				e.Length--
			}
		}
	}
}

// sent checks a message text: not empty, at most 4096 characters after parsing.
func (f formatted) sent() *Error {
	if f.text == "" {
		return badRequest("text must be non-empty")
	}
	if len(f.text) > maxText && utf8.RuneCountInString(f.text) > maxText {
		return badRequest("message is too long")
	}
	return nil
}

// caption checks a caption, which may be empty.
func (f formatted) caption() *Error {
	if len(f.text) > maxCaption && utf8.RuneCountInString(f.text) > maxCaption {
		return badRequest("message caption is too long")
	}
	return nil
}
