package ask

import (
	"regexp"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

var (
	// typedClock is a time with signs or nothing between its parts: 9:30, 9.30, 9-30, 9 30, 9h30, 930, 9, with am or words.
	typedClock = regexp.MustCompile(`^(\d{1,2})(?:(?: ?[:.,h-] ?| )?(\d{2}))?(?: ?(\p{L}[\p{L}. ']*))?$`)
	// spelledClock is a time in words: 21 час, 21 ч 30 мин, 9 часов утра.
	spelledClock = regexp.MustCompile(`^(\d{1,2}) ?(?:ч|час|часа|часов|h|hour|hours|o'clock)\.?(?: ?(\d{1,2}) ?(?:м|мин|минут|минуты|минута|m|min|minutes)?\.?)?(?: (\p{L}[\p{L} ]*))?$`)
)

// partsOfDay are words that say which half of the day is meant.
var partsOfDay = map[string]string{
	"am": "am", "in the morning": "am", "утра": "am", "утром": "am",
	"pm": "pm", "in the afternoon": "pm", "дня": "pm", "in the evening": "evening", "вечера": "evening", "вечером": "evening",
	"at night": "night", "ночи": "night", "ночью": "night",
}

var clockWords = map[string]clock{
	"noon": 12 * 60, "midday": 12 * 60, "полдень": 12 * 60, "midnight": 0, "полночь": 0,
}

// longestTime is more bytes than any time takes.
const longestTime = 60

// readClock gives the times of day that a text may mean, the likeliest first; nil if it means none. There are two where the
// hour may be before noon or after.
func readClock(text string) []clock {
	if len(text) > longestTime {
		return nil
	}
	s := engine.Fold(text)
	for _, lead := range []string{"at ", "в ", "к ", "на "} {
		s = strings.TrimPrefix(s, lead)
	}
	if c, ok := clockWords[s]; ok {
		return []clock{c}
	}
	m := spelledClock.FindStringSubmatch(s)
	if m == nil {
		m = typedClock.FindStringSubmatch(s)
	}
	if m == nil {
		return nil
	}
	hour, minute := number(m[1]), 0
	if m[2] != "" {
		minute = number(m[2])
	}
	part, known := partsOfDay[strings.TrimSpace(strings.ReplaceAll(m[3], ".", ""))]
	if m[3] != "" && !known || minute > 59 {
		return nil
	}
	at := func(hour int) clock { return clock(60*hour + minute) }
	switch {
	case hour > 24 || hour == 24 && minute > 0:
		return nil
	case hour == 24:
		return []clock{at(0)}
	case part != "":
		hour, ok := ofPart(hour, part)
		if !ok {
			return nil
		}
		return []clock{at(hour)}
	case hour < 1 || hour > 12 || m[1][0] == '0':
		return []clock{at(hour)}
	default:
		return []clock{at(hour), at((hour + 12) % 24)}
	}
}

// ofPart puts an hour into its part of the day; false if it does not belong there. Hours over 12 are sure of it, and 12 is
// midnight but in the afternoon.
func ofPart(hour int, part string) (int, bool) {
	early := hour % 12
	switch {
	case hour > 12:
		return hour, part != "am"
	case hour == 0:
		return hour, part == "am" || part == "night"
	case part == "pm", part == "evening" && hour < 12, part == "night" && hour >= 8 && hour < 12:
		return early + 12, true
	default:
		return early, true
	}
}
