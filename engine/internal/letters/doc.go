// Package letters cuts texts to a length without leaving a part of what people see as one letter: a flag without its second half, a
// family without its children, a letter without its accent. What one letter is, Unicode says (UAX #29, grapheme clusters), and rivo/uniseg
// knows. Indic conjuncts may be cut between two whole letters: that rule is younger than the library's.
package letters
