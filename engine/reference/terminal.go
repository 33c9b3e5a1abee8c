package reference

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Text is the page for a terminal of so many columns.
func (p *Page) Text(columns int) string {
	var b strings.Builder
	b.WriteString(p.Title + "\n" + strings.Repeat("═", utf8.RuneCountInString(p.Title)) + "\n")
	for _, x := range p.parts {
		b.WriteByte('\n')
		switch x := x.(type) {
		case heading:
			b.WriteString(plain(x.text) + "\n")
			if x.level == 2 {
				b.WriteString(strings.Repeat("─", utf8.RuneCountInString(plain(x.text))) + "\n")
			}
		case paragraph:
			wrap(&b, "", plain(x.text), columns)
		case listing:
			for _, item := range x.items {
				wrap(&b, "  ", plain(item), columns)
			}
		case source:
			for line := range strings.Lines(x.text + "\n") {
				b.WriteString("  " + line)
			}
		case table:
			x.text(&b, columns)
		}
	}
	return b.String()
}

// text writes a table by columns where it fits, and otherwise by rows: the first cells in a line, the last below.
func (t table) text(b *strings.Builder, columns int) {
	rows := make([][]string, len(t.rows))
	widths := make([]int, len(t.head))
	for i, row := range t.rows {
		for col, cell := range row {
			rows[i] = append(rows[i], plain(cell))
			widths[col] = max(widths[col], utf8.RuneCountInString(rows[i][col]))
		}
	}
	total := 0
	for _, w := range widths {
		total += w + 2
	}
	last := len(t.head) - 1
	for _, row := range rows {
		if total <= columns {
			b.WriteString(strings.TrimRight(aligned(row, widths), " ") + "\n")
			continue
		}
		var cells []string
		for _, cell := range row[:last] {
			if cell != "" {
				cells = append(cells, cell)
			}
		}
		wrap(b, "  ", strings.Join(cells, " · "), columns)
		wrap(b, "      ", row[last], columns)
	}
}

// aligned is a row whose cells have the widths.
func aligned(row []string, widths []int) string {
	var b strings.Builder
	for col, cell := range row {
		b.WriteString("  " + cell + strings.Repeat(" ", widths[col]-utf8.RuneCountInString(cell)))
	}
	return b.String()
}

// wrap writes words in lines of at most so many columns; a longer word stands alone.
func wrap(b *strings.Builder, indent, text string, columns int) {
	width := 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case width == 0:
			b.WriteString(indent)
			width = utf8.RuneCountInString(indent)
		case width+1+n > columns:
			b.WriteString("\n" + indent)
			width = utf8.RuneCountInString(indent)
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	if width > 0 {
		b.WriteByte('\n')
	}
}

// link is a link; its words may hold code, where brackets are only signs.
var link = regexp.MustCompile("\\[((?:`[^`]*`|[^]`])*)\\]\\([^)]*\\)")

// plain takes the markup out of a text.
func plain(s string) string {
	pieces := strings.Split(link.ReplaceAllString(s, "$1"), "`")
	for i := 0; i < len(pieces); i += 2 { // those between are code
		pieces[i] = strings.ReplaceAll(pieces[i], "**", "")
	}
	return strings.Join(pieces, "")
}
