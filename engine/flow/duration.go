package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Duration is a span of whole seconds as documents write it: "90s", "15m", "2h", "3d", "1w" or "1h30m". It is never
// negative and never longer than MaxDuration. A day has 24 hours and a week seven days: calendar arithmetic belongs to
// the blocks that know a time zone.
type Duration time.Duration

// MaxDuration is the longest span that a document may name: ten years of 365 days.
const MaxDuration = Duration(3650 * 24 * time.Hour)

// unit is one letter of the text form.
type unit struct {
	letter byte
	size   time.Duration
}

// unitCount is the number of letters that the text form knows.
const unitCount = 5

// units lists the letters from the longest to the shortest.
func units() [unitCount]unit {
	return [unitCount]unit{
		{'w', 7 * 24 * time.Hour},
		{'d', 24 * time.Hour},
		{'h', time.Hour},
		{'m', time.Minute},
		{'s', time.Second},
	}
}

// ParseDuration reads the text form: whole numbers with the units w, d, h, m and s, each at most once and the longest
// first ("1h30m"). A text of digits only counts seconds.
func ParseDuration(text string) (Duration, error) {
	if text == "" {
		return 0, errors.New(`duration is empty: write a number and a unit, for example "15m"`)
	}
	known := units()
	next := 0 // the first unit that may still come
	var total time.Duration
	for rest := text; rest != ""; {
		digits := leadingDigits(rest)
		if digits == 0 {
			return 0, malformed(text)
		}
		count, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, tooLong(text)
		}
		size := time.Second
		switch {
		case digits < len(rest):
			i := next
			for i < unitCount && known[i].letter != rest[digits] {
				i++
			}
			if i == unitCount {
				return 0, malformed(text)
			}
			size, next = known[i].size, i+1
			digits++
		case digits < len(text): // a number without a unit is fine only alone
			return 0, malformed(text)
		}
		if count > int64((time.Duration(MaxDuration)-total)/size) {
			return 0, tooLong(text)
		}
		total += time.Duration(count) * size
		rest = rest[digits:]
	}
	return Duration(total), nil
}

// leadingDigits counts the ASCII digits that a text starts with.
func leadingDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

func malformed(text string) error {
	return fmt.Errorf(
		`duration %q: write whole numbers with the units w, d, h, m, s, the longest first, for example "15m" or "1h30m"`, text)
}

func tooLong(text string) error {
	return fmt.Errorf("duration %q is longer than %s", text, MaxDuration)
}

// Seconds makes a Duration of whole seconds; it is an error when they are negative or more than MaxDuration.
func Seconds(seconds int64) (Duration, error) {
	if seconds < 0 {
		return 0, fmt.Errorf("duration of %d seconds is negative", seconds)
	}
	if seconds > int64(time.Duration(MaxDuration)/time.Second) {
		return 0, tooLong(strconv.FormatInt(seconds, 10) + "s")
	}
	return Duration(time.Duration(seconds) * time.Second), nil
}

// Std gives the span as the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String gives the canonical text: one whole number with the longest unit that divides the span ("90m", not "1h30m").
// ParseDuration of it gives the same span, cut to whole seconds.
func (d Duration) String() string {
	span := time.Duration(d).Truncate(time.Second)
	if span != 0 {
		for _, u := range units() {
			if span%u.size == 0 {
				return strconv.FormatInt(int64(span/u.size), 10) + string(u.letter)
			}
		}
	}
	return "0s"
}

// MarshalJSON writes the canonical text. A span that no document may hold, because it is negative, too long or not of
// whole seconds, is an error.
func (d Duration) MarshalJSON() ([]byte, error) {
	if d < 0 || d > MaxDuration || time.Duration(d)%time.Second != 0 {
		return nil, fmt.Errorf("duration %s: whole seconds from 0 to %s expected", time.Duration(d), MaxDuration)
	}
	return json.Marshal(d.String())
}

// UnmarshalJSON reads the text form, or a whole number of seconds.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return fmt.Errorf("duration: %w", err)
	}
	parsed, err := durationOf(value)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// durationOf turns a decoded JSON value into a span.
func durationOf(value any) (Duration, error) {
	switch v := value.(type) {
	case string:
		return ParseDuration(v)
	case float64:
		if v != math.Trunc(v) {
			return 0, fmt.Errorf("duration %v: whole seconds expected", v)
		}
		if math.Abs(v) > float64(time.Duration(MaxDuration)/time.Second) {
			return 0, fmt.Errorf("duration of %v seconds is out of range", v)
		}
		return Seconds(int64(v))
	default:
		return 0, errors.New(`duration: a text such as "15m" or a number of seconds expected`)
	}
}
