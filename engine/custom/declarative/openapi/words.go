package openapi

import (
	"strings"
	"unicode"
)

// firstOf gives the first text that is not empty.
func firstOf(texts ...string) string {
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

// paragraph gives the first paragraph of a text in Markdown, on one line.
func paragraph(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(s, "\r", "")), "\n\n")
	return strings.Join(strings.Fields(strings.NewReplacer("`", "", "**", "").Replace(first)), " ")
}

// identifier makes a name of small letters, digits and _: "petId" and "pet-id" are pet_id.
func identifier(s string) string {
	var b strings.Builder
	before := rune(0)
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			if before >= 'a' && before <= 'z' || before >= '0' && before <= '9' {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		before = r
	}
	name := strings.Trim(b.String(), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "x" + name
	}
	return name
}

// words makes a title of a name: "petId" is Pet id.
func words(s string) string {
	if s == "" {
		return ""
	}
	text := strings.ReplaceAll(identifier(s), "_", " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func cutName(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.Trim(s, "_")
}

// reserved are words that the language of expressions keeps.
var reserved = map[string]bool{
	"true": true, "false": true, "nil": true, "let": true, "not": true, "and": true, "or": true, "in": true, "matches": true, "contains": true, "if": true, "else": true,
}

// setting gives a name that no setting has yet.
func (i *importer) setting(name string) string {
	id := cutName(identifier(name), 40)
	if reserved[id] {
		id += "_value"
	}
	for i.taken[id] {
		id += "_2"
	}
	i.taken[id] = true
	return id
}
