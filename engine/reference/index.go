package reference

import "fmt"

// index is the page that leads to all others.
func (w *writer) index() *Page {
	p := &Page{Name: IndexPage, Title: w.in("Reference", "Справочник")}
	p.say(w.in("All blocks that a bot can be made of, each with its exits, settings and an example.",
		"Все блоки, из которых делают бота: у каждого — выходы, настройки и пример."))
	p.list(
		fmt.Sprintf("[%s](%s.md): %s", w.in("Settings", "Настройки"), settingsPage,
			w.in("what every block has, how values are written, messages and buttons", "что есть у каждого блока, как записывают значения, сообщения и кнопки")),
		fmt.Sprintf("[%s](%s.md): %s", w.in("Expressions", "Выражения"), functionsPage, w.in("how to calculate, and all functions", "как вычислять, и все функции")),
		fmt.Sprintf("[%s](%s.md): %s", w.in("Variables", "Переменные"), variablesPage,
			w.in("whose they are, how long they live, what the bot knows by itself", "чьи они, сколько живут и что бот знает сам")),
		fmt.Sprintf("[%s](%s.md): %s", w.in("Built-in words", "Встроенные фразы"), wordsPage,
			w.in("what users read where you wrote nothing", "что увидят пользователи там, где вы ничего не написали")),
	)
	for _, types := range byFamily(w.reg) {
		p.head(w.familyTitle(familyOf(types[0].Name)))
		rows := make([][]string, len(types))
		for i, typ := range types {
			rows[i] = []string{fmt.Sprintf("[%s](%s.md)", w.of(typ.Title), pageName(typ.Name)), code(typ.Name), w.of(typ.Help)}
		}
		p.tabulate([]string{w.in("Block", "Блок"), w.in("Type", "Тип"), w.in("What it does", "Что делает")}, rows)
	}
	return p
}
