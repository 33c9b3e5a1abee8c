package engine

import (
	"errors"
	"maps"
	"time"

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
	var e *expr.Error
	if errors.As(err, &e) {
		return &RunError{Code: "expression_" + e.Code, Message: e.Message}
	}
	return err
}

// Get reads a variable; nil if it is not set.
func (t *Turn) Get(v Var) any {
	scope, name := v.Split()
	switch scope {
	case ScopeSession:
		return t.s.Vars[name]
	case ScopeLocal:
		if f := t.s.Top(); f != nil {
			return f.Locals[name]
		}
		return nil
	case ScopeUser:
		return t.profile()[name]
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

// Write changes a variable. The value is brought to JSON-like types; one that cannot be, or is too large, is a trouble.
func (t *Turn) Write(w Write) error {
	v, n, err := jsonLike(w.Value, 0)
	if err != nil {
		return Trouble("value_invalid", "%s.%s cannot hold this value: %v", w.Scope, w.Name, err)
	}
	if n > MaxVariableBytes {
		return Trouble("variable_too_large", "%s.%s would take %d bytes; the limit is %d", w.Scope, w.Name, n, MaxVariableBytes)
	}
	w.Value = v
	t.initialise(w)
	if t.size += n; t.size > MaxSessionBytes {
		return Trouble("session_too_large", "the variables written in one turn take over %d bytes", MaxSessionBytes)
	}
	switch w.Scope {
	case ScopeSession:
		t.s.Vars = w.Apply(t.s.Vars)
		if grown, ok := t.s.Vars[w.Name].([]any); ok && w.Op == WriteAppend {
			if _, n, err := jsonLike(grown, 0); err != nil || n > MaxVariableBytes {
				return Trouble("variable_too_large", "%s.%s is over %d bytes", w.Scope, w.Name, MaxVariableBytes)
			}
		}
		t.see(ScopeSession, map[string]any(t.s.Vars))
	case ScopeLocal:
		f := t.s.Top()
		if f == nil {
			return Trouble("no_frame", "there is no running flow to hold local.%s", w.Name)
		}
		f.Locals = w.Apply(f.Locals)
		t.see(ScopeLocal, map[string]any(f.Locals))
	case ScopeUser:
		t.user = w.Apply(t.user)
		t.see(ScopeUser, map[string]any(t.profile()))
		t.res.Writes = append(t.res.Writes, w)
	case ScopeChat:
		t.chat = w.Apply(t.chat)
		t.see(ScopeChat, map[string]any(t.chatInfo()))
		t.res.Writes = append(t.res.Writes, w)
	case ScopeBot:
		t.bot = w.Apply(t.bot)
		t.see(ScopeBot, map[string]any(t.bot))
		t.res.Writes = append(t.res.Writes, w)
	case ScopeWorkspace:
		t.space = w.Apply(t.space)
		t.see(ScopeWorkspace, map[string]any(t.space))
		t.res.Writes = append(t.res.Writes, w)
	default:
		return Trouble("scope_read_only", "%s.%s cannot be written", w.Scope, w.Name)
	}
	if t.film >= 0 {
		f := &t.res.Film[t.film]
		f.Sets = append(f.Sets, w)
	}
	return nil
}

// initialise puts a variable's default in place before an operation that builds on what is there.
func (t *Turn) initialise(w Write) {
	if w.Op == WriteSet || w.Op == WriteUnset {
		return
	}
	d, ok := t.rev.defaults[w.Scope][w.Name]
	if !ok {
		return
	}
	i := Write{Scope: w.Scope, Name: w.Name, Op: WriteInit, Value: d}
	switch w.Scope {
	case ScopeUser, ScopeChat, ScopeBot, ScopeWorkspace:
		t.res.Writes = append(t.res.Writes, i)
	}
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
			Scopes: make(map[string]any, 10),
		}
		sc, reads := t.env.Scopes, t.rev.reads
		sc[ScopeSession] = map[string]any(t.s.Vars)
		sc[ScopeBot] = map[string]any(t.bot)
		sc[ScopeWorkspace] = map[string]any(t.space)
		if reads[ScopeEvent] {
			sc[ScopeEvent] = eventValues(&t.ev)
		}
		if reads[ScopeUser] {
			sc[ScopeUser] = map[string]any(t.profile())
		}
		if reads[ScopeChat] {
			sc[ScopeChat] = map[string]any(t.chatInfo())
		}
		if reads[ScopeSecret] {
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

// profile is scope user: what is stored, and what Telegram tells about the person.
func (t *Turn) profile() Values {
	u := t.s.User
	v := make(Values, len(t.user)+8)
	v["first_name"], v["last_name"], v["username"] = u.FirstName, u.LastName, u.Username
	v["language"] = t.Lang()
	v["premium"] = u.Premium
	maps.Copy(v, t.user)
	v["id"] = float64(u.ID)
	name := u.FirstName
	if u.LastName != "" {
		name += " " + u.LastName
	}
	v["name"] = name
	roles := make([]any, len(t.state.Roles))
	for i, r := range t.state.Roles {
		roles[i] = r
	}
	v["roles"] = roles
	return v
}

// chatInfo is scope chat.
func (t *Turn) chatInfo() Values {
	v := make(Values, len(t.chat)+3)
	maps.Copy(v, t.chat)
	v["id"], v["type"], v["title"] = float64(t.s.Chat.ID), t.s.Chat.Type, t.s.Chat.Title
	return v
}

// BuiltInFields are the fields of the scopes user and chat that are always there and cannot be written, by scope.
func BuiltInFields() map[string]map[string]expr.Type {
	return map[string]map[string]expr.Type{
		ScopeUser: {"id": "number", "name": "text", "roles": "list", "premium": "bool"},
		ScopeChat: {"id": "number", "type": "text", "title": "text"},
	}
}

// WritableFields are the fields of scope user that Telegram fills and a bot may replace.
func WritableFields() map[string]map[string]expr.Type {
	return map[string]map[string]expr.Type{
		ScopeUser: {"first_name": "text", "last_name": "text", "username": "text", "language": "text"},
	}
}

// jsonLike brings a value to what JSON would give back, and estimates its size in bytes.
func jsonLike(x any, depth int) (any, int, error) {
	if depth > 32 {
		return nil, 0, errors.New("it is nested too deeply")
	}
	switch x := x.(type) {
	case nil:
		return nil, 4, nil
	case bool:
		return x, 5, nil
	case string:
		return x, len(x) + 2, nil
	case float64:
		if x != x || x-x != 0 {
			return nil, 0, errors.New("it is not a finite number")
		}
		return x, 8, nil
	case int:
		return float64(x), 8, nil
	case int64:
		return float64(x), 8, nil
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano), 32, nil
	case []string:
		out := make([]any, len(x))
		n := 2
		for i, s := range x {
			out[i] = s
			n += len(s) + 3
		}
		return out, n, nil
	case []any:
		out := make([]any, len(x))
		n := 2
		for i := range x {
			v, m, err := jsonLike(x[i], depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[i] = v
			n += m + 1
		}
		return out, n, nil
	case Values:
		return jsonLike(map[string]any(x), depth)
	case map[string]any:
		out := make(map[string]any, len(x))
		n := 2
		for k, e := range x {
			v, m, err := jsonLike(e, depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[k] = v
			n += len(k) + m + 4
		}
		return out, n, nil
	default:
		return nil, 0, errors.New("it is of a type that cannot be stored")
	}
}
