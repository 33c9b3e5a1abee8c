package engine

import "github.com/scenarist/scenarist/engine/internal/letters"

// Clip gives the beginning of a text: at most so many characters, as Telegram counts them (code points). What people see as one letter,
// such as a flag or an emoji with a colour of skin, is in it whole or not at all, unless it is longer than that by itself.
func Clip(text string, most int) string { return letters.Clip(text, most) }

// ClipBytes is Clip with at most so many bytes.
func ClipBytes(text string, most int) string { return letters.ClipBytes(text, most) }

// Shorten gives a text of at most so many characters: of a longer one the beginning, as Clip gives it, and … in place of the rest.
func Shorten(text string, most int) string { return letters.Shorten(text, most) }
