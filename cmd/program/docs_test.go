package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDocs_PrintsOnePage(t *testing.T) {
	t.Parallel()
	theirs := t.TempDir() // a folder of packages
	if err := os.CopyFS(filepath.Join(theirs, "card"), os.DirFS(card)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  []string
		first string
		has   string
	}{
		{[]string{"docs"}, "Reference", "ask.text"},
		{[]string{"docs", "ask.text"}, "Ask for a text", "min_length"},
		{[]string{"docs", "openai/chat"}, "AI answer", "openai_key"},
		{[]string{"docs", "--blocks", theirs, "--lang", "ru", "acme/cardnumber"}, "Номер карты", "Сколько цифр"},
		{[]string{"docs", "--lang", "ru", "ask.text"}, "Спросить текст", "Более короткий текст не принимается."},
		{[]string{"docs", "--lang", "ru", "functions"}, "Выражения", `capitalize("anna")`},
	} {
		code, out, errs := called(t, c.args...)
		if code != exitOK || errs != "" || !strings.HasPrefix(out, c.first+"\n") || !strings.Contains(out, c.has) {
			t.Errorf("%v ended with %d: %s%s", c.args, code, out, errs)
		}
	}
}

func TestDocs_WritesMarkdown(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	dir := filepath.Join(t.TempDir(), "reference")
	code, out, errs := called(t, "docs", "--lang", "ru", "--out", dir)
	if code != exitOK || !strings.HasSuffix(out, " pages to "+dir+"\n") || errs != "" {
		t.Fatalf("ended with %d: %s%s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "openai-chat.md")); err != nil {
		t.Errorf("the packages that come along are missing: %v", err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "ask.text.md"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../blocks/reference/ru/ask.text.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("the command writes something else than what is published")
	}
}

func TestDocs_RefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"docs", "ask.nothing"}, "scenarist: there is no page \"ask.nothing\"; scenarist docs lists the block types\n"},
		{[]string{"docs", "--out", "x", "ask.text"}, "scenarist: --out writes all pages; leave out either it or ask.text\n"},
	} {
		if code, out, errs := called(t, c.args...); code != exitUsage || out != "" || errs != c.want {
			t.Errorf("%v ended with %d: %s%s", c.args, code, out, errs)
		}
	}
}

func TestPageWidth(t *testing.T) {
	t.Parallel()
	for columns, want := range map[string]int{"": 100, "wide": 100, "80": 80, "7": 40, "4000": 160} {
		if got := pageWidth(func(string) string { return columns }); got != want {
			t.Errorf("COLUMNS=%q gives %d, want %d", columns, got, want)
		}
	}
}
