package engine

import (
	"errors"
	"math"
	"strings"
	"time"
	"unicode/utf8"

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

// Write changes a variable. The value is brought to JSON-like types; one that cannot be, or is too large, is a trouble,
// and so is a field that Telegram fills. After a trouble the variable is as it was.
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
	if t.film >= 0 {
		f := &t.res.Film[t.film]
		f.Sets = append(f.Sets, w)
	}
	return nil
}

func (t *Turn) writeSession(w Write, n int) error {
	old := t.s.Vars
	vars := old
	if i, ok := t.initial(w); ok {
		vars = i.Apply(vars)
	}
	vars = w.Apply(vars)
	if err := grown(w, vars); err != nil {
		return err
	}
	if t.s.Vars = vars; !t.fits(t.added(w, n)) {
		t.s.Vars = old
		return sessionTooLarge()
	}
	t.vars = t.rev.withDefaults(ScopeSession, vars)
	t.see(ScopeSession, map[string]any(t.vars))
	return nil
}

func (t *Turn) writeLocal(w Write, n int) error {
	f := t.s.Top()
	if f == nil {
		return Trouble("no_frame", "there is no running flow to hold local.%s", w.Name)
	}
	old := f.Locals
	locals := w.Apply(old)
	if err := grown(w, locals); err != nil {
		return err
	}
	if f.Locals = locals; !t.fits(t.added(w, n)) {
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
	if err := grown(w, v); err != nil {
		return err
	}
	*scope = t.rev.withDefaults(w.Scope, v)
	t.size += n
	if i, ok := t.initial(w); ok {
		t.res.Writes = append(t.res.Writes, i)
	}
	t.res.Writes = append(t.res.Writes, w)
	switch w.Scope {
	case ScopeUser:
		if w.Owner != 0 {
			break
		}
		t.see(ScopeUser, map[string]any(t.profile()))
		t.env.Lang = t.Lang()
	case ScopeChat:
		t.see(ScopeChat, map[string]any(t.chatInfo()))
	default:
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
func grown(w Write, v Values) error {
	if w.Op == WriteAppend {
		if n := valueBytes(v[w.Name]); n > MaxVariableBytes {
			return tooLarge(w, n)
		}
	}
	if x, _ := v[w.Name].(float64); w.Op == WriteAdd && math.Abs(x) == math.MaxFloat64 {
		return Trouble("number_too_large", "%s.%s would be too large a number", w.Scope, w.Name)
	}
	return nil
}

func tooLarge(w Write, n int) *RunError {
	return Trouble("variable_too_large", "%s.%s would take %d bytes; the limit is %d", w.Scope, w.Name, n, MaxVariableBytes)
}

// added is how many bytes of the session a write takes at most.
func (t *Turn) added(w Write, n int) int {
	return valueBytes(w.Value) + textBytes(w.Name) + valueBytes(t.rev.defaults[w.Scope][w.Name]) + n
}

// initial is the write that puts a variable's default in place, before an operation that builds on what is there.
func (t *Turn) initial(w Write) (Write, bool) {
	if w.Op == WriteSet || w.Op == WriteUnset || w.Op == WriteInit {
		return Write{}, false
	}
	d, ok := t.rev.defaults[w.Scope][w.Name]
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
			Scopes: make(map[string]any, 10),
		}
		sc, reads := t.env.Scopes, t.rev.reads
		sc[ScopeSession] = map[string]any(t.vars)
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
	v["language"], v["tags"] = t.userLang(), []any{}
	visible(v, t.user)
	_, v["banned"] = t.ban()
	v["premium"] = u.Premium
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
	visible(v, t.chat)
	v["id"], v["type"], v["title"] = float64(t.s.Chat.ID), t.s.Chat.Type, t.s.Chat.Title
	return v
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
	return map[string]map[string]expr.Type{
		ScopeUser: {"first_name": "text", "last_name": "text", "username": "text", "language": "text", "tags": "list"},
	}
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

// plain reports whether all values are of the simplest types, as those of most starts are: they need no jsonLike.
func plain(v Values) bool {
	for k, x := range v {
		switch x := x.(type) {
		case nil, bool:
		case string:
			if !utf8.ValidString(x) {
				return false
			}
		default:
			return false
		}
		if !utf8.ValidString(k) {
			return false
		}
	}
	return true
}

// jsonLike brings a value to what JSON would give back, and estimates its size in bytes.
func jsonLike(x any, depth int) (any, int, error) {
	if depth > 32 {
		return nil, 0, errors.New("it is nested too deeply")
	}
	switch v := x.(type) {
	case nil:
		return nil, 4, nil
	case bool:
		return x, 5, nil
	case string:
		if utf8.ValidString(v) {
			return x, len(v) + 2, nil // as it came: to put v into an any again would take memory
		}
		v = strings.ToValidUTF8(v, "\ufffd") // as JSON would give it back
		return v, len(v) + 2, nil
	case float64:
		if v != v || v-v != 0 {
			return nil, 0, errors.New("it is not a finite number")
		}
		return x, 8, nil
	case int:
		return float64(v), 8, nil
	case int64:
		return float64(v), 8, nil
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), 32, nil
	case []string:
		out := make([]any, len(v))
		n := 2
		for i, s := range v {
			out[i] = s
			n += len(s) + 3
		}
		return out, n, nil
	case []any:
		out := make([]any, len(v))
		n := 2
		for i := range v {
			e, m, err := jsonLike(v[i], depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[i] = e
			n += m + 1
		}
		return out, n, nil
	case Values:
		return jsonLike(map[string]any(v), depth)
	case map[string]any:
		out := make(map[string]any, len(v))
		n := 2
		for k, e := range v {
			e, m, err := jsonLike(e, depth+1)
			if err != nil {
				return nil, 0, err
			}
			out[strings.ToValidUTF8(k, "\ufffd")] = e
			n += len(k) + m + 4
		}
		return out, n, nil
	default:
		return nil, 0, errors.New("it is of a type that cannot be stored")
	}
}
