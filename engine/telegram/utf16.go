package telegram

import "strconv"

// units is the length of a character in UTF-16 units, in which Telegram counts.
func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
