package reference

import "github.com/scenarist/scenarist/engine"

// language is a language that the reference is written in.
type language string

// Languages lists the languages of the reference.
func Languages() []string { return []string{"en", "ru"} }

// in chooses between the two languages.
func (l language) in(en, ru string) string {
	if l == "ru" {
		return ru
	}
	return en
}

// of gives a text of the engine or of a block type.
func (l language) of(t engine.Text) string { return t.In(string(l)) }
