package flow

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a text or a name between double quotes, RFC 8259 section 7. Characters that no database keeps are
// reported once each kind and text.
func (s *scanner) quoted(n int32) bool {
	start := s.at
	var invalid, nul, lone bool
	s.at++
	for s.at < len(s.source) {
		switch c := s.source[s.at]; {
		case c == '"':
			s.at++
			return true
		case c == '\\':
			escape := s.at
			r, ok := s.escape(n)
			if !ok {
				return false
			}
			s.once(&nul, r == 0, escape, n, CodeNULCharacter, "the character \\u0000 cannot be stored: remove it")
			s.once(&lone, utf16.IsSurrogate(r), escape, n, CodeLoneSurrogate,
				"half of a character pair: write the other half too, or the character itself")
		case c < ' ':
			return s.control(c, n)
		case c < utf8.RuneSelf:
			s.at++
		default:
			r, size := utf8.DecodeRune(s.source[s.at:])
			s.once(&invalid, r == utf8.RuneError && size == 1, s.at, n, CodeInvalidUTF8, notUTF8)
			s.at += size
		}
	}
	s.problems.addAt(start, CodeSyntax, n, "the closing double quote of this text is missing")
	return false
}

// once reports a problem of a text the first time it is met.
func (s *scanner) once(seen *bool, met bool, at int, n int32, code, message string) {
	if met && !*seen {
		*seen = true
		s.problems.addAt(at, code, n, message)
	}
}

// control reports a raw control character inside a text.
func (s *scanner) control(c byte, n int32) bool {
	switch c {
	case 0:
		s.problems.addAt(s.at, CodeNULCharacter, n, "a NUL byte cannot be stored: remove it")
	case '\n', '\r':
		s.problems.addAt(s.at, CodeSyntax, n, `a text ends on its line: write \n for a new line, or close the double quote`)
	case '\t':
		s.problems.addAt(s.at, CodeSyntax, n, `a tab inside a text: write \t`)
	default:
		s.problems.addAt(s.at, CodeSyntax, n, "a control character inside a text: write it as a \\u escape")
	}
	return false
}

// escape reads a backslash and what follows. A surrogate that is not part of a pair is given back as it is.
func (s *scanner) escape(n int32) (rune, bool) {
	start := s.at
	s.at++
	switch c := s.peek(); c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.at++
		return rune(c), true
	case 'u':
	default:
		s.problems.addAt(start, CodeSyntax, n, `an unknown escape: a backslash itself is written \\`)
		return 0, false
	}
	high, ok := s.hex()
	if !ok {
		s.problems.addAt(start, CodeSyntax, n, `four hexadecimal digits expected after \u`)
		return 0, false
	}
	if !utf16.IsSurrogate(high) || s.peek() != '\\' || s.at+1 >= len(s.source) || s.source[s.at+1] != 'u' {
		return high, true
	}
	back := s.at
	s.at++
	if low, ok := s.hex(); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, true
		}
	}
	s.at = back // the second escape is read by itself
	return high, true
}

// hex reads the u of an escape and its four digits.
func (s *scanner) hex() (rune, bool) {
	const size = 5
	if s.at+size > len(s.source) {
		return 0, false
	}
	code, err := strconv.ParseUint(string(s.source[s.at+1:s.at+size]), 16, 16)
	if err != nil {
		return 0, false
	}
	s.at += size
	return rune(code), true
}

// keySet tells repeated keys of one object. Few keys are compared one by one, many go into a map.
type keySet struct {
	tree   *tree
	object int32
	count  int
	byName map[string]struct{}
}

// manyKeys is where a map begins to pay.
const manyKeys = 16

// has says whether the object's linked children have the key already, and remembers the key.
func (k *keySet) has(key []byte) bool {
	if k.byName == nil {
		k.count++
		if k.count <= manyKeys {
			return k.tree.member(k.object, string(key)) != none
		}
		k.byName = make(map[string]struct{}, 2*manyKeys)
		for c := range k.tree.children(k.object) {
			k.byName[k.tree.key(c)] = struct{}{}
		}
	}
	_, seen := k.byName[string(key)]
	k.byName[string(key)] = struct{}{}
	return seen
}
