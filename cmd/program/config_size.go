package program

import (
	"regexp"
	"strconv"
	"strings"
)

// sizePattern is a size as people write it: a number of bytes, or of kilobytes, megabytes, gigabytes or terabytes.
var sizePattern = regexp.MustCompile(`^([1-9][0-9]{0,11})([KMGT]?)$`)

// parseSize reads a size in bytes; units are powers of 1024. It is 0 for what is none, and for more than 1024 T.
func parseSize(text string) int64 {
	m := sizePattern.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return 0
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	unit := int64(1)
	if m[2] != "" {
		unit <<= 10 * (strings.Index("KMGT", m[2]) + 1)
	}
	const most = 1 << 50
	if err != nil || n > most/unit {
		return 0
	}
	return n * unit
}
