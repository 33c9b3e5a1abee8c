package storage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/storage"
)

func TestFigures_RowsAreReadQuicklyOrSlowly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row   string
		quick bool
		want  string
		err   bool
	}{
		{`[[42,0,"zone","",-3600],[42,20000,"edge","ask\u001fnext",2]]`, true, `42/0/zone/""/-3600 42/20000/edge/"ask\x1fnext"/2`, false},
		{`[[42,1,"goal","цель, [1]",1]]`, true, `42/1/goal/"цель, [1]"/1`, false},
		{`[[42,1,"goal","a \"goal\"",1]]`, false, `42/1/goal/"a \"goal\""/1`, false},
		{`[[42,1,"goal","a\\",1],[42,1,"turn","",1]]`, false, `42/1/goal/"a\\"/1 42/1/turn/""/1`, false},
		{` [ [42, 1, "turn", "", 1] ]`, false, `42/1/turn/""/1`, false},
		{`[]`, false, ``, false},
		{`[[42,1,"turn","",1]`, false, ``, true},
		{`[[42,1,"turn","",1],`, false, ``, true},
		{`[[42,1,"turn","",1]]x`, false, ``, true},
		{`[[1e2,1,"turn","",1]]`, false, ``, true},
		{``, false, ``, true},
	} {
		list, quick, err := storage.ReadDeltas([]byte(c.row))
		if got := strings.Join(list, " "); err == nil && got != c.want || quick != c.quick || (err != nil) != c.err {
			t.Errorf("%s: %s, quick %v, %v; want %s", c.row, got, quick, err, c.want)
		}
	}
}

// What a commit counts is stored in rows that PostgreSQL keeps as they are, and nothing is missing or changed when they are read.
func TestFigures_RowsAreSmallAndWhole(t *testing.T) {
	t.Parallel()
	names := []string{"", "welcome", "pay" + studio.PartMark + "paid", "Größe", `say "hi" \ <b>`, "a\x00b", "\x7f", strings.Repeat("long", deltaNames)}
	for n := range deltaNames {
		names = append(names, fmt.Sprintf("block_%d", n))
	}
	counted, want := map[string]int64{}, []string{}
	for i, name := range names {
		counted[name] = int64(i)
		want = append(want, fmt.Sprintf("1/2/block/%q/%d", strings.ReplaceAll(name, "\x00", "\uFFFD"), i))
	}
	rows := storage.DeltaRows(counted)
	var got []string
	for _, row := range rows {
		list, _, err := storage.ReadDeltas(row)
		if err != nil {
			t.Fatalf("%q cannot be read: %v", row, err)
		}
		if len(row) > storage.DeltaBytes && len(list) > 1 {
			t.Errorf("a row of %d figures has %d bytes", len(list), len(row))
		}
		got = append(got, list...)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if len(rows) < 3 {
		t.Errorf("%d figures came in %d rows; the test is to see them divided", len(names), len(rows))
	}
}

// deltaNames is how many figures the test stores, enough for several rows.
const deltaNames = 500
