package telegram_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/telegram"
)

func TestSplit_CutsWhereItHurtsLeast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		text string
		want []string
	}{
		{"short", "short", []string{"short"}},
		{"exact", "0123456789", []string{"0123456789"}},
		{"empty", "", []string{""}},
		{"at a line", "one two\nthree four", []string{"one two", "three four"}},
		{"at a word", "one two three", []string{"one two", "three"}},
		{"line rather than word", "123456\n8 abcdefg", []string{"123456", "8 abcdefg"}},
		{"break in the first half is not taken", "a bcdefghijklm", []string{"a bcdefghi", "jklm"}},
		{"no break", "0123456789abc", []string{"0123456789", "abc"}},
		{"surrogates stay whole", "012345678👋x", []string{"012345678", "👋x"}},
		{"what is seen as one letter stays whole", "0123456👨‍👩‍👧x", []string{"0123456", "👨‍👩‍👧x"}},
		{"a flag stays whole", "012345<b>🇩🇪🇫🇷</b>", []string{"012345<b>🇩🇪</b>", "<b>🇫🇷</b>"}},
		{"behind a tag, too", "012345678<b>e\u0301\u0302", []string{"012345678<b></b>", "<b>e\u0301\u0302</b>"}},
		{"a tag is not cut for what would belong to its end", "0123456789</b>\u0301x", []string{"0123456789</b>", "\u0301x"}},
		{"references count once and stay whole", "&lt;&gt;&amp;&quot;&#39;67890&lt;b", []string{"&lt;&gt;&amp;&quot;&#39;67890", "&lt;b"}},
		{"and are not cut", "123456789&lt;&lt;", []string{"123456789&lt;", "&lt;"}},
		{"tags do not count", "<b>0123456789</b>", []string{"<b>0123456789</b>"}},
		{"tags go on", "<b>0123<i>456789abc</i>d</b>e", []string{"<b>0123<i>456789</i></b>", "<b><i>abc</i>d</b>e"}},
		{"with their attributes", `<a href="https://e.com/?a>b">0123456789ab</a>`, []string{
			`<a href="https://e.com/?a>b">0123456789</a>`, `<a href="https://e.com/?a>b">ab</a>`,
		}},
		{"a lone bracket is text", "a < b && c < d", []string{"a < b && c", "< d"}},
		{"nothing but space is left out", "0123456789          \n    ", []string{"0123456789"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := telegram.Split(c.text, 10); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestSplit_KeepsUnderTheServersByteLimit(t *testing.T) {
	t.Parallel()
	link := `<a href="https://example.com/` + strings.Repeat("x", 500) + `">y</a>`
	parts := telegram.Split(strings.Repeat(link, 200), telegram.MaxTextUnits)
	if len(parts) < 3 {
		t.Fatalf("%d parts", len(parts))
	}
	for _, p := range parts {
		if len(p) > 32768 {
			t.Errorf("a part has %d bytes", len(p))
		}
	}
	if got := telegram.PlainText(strings.Join(parts, "")); got != strings.Repeat("y", 200) {
		t.Errorf("text became %q", got)
	}
}

func TestPlainText_TakesMarkupOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "",
		"plain":                           "plain",
		"<b>bold</b> <i>it":               "bold it",
		"1 < 2 & 3 > 2":                   "1 < 2 & 3 > 2",
		"&lt;b&gt; &amp;amp; &quot;&#39;": `<b> &amp; "'`,
		`<a href="x>y">link</a>`:          "link",
		"<3 <b":                           "<3 <b",
		"<<b>x</b>>":                      "<x>",
		"<b <i>x</i>":                     "<b x",
	} {
		if got := telegram.PlainText(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestEntitiesHTML_NestsWhatOverlaps(t *testing.T) {
	t.Parallel()
	e := func(kind string, offset, length int) telegram.Entity {
		return telegram.Entity{Type: kind, Offset: offset, Length: length}
	}
	for _, c := range []struct {
		name     string
		text     string
		entities []telegram.Entity
		want     string
	}{
		{"none", "abc", nil, ""},
		{"whole", "abc", []telegram.Entity{e("bold", 0, 3)}, "<b>abc</b>"},
		{"nested the other way round", "abc", []telegram.Entity{e("italic", 1, 1), e("bold", 0, 3)}, "<b>a<i>b</i>c</b>"},
		{"overlapping", "abcd", []telegram.Entity{e("bold", 0, 3), e("italic", 2, 2)}, "<b>ab<i>c</i></b><i>d</i>"},
		{"after a pair", "👋b", []telegram.Entity{e("bold", 2, 1)}, "👋<b>b</b>"},
		{"inside a pair", "👋b", []telegram.Entity{e("bold", 1, 2)}, "👋<b>b</b>"},
		{"beyond the end", "ab", []telegram.Entity{e("bold", 1, 100), e("code", 7, 2)}, "a<b>b</b>"},
		{"nonsense", "ab", []telegram.Entity{e("bold", -1, 2), e("bold", 0, 0), e("bold", 0, -5), e("text_mention", 0, 1)}, ""},
		{"all kinds", "abcdefghi", []telegram.Entity{
			e("underline", 0, 1), e("strikethrough", 1, 1), e("spoiler", 2, 1), e("blockquote", 3, 1),
			e("expandable_blockquote", 4, 1), e("pre", 5, 1),
			{Type: "pre", Offset: 6, Length: 1, Language: "go"},
			{Type: "custom_emoji", Offset: 7, Length: 1, CustomEmojiID: "55"},
			e("hashtag", 8, 1),
		}, `<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler><blockquote>d</blockquote><blockquote expandable>e</blockquote>` +
			`<pre>f</pre><pre><code class="language-go">g</code></pre><tg-emoji emoji-id="55">h</tg-emoji>i`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := telegram.EntitiesHTML(c.text, c.entities); got != c.want {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

// FuzzSplit holds that the parts are short, and together say what the text said.
func FuzzSplit(f *testing.F) {
	f.Add("<b>one</b> two\n<i>three <u>four</u></i> &amp; 👋")
	f.Add("a < b &lt; c &nope; <")
	f.Add(strings.Repeat("<b>x", 50) + strings.Repeat("y ", 50))
	f.Fuzz(func(t *testing.T, text string) {
		const limit = 16
		if len(text) > 4000 || !utf8.ValidString(text) {
			return
		}
		var all []string
		for _, part := range telegram.Split(text, limit) {
			said := telegram.PlainText(part)
			if n := telegram.UTF16Len(said); n > limit+1 { // a character reference may stand for two characters
				t.Errorf("part %q has %d units", part, n)
			}
			all = append(all, strings.Fields(said)...)
		}
		want := strings.Fields(telegram.PlainText(text))
		if strings.Join(all, "") != strings.Join(want, "") {
			t.Errorf("%q became %q", want, all)
		}
	})
}
