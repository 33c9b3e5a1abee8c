package botapi

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addFoundEntities adds the entities that the server finds by itself in every
// text (commands, mentions, hashtags, addresses), where none is yet.
func addFoundEntities(text string, entities []Entity) []Entity {
	if !strings.ContainsAny(text, "/@#.") {
		return entities
	}
	found := findEntities(text)
	if len(found) == 0 {
		return entities
	}
	given := len(entities)
	for _, e := range found {
		covered := slices.ContainsFunc(entities[:given], func(g Entity) bool {
			blocks := g.Type == "code" || g.Type == "pre" || g.Type == "text_link" || g.Type == "text_mention"
			return blocks && e.Offset < g.Offset+g.Length && g.Offset < e.Offset+e.Length
		})
		if !covered {
			entities = append(entities, e)
		}
	}
	sortEntities(entities)
	return entities
}

// findEntities splits the text at white space and looks at each word.
func findEntities(text string) []Entity {
	var out []Entity
	units := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if unicode.IsSpace(r) || strings.ContainsRune("(<\"'", r) {
			units += utf16Len(text[:size])
			text = text[size:]
			continue
		}
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		word := text[:end]
		if kind, length := wordEntity(word); kind != "" {
			out = append(out, Entity{Type: kind, Offset: units, Length: utf16Len(word[:length])})
		}
		units += utf16Len(word)
		text = text[end:]
	}
	return out
}

// wordEntity classifies one word and gives the bytes of it that belong to the
// entity.
func wordEntity(word string) (string, int) {
	lower := strings.ToLower(word)
	switch {
	case word[0] == '/':
		if n := nameLength(word[1:], 32); n > 0 {
			n++
			if n < len(word) && word[n] == '@' {
				if m := nameLength(word[n+1:], 32); m >= 3 {
					n += 1 + m
				}
			}
			if n == len(word) || word[n] != '/' {
				return "bot_command", n
			}
		}
		return "", 0
	case word[0] == '@':
		if n := nameLength(word[1:], 32); n >= 3 {
			return "mention", n + 1
		}
		return "", 0
	case word[0] == '#':
		n := 1
		for _, r := range word[1:] {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
				break
			}
			n += utf8.RuneLen(r)
		}
		if n > 1 {
			return "hashtag", n
		}
		return "", 0
	case strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://"):
		end := len(strings.TrimRight(word, ".,!?:;)\"'>"))
		if _, ok := checkedLink(word[:end]); ok {
			return "url", end
		}
		return "", 0
	default:
		end := len(strings.TrimRight(word, ".,!?:;)\"'>"))
		if name, host, ok := strings.Cut(word[:end], "@"); ok && name != "" && strings.Contains(host, ".") && !strings.Contains(host, "@") {
			return "email", end
		}
		return "", 0
	}
}

// nameLength is how many bytes of s are letters, digits and "_", at most limit.
func nameLength(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && (isAlnum(s[n]) || s[n] == '_') {
		n++
	}
	return n
}
