package botapi

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Entity is the Bot API's MessageEntity. Offset and Length are UTF-16 units.
type Entity struct {
	Type           string `json:"type"`
	Offset         int    `json:"offset"`
	Length         int    `json:"length"`
	URL            string `json:"url,omitempty"`
	User           *User  `json:"user,omitempty"`
	Language       string `json:"language,omitempty"`
	CustomEmojiID  string `json:"custom_emoji_id,omitempty"`
	UnixTime       int64  `json:"unix_time,omitempty"`
	DateTimeFormat string `json:"date_time_format,omitempty"`
}

// automaticEntity tells whether the server finds entities of the type by itself;
// given by a bot they are ignored.
func automaticEntity(kind string) bool {
	switch kind {
	case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number":
		return true
	default:
		return false
	}
}

// styleEntity tells whether a bot may give entities of the type.
func styleEntity(kind string) bool {
	switch kind {
	case "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre",
		"text_link", "text_mention", "custom_emoji", "blockquote", "expandable_blockquote", "date_time":
		return true
	default:
		return false
	}
}

// decodeEntities reads an array of MessageEntity as a bot gives it. Anything
// that is not an array counts as no entities, as on the server.
func decodeEntities(raw string, text string) ([]Entity, *Error) {
	var items []json.RawMessage
	if raw == "" {
		return nil, nil
	}
	_ = json.Unmarshal([]byte(raw), &items) // no array, no entities
	end := utf16Len(text)
	var out []Entity
	for _, item := range items {
		var e Entity
		if err := json.Unmarshal(item, &e); err != nil {
			return nil, badRequest("can't parse MessageEntity: expected an Object")
		}
		switch {
		case e.Type == "":
			return nil, badRequest("can't parse MessageEntity: Type is not specified")
		case automaticEntity(e.Type):
			continue
		case !styleEntity(e.Type):
			return nil, badRequest("can't parse MessageEntity: Unsupported type specified")
		case e.Offset < 0 || e.Offset > 1000000:
			return nil, badRequest("receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0 || e.Length > 1000000:
			return nil, badRequest("receive an entity with incorrect length %d", e.Length)
		case e.Length == 0:
			continue
		case e.Offset+e.Length > end:
			return nil, badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, end)
		case splitsPair(text, e.Offset):
			return nil, badRequest("entity begins in a middle of a UTF-16 symbol at byte offset %d", byteOffset(text, e.Offset))
		case splitsPair(text, e.Offset+e.Length):
			return nil, badRequest("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d",
				e.Offset, byteOffset(text, e.Offset+e.Length))
		case e.Type == "text_link":
			u, ok := checkedLink(e.URL)
			if !ok {
				continue
			}
			e.URL = u
		}
		out = append(out, e)
	}
	return out, nil
}

// splitsPair tells whether the UTF-16 offset falls inside a surrogate pair.
func splitsPair(text string, offset int) bool {
	at := 0
	for i := range len(text) {
		if at >= offset {
			return at > offset
		}
		at += utf16Units(text[i])
	}
	return at > offset
}

// byteOffset is where the character holding the UTF-16 offset ends.
func byteOffset(text string, offset int) int {
	at := 0
	for i := range len(text) {
		units := utf16Units(text[i])
		if units > 0 && at >= offset {
			return i
		}
		at += units
	}
	return len(text)
}

// sortEntities puts outer entities before inner ones, as the server does.
func sortEntities(entities []Entity) {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

// shiftEntities moves entities back by the units removed from the front and
// clips them to a text of the given length.
func shiftEntities(entities []Entity, removed, length int) []Entity {
	out := entities[:0]
	for _, e := range entities {
		from, to := max(0, e.Offset-removed), min(length, e.Offset+e.Length-removed)
		if to <= from {
			continue
		}
		e.Offset, e.Length = from, to-from
		out = append(out, e)
	}
	return out
}
