package reference

import (
	"strings"
	"unicode"
)

// Markdown is the page as GitHub's Markdown.
func (p *Page) Markdown() string {
	var b strings.Builder
	b.WriteString("# " + p.Title + "\n")
	for _, x := range p.parts {
		b.WriteByte('\n')
		switch x := x.(type) {
		case heading:
			b.WriteString(strings.Repeat("#", x.level) + " " + x.text + "\n")
		case paragraph:
			b.WriteString(guarded(x.text) + "\n")
		case listing:
			for _, item := range x.items {
				b.WriteString("- " + guarded(item) + "\n")
			}
		case source:
			b.WriteString("```json\n" + x.text + "\n```\n")
		case table:
			x.markdown(&b)
		}
	}
	return b.String()
}

func (t table) markdown(b *strings.Builder) {
	row := func(cells []string) {
		for _, cell := range cells {
			b.WriteString("| " + strings.ReplaceAll(strings.ReplaceAll(guarded(cell), "|", `\|`), "\n", " ") + " ")
		}
		b.WriteString("|\n")
	}
	row(t.head)
	b.WriteString(strings.Repeat("|---", len(t.head)) + "|\n")
	for _, cells := range t.rows {
		row(cells)
	}
}

// guarded keeps a < of plain words from being taken for a tag; what is code stays.
func guarded(s string) string {
	var b strings.Builder
	inCode := false
	for _, r := range s {
		switch {
		case r == '`':
			inCode = !inCode
		case inCode:
		case r == '<':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// anchor is where GitHub puts a heading.
func anchor(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
