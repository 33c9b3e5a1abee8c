package enginetest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// diffJSON compares two JSON values whatever their spelling; the text is empty if they are equal, else a line diff:
// "-" for what was expected, "+" for what came.
func diffJSON(want, got []byte) string {
	a, b := canonical(want), canonical(got)
	if a == b {
		return ""
	}
	return diffLines(strings.Split(a, "\n"), strings.Split(b, "\n"))
}

// canonical is the value with sorted keys, one member a line.
func canonical(data []byte) string {
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return string(data)
	}
	out, err := marshal(v)
	if err != nil {
		return string(data)
	}
	return string(out)
}

// marshal is indented JSON that leaves <, > and & alone, so that texts stay readable.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// diffLines is the shortest edit of lines, with two lines around each change.
func diffLines(a, b []string) string {
	length := make([][]int, len(a)+1) // of the longest common rest
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i, line := range slices.Backward(a) {
		for j, other := range slices.Backward(b) {
			if line == other {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var lines []string
	var changed []int
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && length[i+1][j] >= length[i][j+1]:
			changed = append(changed, len(lines))
			lines = append(lines, "- "+a[i])
			i++
		default:
			changed = append(changed, len(lines))
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return around(lines, changed)
}

func around(lines []string, changed []int) string {
	const context = 2
	keep := make([]bool, len(lines))
	for _, at := range changed {
		for i := max(0, at-context); i < min(len(lines), at+context+1); i++ {
			keep[i] = true
		}
	}
	var out strings.Builder
	for i, line := range lines {
		switch {
		case keep[i]:
			out.WriteString(line + "\n")
		case i > 0 && keep[i-1]:
			out.WriteString("  …\n")
		}
	}
	return out.String()
}
