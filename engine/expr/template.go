package expr

import (
	"fmt"
	"strings"

	"github.com/expr-lang/expr/file"
)

// Template is a compiled text with {{ expressions }} in it. It is safe for concurrent use, and does not change for who uses it.
type Template struct {
	source   string
	segments []segment // none if the source is the text
	escape   Escape
}

// segment is a part of the source: plain text, or an expression if program is set. Documents have thousands of them, and
// MaxTemplate is far below what 32 bits hold.
type segment struct {
	program  *Program
	from, to int32
	asJSON   bool // a JSON value of its own, outside of quotes
}

// CompileTemplate reads a text with {{ expressions }}, each compiled against the schema. `\{{` is a plain {{. The error is an
// *Error whose place is in the template.
func CompileTemplate(src string, s *Schema, esc Escape) (*Template, error) {
	if len(src) > MaxTemplate {
		e := &Error{Code: CodeBudget, Message: fmt.Sprintf("the text is longer than %d KB", MaxTemplate>>10)}
		return nil, e.place(src, 0, len(src))
	}
	pieces, fail := scan(src)
	if fail != nil {
		return nil, fail
	}
	t := &Template{source: src, escape: esc}
	if len(pieces) == 0 || pieces[0] == (piece{to: len(src)}) {
		return t, nil
	}
	t.segments = make([]segment, len(pieces))
	quotes := jsonQuotes{}
	for i, p := range pieces {
		part := &t.segments[i]
		part.from, part.to = int32(p.from), int32(p.to)
		if !p.expression {
			quotes.read(src[p.from:p.to])
			continue
		}
		if part.program, _, fail = compile(src[p.from:p.to], s); fail != nil {
			return nil, fail.place(src, p.from+fail.From, p.from+fail.To)
		}
		part.asJSON = esc == EscapeJSON && !quotes.open
	}
	return t, nil
}

// Render gives the text with the values in it, shown as Format shows them and escaped. All its expressions share one budget.
// The error is an *Error with the code value or budget and its place in the template.
func (t *Template) Render(env *Env) (string, error) {
	if t.static() {
		return t.plain(), nil
	}
	m := takeMachine(env)
	defer m.back()
	out := m.buf[:0]
	for i := range t.segments {
		s := &t.segments[i]
		if s.program == nil {
			out = append(out, t.source[s.from:s.to]...)
			continue
		}
		v, fail := s.program.run(m)
		if fail != nil {
			return "", t.place(s, fail)
		}
		var err error
		if out, err = t.append(&m.run, out, v, s.asJSON); err != nil {
			return "", t.place(s, s.program.explain(err, file.Location{To: len(s.program.source)}))
		}
	}
	m.buf = out
	return string(out), nil
}

// place moves an error of an expression to where that is in the template.
func (t *Template) place(s *segment, e *Error) *Error {
	return e.place(t.source, int(s.from)+e.From, int(s.from)+e.To)
}

// append writes a value into the text.
func (t *Template) append(r *run, dst []byte, v any, asJSON bool) ([]byte, error) {
	if asJSON {
		b, err := r.toJSON(v)
		return grown(r, append(dst, b...), err)
	}
	if f, ok := v.(float64); ok && t.escape != EscapeURL { // nothing in a number needs escaping
		return grown(r, appendNumber(dst, f), nil)
	}
	text, err := r.shown(v)
	if err != nil {
		return dst, err
	}
	switch t.escape {
	case EscapeHTML:
		dst = appendHTML(dst, text)
	case EscapeURL:
		dst = appendURL(dst, text)
	case EscapeJSON:
		dst = appendJSON(dst, text)
	default:
		dst = append(dst, text...)
	}
	return grown(r, dst, r.step(len(text)/32))
}

// grown bounds the text so far.
func grown(r *run, dst []byte, err error) ([]byte, error) {
	if err == nil && len(dst) > MaxText {
		err = r.makeText(len(dst))
	}
	return dst, err
}

// Static gives the text and true if there are no expressions in it.
func (t *Template) Static() (string, bool) {
	if !t.static() {
		return "", false
	}
	return t.plain(), true
}

// static reports whether there are no expressions in it.
func (t *Template) static() bool {
	for i := range t.segments {
		if t.segments[i].program != nil {
			return false
		}
	}
	return true
}

// plain is the text of a template without expressions.
func (t *Template) plain() string {
	if len(t.segments) == 0 {
		return t.source
	}
	var text strings.Builder
	for _, s := range t.segments {
		text.WriteString(t.source[s.from:s.to])
	}
	return text.String()
}

// Source gives the template as it was written.
func (t *Template) Source() string { return t.source }

// References lists the variables that the template uses, sorted by scope and name, each once, with places in the template.
func (t *Template) References() []Reference {
	var refs []Reference
	for _, s := range t.segments {
		if s.program == nil {
			continue
		}
		for _, r := range s.program.refs {
			r.From += int(s.from)
			r.To += int(s.from)
			refs = append(refs, r)
		}
	}
	return sortReferences(refs)
}

// jsonQuotes follows the quotes of a JSON text to know whether a place is inside a string.
type jsonQuotes struct{ open, escaped bool }

func (q *jsonQuotes) read(text string) {
	for i := range len(text) {
		switch {
		case q.escaped:
			q.escaped = false
		case q.open && text[i] == '\\':
			q.escaped = true
		case text[i] == '"':
			q.open = !q.open
		}
	}
}
