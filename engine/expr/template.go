package expr

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/file"
)

// Template is a compiled text with {{ expressions }} in it. It is immutable and safe for concurrent use.
type Template struct {
	source   string
	segments []segment
	refs     []Reference
	machines *machines
}

// segment is plain text, or an expression if program is set.
type segment struct {
	text    string
	program *Program
	from    int // of the expression in the template
	escape  Escape
	asJSON  bool // a JSON value of its own, outside of quotes
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
	t := &Template{source: src, machines: s.machines}
	quotes := jsonQuotes{}
	for _, p := range pieces {
		if !p.expression {
			quotes.read(p.text)
			t.segments = append(t.segments, segment{text: p.text})
			continue
		}
		program, _, fail := compile(p.text, s)
		if fail != nil {
			return nil, fail.place(src, p.from+fail.From, p.from+fail.To)
		}
		for _, r := range program.refs {
			r.From += p.from
			r.To += p.from
			t.refs = append(t.refs, r)
		}
		t.segments = append(t.segments, segment{
			program: program, from: p.from, escape: esc, asJSON: esc == EscapeJSON && !quotes.open,
		})
	}
	t.refs = sortReferences(t.refs)
	return t, nil
}

// Render gives the text with the values in it, shown as Format shows them and escaped. All its expressions share one budget.
// The error is an *Error with the code value or budget and its place in the template.
func (t *Template) Render(env *Env) (string, error) {
	if text, ok := t.Static(); ok {
		return text, nil
	}
	m := t.machines.get(env)
	defer t.machines.put(m)
	out := m.buf[:0]
	for i := range t.segments {
		s := &t.segments[i]
		if s.program == nil {
			out = append(out, s.text...)
			continue
		}
		v, fail := s.program.run(m)
		if fail != nil {
			return "", fail.place(t.source, s.from+fail.From, s.from+fail.To)
		}
		var err error
		if out, err = s.append(&m.run, out, v); err != nil {
			fail := s.program.explain(err, file.Location{To: len(s.program.source)})
			return "", fail.place(t.source, s.from+fail.From, s.from+fail.To)
		}
	}
	m.buf = out
	return string(out), nil
}

// append writes a value into the text.
func (s *segment) append(r *run, dst []byte, v any) ([]byte, error) {
	if s.asJSON {
		b, err := r.toJSON(v)
		return s.grown(r, append(dst, b...), err)
	}
	if f, ok := v.(float64); ok && s.escape != EscapeURL { // nothing in a number needs escaping
		return s.grown(r, appendNumber(dst, f), nil)
	}
	text, err := r.shown(v)
	if err != nil {
		return dst, err
	}
	switch s.escape {
	case EscapeHTML:
		dst = appendHTML(dst, text)
	case EscapeURL:
		dst = appendURL(dst, text)
	case EscapeJSON:
		dst = appendJSON(dst, text)
	default:
		dst = append(dst, text...)
	}
	return s.grown(r, dst, r.step(len(text)/32))
}

// grown bounds the text so far.
func (s *segment) grown(r *run, dst []byte, err error) ([]byte, error) {
	if err == nil && len(dst) > MaxText {
		err = r.makeText(len(dst))
	}
	return dst, err
}

// Static gives the text and true if there are no expressions in it.
func (t *Template) Static() (string, bool) {
	switch {
	case len(t.segments) == 0:
		return "", true
	case len(t.segments) == 1 && t.segments[0].program == nil:
		return t.segments[0].text, true
	default:
		return "", false
	}
}

// Source gives the template as it was written.
func (t *Template) Source() string { return t.source }

// References lists the variables that the template uses, sorted by scope and name, each once, with places in the template.
func (t *Template) References() []Reference { return slices.Clone(t.refs) }

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
