package telegram

import (
	"html"
	"strings"
)

// plainText is a text without its markup: tags are dropped, character references are resolved. A "<" that begins no tag
// stays, as it is what broke the author's markup.
func plainText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		n := tagLen(s[i:])
		if n == 0 {
			b.WriteByte('<')
			n = 1
		}
		s = s[i+n:]
	}
	return html.UnescapeString(b.String())
}

// tagLen is the length of the tag that s, which begins with "<", begins with; 0 if it is none.
func tagLen(s string) int {
	if len(s) < 3 {
		return 0
	}
	if c := s[1]; c != '/' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
		return 0
	}
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		case c == '<':
			return 0
		}
	}
	return 0
}
