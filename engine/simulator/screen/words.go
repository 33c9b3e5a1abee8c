package screen

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// either gives the words in the language.
func either(lang, en, ru string) string {
	if lang == "ru" {
		return ru
	}
	return en
}

// Thinking is a draft as it reads; Telegram has words of its own for one without a text.
func Thinking(text, lang string) string {
	if text != "" {
		return text
	}
	return either(lang, "Thinking…", "Думаю…")
}

// In says how long it is until something happens, such as "in 15 min".
func In(d time.Duration, lang string) string {
	unit := func(n time.Duration, en, ru string) string {
		return fmt.Sprintf("%s %d %s", either(lang, "in", "через"), n, either(lang, en, ru))
	}
	switch {
	case d < time.Minute:
		return unit(max(1, (d+time.Second-1)/time.Second), "s", "с")
	case d < time.Hour:
		return unit((d+time.Minute-1)/time.Minute, "min", "мин")
	case d < 48*time.Hour:
		return unit((d+time.Hour-1)/time.Hour, "h", "ч")
	default:
		return unit((d+24*time.Hour-1)/(24*time.Hour), "days", "дн")
	}
}

// Sentence begins the words with a capital letter.
func Sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
