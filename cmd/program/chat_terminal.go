package program

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// style is how something is printed: the codes of ECMA-48, "Select Graphic Rendition".
type style string

// The styles.
const (
	normal  style = ""
	strong  style = "1"
	faint   style = "2"
	good    style = "32"
	button  style = "36"
	trouble style = "31"
)

// terminal prints lines that fit its width, with colours where they are wanted.
type terminal struct {
	out      io.Writer
	width    int // columns
	colour   bool
	prompted bool // the cursor stands behind a prompt
}

// Widths of lines.
const (
	defaultWidth = 80
	leastWidth   = 30
	mostWidth    = 100 // longer lines are hard to read
)

// widthOf asks the environment, since nothing else tells it everywhere.
func widthOf(env *runEnv) int {
	n, err := strconv.Atoi(env.Getenv("COLUMNS"))
	if err != nil {
		return defaultWidth
	}
	return min(max(n, leastWidth), mostWidth)
}

// isTerminal tells whether somebody sits at the other end.
func isTerminal(x any) bool {
	f, ok := x.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (t *terminal) prompt() {
	fmt.Fprint(t.out, t.dressed(strong, "> "))
	t.prompted = true
}

// fresh leaves the line of an open prompt, so that what comes does not stand behind it.
func (t *terminal) fresh() {
	switch {
	case !t.prompted:
	case t.colour:
		fmt.Fprint(t.out, "\r\x1b[K")
	default:
		fmt.Fprintln(t.out)
	}
	t.prompted = false
}

func (t *terminal) dressed(s style, text string) string {
	if !t.colour || s == normal || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// line prints one line.
func (t *terminal) line(s style, text string) {
	t.prompted = false
	fmt.Fprintln(t.out, t.dressed(s, text))
}

// block prints a text, broken into lines that fit. Lines that follow begin as the first does: with its spaces and bar.
func (t *terminal) block(s style, text string) {
	margin := marginOf(text)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		cells := make([]cell, 0, len(line))
		for _, r := range strings.TrimPrefix(line, margin) {
			cells = append(cells, cell{r: r, s: s})
		}
		t.cells(s, margin, cells)
	}
}

func marginOf(text string) string {
	for i, r := range text {
		if r != ' ' && r != '│' && r != '┊' {
			return text[:i]
		}
	}
	return text
}

// message prints the text of a message with its markup.
func (t *terminal) message(s style, margin string, m *botapi.Message) {
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	if text == "" {
		return
	}
	var cells []cell
	for _, c := range dress(s, text, entities) {
		if c.r == '\n' {
			t.cells(s, margin, cells)
			cells = nil
			continue
		}
		cells = append(cells, c)
	}
	t.cells(s, margin, cells)
}

// cell is one character on the screen.
type cell struct {
	r rune
	s style
}

// dress gives every character its style, and puts addresses behind the words that lead to them.
func dress(base style, text string, entities []botapi.Entity) []cell {
	var out []cell
	pos := 0
	for _, r := range text {
		s := base
		for i := range entities {
			e := &entities[i]
			if e.Offset+e.Length == pos && e.Type == "text_link" {
				for _, x := range " (" + e.URL + ")" {
					out = append(out, cell{x, faint})
				}
			}
			if e.Offset <= pos && pos < e.Offset+e.Length {
				s = join(s, entityStyle(e.Type))
			}
		}
		out = append(out, cell{r, s})
		pos++
		if r > 0xFFFF { // two UTF-16 units
			pos++
		}
	}
	for i := range entities {
		if e := &entities[i]; e.Offset+e.Length == pos && e.Type == "text_link" {
			for _, x := range " (" + e.URL + ")" {
				out = append(out, cell{x, faint})
			}
		}
	}
	return out
}

func join(a, b style) style {
	switch {
	case a == normal:
		return b
	case b == normal:
		return a
	default:
		return a + ";" + b
	}
}

func entityStyle(kind string) style {
	switch kind {
	case "bold":
		return strong
	case "italic":
		return "3"
	case "underline", "text_link", "text_mention":
		return "4"
	case "strikethrough":
		return "9"
	case "spoiler":
		return "7"
	case "code", "pre":
		return "33"
	default:
		return normal
	}
}

// cells prints one paragraph in lines that fit.
func (t *terminal) cells(s style, margin string, cells []cell) {
	room := t.width - widthOfText(margin)
	for {
		n := fitting(cells, room)
		t.prompted = false
		fmt.Fprintln(t.out, strings.TrimRight(t.dressed(s, margin)+t.runs(cells[:n]), " "))
		cells = cells[n:]
		for len(cells) > 0 && cells[0].r == ' ' {
			cells = cells[1:]
		}
		if len(cells) == 0 {
			return
		}
	}
}

// fitting is how many of the cells go on one line: up to a space where there is one.
func fitting(cells []cell, room int) int {
	used, space := 0, 0
	for i, c := range cells {
		used += columns(c.r)
		if c.r == ' ' {
			space = i
		}
		if used > room {
			if space > 0 {
				return space
			}
			return max(i, 1)
		}
	}
	return len(cells)
}

// runs joins cells of the same style.
func (t *terminal) runs(cells []cell) string {
	var b strings.Builder
	for len(cells) > 0 {
		n := slices.IndexFunc(cells, func(c cell) bool { return c.s != cells[0].s })
		if n < 0 {
			n = len(cells)
		}
		text := make([]rune, n)
		for i := range n {
			text[i] = cells[i].r
			if unicode.IsControl(text[i]) { // a bot's text must not move the cursor
				text[i] = ' '
			}
		}
		b.WriteString(t.dressed(cells[0].s, string(text)))
		cells = cells[n:]
	}
	return b.String()
}

func widthOfText(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}

// columns is how much room a character takes: marks none, East Asian wide ones and emoji two (Unicode Standard Annex 11).
func columns(r rune) int {
	switch {
	case r == 0x200D, r >= 0xFE00 && r <= 0xFE0F, unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF,
		r >= 0x20000 && r <= 0x3FFFD:
		return 2
	default:
		return 1
	}
}
