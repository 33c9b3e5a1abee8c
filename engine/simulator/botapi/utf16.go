package botapi

// utf16Len is the length of s in UTF-16 units, the unit of entity offsets.
func utf16Len(s string) int {
	n := 0
	for i := range len(s) {
		n += utf16Units(s[i])
	}
	return n
}

// utf16Units is how many UTF-16 units the character that starts with byte c
// takes: 2 for a four-byte character, 0 for a continuation byte.
func utf16Units(c byte) int {
	switch {
	case c&0xC0 == 0x80:
		return 0
	case c >= 0xF0:
		return 2
	default:
		return 1
	}
}

// utf16Slice cuts s at UTF-16 offsets. Offsets beyond the end are clipped.
func utf16Slice(s string, offset, length int) string {
	from, to, at := len(s), len(s), 0
	for i := range len(s) {
		units := utf16Units(s[i])
		if units == 0 {
			continue
		}
		if at >= offset && from == len(s) {
			from = i
		}
		if at >= offset+length {
			to = i
			break
		}
		at += units
	}
	return s[from:max(from, to)]
}
