package expr

import (
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

// source is the text of an expression and the places in it. The parser counts in characters, we count in bytes.
type source struct {
	text    string
	parsed  string // with the names of loops as the grammar has them, byte for byte at the same places
	offsets []int  // of every character; nil if each is one byte
}

// loopWords are the loops whose names in the grammar are not snake_case. The grammar's names are shorter, so the rest is
// filled with spaces and no place moves.
var loopWords = map[string]string{
	"find_last":       "findLast ",
	"find_index":      "findIndex ",
	"find_last_index": "findLastIndex  ",
	"sort_by":         "sortBy ",
	"group_by":        "groupBy ",
}

// read checks the text's size and puts the grammar's names in.
func read(text string) (*source, *Error) {
	s := &source{text: text, parsed: text}
	all := file.Location{To: len(text)}
	switch {
	case len(text) > MaxSource:
		return nil, s.problem(all, CodeBudget, "the expression is longer than %d KB", MaxSource>>10)
	case strings.TrimSpace(text) == "":
		return nil, s.problem(all, CodeSyntax, "the expression is empty")
	case !utf8.ValidString(text):
		return nil, s.problem(all, CodeSyntax, "the expression is not UTF-8 text")
	}
	if len(text) != utf8.RuneCountInString(text) {
		for i := range text {
			s.offsets = append(s.offsets, i)
		}
	}
	words := lexer.New()
	words.Reset(file.NewSource(text))
	var parsed []byte
	for n := 0; ; n++ {
		word, err := words.Next()
		if err != nil || word.Kind == lexer.EOF {
			break // the parser meets the same error and says it
		}
		if n == MaxTokens {
			return nil, s.problem(all, CodeBudget, "the expression has more than %d words and signs", MaxTokens)
		}
		if name, ok := loopWords[word.Value]; ok && word.Kind == lexer.Identifier && s.called(word) {
			if parsed == nil {
				parsed = []byte(text)
			}
			copy(parsed[s.place(word.Location).From:], name)
		}
	}
	if parsed != nil {
		s.parsed = string(parsed)
	}
	return s, nil
}

// called reports whether a bracket follows the word.
func (s *source) called(word lexer.Token) bool {
	return strings.HasPrefix(strings.TrimLeft(s.text[s.place(word.Location).To:], " \t\r\n"), "(")
}

// place turns a location of the parser into bytes.
func (s *source) place(at file.Location) file.Location {
	return file.Location{From: s.bytes(at.From), To: s.bytes(at.To)}
}

func (s *source) bytes(runes int) int {
	switch {
	case runes < 0:
		return 0
	case s.offsets == nil:
		return min(runes, len(s.text))
	case runes < len(s.offsets):
		return s.offsets[runes]
	default:
		return len(s.text)
	}
}

// at is the text of a part.
func (s *source) at(at file.Location) string { return strings.TrimSpace(s.text[at.From:at.To]) }

// snippet is the text of a part, short enough for a message.
func (s *source) snippet(at file.Location) string { return clip(s.at(at)) }

// clipped is how many characters of a text a message shows.
const clipped = 40

func clip(s string) string { return letters.Shorten(strings.Join(strings.Fields(s), " "), clipped) }

// span is the place of a part with all that belongs to it, in bytes.
func (c *lowering) span(n ast.Node) file.Location {
	if at, ok := c.spans[n]; ok {
		return at
	}
	at := file.Location{From: -1}
	if hasPlace(n) {
		at = c.src.place(n.Location())
	}
	switch n := n.(type) {
	case *ast.PointerNode:
		at.To += len(n.Name)
	case *ast.CallNode, *ast.BuiltinNode:
		if i := strings.IndexByte(c.src.text[at.To:], '('); i >= 0 {
			at.To += i + 1
		}
	}
	for _, kid := range children(n) {
		k := c.span(kid)
		if at.From < 0 || k.From < at.From {
			at.From = k.From
		}
		at.To = max(at.To, k.To)
	}
	at = balance(c.src.text, at)
	c.spans[n] = at
	return at
}

// hasPlace tells the parts whose own location is that of a word or sign of theirs.
func hasPlace(n ast.Node) bool {
	switch n.(type) {
	case *ast.ConditionalNode, *ast.PairNode, *ast.SequenceNode, *ast.ChainNode:
		return false
	default:
		return true
	}
}

func children(n ast.Node) []ast.Node {
	var all []ast.Node
	switch n := n.(type) {
	case *ast.UnaryNode:
		all = []ast.Node{n.Node}
	case *ast.BinaryNode:
		all = []ast.Node{n.Left, n.Right}
	case *ast.ChainNode:
		all = []ast.Node{n.Node}
	case *ast.MemberNode:
		all = []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		all = []ast.Node{n.Node, n.From, n.To}
	case *ast.CallNode:
		all = append([]ast.Node{n.Callee}, n.Arguments...)
	case *ast.BuiltinNode:
		all = n.Arguments
	case *ast.PredicateNode:
		all = []ast.Node{n.Node}
	case *ast.ConditionalNode:
		all = []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.VariableDeclaratorNode:
		all = []ast.Node{n.Value, n.Expr}
	case *ast.SequenceNode:
		all = n.Nodes
	case *ast.ArrayNode:
		all = n.Nodes
	case *ast.MapNode:
		all = n.Pairs
	case *ast.PairNode:
		all = []ast.Node{n.Key, n.Value}
	}
	kids := all[:0:0]
	for _, k := range all {
		if k != nil {
			kids = append(kids, k)
		}
	}
	return kids
}

// balance widens a part by the brackets that are open in it, and by those that are closed but not opened.
func balance(text string, at file.Location) file.Location {
	at.From = min(max(at.From, 0), len(text))
	at.To = min(max(at.To, at.From), len(text))
	depth, lack := 0, 0
	quote := byte(0)
	for i := at.From; i < at.To; i++ {
		switch ch := text[i]; {
		case quote != 0 && ch == '\\' && quote != '`':
			i++
		case quote != 0 && ch == quote:
			quote = 0
		case quote != 0:
		case ch == '"' || ch == '\'' || ch == '`':
			quote = ch
		case strings.IndexByte("([{", ch) >= 0:
			depth++
		case strings.IndexByte(")]}", ch) >= 0:
			depth--
			lack = max(lack, -depth)
		}
	}
	for depth += lack; lack > 0; lack-- {
		before := strings.TrimRight(text[:at.From], " \t\r\n")
		if before == "" || strings.IndexByte("([{", before[len(before)-1]) < 0 {
			return at
		}
		at.From = len(before) - 1
	}
	for ; depth > 0; depth-- {
		rest := strings.TrimLeft(text[at.To:], " \t\r\n,")
		if rest == "" || strings.IndexByte(")]}", rest[0]) < 0 {
			return at
		}
		at.To = len(text) - len(rest) + 1
	}
	return at
}
