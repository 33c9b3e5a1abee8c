package expr

// Op is what a Rule does with its left and right.
type Op string

// The operators of rules. Those with nothing said about right take one value.
const (
	OpEq          Op = "eq"
	OpNe          Op = "ne"
	OpGt          Op = "gt"
	OpGte         Op = "gte"
	OpLt          Op = "lt"
	OpLte         Op = "lte"
	OpContains    Op = "contains" // a text has the part, a list the item
	OpNotContains Op = "not_contains"
	OpStartsWith  Op = "starts_with"
	OpEndsWith    Op = "ends_with"
	OpMatches     Op = "matches" // a regular expression
	OpIn          Op = "in"      // right is a list
	OpNotIn       Op = "not_in"
	OpIsEmpty     Op = "is_empty" // no right
	OpNotEmpty    Op = "not_empty"
	OpIsTrue      Op = "is_true"
	OpIsFalse     Op = "is_false"
	OpBetween     Op = "between" // right is a list of two, both included
	OpBefore      Op = "before"  // dates
	OpAfter       Op = "after"
)

// opForm is how an operator is written: a format of left and its right values.
type opForm struct {
	form  string
	right int
	dates bool // right is a date
}

var ops = map[Op]opForm{
	OpEq:          {form: "%s == %s", right: 1},
	OpNe:          {form: "%s != %s", right: 1},
	OpGt:          {form: "%s > %s", right: 1},
	OpGte:         {form: "%s >= %s", right: 1},
	OpLt:          {form: "%s < %s", right: 1},
	OpLte:         {form: "%s <= %s", right: 1},
	OpContains:    {form: "includes(%s, %s)", right: 1},
	OpNotContains: {form: "not includes(%s, %s)", right: 1},
	OpStartsWith:  {form: "starts_with(%s, %s)", right: 1},
	OpEndsWith:    {form: "ends_with(%s, %s)", right: 1},
	OpMatches:     {form: "%s matches %s", right: 1},
	OpIn:          {form: "%s in %s", right: 1},
	OpNotIn:       {form: "%s not in %s", right: 1},
	OpIsEmpty:     {form: "is_empty(%s)"},
	OpNotEmpty:    {form: "not is_empty(%s)"},
	OpIsTrue:      {form: "bool(%s)"},
	OpIsFalse:     {form: "not bool(%s)"},
	OpBetween:     {form: "between(%s, %s, %s)", right: 2},
	OpBefore:      {form: "date(%s) < %s", right: 1, dates: true},
	OpAfter:       {form: "date(%s) > %s", right: 1, dates: true},
}
