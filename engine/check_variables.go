package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

var (
	variableName  = regexp.MustCompile(flow.NamePattern)
	afterTheScope = regexp.MustCompile(`^\.([\p{L}_][\p{L}\p{Nd}_]*)`)
)

// variableScope reports whether variables are declared in the scope.
func variableScope(scope string) bool { return slices.Contains(flow.Scopes(), scope) }

// typeOf gives the declared type of a variable, TypeAny if there is none.
func (c *compiling) typeOf(scope, name string) expr.Type {
	for _, v := range c.declared() {
		if v.Scope == scope && v.Name == name {
			return v.Type
		}
	}
	return expr.TypeAny
}

// names lists the known names of a scope, or of all if it is empty, in full and sorted.
func (c *compiling) names(scope string) []string {
	var names []string
	for _, v := range c.declared() {
		if path, _ := SplitInside(v.Name); path == "" && (scope == "" || v.Scope == scope) {
			names = append(names, v.Scope+"."+v.Name)
		}
	}
	slices.Sort(names)
	return names
}

// exprIssue notes an expression's or template's error.
func (c *compiling) exprIssue(o origin, err error, f fieldRules) {
	c.blind = true
	e, ok := errors.AsType[*expr.Error](err)
	if !ok {
		c.add(Issue{Code: "expression_invalid", Severity: SeverityError, Path: o.path, Message: err.Error()})
		return
	}
	i := Issue{
		Code: "expression_" + e.Code, Severity: SeverityError, Path: o.path, Message: e.Message,
		From: e.From + o.shift, To: e.To + o.shift,
	}
	if e.Suggestion != "" {
		i.Message += fmt.Sprintf("; did you mean %s?", e.Suggestion)
	}
	switch e.Code {
	case expr.CodeUnknownVariable:
		c.unknownVariable(&i, o.text, e.Suggestion, f)
	case expr.CodeUnknownFunction:
		i.Code = "function_unknown"
		if e.Suggestion != "" {
			name, _, _ := strings.Cut(o.text[i.From:i.To], "(")
			by := strings.TrimSuffix(e.Suggestion, "()")
			i.Fix = fixText("Use "+by, o.path, o.text, i.From, i.From+len(strings.TrimSpace(name)), by)
		}
	}
	if o.made {
		i.From, i.To = 0, 0
		if i.Fix != nil && i.Fix.Changes[0].Path == o.path {
			i.Fix = nil
		}
	}
	c.add(i)
}

// unknownVariable words an unknown name: a misspelt variable, one that is not declared, or a secret.
func (c *compiling) unknownVariable(i *Issue, text, suggestion string, f fieldRules) {
	i.Code = "variable_unknown"
	word := text[i.From:i.To]
	if rest := afterTheScope.FindString(text[i.To:]); rest != "" && (variableScope(word) || word == ScopeSecret) {
		i.To += len(rest)
		word += rest
		if suggestion = nearest(word, c.names("")); word != ScopeSecret {
			i.Message = fmt.Sprintf("there is no variable %s", word)
			if suggestion != "" {
				i.Message += fmt.Sprintf("; did you mean %s?", suggestion)
			}
		}
	}
	scope, name, dotted := strings.Cut(word, ".")
	switch {
	case scope == ScopeSecret && !f.secrets:
		i.Code, i.Message = "secret_in_text", "a secret cannot be used here: whoever gets the text would read it"
	case scope == ScopeSecret && dotted:
		i.Code, i.Message, i.Fix = "secret_undeclared", fmt.Sprintf("the bot has no secret %q", name), c.fixSecret(name)
		if s := nearest(name, c.secretNames()); s != "" {
			i.Message += fmt.Sprintf("; did you mean %s?", s)
			i.Fix = fixText("Use secret."+s, i.Path, text, i.From, i.To, "secret."+s)
		}
	case suggestion != "":
		i.Fix = fixText("Use "+suggestion, i.Path, text, i.From, i.To, suggestion)
	case dotted && variableName.MatchString(name):
		i.Fix = c.fixDeclare(scope, name)
	}
}

func (c *compiling) secretNames() []string { return secretsOf(c.doc) }

// variables reads the declared defaults and checks declarations and uses.
func (c *compiling) variables() {
	for i, v := range c.doc.Variables {
		path := fmt.Sprintf("/variables/%d", i)
		if i >= len(c.author.Variables) { // declared inside of a type, and judged there
			c.defaultOf(v, path)
			continue
		}
		if _, taken := BuiltInFields()[v.Scope][v.Name]; taken {
			c.add(Issue{
				Code: "variable_name_taken", Severity: SeverityError, Path: path + "/name",
				Message: fmt.Sprintf("%s.%s is always there and cannot be declared", v.Scope, v.Name), Fix: fixRemove("Remove the variable", path),
			})
			continue
		}
		if _, err := expr.NewSchema([]expr.Variable{{Scope: v.Scope, Name: v.Name, Type: expr.Type(v.Type)}}, expr.SchemaOptions{}); err != nil {
			c.add(Issue{
				Code: "variable_name_invalid", Severity: SeverityError, Path: path + "/name",
				Message: fmt.Sprintf("%q cannot be the name of a variable: use letters, the digits 0-9 and _", v.Name),
			})
			continue
		}
		c.defaultOf(v, path)
	}
	for _, u := range c.uses {
		if u.write {
			c.written(u)
		}
	}
	c.unused()
}

// defaultOf takes a variable's default over.
func (c *compiling) defaultOf(v flow.Variable, path string) {
	if len(v.Default) == 0 {
		return
	}
	var value any
	if err := json.Unmarshal(v.Default, &value); err != nil {
		c.add(Issue{Code: "variable_default_invalid", Severity: SeverityError, Path: path + "/default", Message: "the default is not valid JSON"})
		return
	}
	if value == nil {
		return
	}
	if got := valueType(value); !fits(expr.Type(v.Type), got) {
		c.add(Issue{
			Code: "variable_type", Severity: SeverityError, Path: path + "/default",
			Message: fmt.Sprintf("%s.%s holds %s, but the default is %s", v.Scope, v.Name, typeWords(expr.Type(v.Type)), typeWords(got)),
			Fix:     fixRemove("Remove the default", path+"/default"),
		})
		return
	}
	c.rev.defaults.put(v.Scope, v.Name, value)
}

// valueType is the type of a JSON value.
func valueType(v any) expr.Type {
	switch v.(type) {
	case string:
		return expr.TypeText
	case float64:
		return expr.TypeNumber
	case bool:
		return expr.TypeBool
	case []any:
		return expr.TypeList
	case map[string]any:
		return expr.TypeObject
	default:
		return expr.TypeAny
	}
}

// written checks a variable that a block writes.
func (c *compiling) written(u use) {
	full := u.scope + "." + u.name
	if c.sharedOrOwn(u.block, full) {
		return
	}
	c.at = u.block
	defer func() { c.at = nil }()
	i := Issue{Severity: SeverityError, Path: u.path}
	switch {
	case !variableName.MatchString(u.name):
		i.Code, i.Message = "variable_name_invalid", fmt.Sprintf("%q is no name of a variable", full)
	case u.scope == ScopeLocal:
		return
	case u.scope == ScopeEvent || u.scope == ScopeSecret:
		i.Code, i.Message = "variable_read_only", fmt.Sprintf("%s cannot be written: %s is only for reading", full, u.scope)
	case !variableScope(u.scope):
		i.Code, i.Message = "variable_unknown", fmt.Sprintf("there is no kind of variable %q; there are %s and local", u.scope, strings.Join(flow.Scopes(), ", "))
		if n := nearest(u.scope, append(flow.Scopes(), ScopeLocal)); n != "" {
			i.Message += fmt.Sprintf("; did you mean %s.%s?", n, u.name)
			i.Fix = fixReplace(fmt.Sprintf("Use %s.%s", n, u.name), u.path, n+"."+u.name)
		}
	default:
		if _, fixed := BuiltInFields()[u.scope][u.name]; fixed {
			i.Code, i.Message = "variable_read_only", fmt.Sprintf("%s comes from Telegram and cannot be written", full)
			break
		}
		known := c.declared()
		if u.block != nil && u.block.flow.graft != nil {
			known = c.declaredInside(u.block.flow.graft)
		}
		if slices.ContainsFunc(known, func(v expr.Variable) bool { return v.Scope == u.scope && v.Name == u.name }) {
			return
		}
		i.Code, i.Message, i.Fix = "variable_unknown", fmt.Sprintf("there is no variable %s", full), c.fixDeclare(u.scope, u.name)
		if n := nearest(full, c.names(u.scope)); n != "" {
			i.Message += fmt.Sprintf("; did you mean %s?", n)
			i.Fix = fixReplace("Use "+n, u.path, n)
		}
	}
	c.add(i)
}

// unused notes variables that nothing reads or writes.
func (c *compiling) unused() {
	if c.blind {
		return
	}
	used := map[string]bool{}
	for _, u := range c.uses {
		used[u.scope+"."+u.name] = true
	}
	for i, v := range c.author.Variables {
		if used[v.Scope+"."+v.Name] || used[v.Scope+"."] {
			continue
		}
		path := fmt.Sprintf("/variables/%d", i)
		c.add(Issue{
			Code: "variable_unused", Severity: SeverityWarning, Path: path,
			Message: fmt.Sprintf("nothing uses the variable %s.%s", v.Scope, v.Name), Fix: fixRemove("Remove the variable", path),
		})
	}
}

// sortedLanguages gives the keys of texts by language in a fixed order.
func sortedLanguages(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
