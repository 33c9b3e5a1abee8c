package flow

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

// scanner turns a source text into a tree. It reports what it can mend in its own mind (a repeated key, a forbidden
// character) and goes on; after a syntax error nothing that follows could be trusted, so it stops.
type scanner struct {
	tree
	problems *problems
	at       int // offset of the next byte
}

// scan reads a source text. The tree is whole only when ok is true; problems may have been reported either way.
func scan(source []byte, found *problems) (t *tree, ok bool) {
	s := &scanner{tree: tree{source: source, nodes: make([]node, 0, len(source)/16+1)}, problems: found}
	found.tree = &s.tree
	s.space()
	if !s.value(none, none, none, 1) {
		return &s.tree, false
	}
	s.space()
	if s.at < len(source) {
		s.problems.addAt(s.at, CodeTrailingData, 0, "the document ends before this: remove what follows")
		return &s.tree, false
	}
	return &s.tree, true
}

// space skips white space.
func (s *scanner) space() {
	for s.at < len(s.source) {
		switch s.source[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end. A NUL byte of the source is no token either, so nothing is lost.
func (s *scanner) peek() byte {
	if s.at < len(s.source) {
		return s.source[s.at]
	}
	return 0
}

// value reads one value of the given parent.
func (s *scanner) value(parent, keyStart, keyEnd int32, depth int) bool {
	n := int32(len(s.nodes)) // sources are shorter than MaxDocumentBytes
	s.nodes = append(s.nodes, node{
		start: s.offset(), end: s.offset(), keyStart: keyStart, keyEnd: keyEnd,
		parent: parent, child: none, sibling: none,
	})
	var ok bool
	switch c := s.peek(); {
	case c == '{':
		s.nodes[n].kind = kindObject
		ok = s.object(n, depth)
	case c == '[':
		s.nodes[n].kind = kindList
		ok = s.list(n, depth)
	case c == '"':
		s.nodes[n].kind = kindText
		ok = s.quoted(n)
	case c == '-' || c >= '0' && c <= '9':
		s.nodes[n].kind = kindNumber
		ok = s.number(n)
	default:
		ok = s.word(n)
	}
	s.nodes[n].end = s.offset()
	return ok
}

func (s *scanner) offset() int32 {
	return int32(s.at)
}

// link appends a child to a list or an object; last is the child before it.
func (s *scanner) link(parent, last, child int32) {
	if last == none {
		s.nodes[parent].child = child
	} else {
		s.nodes[last].sibling = child
	}
}

// object reads from { to }.
func (s *scanner) object(n int32, depth int) bool {
	if !s.open(n, depth) {
		return false
	}
	if s.peek() == '}' {
		s.at++
		return true
	}
	seen := keySet{tree: &s.tree, object: n}
	for last := none; ; {
		if s.peek() != '"' {
			return s.syntax(s.at, n, "a name in double quotes expected")
		}
		keyStart := s.offset()
		if !s.quoted(n) {
			return false
		}
		keyEnd := s.offset()
		s.space()
		if s.peek() != ':' {
			return s.syntax(s.at, n, `":" expected after the name`)
		}
		s.at++
		s.space()
		child := int32(len(s.nodes))
		if !s.value(n, keyStart, keyEnd, depth+1) {
			return false
		}
		if key := s.name(child); seen.has(key) {
			s.problems.addAt(int(keyStart), CodeDuplicateKey, child,
				fmt.Sprintf("the name %q is in this object already: keep one of them", key))
		}
		s.link(n, last, child)
		last = child
		if done, ok := s.separator(n, '}'); done || !ok {
			return ok
		}
	}
}

// list reads from [ to ].
func (s *scanner) list(n int32, depth int) bool {
	if !s.open(n, depth) {
		return false
	}
	if s.peek() == ']' {
		s.at++
		return true
	}
	for last := none; ; {
		child := int32(len(s.nodes))
		s.link(n, last, child)
		if !s.value(n, none, none, depth+1) {
			return false
		}
		last = child
		if done, ok := s.separator(n, ']'); done || !ok {
			return ok
		}
	}
}

// open steps into an object or a list.
func (s *scanner) open(n int32, depth int) bool {
	if depth > MaxDepth {
		s.problems.addAt(s.at, CodeTooDeep, n,
			fmt.Sprintf("more than %d objects and lists inside each other", MaxDepth))
		return false
	}
	s.at++
	s.space()
	return true
}

// separator reads the comma before the next value of a list or an object, or its closing bracket.
func (s *scanner) separator(n int32, closing byte) (done, ok bool) {
	s.space()
	switch s.peek() {
	case closing:
		s.at++
		return true, true
	case ',':
		comma := s.at
		s.at++
		s.space()
		if s.peek() == closing {
			s.problems.addAt(comma, CodeSyntax, n,
				fmt.Sprintf("this comma is one too many: nothing follows it before %q", string(closing)))
			return false, false
		}
		return false, true
	default:
		return false, s.syntax(s.at, n, fmt.Sprintf(`"," or %q expected`, string(closing)))
	}
}

// syntax reports what stops the scanner.
func (s *scanner) syntax(at int, n int32, expected string) bool {
	if r, size := utf8.DecodeRune(s.source[at:]); r == utf8.RuneError && size == 1 {
		s.problems.addAt(at, CodeInvalidUTF8, n, notUTF8)
	} else {
		found, hint := s.found(at)
		s.problems.addAt(at, CodeSyntax, n, expected+", "+found+" found"+hint)
	}
	return false
}

// notUTF8 is said of bytes in another encoding.
const notUTF8 = "a byte that is not UTF-8: save the document as UTF-8"

// found names what stands at an offset, with a hint where a mistake is well known.
func (s *scanner) found(at int) (what, hint string) {
	if at >= len(s.source) {
		return "the end of the document", ""
	}
	r, _ := utf8.DecodeRune(s.source[at:])
	switch r {
	case '\'', '“', '”', '„', '«', '‘', '’':
		hint = `: texts and names take the quotes "`
	case '/', '#':
		hint = ": JSON has no comments, use a note"
	}
	return strconv.QuoteRune(r), hint
}

// word reads true, false or null.
func (s *scanner) word(n int32) bool {
	end := s.at
	for end < len(s.source) && isLetter(s.source[end]) {
		end++
	}
	switch string(s.source[s.at:end]) {
	case "true", "false":
		s.nodes[n].kind = kindBool
	case "null":
		s.nodes[n].kind = kindNull
	case "":
		return s.syntax(s.at, n, "a value expected")
	default:
		word := letters.Shorten(string(s.source[s.at:end]), 21)
		s.problems.addAt(s.at, CodeSyntax, n,
			fmt.Sprintf("a value expected, %q found: texts take the quotes \"", word))
		return false
	}
	s.at = end
	return true
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// number reads a number, RFC 8259 section 6, and sees that it can be stored without loss.
func (s *scanner) number(n int32) bool {
	start := s.at
	if s.peek() == '-' {
		s.at++
	}
	whole := s.at
	if s.digits() == 0 {
		return s.syntax(s.at, n, "a digit expected")
	}
	if s.source[whole] == '0' && s.at-whole > 1 {
		s.problems.addAt(start, CodeSyntax, n, "a number does not start with 0: texts take the quotes \"")
		return false
	}
	integer := true
	if s.peek() == '.' {
		integer = false
		s.at++
		if s.digits() == 0 {
			return s.syntax(s.at, n, "a digit expected")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		integer = false
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if s.digits() == 0 {
			return s.syntax(s.at, n, "a digit expected")
		}
	}
	value, err := strconv.ParseFloat(string(s.source[start:s.at]), 64)
	switch {
	case err != nil:
		s.problems.addAt(start, CodeNumberRange, n, "the number is too large")
	case integer && math.Abs(value) > MaxInteger:
		s.problems.addAt(start, CodeNumberRange, n,
			fmt.Sprintf("whole numbers beyond %d lose digits: write it as a text", int64(MaxInteger)))
	}
	return true
}

// digits skips digits and counts them.
func (s *scanner) digits() int {
	start := s.at
	for s.peek() >= '0' && s.peek() <= '9' {
		s.at++
	}
	return s.at - start
}
