package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// DiffSeen compares what was expected with what was seen, as lines that a person reads: "-" was expected and did not come,
// "+" came and was not expected. It is empty if both are the same.
func DiffSeen(want, got []Seen) string {
	if len(want) == len(got) && (len(want) == 0 || reflect.DeepEqual(want, got)) {
		return ""
	}
	return diffLines(seenLines(want), seenLines(got))
}

// seenLines writes observations one below the other, a field a line, so that a difference shows where it is.
func seenLines(list []Seen) []string {
	var out []string
	for i := range list {
		out = append(out, list[i].lines()...)
	}
	return out
}

func (s *Seen) lines() []string {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return []string{fmt.Sprint(*s)}
	}
	d := json.NewDecoder(&raw)
	var out []string
	if _, err := d.Token(); err != nil {
		return out
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return out
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return out
		}
		head := "  "
		if len(out) == 0 {
			head = "* "
		}
		out = append(out, fmt.Sprintf("%s%v: %s", head, name, spacedOut(value)))
	}
	return out
}

// spacedOut puts a space after commas between the members of a list.
func spacedOut(value json.RawMessage) string {
	l := layout{in: value}
	l.inline(len(value))
	return l.out.String()
}

func splitLines(s string) []string { return strings.Split(strings.TrimRight(s, "\n"), "\n") }

// diffLines is the shortest edit from one list of lines to the other, with the lines that are the same around it; empty if
// nothing differs.
func diffLines(want, got []string) string {
	if slices.Equal(want, got) {
		return ""
	}
	common := commonLines(want, got)
	var b strings.Builder
	i, j := 0, 0
	for i < len(want) || j < len(got) {
		switch {
		case i < len(want) && j < len(got) && want[i] == got[j]:
			b.WriteString("  " + want[i] + "\n")
			i++
			j++
		case j >= len(got) || i < len(want) && common[i+1][j] >= common[i][j+1]:
			b.WriteString("- " + want[i] + "\n")
			i++
		default:
			b.WriteString("+ " + got[j] + "\n")
			j++
		}
	}
	return b.String()
}

// commonLines gives, for every pair of positions, how many lines the rests have in common, in order.
func commonLines(a, b []string) [][]int {
	out := make([][]int, len(a)+1)
	for i := range out {
		out[i] = make([]int, len(b)+1)
	}
	for i, x := range slices.Backward(a) {
		for j, y := range slices.Backward(b) {
			if x == y {
				out[i][j] = out[i+1][j+1] + 1
			} else {
				out[i][j] = max(out[i+1][j], out[i][j+1])
			}
		}
	}
	return out
}
