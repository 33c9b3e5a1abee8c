package expr_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine/expr"
)

func TestRule_Source(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule, source string
		truth        bool
	}{
		{`{"left": "user.age", "op": "gte", "right": 18}`, `user.age >= 18`, true},
		{`{"left": "user.age", "op": "lt", "right": -1.5}`, `user.age < -1.5`, false},
		{`{"left": "user.age", "op": "gt", "right": 1e21}`, `user.age > 1e+21`, false},
		{`{"left": "user.age", "op": "lte", "right": {"expr": "session.count * 15"}}`, `user.age <= (session.count * 15)`, true},
		{`{"left": "session.size", "op": "eq", "right": "M"}`, `session.size == "M"`, true},
		{`{"left": "session.size", "op": "ne", "right": null}`, `session.size != nil`, true},
		{`{"left": "user.subscribed", "op": "eq", "right": true}`, `user.subscribed == true`, true},
		{`{"left": "user.tags", "op": "contains", "right": "vip"}`, `includes(user.tags, "vip")`, true},
		{`{"left": "event.text", "op": "not_contains", "right": "no"}`, `not includes(event.text, "no")`, true},
		{`{"left": "event.text", "op": "starts_with", "right": "yes"}`, `starts_with(event.text, "yes")`, true},
		{`{"left": "event.text", "op": "ends_with", "right": ">"}`, `ends_with(event.text, ">")`, true},
		{`{"left": "event.text", "op": "matches", "right": "^y\\w+"}`, `event.text matches "^y\\w+"`, true},
		{`{"left": "session.size", "op": "in", "right": ["S", "M"]}`, `session.size in ["S", "M"]`, true},
		{`{"left": "session.size", "op": "not_in", "right": ["S", {"a": [1, false]}]}`, `session.size not in ["S", {"a": [1, false]}]`, true},
		{`{"left": "session.note", "op": "is_empty"}`, `is_empty(session.note)`, true},
		{`{"left": "session.note", "op": "not_empty"}`, `not is_empty(session.note)`, false},
		{`{"left": "user.subscribed", "op": "is_true"}`, `bool(user.subscribed)`, true},
		{`{"left": "user.subscribed", "op": "is_false"}`, `not bool(user.subscribed)`, false},
		{`{"left": "user.age", "op": "between", "right": [18, {"expr": "user.age"}]}`, `between(user.age, 18, user.age)`, true},
		{`{"left": "now()", "op": "before", "right": "2026-02-01"}`, `date((now())) < date("2026-02-01")`, true},
		{`{"left": "user.birthday", "op": "after", "right": {"expr": "today()"}}`, `date(user.birthday) > date((today()))`, false},
		{`{"left": "user.age + 1 // a comment", "op": "eq", "right": 31}`, "(user.age + 1 // a comment\n) == 31", true},
		{`{"all": [{"left": "user.age", "op": "gt", "right": 1}]}`, `user.age > 1`, true},
		{
			`{"all": [{"left": "user.age", "op": "gt", "right": 1}, {"any": [{"left": "session.size", "op": "eq", "right": "S"}, {"left": "session.size", "op": "eq", "right": "M"}]}]}`,
			`user.age > 1 && (session.size == "S" || session.size == "M")`, true,
		},
		{`{"not": {"left": "user.age", "op": "gt", "right": 1}}`, `not (user.age > 1)`, false},
		{`{"not": {"any": [{"not": {"left": "user.age", "op": "gt", "right": 1}}]}}`, `not (not (user.age > 1))`, true},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			var r expr.Rule
			if err := json.Unmarshal([]byte(tt.rule), &r); err != nil {
				t.Fatal(err)
			}
			got, err := r.Source()
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.source {
				t.Errorf("source %s, want %s", got, tt.source)
			}
			p, err := expr.Compile(got, shopSchema(t))
			if err != nil {
				t.Fatal(err)
			}
			if truth, err := p.Test(shopEnv()); err != nil || truth != tt.truth {
				t.Errorf("%v, %v", truth, err)
			}
			saved, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var again expr.Rule
			if err := json.Unmarshal(saved, &again); err != nil || !reflect.DeepEqual(again, r) {
				t.Errorf("saved as %s and read as %v, %v", saved, again, err)
			}
		})
	}
}

func TestRule_Errors(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`{}`:                      `rule: exactly one of "all", "any", "not" or "left" with "op" is needed`,
		`{"all": [], "any": []}`:  `rule: exactly one of "all", "any", "not" or "left" with "op" is needed`,
		`{"all": [], "right": 1}`: `rule: "right" goes with "left" and "op"`,
		`{"any": []}`:             `rule: a group is empty`,
		`{"left": "user.age", "op": "like", "right": 1}`:              `rule: unknown op "like"`,
		`{"left": "user.age", "op": "eq"}`:                            `rule: op "eq" needs "right"`,
		`{"left": "user.age", "op": "is_true", "right": 1}`:           `rule: op "is_true" has no "right"`,
		`{"left": "", "op": "eq", "right": 1}`:                        `rule: left: the expression is empty (line 1, column 1)`,
		`{"left": "true) || (true", "op": "eq", "right": 1}`:          `rule: left: ) is not expected here (line 1, column 5)`,
		`{"left": "1", "op": "eq", "right": {"expr": "1) || (1"}}`:    `rule: right: ) is not expected here (line 1, column 2)`,
		`{"left": "1 /* open", "op": "eq", "right": 1}`:               `rule: left: unclosed comment (line 1, column 10)`,
		`{"left": "1", "op": "between", "right": [1]}`:                `rule: right: a list of two values is needed`,
		`{"left": "1", "op": "eq", "right": 1, "rigth": 2}`:           `json: unknown field "rigth"`,
		`{"left": "1", "op": "eq", "right": {"expr": " "}}`:           `the expression is empty`,
		`{"not": {"left": "1", "op": "between", "right": [1, 2, 3]}}`: `rule: right: a list of two values is needed`,
	}
	for src, want := range tests {
		var r expr.Rule
		err := json.Unmarshal([]byte(src), &r)
		if err == nil {
			_, err = r.Source()
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", src, err, want)
		}
	}
}

func TestRule_ConstantsNeverLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	schema := shopSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		r := expr.Rule{Left: "event.text", Op: expr.OpEq, Right: &expr.Operand{Value: text}}
		src, err := r.Source()
		if err != nil {
			t.Fatal(err)
		}
		p, err := expr.Compile(src, schema)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		env := &expr.Env{Scopes: map[string]any{"event": map[string]any{"text": text}}}
		if same, err := p.Test(env); err != nil || !same {
			t.Fatalf("%s is %v, %v", src, same, err)
		}
	})
}
