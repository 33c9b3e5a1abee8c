package engine

import (
	"html"
	"strings"
	"unicode/utf8"
)

// Limits of messages that can be known before sending (TELEGRAM.md 6 and 7).
const (
	MaxTextLength      = 4096 // characters after entities parsing: Telegram Bot API, sendMessage.text
	MaxCaptionLength   = 1024 // characters after entities parsing: Telegram Bot API, sendPhoto.caption
	MaxInlineButtons   = 100  // buttons of one message; Telegram does not say, clients stop showing more
	MaxKeyboardButtons = 300  // buttons of one reply keyboard; not documented either
	MaxCopyText        = 256  // characters: Telegram Bot API, CopyTextButton.text
	MaxPlaceholder     = 64   // characters: Telegram Bot API, ReplyKeyboardMarkup.input_field_placeholder
	DefaultListButtons = 50   // buttons made of a list whose Max is not set
)

// VisibleLength counts the characters of a text in Telegram's HTML as Telegram does: without tags, each entity as one.
func VisibleLength(text string) int { return utf8.RuneCountInString(PlainText(text)) }

// PlainText is a text in Telegram's HTML without its markup: tags are left out, entities become their characters.
func PlainText(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			break
		}
		j := strings.IndexByte(text[i:], '>')
		if j < 0 {
			break
		}
		b.WriteString(text[:i])
		text = text[i+j+1:]
	}
	b.WriteString(text)
	return html.UnescapeString(b.String())
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
