package expr

import (
	"cmp"
	"slices"
)

// Function describes one function for documentation and for the editor's picker.
type Function struct {
	Name      string  `json:"name"`
	Category  string  `json:"category"`
	Signature string  `json:"signature"` // "round(x, places?)"; ? is optional, … may repeat
	Params    []Param `json:"params"`
	Result    Type    `json:"result"`
	HelpEN    string  `json:"help_en"`
	HelpRU    string  `json:"help_ru"`
	Example   string  `json:"example"` // an expression that runs as it is
	Output    string  `json:"output"`  // its value as JSON, at 2026-01-31 12:00 UTC, in English, with seed 1
}

// Param is one parameter of a function.
type Param struct {
	Name     string `json:"name"`
	Type     Type   `json:"type"`
	Optional bool   `json:"optional,omitempty"`
	Repeated bool   `json:"repeated,omitempty"` // the last one may be given several times
	Each     bool   `json:"each,omitempty"`     // an expression that is worked out for every item, which it calls #
}

// The categories, in the order in which a picker shows them.
const (
	CategoryText   = "text"
	CategoryNumber = "number"
	CategoryMoney  = "money"
	CategoryDate   = "date"
	CategoryList   = "list"
	CategoryObject = "object"
	CategoryJSON   = "json"
	CategoryFormat = "format"
	CategoryRandom = "random"
	CategoryLogic  = "logic"
	CategoryEncode = "encode"
)

// Functions lists all functions, by category in the order of the constants and then by name. The list is the caller's.
func Functions() []Function {
	order := []string{
		CategoryText, CategoryNumber, CategoryMoney, CategoryDate, CategoryList, CategoryObject, CategoryJSON, CategoryFormat,
		CategoryRandom, CategoryLogic, CategoryEncode,
	}
	var all []Function
	for _, d := range theLibrary().defs {
		f := d.doc
		f.Params = slices.Clone(f.Params)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Function) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Category), slices.Index(order, b.Category)),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return all
}
