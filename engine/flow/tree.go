package flow

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// kind is the kind of a JSON value.
type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindText
	kindList
	kindObject
)

// String gives the word that problems use for a value of the kind.
func (k kind) String() string {
	switch k {
	case kindNull:
		return "null"
	case kindBool:
		return "true or false"
	case kindNumber:
		return "number"
	case kindText:
		return "text"
	case kindList:
		return "list"
	case kindObject:
		return "object"
	}
	return "value"
}

// none is the place of a node that is not there.
const none int32 = -1

// node is one JSON value of a source. Nodes are small and live in one slice, since a document may have a million.
type node struct {
	kind           kind
	start, end     int32 // the value is source[start:end]
	keyStart       int32 // where its key's opening quote is; none outside objects
	keyEnd         int32 // after its key's closing quote
	parent         int32
	child, sibling int32 // first child and next sibling; none where there is none
}

// tree is a source text with the place of each of its values. The root is node 0.
type tree struct {
	source []byte
	nodes  []node
}

// raw is the source text of a value.
func (t *tree) raw(n int32) []byte {
	return t.source[t.nodes[n].start:t.nodes[n].end]
}

// text is the value of a text node.
func (t *tree) text(n int32) string {
	return unquote(t.raw(n))
}

// key is the name under which an object holds the node.
func (t *tree) key(n int32) string {
	return unquote(t.source[t.nodes[n].keyStart:t.nodes[n].keyEnd])
}

// name is key without a copy, for comparing: it may be a part of the source.
func (t *tree) name(n int32) []byte {
	quoted := t.source[t.nodes[n].keyStart:t.nodes[n].keyEnd]
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	return []byte(unquote(quoted))
}

// unquote decodes a JSON string that the scanner has accepted.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return strings.ToValidUTF8(string(quoted[1:len(quoted)-1]), "\uFFFD")
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return string(quoted) // not reached: the scanner accepts what encoding/json accepts
	}
	return text
}

// children ranges over the values inside a list or an object, in source order.
func (t *tree) children(n int32) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for c := t.nodes[n].child; c != none; c = t.nodes[c].sibling {
			if !yield(c) {
				return
			}
		}
	}
}

// count is the number of values inside a list or an object.
func (t *tree) count(n int32) int {
	total := 0
	for range t.children(n) {
		total++
	}
	return total
}

// member finds the first value that an object holds under a key.
func (t *tree) member(n int32, key string) int32 {
	for c := range t.children(n) {
		if string(t.name(c)) == key {
			return c
		}
	}
	return none
}

// item finds a value of a list.
func (t *tree) item(n int32, index int) int32 {
	for c := range t.children(n) {
		if index == 0 {
			return c
		}
		index--
	}
	return none
}

// path is the JSON pointer of a node.
func (t *tree) path(n int32) string {
	parent := t.nodes[n].parent
	if parent == none {
		return ""
	}
	if t.nodes[parent].kind == kindObject {
		return t.path(parent) + pointerStep(t.key(n))
	}
	index := 0
	for c := range t.children(parent) {
		if c == n {
			break
		}
		index++
	}
	return t.path(parent) + "/" + strconv.Itoa(index)
}

// pointerStep writes one step of a JSON pointer, RFC 6901 section 3.
func pointerStep(key string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
