package flow

import (
	"fmt"
	"strings"
)

// maxCandidates is the number of known words beyond which comparing them all would cost more than it helps.
const maxCandidates = 500

// didYouMean gives "; did you mean …?" for the first of the known words that is close to a mistyped one, or nothing.
func didYouMean(typed string, known []string) string {
	if len(typed) > MaxExitLength || len(known) > maxCandidates {
		return ""
	}
	best, least := "", len(typed)/3+1
	for _, word := range known {
		if length := len(word) - len(typed); length > least || -length > least {
			continue
		}
		if d := distance(strings.ToLower(typed), strings.ToLower(word)); d < least || d == least && best == "" {
			best, least = word, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance counts the bytes to insert, drop, change or swap with their neighbour to make one word from another.
func distance(a, b string) int {
	before := make([]int, len(b)+1) // the row for a without its last two bytes
	last := make([]int, len(b)+1)   // without its last byte
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
