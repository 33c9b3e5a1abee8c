package simulator_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func TestHTML_WritesMarkup(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		entities []botapi.Entity
		want     string
	}{
		{"", nil, ""},
		{"a < b & c > d", nil, "a &lt; b &amp; c &gt; d"},
		{"bold", []botapi.Entity{{Type: "bold", Offset: 0, Length: 4}}, "<b>bold</b>"},
		{"😀 bold", []botapi.Entity{{Type: "bold", Offset: 3, Length: 4}}, "😀 <b>bold</b>"},
		{"outer inner", []botapi.Entity{{Type: "italic", Offset: 0, Length: 11}, {Type: "underline", Offset: 6, Length: 5}}, "<i>outer <u>inner</u></i>"},
		{"abcd", []botapi.Entity{{Type: "bold", Offset: 0, Length: 3}, {Type: "italic", Offset: 1, Length: 3}}, "<b>a<i>bc</i></b><i>d</i>"},
		{"a b", []botapi.Entity{{Type: "bold", Offset: 0, Length: 1}, {Type: "bold", Offset: 2, Length: 1}}, "<b>a</b> <b>b</b>"},
		{"see", []botapi.Entity{{Type: "text_link", Offset: 0, Length: 3, URL: `https://x.example/?a=1&b="`}}, `<a href="https://x.example/?a=1&amp;b=&#34;">see</a>`},
		{"Ann", []botapi.Entity{{Type: "text_mention", Offset: 0, Length: 3, User: &botapi.User{ID: 5}}}, `<a href="tg://user?id=5">Ann</a>`},
		{"Ann", []botapi.Entity{{Type: "text_mention", Offset: 0, Length: 3}}, "Ann"},
		{"x=1", []botapi.Entity{{Type: "pre", Offset: 0, Length: 3, Language: "go"}}, `<pre><code class="language-go">x=1</code></pre>`},
		{"x", []botapi.Entity{{Type: "pre", Offset: 0, Length: 1}}, "<pre>x</pre>"},
		{"/start x.example", []botapi.Entity{{Type: "bot_command", Offset: 0, Length: 6}, {Type: "url", Offset: 7, Length: 9}}, "/start x.example"},
		{"abcde", []botapi.Entity{
			{Type: "strikethrough", Offset: 0, Length: 1},
			{Type: "spoiler", Offset: 1, Length: 1},
			{Type: "code", Offset: 2, Length: 1},
			{Type: "blockquote", Offset: 3, Length: 1},
			{Type: "expandable_blockquote", Offset: 4, Length: 1},
		}, "<s>a</s><tg-spoiler>b</tg-spoiler><code>c</code><blockquote>d</blockquote><blockquote expandable>e</blockquote>"},
		{"👍", []botapi.Entity{{Type: "custom_emoji", Offset: 0, Length: 2, CustomEmojiID: "53"}}, `<tg-emoji emoji-id="53">👍</tg-emoji>`},
	}
	for _, x := range tests {
		if got := simulator.HTML(x.text, x.entities); got != x.want {
			t.Errorf("%q is %s; want %s", x.text, got, x.want)
		}
	}
}

func TestPrice_ReadsAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for want, x := range map[string]struct {
		amount   int64
		currency string
	}{
		"50 ⭐": {50, "XTR"}, "4.50 EUR": {450, "EUR"}, "0.05 USD": {5, "USD"}, "0.00 USD": {0, "USD"}, "1200 JPY": {1200, "JPY"},
		"-3.20 EUR": {-320, "EUR"}, "123456.78 RUB": {12345678, "RUB"},
	} {
		if got := simulator.Price(x.amount, x.currency); got != want {
			t.Errorf("%d %s is %q; want %q", x.amount, x.currency, got, want)
		}
	}
}
