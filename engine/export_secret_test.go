package engine

import (
	"net/url"
	"strings"
)

// SecretMark makes the mark of a secret.
func SecretMark(key []byte, name string) string { return secretMark(key, name) }

// EscapeMark is a mark as it stands in a web address.
func EscapeMark(mark string) string { return strings.ReplaceAll(url.QueryEscape(mark), "+", "%20") }
