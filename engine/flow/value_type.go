package flow

// Types of a declared variable or param.
const (
	TypeText   = "text"
	TypeNumber = "number"
	TypeBool   = "bool"
	TypeList   = "list"
	TypeObject = "object"
	TypeDate   = "date" // RFC 3339, or a day such as 2026-01-31
	TypeAny    = "any"
)

// ValueTypes lists the types, as forms show them.
func ValueTypes() []string {
	return []string{TypeText, TypeNumber, TypeBool, TypeList, TypeObject, TypeDate, TypeAny}
}
