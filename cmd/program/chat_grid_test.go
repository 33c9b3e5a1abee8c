package program

import (
	"slices"
	"testing"
)

func TestGrid_RowsOfAsManyButtonsStandInColumns(t *testing.T) {
	t.Parallel()
	row := func(first int, labels ...string) []cellLabel {
		var out []cellLabel
		for i, l := range labels {
			out = append(out, cellLabel{first + i, l})
		}
		return out
	}
	for _, c := range []struct {
		name  string
		rows  [][]cellLabel
		width int
		want  []string
	}{
		{"nothing", nil, 78, nil},
		{"one row is no grid", [][]cellLabel{row(1, "S", "Medium", "L")}, 78, []string{"[1] S   [2] Medium   [3] L"}},
		{"two buttons in a row are no grid", [][]cellLabel{row(1, "Yes", "No"), row(3, "Later", "x")}, 78, []string{"[1] Yes   [2] No", "[3] Later   [4] x"}},
		{
			"a calendar between rows of others",
			[][]cellLabel{row(1, "◀", "May"), row(7, "Mo", "Tu", "We"), row(10, "", "1", "2"), row(13, "OK")},
			78,
			[]string{"[1] ◀   [2] May", "[ 7] Mo   [ 8] Tu   [ 9] We", "[10]      [11] 1    [12] 2", "[13] OK"},
		},
		{"wide signs", [][]cellLabel{row(1, "日", "a", "b"), row(4, "c", "d", "e")}, 78, []string{"[1] 日   [2] a   [3] b", "[4] c    [5] d   [6] e"}},
		{"what does not fit stays as it is", [][]cellLabel{row(1, "Monday", "a", "b"), row(4, "c", "d", "e")}, 25, []string{"[1] Monday   [2] a   [3] b", "[4] c   [5] d   [6] e"}},
	} {
		if got := grid(c.rows, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
