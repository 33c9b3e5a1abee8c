package program

import (
	"fmt"
	"strings"
)

const (
	cellGap  = "   "
	gridFrom = 3 // buttons in a row; fewer are read one by one, and need no columns
)

// cellLabel is one button with its number.
type cellLabel struct {
	number int
	label  string
}

func (l cellLabel) String() string { return fmt.Sprintf("[%d] %s", l.number, l.label) }

// grid makes lines of rows of buttons. Rows of as many buttons that follow each other stand in columns, as a calendar needs
// to be read, if they fit the width; others are left as they are.
func grid(rows [][]cellLabel, width int) []string {
	lines := make([]string, 0, len(rows))
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && len(rows[n]) == len(rows[0]) {
			n++
		}
		lines = append(lines, aligned(rows[:n], width)...)
		rows = rows[n:]
	}
	return lines
}

// aligned makes lines of rows of as many buttons each.
func aligned(rows [][]cellLabel, width int) []string {
	wide := make([]int, len(rows[0]))
	digits := 1
	for _, row := range rows {
		for i, l := range row {
			digits = max(digits, len(fmt.Sprint(l.number)))
			wide[i] = max(wide[i], widthOfText(l.label))
		}
	}
	total := (len(wide) - 1) * len(cellGap)
	for _, w := range wide {
		total += w + digits + len("[] ")
	}
	columns := len(rows) > 1 && len(wide) >= gridFrom && total <= width
	lines := make([]string, len(rows))
	for r, row := range rows {
		cells := make([]string, len(row))
		for i, l := range row {
			if cells[i] = l.String(); columns {
				cells[i] = fmt.Sprintf("[%*d] %s%s", digits, l.number, l.label, strings.Repeat(" ", wide[i]-widthOfText(l.label)))
			}
		}
		lines[r] = strings.TrimRight(strings.Join(cells, cellGap), " ")
	}
	return lines
}
