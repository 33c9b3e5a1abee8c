// Package letters cuts texts to a length without leaving a part of what people see as one letter: a flag without its second half, a
// family without its children, a letter without its accent.
//
// It knows the grapheme clusters of Unicode (UAX #29) as far as they are met in texts that are cut: marks that belong to the letter
// before them, emojis with a colour of skin or joined to one, flags, Hangul of single parts, and line ends of two characters. The rest,
// such as Indic conjuncts, may be cut between two whole letters.
package letters
