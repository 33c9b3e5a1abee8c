package reference

// sign is something that expressions are written with besides functions.
type sign struct {
	example string // runs as it is
	output  string // as JSON
	en, ru  string
}

// signs are the operators and the ways to write values; a test runs every example.
func signs() []sign {
	return []sign{
		{`2 + 3 * 4 - 6 / 2`, `11`, "Calculates. `%` gives the rest of a division, `**` a power.", "Считает. `%` — остаток от деления, `**` — степень."},
		{`"Hello, " + "Ann"`, `"Hello, Ann"`, "Puts texts together.", "Соединяет тексты."},
		{
			`3 > 2 and not (1 == 2)`, `true`, "Compares: `==`, `!=`, `<`, `<=`, `>`, `>=`. Joins with `and`, `or`, `not`.",
			"Сравнивает: `==`, `!=`, `<`, `<=`, `>`, `>=`. Соединяет словами `and`, `or`, `not`.",
		},
		{`5 > 3 ? "many" : "few"`, `"many"`, "One value or the other.", "Одно значение или другое."},
		{`nil ?? "nobody"`, `"nobody"`, "The second value where the first is nothing.", "Второе значение, если первого нет."},
		{`"tea" in ["tea", "coffee"]`, `true`, "Whether a list has the item.", "Есть ли элемент в списке."},
		{`"green tea" contains "tea"`, `true`, "Looks into a text; so do `startsWith` and `endsWith`.", "Ищет в тексте; так же работают `startsWith` и `endsWith`."},
		{`"A-17" matches "^[A-Z]-\\d+$"`, `true`, "Whether a text fits a pattern.", "Подходит ли текст под шаблон."},
		{`[10, 20, 30][1]`, `20`, "An item of a list, from 0; a negative number counts from the end.", "Элемент списка, от 0; отрицательное число считает с конца."},
		{`{"name": "Ann"}.name`, `"Ann"`, "A field of an object.", "Поле объекта."},
		{`1..4`, `[1,2,3,4]`, "The numbers from one to the other.", "Числа от одного до другого."},
		{
			`filter([1, 5, 10], # > 3)`, `[5,10]`, "In functions for lists `#` is the item, `#index` its place, `.name` a field of it.",
			"В функциях для списков `#` — элемент, `#index` — его место, `.name` — его поле.",
		},
	}
}
