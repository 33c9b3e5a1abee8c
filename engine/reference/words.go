package reference

import (
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// builtInWords is the page of what users read where a document says nothing.
func (w *writer) builtInWords() *Page {
	p := &Page{Name: wordsPage, Title: w.in("Built-in words", "Встроенные фразы")}
	p.say(w.in("What users read where the author wrote nothing. A document replaces any of them by its key in `settings.texts`, in as many languages as you like:",
		"Что увидят пользователи там, где автор ничего не написал. Любую фразу документ заменяет по ключу в `settings.texts`, на скольких угодно языках:"))
	p.show(`{"settings": {"texts": {"not_understood": {"en": "Pardon?", "ru": "Простите, что?"}}}}`)
	p.say(w.in("What stands in { } is filled in.", "То, что стоит в { }, подставляется само."))
	keys := engine.WordKeys()
	var rows [][]string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		rows = append(rows, []string{code(key), w.of(keys[key])})
	}
	p.tabulate([]string{w.in("Key", "Ключ"), w.in("Words", "Фраза")}, rows)
	return p
}
