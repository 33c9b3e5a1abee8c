package message_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/blocks/message"
	"github.com/scenarist/scenarist/engine"
)

func TestList_PagesHoldWhatFits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		texts      []string
		size, room int
		want       [][2]int
	}{
		"nothing is one page":                       {nil, 3, 10, [][2]int{{0, 0}}},
		"one page":                                  {[]string{"a", "b", "c"}, 3, 100, [][2]int{{0, 3}}},
		"a page more than full":                     {[]string{"a", "b", "c", "d"}, 3, 100, [][2]int{{0, 3}, {3, 4}}},
		"no texts need no room":                     {[]string{"", "", ""}, 2, 0, [][2]int{{0, 2}, {2, 3}}},
		"each text takes its line":                  {[]string{"aaaa", "bbbb", "c"}, 9, 10, [][2]int{{0, 2}, {2, 3}}},
		"one that fits to the character":            {[]string{"aaaaaaaaa", "b"}, 9, 10, [][2]int{{0, 1}, {1, 2}}},
		"markup takes no room, entities take one":   {[]string{"<b>aaa</b>&lt;", "bbbb"}, 9, 10, [][2]int{{0, 2}}},
		"characters are counted, not their letters": {[]string{"ёлка", "ёлка"}, 9, 10, [][2]int{{0, 2}}},
	} {
		got, err := message.Paged(c.texts, c.size, c.room)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v; not %v", name, got, err, c.want)
		}
	}
	if _, err := message.Paged([]string{"a", "bbbbb"}, 9, 5); err == nil {
		t.Error("a text that fits on no page was put on one")
	}
}

func TestList_NothingIsRememberedForItsButtons(t *testing.T) {
	t.Parallel()
	// A thousand values of 600 bytes are more than a session may hold, and each is more than a button's value may be.
	rev := revision(t, "message.list", `{"items": "split(repeat('x,', 999), ',')", "header": "Many", "label": "{{ index }}", "value": "[repeat('v', 600), index]", "page_size": 80, "columns": 8}`, "next", "picked", "empty")
	v := newVisitor(t)
	v.session.Gen = 60_000_000
	v.start(rev)
	for range 13 {
		v.press(rev, "▶️")
	}
	if len(v.session.Lists) != 0 {
		t.Errorf("the session remembers %d lists", len(v.session.Lists))
	}
	if n := len(v.token("7")); n > engine.MaxTokenBytes {
		t.Errorf("a token has %d bytes", n)
	}
	if got := exit(v.press(rev, "7")); got != "picked" {
		t.Errorf("left by %q", got)
	}
}

func TestList_NothingIsRememberedForItsActions(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"[repeat('v', 600), index]", "'fourteen bytes'", "'more than fourteen bytes'"} {
		rev := revision(t, "message.list", `{"items": "[1, 2]", "header": "Two", "value": "`+value+`", "actions": [{"id": "twelve_bytes", "label": "{{ item }}"}]}`,
			"next", "empty", "button:twelve_bytes")
		v := newVisitor(t)
		v.session.Gen = 60_000_000
		v.start(rev)
		if len(v.session.Lists) != 0 {
			t.Errorf("%s: the session remembers %d lists", value, len(v.session.Lists))
		}
		if n := len(v.token("2")); n > engine.MaxTokenBytes {
			t.Errorf("%s: a token has %d bytes", value, n)
		}
		if got := exit(v.press(rev, "2")); got != "button:twelve_bytes" {
			t.Errorf("%s: left by %q", value, got)
		}
	}
}

func TestList_ShortValuesOutliveTheirList(t *testing.T) {
	t.Parallel()
	full := revision(t, "message.list", `{"items": "['a', 'b', 'c']", "header": "Letters", "label": "{{ item }}"}`, "next", "picked", "empty")
	empty := revision(t, "message.list", `{"items": "[]", "header": "Letters", "label": "{{ item }}"}`, "next", "picked", "empty")
	v := newVisitor(t)
	v.start(full)
	if got := exit(v.press(empty, "b")); got != "picked" {
		t.Errorf("left by %q", got)
	}
}

func TestList_ButtonsOfAnOlderRevisionAreOutOfDate(t *testing.T) {
	t.Parallel()
	buttons := revision(t, "message.list", `{"items": "['a']", "header": "Letters", "label": "{{ item }}", "buttons": [[{"id": "more", "label": "More"}]]}`, "next", "picked", "empty", "button:more")
	texts := revision(t, "message.list", `{"items": "['a']", "item": "{{ item }}"}`, "next", "empty")
	for _, label := range []string{"a", "More"} {
		v := newVisitor(t)
		v.start(buttons)
		res := v.press(texts, label)
		if a := res.Effects[0].Answer; a == nil || a.Text != "This button is out of date." {
			t.Errorf("%s led to %+v", label, res.Effects)
		}
	}
}
