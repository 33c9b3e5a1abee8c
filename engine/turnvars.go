package engine

import (
	"errors"
	"maps"
	"math"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
)

// Text renders a template to Telegram's HTML subset; values are escaped.
func (t *Turn) Text(tmpl *Template) (string, error) { return t.render(&tmpl.texts) }

// Line renders a line to plain text.
func (t *Turn) Line(l *Line) (string, error) { return t.render(&l.texts) }

// Link renders a web address.
func (t *Turn) Link(l *Link) (string, error) { return t.render(&l.texts) }

func (t *Turn) render(x *texts) (string, error) {
	tmpl := x.pick(t.Lang())
	if tmpl == nil {
		return "", nil
	}
	if s, ok := tmpl.Static(); ok { // without making what expressions see
		return s, nil
	}
	s, err := tmpl.Render(t.environment())
	if err != nil {
		return "", exprTrouble(err)
	}
	return s, nil
}

// Eval runs an expression; nil for an empty one.
func (t *Turn) Eval(e *Expression) (any, error) {
	if e.prog == nil {
		return nil, nil
	}
	v, err := e.prog.Eval(t.environment())
	if err != nil {
		return nil, exprTrouble(err)
	}
	return v, nil
}

// Test runs a condition; an empty one is true.
func (t *Turn) Test(c *Condition) (bool, error) {
	if c.prog == nil {
		return true, nil
	}
	return t.test(c.prog)
}

func (t *Turn) test(p *expr.Program) (bool, error) {
	ok, err := p.Test(t.environment())
	if err != nil {
		return false, exprTrouble(err)
	}
	return ok, nil
}

// Value renders a value: JSON with its templates filled in.
func (t *Turn) Value(v *Value) (any, error) {
	if v.root.kind == 'c' { // without making what expressions see
		return v.root.constant, nil
	}
	x, err := v.root.eval(t.environment())
	if err != nil {
		return nil, exprTrouble(err)
	}
	return x, nil
}

// WithItem runs f with the list element as item and index in every expression of fields tagged `scenarist:"item"`.
func (t *Turn) WithItem(item any, index int, f func() error) error {
	sc := t.environment().Scopes
	oldItem, oldIndex := sc["item"], sc["index"]
	sc["item"], sc["index"] = item, float64(index)
	defer func() { sc["item"], sc["index"] = oldItem, oldIndex }()
	return f()
}

// exprTrouble turns an expression's error into a trouble of the run.
func exprTrouble(err error) error {
	if e, ok := errors.AsType[*expr.Error](err); ok {
		return &RunError{Code: "expression_" + e.Code, Message: e.Message}
	}
	return err
}

// Get reads a variable; nil if it is not set.
func (t *Turn) Get(v Var) any {
	scope, name := v.Split()
	switch scope {
	case ScopeSession:
		return t.vars[name]
	case ScopeLocal:
		if f := t.s.Top(); f != nil {
			return f.Locals[name]
		}
		return nil
	case ScopeUser:
		if internal(name) {
			return t.user[name]
		}
		return (*userScope)(t).Field(name)
	case ScopeChat:
		return t.chat[name]
	case ScopeBot:
		return t.bot[name]
	case ScopeWorkspace:
		return t.space[name]
	default:
		return nil
	}
}

// Set writes a variable; see Write.
func (t *Turn) Set(v Var, value any) error {
	if v == "" {
		return nil
	}
	scope, name := v.Split()
	return t.Write(Write{Scope: scope, Name: name, Op: WriteSet, Value: value})
}

// Write changes a variable. The value is brought to JSON-like types, and is not to be changed in place afterwards; one that
// cannot be, or is too large, is a trouble, and so is a field that Telegram fills. After a trouble the variable is as it was.
func (t *Turn) Write(w Write) error {
	v, n, err := jsonLike(w.Value, 0)
	if err != nil {
		return Trouble("value_invalid", "%s.%s cannot hold this value: %v", w.Scope, w.Name, err)
	}
	if n > MaxVariableBytes {
		return tooLarge(w, n)
	}
	w.Value = v
	if _, fixed := builtInFields[w.Scope][w.Name]; fixed || w.Scope == ScopeUser && (w.Name == passedField || w.Name == bannedField) {
		return Trouble("variable_read_only", "%s.%s cannot be written", w.Scope, w.Name)
	}
	return t.write(w, n)
}

// write is Write for a value that is known to fit, of n bytes.
func (t *Turn) write(w Write, n int) error {
	if w.Owner == t.s.Key.UserID {
		w.Owner = 0
	}
	if w.Owner != 0 && w.Scope != ScopeUser {
		return Trouble("scope_read_only", "%s.%s does not belong to a contact", w.Scope, w.Name)
	}
	var before any
	films := t.deps.Trace && t.film >= 0
	if films {
		before = t.current(w)
	}
	var err error
	switch w.Scope {
	case ScopeSession:
		err = t.writeSession(w, n)
	case ScopeLocal:
		err = t.writeLocal(w, n)
	case ScopeUser, ScopeChat, ScopeBot, ScopeWorkspace:
		err = t.writeShared(w, n)
	default:
		err = Trouble("scope_read_only", "%s.%s cannot be written", w.Scope, w.Name)
	}
	if err != nil {
		return err
	}
	t.remark(w.Scope, w.Name, w.Value)
	if films {
		f := &t.res.Film[t.film]
		f.Sets = append(f.Sets, Set{Write: w, Before: before, After: t.current(w)})
	}
	return nil
}

// current is what the variable of a write holds now.
func (t *Turn) current(w Write) any {
	if w.Owner == 0 {
		return t.Get(Var(w.Scope + "." + w.Name))
	}
	c, err := t.Contact(w.Owner)
	if err != nil {
		return nil
	}
	return c.Vars[w.Name]
}

func (t *Turn) writeSession(w Write, n int) error {
	t.ownVars()
	old, had := t.s.Vars[w.Name]
	base, there := old, had
	if i, ok := t.initial(w); ok {
		base, there = i.change(old, had)
	}
	x, has := w.change(base, there)
	if err := grown(w, x); err != nil {
		return err
	}
	t.s.Vars.put(w.Name, x, has)
	if !t.holds(w, n) {
		t.s.Vars.put(w.Name, old, had)
		return sessionTooLarge()
	}
	if has {
		t.vars[w.Name] = x
		return nil
	}
	t.vars = t.rev.defaults.session.over(t.s.Vars) // its default is seen again
	t.see(ScopeSession, map[string]any(t.vars))
	return nil
}

// ownVars makes the session's variables those of this turn, which then changes them in place: a copy for each write would
// cost the more the more a bot remembers.
func (t *Turn) ownVars() {
	if t.own {
		return
	}
	t.own = true
	vars := make(Values, len(t.s.Vars)+1)
	maps.Copy(vars, t.s.Vars)
	t.s.Vars, t.vars = vars, t.rev.defaults.session.over(vars)
	t.see(ScopeSession, map[string]any(t.vars))
}

func (t *Turn) writeLocal(w Write, n int) error {
	f := t.s.Top()
	if f == nil {
		return Trouble("no_frame", "there is no running flow to hold local.%s", w.Name)
	}
	old := f.Locals
	locals := w.Apply(old)
	if err := grown(w, locals[w.Name]); err != nil {
		return err
	}
	if f.Locals = locals; !t.holds(w, n) {
		f.Locals = old
		return sessionTooLarge()
	}
	t.see(ScopeLocal, map[string]any(locals))
	return nil
}

// writeShared changes what this turn sees of a shared scope, and asks the commit to change what is stored.
func (t *Turn) writeShared(w Write, n int) error {
	if t.size+n > MaxSessionBytes {
		return Trouble("session_too_large", "the variables written in one turn take over %d bytes", MaxSessionBytes)
	}
	scope := t.shared(w.Scope)
	if w.Owner != 0 {
		c, err := t.Contact(w.Owner)
		if err != nil {
			return err
		}
		scope = &c.Vars
		defer func() { t.contacts[w.Owner] = c }()
	}
	v := w.Apply(*scope)
	if err := grown(w, v[w.Name]); err != nil {
		return err
	}
	*scope = t.rev.defaults.of(w.Scope).over(v)
	t.size += n
	if i, ok := t.initial(w); ok {
		t.res.Writes = append(t.res.Writes, i)
	}
	t.res.Writes = append(t.res.Writes, w)
	switch w.Scope {
	case ScopeUser:
		if w.Owner == 0 {
			t.env.Lang = t.Lang()
		}
	case ScopeBot, ScopeWorkspace:
		t.see(w.Scope, map[string]any(*scope))
	}
	return nil
}

// shared is where the turn keeps what it sees of a shared scope.
func (t *Turn) shared(scope string) *Values {
	switch scope {
	case ScopeUser:
		return &t.user
	case ScopeChat:
		return &t.chat
	case ScopeBot:
		return &t.bot
	default:
		return &t.space
	}
}

// grown refuses an operation after which the variable is too large.
func grown(w Write, x any) error {
	if w.Op == WriteAppend {
		if n := valueBytes(x); n > MaxVariableBytes {
			return tooLarge(w, n)
		}
	}
	if n, _ := x.(float64); w.Op == WriteAdd && math.Abs(n) == math.MaxFloat64 {
		return Trouble("number_too_large", "%s.%s would be too large a number", w.Scope, w.Name)
	}
	return nil
}

func tooLarge(w Write, n int) *RunError {
	return Trouble("variable_too_large", "%s.%s would take %d bytes; the limit is %d", w.Scope, w.Name, n, MaxVariableBytes)
}

// holds is fits for a write of a value of about n bytes that was just made.
func (t *Turn) holds(w Write, n int) bool {
	if t.bytes > 0 { // else all of the session is to be counted, with what the write has added
		d, _ := t.rev.defaults.get(w.Scope, w.Name)
		n += valueBytes(w.Value) + textBytes(w.Name) + valueBytes(d)
	}
	return t.fits(n)
}

// initial is the write that puts a variable's default in place, before an operation that builds on what is there.
func (t *Turn) initial(w Write) (Write, bool) {
	if w.Op == WriteSet || w.Op == WriteUnset || w.Op == WriteInit {
		return Write{}, false
	}
	d, ok := t.rev.defaults.get(w.Scope, w.Name)
	return Write{Scope: w.Scope, Name: w.Name, Op: WriteInit, Value: d, Owner: w.Owner}, ok
}

// see changes what expressions see of a scope, if any has looked yet.
func (t *Turn) see(scope string, v map[string]any) {
	if t.env.Scopes != nil {
		t.env.Scopes[scope] = v
	}
}

// environment gives what expressions see now.
func (t *Turn) environment() *expr.Env {
	if t.env.Scopes == nil {
		t.env = expr.Env{
			Now: t.deps.Now, Zone: t.rev.zone, Lang: t.Lang(), Seed: t.deps.Seed + uint64(t.s.Turns),
			Scopes: make(map[string]any, 8), // one more, and a map takes three times the memory
		}
		sc := t.env.Scopes
		sc[ScopeSession] = map[string]any(t.vars)
		sc[ScopeBot] = map[string]any(t.bot)
		sc[ScopeWorkspace] = map[string]any(t.space)
		sc[ScopeEvent], sc[ScopeUser], sc[ScopeChat] = (*eventScope)(t), (*userScope)(t), (*chatScope)(t)
		if t.rev.secrets {
			sc[ScopeSecret] = t.rev.secretMarks(t.deps.Key)
		}
		t.framed()
	}
	return &t.env
}

// framed puts the running frame's locals into the environment.
func (t *Turn) framed() {
	if t.env.Scopes == nil {
		return
	}
	var l map[string]any
	if f := t.s.Top(); f != nil {
		l = f.Locals
	}
	t.env.Scopes[ScopeLocal] = l
}

// builtInFields is never changed; see BuiltInFields.
var builtInFields = map[string]map[string]expr.Type{
	ScopeUser: {"id": "number", "name": "text", "roles": "list", "premium": "bool", "banned": "bool"},
	ScopeChat: {"id": "number", "type": "text", "title": "text"},
}

// BuiltInFields are the fields of the scopes user and chat that are always there and cannot be written, by scope. The
// caller must not change them.
func BuiltInFields() map[string]map[string]expr.Type { return builtInFields }

// WritableFields are the fields of scope user that are there without being declared and that a bot may write: those that
// Telegram fills, and the contact's tags.
func WritableFields() map[string]map[string]expr.Type {
	return map[string]map[string]expr.Type{ScopeUser: maps.Clone(profileFields)}
}

// profileFields is never changed; see WritableFields.
var profileFields = map[string]expr.Type{
	"first_name": "text", "last_name": "text", "username": "text", "language": "text", "tags": "list",
}

// InternalPrefix begins the names of variables that blocks keep for themselves. No document can name one, and expressions
// do not see those of the scopes user and chat.
const InternalPrefix = "_."

func internal(name string) bool {
	return strings.HasPrefix(name, InternalPrefix) || name == passedField
}

// visible copies what expressions may see of stored variables.
func visible(to, from Values) {
	for name, v := range from {
		if !internal(name) {
			to[name] = v
		}
	}
}
