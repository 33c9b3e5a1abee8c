package expr

// Type is what a variable is declared to be and what an expression gives, as far as it can be known before running.
type Type string

// The types. A variable of any type may also be nothing (nil).
const (
	TypeAny    Type = "any"
	TypeText   Type = "text"
	TypeNumber Type = "number"
	TypeBool   Type = "bool"
	TypeList   Type = "list"
	TypeObject Type = "object"

	// TypeDate is a moment. In saved state it is RFC 3339 text; where the variable is declared, an expression sees a date.
	TypeDate Type = "date"
)

// typeNil is the type of the word nil and of what can only be nothing.
const typeNil Type = "nil"

func (t Type) known() bool { return t != TypeAny && t != typeNil }

func (t Type) valid() bool {
	switch t {
	case TypeAny, TypeText, TypeNumber, TypeBool, TypeList, TypeObject, TypeDate:
		return true
	default:
		return false
	}
}

// words names the type in a sentence.
func (t Type) words() string {
	switch t {
	case TypeBool:
		return "a yes-or-no value"
	case TypeObject:
		return "an object"
	case TypeAny:
		return "a value"
	case typeNil:
		return "nothing"
	default:
		return "a " + string(t)
	}
}

// join is the type of a value that is either of the two.
func join(a, b Type) Type {
	switch {
	case a == b || b == typeNil:
		return a
	case a == typeNil:
		return b
	default:
		return TypeAny
	}
}
