package botapi_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// sendText sends a text in a mode and gives what arrived.
func sendText(t *testing.T, b *bundle, text, mode string) (botapi.Message, string) {
	t.Helper()
	params, err := json.Marshal(map[string]any{"chat_id": 77, "text": text, "parse_mode": mode})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := b.call(t, "sendMessage", string(params))
	if err != nil {
		return botapi.Message{}, refusal(t, err)
	}
	return message(t, raw), ""
}

type textCase struct {
	source   string
	text     string
	entities []botapi.Entity
}

func testTexts(t *testing.T, mode string, cases []textCase) {
	t.Helper()
	b := setup(t)
	for _, c := range cases {
		m, problem := sendText(t, b, c.source, mode)
		if problem != "" {
			t.Errorf("%q: %s", c.source, problem)
			continue
		}
		if m.Text != c.text || !reflect.DeepEqual(m.Entities, c.entities) {
			t.Errorf("%q:\n got %q %+v\nwant %q %+v", c.source, m.Text, m.Entities, c.text, c.entities)
		}
	}
}

func testTextRefusals(t *testing.T, mode string, cases map[string]string) {
	t.Helper()
	b := setup(t)
	for source, want := range cases {
		_, problem := sendText(t, b, source, mode)
		if problem != "Bad Request: can't parse entities: "+want {
			t.Errorf("%q:\n got %s\nwant %s", source, problem, want)
		}
	}
}

func entity(kind string, offset, length int) botapi.Entity {
	return botapi.Entity{Type: kind, Offset: offset, Length: length}
}

func TestHTML_BecomesEntities(t *testing.T) {
	t.Parallel()
	testTexts(t, "HTML", []textCase{
		{"plain", "plain", nil},
		{"<b>a</b>", "a", []botapi.Entity{entity("bold", 0, 1)}},
		{"<strong>a</strong><i>b</i><em>c</em>", "abc", []botapi.Entity{entity("bold", 0, 1), entity("italic", 1, 1), entity("italic", 2, 1)}},
		{"<u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del>", "abcde", []botapi.Entity{
			entity("underline", 0, 1), entity("underline", 1, 1),
			entity("strikethrough", 2, 1), entity("strikethrough", 3, 1), entity("strikethrough", 4, 1),
		}},
		{`<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>`, "ab", []botapi.Entity{entity("spoiler", 0, 1), entity("spoiler", 1, 1)}},
		{"<b>bold <i>both</i></b>", "bold both", []botapi.Entity{entity("bold", 0, 9), entity("italic", 5, 4)}},
		{"😀<b>x</b>", "😀x", []botapi.Entity{entity("bold", 2, 1)}},
		{"é<b>x</b>", "éx", []botapi.Entity{entity("bold", 1, 1)}},
		{"a &lt;b&gt; &amp; &quot;c&quot; &#33;&#x41; &nbsp; &", "a <b> & \"c\" !A &nbsp; &", nil},
		{"<b>&#x1F600;</b>", "😀", []botapi.Entity{entity("bold", 0, 2)}},
		{"<code>x</code>", "x", []botapi.Entity{entity("code", 0, 1)}},
		{`<pre><code class="language-go">x</code></pre>`, "x", []botapi.Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{`<code class="language-go">x</code>`, "x", []botapi.Entity{entity("code", 0, 1)}},
		{"<pre>x</pre>", "x", []botapi.Entity{entity("pre", 0, 1)}},
		{"<blockquote>x</blockquote>", "x", []botapi.Entity{entity("blockquote", 0, 1)}},
		{"<blockquote expandable>x</blockquote>", "x", []botapi.Entity{entity("expandable_blockquote", 0, 1)}},
		{`<a href="https://example.com/?a=1&amp;b=2">x</a>`, "x", []botapi.Entity{{Type: "text_link", Length: 1, URL: "https://example.com/?a=1&b=2"}}},
		{`<a href="example.com">x</a>`, "x", []botapi.Entity{{Type: "text_link", Length: 1, URL: "http://example.com/"}}},
		{`<a href="nonsense">x</a>`, "x", nil},
		{`<a href="tg://user?id=5">x</a>`, "x", []botapi.Entity{{Type: "text_mention", Length: 1, User: &botapi.User{ID: 5}}}},
		{`<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>`, "👍", []botapi.Entity{{Type: "custom_emoji", Length: 2, CustomEmojiID: "5368324170671202286"}}},
		{`<tg-time unix="1647531900" format="wDT">22:45</tg-time>`, "22:45", []botapi.Entity{{Type: "date_time", Length: 5, UnixTime: 1647531900, DateTimeFormat: "wDT"}}},
		{"<B>a</b>", "a", []botapi.Entity{entity("bold", 0, 1)}},
		{"<b>a</>", "a", []botapi.Entity{entity("bold", 0, 1)}},
		{"x<b></b>", "x", nil},
		{"  <b> a </b>  ", "a", []botapi.Entity{entity("bold", 0, 1)}},
		{"a\r\nb\tc", "a\nb c", nil},
		{"see /help and @channel, #tag https://example.com/x. mail a@b.com", "see /help and @channel, #tag https://example.com/x. mail a@b.com", []botapi.Entity{
			entity("bot_command", 4, 5), entity("mention", 14, 8), entity("hashtag", 24, 4),
			entity("url", 29, 21), entity("email", 57, 7),
		}},
		{"<code>/help</code>", "/help", []botapi.Entity{entity("code", 0, 5)}},
	})
}

func TestHTML_BrokenMarkupIsRefusedInTelegramsWords(t *testing.T) {
	t.Parallel()
	testTextRefusals(t, "HTML", map[string]string{
		"a<br>b":                         `Unsupported start tag "br" at byte offset 1`,
		"<p>a</p>":                       `Unsupported start tag "p" at byte offset 0`,
		"a < b":                          `Unsupported start tag "" at byte offset 2`,
		"é<b":                            "Unclosed start tag at byte offset 2",
		"<b>a":                           `Can't find end tag corresponding to start tag "b"`,
		"<b><i>a</b></i>":                `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"a</b>":                          "Unexpected end tag at byte offset 1",
		"<b>a</b":                        "Unclosed end tag at byte offset 4",
		"<a href":                        `Unclosed start tag "a" at byte offset 0`,
		`<a href="x`:                     "Unclosed start tag at byte offset 0",
		`<a ="x">y</a>`:                  `Empty attribute name in the tag "a" at byte offset 0`,
		"<a href=x/>y</a>":               "Unexpected end of name token at byte offset 8",
		"<span>x</span>":                 `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<tg-emoji>x</tg-emoji>`:         "Invalid custom emoji identifier specified",
		`<tg-time unix="x">a</tg-time>`:  "Invalid date specified",
		"&#xD800;":                       "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
		"<b/>":                           `Unsupported start tag "b/" at byte offset 0`,
		"<a href = \"x\" title>y</a><i>": `Can't find end tag corresponding to start tag "i"`,
	})
}

func TestMarkdownV2_BecomesEntities(t *testing.T) {
	t.Parallel()
	testTexts(t, "MarkdownV2", []textCase{
		{`*a* _b_ __c__ ~d~ ||e||`, "a b c d e", []botapi.Entity{
			entity("bold", 0, 1), entity("italic", 2, 1), entity("underline", 4, 1),
			entity("strikethrough", 6, 1), entity("spoiler", 8, 1),
		}},
		{`*bold _both_*`, "bold both", []botapi.Entity{entity("bold", 0, 9), entity("italic", 5, 4)}},
		{`1\. done\!`, "1. done!", nil},
		{"`a.b`", "a.b", []botapi.Entity{entity("code", 0, 3)}},
		{"```go\nx := 1\n```", "x := 1", []botapi.Entity{{Type: "pre", Length: 6, Language: "go"}}},
		{"```\nx\n```", "x", []botapi.Entity{entity("pre", 0, 1)}},
		{`[x](https://example.com/a\)b)`, "x", []botapi.Entity{{Type: "text_link", Length: 1, URL: "https://example.com/a)b"}}},
		{`![👍](tg://emoji?id=5368324170671202286)`, "👍", []botapi.Entity{{Type: "custom_emoji", Length: 2, CustomEmojiID: "5368324170671202286"}}},
		{">a\n>b\nc", "a\nb\nc", []botapi.Entity{entity("blockquote", 0, 4)}},
		{">a\n>b||", "a\nb", []botapi.Entity{entity("expandable_blockquote", 0, 3)}},
	})
}

func TestMarkdownV2_BrokenMarkupIsRefusedInTelegramsWords(t *testing.T) {
	t.Parallel()
	testTextRefusals(t, "MarkdownV2", map[string]string{
		"a.":                `Character '.' is reserved and must be escaped with the preceding '\'`,
		"a!":                `Character '!' is reserved and must be escaped with the preceding '\'`,
		"a|b":               `Character '|' is reserved and must be escaped with the preceding '\'`,
		"*a":                "Can't find end of Bold entity at byte offset 0",
		"a _b":              "Can't find end of Italic entity at byte offset 2",
		"__a":               "Can't find end of Underline entity at byte offset 0",
		"```go\nx":          "Can't find end of PreCode entity at byte offset 0",
		"[a](https://x.com": "Can't find end of a URL at byte offset 4",
		"![a]":              "Custom emoji entity must contain a tg://emoji URL",
	})
}

func TestMarkdown_LegacyMode(t *testing.T) {
	t.Parallel()
	testTexts(t, "Markdown", []textCase{
		{"*a* _b_ `c` [d](https://example.com/) e.", "a b c d e.", []botapi.Entity{
			entity("bold", 0, 1), entity("italic", 2, 1), entity("code", 4, 1),
			{Type: "text_link", Offset: 6, Length: 1, URL: "https://example.com/"},
		}},
		{`\*a`, "*a", nil},
		{"```\nx```", "x", []botapi.Entity{entity("pre", 0, 1)}},
	})
	testTextRefusals(t, "Markdown", map[string]string{
		"a *b": "Can't find end of the entity starting at byte offset 2",
	})
}

func TestText_LimitsCountCharactersAfterParsing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ text, mode, want string }{
		{strings.Repeat("é", 4096), "", ""},
		{strings.Repeat("😀", 4096), "", ""},
		{strings.Repeat("a", 4097), "", "Bad Request: message is too long"},
		{"<b>" + strings.Repeat("a", 4096) + "</b>", "HTML", ""},
		{strings.Repeat("a", 32769), "", "Bad Request: text is too long"},
		{"", "", "Bad Request: message text is empty"},
		{" \n ", "", "Bad Request: text must be non-empty"},
		{"<b> </b>", "HTML", "Bad Request: text must be non-empty"},
		{"a", "XML", "Bad Request: unsupported parse_mode"},
	} {
		if _, got := sendText(t, b, c.text, c.mode); got != c.want {
			t.Errorf("%.20q in %q: got %q, want %q", c.text, c.mode, got, c.want)
		}
	}
}

func TestEntities_GivenAsJSON(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		entities string
		want     []botapi.Entity
		problem  string
	}{
		{`[{"type":"bold","offset":2,"length":1}]`, []botapi.Entity{entity("bold", 2, 1)}, ""},
		{`[{"type":"url","offset":0,"length":1}]`, nil, ""},
		{`[{"type":"bold","offset":0,"length":0}]`, nil, ""},
		{`[{"type":"bold","offset":1,"length":2}]`, nil, "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4"},
		{`[{"type":"bold","offset":0,"length":1}]`, nil, "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"},
		{`[{"type":"bold","offset":2,"length":5}]`, nil, "Bad Request: entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 3"},
		{`[{"type":"bold","offset":-1,"length":1}]`, nil, "Bad Request: receive an entity with incorrect offset -1"},
		{`[{"type":"huge","offset":0,"length":2}]`, nil, "Bad Request: can't parse MessageEntity: Unsupported type specified"},
		{`[{"offset":0,"length":2}]`, nil, "Bad Request: can't parse MessageEntity: Type is not specified"},
	} {
		raw, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"😀x","entities":`+c.entities+`}`)
		if got := refusal(t, err); got != c.problem {
			t.Errorf("%s: got %q, want %q", c.entities, got, c.problem)
			continue
		}
		if err == nil {
			if m := message(t, raw); !reflect.DeepEqual(m.Entities, c.want) {
				t.Errorf("%s: got %+v, want %+v", c.entities, m.Entities, c.want)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"<b>a</b>", "<a href='x&amp;y'>z</a>", "&#x1F600;<i", "</", "<pre><code class=language-a>"} {
		f.Add(seed, "HTML")
		f.Add(seed, "MarkdownV2")
		f.Add(seed, "Markdown")
	}
	f.Add("*a_b__c||[x](y)```z", "MarkdownV2")
	f.Add(">a\n>b||", "MarkdownV2")
	s := botapi.New(botapi.Options{Clock: newClock(), NoHistory: true})
	s.AddBot(token, botapi.Bot{})
	ann := s.NewUser(botapi.User{ID: 77})
	if _, err := ann.Start(token, ""); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, mode string) {
		params := map[string]json.RawMessage{"chat_id": json.RawMessage("77")}
		params["text"], _ = json.Marshal(text)
		params["parse_mode"], _ = json.Marshal(mode)
		raw, err := s.Call(t.Context(), token, "sendMessage", params, nil)
		if err != nil {
			return
		}
		m := message(t, raw)
		end := len(utf16.Encode([]rune(m.Text)))
		for _, e := range m.Entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > end {
				t.Errorf("%q in %s: entity %+v outside of %q", text, mode, e, m.Text)
			}
		}
	})
}
