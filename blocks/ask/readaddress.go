package ask

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of addresses in octets: RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4; the whole as RFC 3696 (erratum 1690) corrects it.
const (
	maxAddress = 254
	maxMailbox = 64
	maxLabel   = 63
)

// readAddress finds the one e-mail address in what somebody wrote, and gives it in small letters; empty if there is none, or
// more than one. It takes what mail providers give out and refuses slips of the finger; whether the mailbox exists only a
// message to it can tell.
func readAddress(text string) string {
	found := ""
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == ',' || r == ';' || r == '<' || r == '>' || r == '(' || r == ')' || r == '"'
	}) {
		word = strings.TrimRight(strings.TrimPrefix(strings.ToLower(word), "mailto:"), ".!?:")
		if !strings.Contains(word, "@") {
			continue
		}
		if found != "" {
			return ""
		}
		found = word
	}
	mailbox, domain, _ := strings.Cut(found, "@")
	if len(found) > maxAddress || !mailboxFits(mailbox) || !domainFits(domain) {
		return ""
	}
	return found
}

// mailboxFits takes a dot-atom of RFC 5322. Letters of other scripts in front of the @ are nearly always a slip of the
// keyboard's layout.
func mailboxFits(s string) bool {
	if s == "" || len(s) > maxMailbox || strings.Contains("."+s+".", "..") {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-") == ""
}

// domainFits takes a host name of at least two labels whose last one is no number. A label with letters of several scripts
// is a slip, or made to look like another.
func domainFits(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > maxAddress {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > maxLabel || l[0] == '-' || l[len(l)-1] == '-' || !oneScript(l) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return utf8.RuneCountInString(last) >= 2 && strings.Trim(last, "0123456789-") != ""
}

// oneScript takes letters, digits and hyphens, the letters all Latin, or none.
func oneScript(label string) bool {
	latin, other := false, false
	for _, r := range label {
		switch {
		case r >= 'a' && r <= 'z':
			latin = true
		case r >= '0' && r <= '9' || r == '-':
		case unicode.IsLetter(r) || unicode.IsMark(r):
			other = other || !unicode.Is(unicode.Latin, r)
		default:
			return false
		}
	}
	return !latin || !other
}

// cleanDomain brings an author's domain to the form in which they are compared.
func cleanDomain(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "@"), ".")
}

// within reports whether the domain is the other one or below it.
func within(domain, of string) bool {
	return domain == of || strings.HasSuffix(domain, "."+of)
}
