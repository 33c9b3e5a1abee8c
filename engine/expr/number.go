package expr

import (
	"math"
	"strconv"
	"strings"
)

// maxExact is the greatest whole number that float64 counts without gaps, 2^53.
const maxExact = 1 << 53

// appendNumber writes a number as people and machines both read it: 5, 2.5, -0.1; no exponent up to 21 digits.
func appendNumber(dst []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < maxExact {
		return strconv.AppendInt(dst, int64(f), 10)
	}
	if math.Abs(f) < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, 64)
}

// parseNumber reads what people type: 12, -12.5, 12,5, 1 234,50, +7. Anything else is no number.
func parseNumber(s string) (float64, bool) {
	if len(s) > 64 {
		return 0, false
	}
	clean := make([]byte, 0, len(s))
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9' || r == '.' || r == '+' || r == '-' || r == 'e' || r == 'E':
			clean = append(clean, byte(r))
		case r == ',':
			clean = append(clean, '.')
		case r == '−':
			clean = append(clean, '-')
		case r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\'' || r == '_':
			continue
		default:
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(string(clean), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// roundTo rounds half away from zero to so many places after the point; places may be negative.
func roundTo(f float64, places int) float64 {
	if places < -300 || places > 15 || math.Abs(f) >= maxExact {
		return f
	}
	if places == 0 {
		return math.Round(f)
	}
	// The shortest decimal form is what the person sees, so 1.005 rounds as it reads and not as it is stored.
	s := strconv.FormatFloat(math.Abs(f), 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exponent)
	shifted, err := strconv.ParseFloat(mantissa+"e"+strconv.Itoa(e+places), 64)
	if err != nil {
		return f
	}
	rounded := strconv.FormatFloat(math.Round(shifted), 'f', 0, 64) + "e" + strconv.Itoa(-places)
	if shifted >= maxExact { // it has no place for all these digits any more, and f itself hardly has more than are wanted
		rounded = strconv.FormatFloat(math.Abs(f), 'f', places, 64)
	}
	back, err := strconv.ParseFloat(rounded, 64)
	if err != nil {
		return f
	}
	return math.Copysign(back, f)
}

// number writes a number the way the language does: groups of three and its own decimal sign. With places < 0 as many places
// as the number has, up to six.
func (l *locale) number(f float64, places int) string {
	if places < 0 {
		f = roundTo(f, 6)
	} else {
		f = roundTo(f, places)
	}
	if math.Abs(f) >= 1e21 {
		return string(appendNumber(nil, f))
	}
	digits := strconv.FormatFloat(math.Abs(f), 'f', places, 64)
	whole, fraction, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if f < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteByte('-')
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(l.decimal)
		b.WriteString(fraction)
	}
	return b.String()
}
