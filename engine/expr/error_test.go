package expr_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/expr"
)

// wrong is an expression with its error; part is the text that From and To mark.
type wrong struct {
	src        string
	code       string
	part       string // the text at From:To
	message    string
	suggestion string
}

func (w wrong) check(t *testing.T, source string, err error) {
	t.Helper()
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: got %v, want an *Error", w.src, err)
	}
	got := wrong{src: w.src, code: e.Code, part: source[e.From:e.To], message: e.Message, suggestion: e.Suggestion}
	if got != w {
		t.Errorf("%s:\ngot  %+v\nwant %+v", w.src, got, w)
	}
}

func TestCompile_Errors(t *testing.T) {
	t.Parallel()
	tests := []wrong{
		// syntax
		{`1 +`, "syntax", "", `the expression ends too early`, ""},
		{`1 + * 2`, "syntax", "*", `* is not expected here`, ""},
		{`(1 + 2`, "syntax", "", `the expression ends too early`, ""},
		{`1 2`, "syntax", "2", `2 is not expected here`, ""},
		{`"open`, "syntax", "", `a text has no closing quote`, ""},
		{`  `, "syntax", "  ", `the expression is empty`, ""},
		{`1; 2`, "syntax", "1; 2", `only one expression is allowed; let name = value; gives a name to a part`, ""},
		{`user.age & 1`, "syntax", "&", `& is not expected here`, ""},
		{`map(user.tags, {"a": 1})`, "syntax", ":", `: is not expected here; in a loop an object needs round brackets: map(items, ({"name": .name}))`, ""},
		{`user.age ?? 0 + 1`, "syntax", "+", `?? next to another sign needs round brackets: (a ?? 0) + 1`, ""},
		{`b"bytes"`, "syntax", `b"bytes"`, `b"bytes" cannot be used here`, ""},
		{`let user = 1; user`, "syntax", "user = 1; user", `the name user is taken`, ""},
		{`let $env = 1; $env`, "syntax", "$env = 1; $env", `$env cannot be a name: use letters, digits and _`, ""},
		{"\xff", "syntax", "\xff", `the expression is not UTF-8 text`, ""},

		// names
		{`user.first_nam`, "unknown_variable", "user.first_nam", `there is no variable user.first_nam`, "user.first_name"},
		{`user.agee`, "unknown_variable", "user.agee", `there is no variable user.agee`, "user.age"},
		{`first_name`, "unknown_variable", "first_name", `there is no variable first_name`, "user.first_name"},
		{`session.first_name`, "unknown_variable", "session.first_name", `there is no variable session.first_name`, "user.first_name"},
		{`usr.age`, "unknown_variable", "usr", `there is no variable usr`, "user"},
		{`now > 1`, "unknown_variable", "now", `now is a function and needs its brackets`, "now()"},
		{`$env`, "unknown_variable", "$env", `there is no variable $env`, ""},
		{`secret.openai_key`, "unknown_variable", "secret.openai_key", `secrets cannot be used here`, ""},
		{`keys(secret)`, "unknown_variable", "secret", `secrets cannot be used here`, ""},
		{`secret["a" + "b"]`, "unknown_variable", "secret", `secrets cannot be used here`, ""},
		{`map(user.tags, #item)`, "unknown_variable", "#item", `#item is not known: # is the item, #index its place, #acc what reduce has so far`, ""},
		{`"привет" + user.nam`, "unknown_variable", "user.nam", `there is no variable user.nam`, ""},
		{`uppr("a")`, "unknown_function", "uppr", `there is no function uppr`, "upper"},
		{`user.tags | sortt()`, "unknown_function", "sortt", `there is no function sortt`, "sort"},
		{`sortBy(user.tags, #)`, "unknown_function", "sortBy", `there is no function sortBy`, "sort_by"},
		{`toJSON(user)`, "unknown_function", "toJSON", `there is no function toJSON`, "to_json"},
		{`startsWith("a", "b")`, "syntax", "startsWith", `startsWith is not expected here`, ""},
		{`op.add(1, 2)`, "unknown_function", "op.add(1, 2)", `a function is called by its name alone, not as a field of something`, "add(op)"},
		{`user.first_name.upper()`, "unknown_function", "user.first_name.upper()", `a function is called by its name alone, not as a field of something`, "upper(user.first_name)"},
		{`user()`, "unknown_function", "user", `there is no function user`, ""},

		// types
		{`user.age + "x"`, "type", `user.age + "x"`, `user.age is a number and "x" is a text, which cannot be added`, "text(user.age)"},
		{`"x" + user.age`, "type", `"x" + user.age`, `"x" is a text and user.age is a number, which cannot be added`, "text(user.age)"},
		{`upper(user.age)`, "type", "user.age", `upper needs a text, but user.age is a number`, "text(user.age)"},
		{`round(user.first_name)`, "type", "user.first_name", `round needs a number, but user.first_name is a text`, "number(user.first_name)"},
		{`user.first_name * 2`, "type", "user.first_name", `user.first_name is a text, but "*" needs a number`, "number(user.first_name)"},
		{`2 - user.tags`, "type", "user.tags", `user.tags is a list, but "-" needs a number`, ""},
		{`user.birthday - now()`, "type", "user.birthday", `user.birthday is a date, but "-" needs a number; add() and diff() are for dates`, ""},
		{`nil + 1`, "type", "nil", `nil is nothing, but "+" needs a number`, ""},
		{`user.tags + [1]`, "type", "user.tags + [1]", `lists are not added by "+"`, "concat(user.tags, [1])"},
		{`user.birthday + "x"`, "type", `user.birthday + "x"`, `user.birthday is a date and cannot be added to a text`, "text(user.birthday)"},
		{`-user.first_name`, "type", "user.first_name", `user.first_name is a text, but "-" needs a number`, "number(user.first_name)"},
		{`user.age == "18"`, "type", `user.age == "18"`, `user.age is a number and "18" is a text, which are never equal`, `number("18")`},
		{`user.age > user.first_name`, "type", `user.age > user.first_name`, `user.age is a number and user.first_name is a text, which cannot be compared`, "number(user.first_name)"},
		{`user.tags > 1`, "type", `user.tags > 1`, `user.tags is a list: neither smaller nor greater than another`, ""},
		{`user.age.year`, "type", "user.age.year", `user.age is a number and has no fields`, ""},
		{`user.tags.length`, "type", "user.tags.length", `user.tags is a list and has no field length`, "len(user.tags)"},
		{`1 in user.age`, "type", "user.age", `user.age is a number, and only a text, a list or an object can contain something`, ""},
		{`user.age startsWith "1"`, "type", "user.age", `user.age is a number, but "startsWith" needs a text`, "text(user.age)"},
		{`filter(user.age, # > 1)`, "type", "user.age", `filter needs a list, but user.age is a number`, ""},
		{`sum(user.tags, "x")`, "type", `"x"`, `sum needs a number, but "x" is a text`, `number("x")`},
		{`user.tags["a":]`, "type", `"a"`, `a place in a text or a list is a number, but "a" is a text`, ""},
		{`round()`, "type", "round()", `round(x, places?) needs 1 to 2 values, but it has 0`, ""},
		{`upper("a", "b")`, "type", `upper("a", "b")`, `upper(s) needs 1 value, but it has 2`, ""},
		{`choose(1)`, "type", "choose(1)", `choose(x, match, value, more…) needs at least 3 values, but it has 1`, ""},
		{`now(1)`, "type", "now(1)", `now() needs no values, but it has 1`, ""},
		{`add(now(), [1])`, "type", "[1]", `add needs a length of time such as "2h", but [1] is a list`, ""},

		// constants that cannot be right
		{`add(now(), "2 hoours")`, "value", `"2 hoours"`, `"2 hoours" is not a length of time such as 2h, 1d 12h or 3 months`, ""},
		{`in_zone(now(), "Mars")`, "value", `"Mars"`, `"Mars" is not a time zone such as Europe/Moscow or +03:00`, ""},
		{`in_zone(now(), "../etc")`, "value", `"../etc"`, `"../etc" is not a time zone such as Europe/Moscow or +03:00`, ""},
		{`start_of(now(), "fortnight")`, "value", `"fortnight"`, `"fortnight" is not a unit of time: seconds, minutes, hours, days, weeks, months, quarters or years`, ""},
		{`money(1, "dollars")`, "value", `"dollars"`, `"dollars" is not a currency code such as USD or XTR`, ""},
		{`year("soon")`, "value", `"soon"`, `year needs a date, but "soon" is not one`, ""},
		{`"a" matches "("`, "value", `"("`, `"(" is not a pattern: missing closing )`, ""},
		{`extract("a", "[")`, "value", `"["`, `"[" is not a pattern: missing closing ]`, ""},
		{`sort(user.tags, "down")`, "value", `"down"`, `"down" is not an order: "asc" or "desc"`, ""},
		{`sort_by(user.tags, #, "down")`, "value", `"down"`, `"down" is not an order: "asc" or "desc"`, ""},
		{`duration("2 hoours")`, "value", `"2 hoours"`, `"2 hoours" is not a length of time such as 2h, 1d 12h or 3 months`, ""},
		{`diff(now(), user.birthday, "moons")`, "value", `"moons"`, `"moons" is not a unit of time: seconds, minutes, hours, days, weeks, months, quarters or years`, ""},
		{`format_date(now(), "HH:mm", "Mars")`, "value", `"Mars"`, `"Mars" is not a time zone such as Europe/Moscow or +03:00`, ""},
		{`format_date(now(), "yyyy 'open")`, "value", `"yyyy 'open"`, `the date pattern "yyyy 'open" has an open quote`, ""},
		{`format_date(now(), "DD.MM.YYYY")`, "value", `"DD.MM.YYYY"`, `the date pattern "DD.MM.YYYY" has "DD", which is not known: use yyyy, MM, MMMM, dd, EEEE, HH, mm, ss, or put words in '…'`, ""},
		{`now() | format_date("dd Do")`, "value", `"dd Do"`, `the date pattern "dd Do" has "D", which is not known: use yyyy, MM, MMMM, dd, EEEE, HH, mm, ss, or put words in '…'`, ""},
		{`format_date(now(), "` + strings.Repeat("d ", 251) + `")`, "budget", `"` + strings.Repeat("d ", 251) + `"`, `the date pattern is longer than 500 bytes`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.src, func(t *testing.T) {
			t.Parallel()
			_, err := expr.Compile(tt.src, shopSchema(t))
			tt.check(t, tt.src, err)
		})
	}
}

func TestEval_Errors(t *testing.T) {
	t.Parallel()
	tests := []wrong{
		{`1 + session.note * 2`, "value", "session.note", `session.note is empty, but "*" needs a number; default(session.note, 0) gives 0 instead`, ""},
		{`user.age + event.number`, "value", "event.number", `event.number is a text and cannot be added to a number; number(event.number) reads a number from a text`, ""},
		{`event.number - 1`, "value", "event.number", `event.number is a text, but "-" needs a number; number(event.number) reads a number from a text`, ""},
		{`user.age / (user.age - 30)`, "value", "user.age - 30", `user.age - 30 is 0, and nothing can be divided by 0`, ""},
		{`user.age % 0`, "value", "0", `0 is 0, and nothing can be divided by 0`, ""},
		{`1e300 * 1e300`, "value", "1e300 * 1e300", `the result of 1e300 * 1e300 is not a number`, ""},
		{`10 ** 400`, "value", "10 ** 400", `the result of 10 ** 400 is not a number`, ""},
		{`sqrt(-1)`, "value", "sqrt(-1)", `the result of sqrt(-1) is not a number`, ""},
		{`event.text > 5`, "value", "event.text", `event.text is a text and cannot be compared with a number`, ""},
		{`now() > event.text`, "value", "event.text", `event.text is not a date`, ""},
		{`between(now(), "2026-01-01", event.text)`, "value", "event.text", `event.text is not a date`, ""},
		{`map(session.cart, .name * 2)`, "value", ".name", `.name is a text, but "*" needs a number; number(.name) reads a number from a text`, ""},
		{`filter(event.text, # > 1)`, "value", "event.text", `a list is needed, but event.text is a text`, ""},
		{`sum(session.cart, .name)`, "value", ".name", `.name has an item that is a text, not a number`, ""},
		{`round(event.text)`, "value", "event.text", `round needs a number, but event.text is a text; number(event.text) reads a number from a text`, ""},
		{`upper(event)`, "type", "event", `upper needs a text, but event is an object`, "text(event)"},
		{`join(event.text)`, "value", "event.text", `join needs a list, but event.text is a text`, ""},
		{`add(now(), event.text)`, "value", `add(now(), event.text)`, `"yes <b>" is not a length of time such as 2h, 1d 12h or 3 months`, ""},
		{`add(now(), 2)`, "value", "2", `add needs to know the unit of 2: add(d, 2, "days")`, ""},
		{`add(now(), 99999, "years")`, "value", `add(now(), 99999, "years")`, `add(now(), 99999, "years") is outside the years 1 to 9998`, ""},
		{`sort(user.tags, event.text)`, "value", `event.text`, `event.text is not an order: "asc" or "desc"`, ""},
		{`sort_by(user.tags, #, event.text)`, "value", `event.text`, `event.text is not an order: "asc" or "desc"`, ""},
		{`format_date(now(), event.text)`, "value", `format_date(now(), event.text)`, `the date pattern "yes <b>" has "e", which is not known: use yyyy, MM, MMMM, dd, EEEE, HH, mm, ss, or put words in '…'`, ""},
		{`from_json(event.text)`, "value", "event.text", `event.text is not JSON: it goes wrong after 1 characters`, ""},
		{`1..2.5`, "value", "1..2.5", `1..2.5: a range goes from one whole number to another`, ""},
		{`chunk(user.tags, 0)`, "value", "0", `chunk needs a size of at least 1, but 0 is less`, ""},
		{`{(user.tags): 1}`, "value", "user.tags", `user.tags is a list, which cannot be the name of a field`, ""},
		{`random_int(6, 1)`, "value", "1", `random_int needs an end that is not less than its start, but 1 is`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.src, func(t *testing.T) {
			t.Parallel()
			p, err := expr.Compile(tt.src, shopSchema(t))
			if err == nil {
				_, err = p.Eval(shopEnv())
			}
			tt.check(t, tt.src, err)
		})
	}
}

func TestError_PlaceAndText(t *testing.T) {
	t.Parallel()
	_, err := expr.Compile("\"привет\" +\n  user.nmae", shopSchema(t))
	var e *expr.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := expr.Error{
		Code: expr.CodeUnknownVariable, Message: "there is no variable user.nmae", From: 19, To: 28, Line: 2, Column: 3,
		Suggestion: "",
	}
	if *e != want {
		t.Errorf("got  %+v\nwant %+v", *e, want)
	}
	_, err = expr.Compile(`user.agee`, shopSchema(t))
	if got := err.Error(); got != "there is no variable user.agee (line 1, column 1); did you mean user.age?" {
		t.Error(got)
	}
}
