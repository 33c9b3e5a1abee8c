package reference

// kindNote explains a kind of setting.
type kindNote struct {
	widget  string
	example string // JSON
	en, ru  string
}

// kindNotes explains the kinds of settings that are more than a word or a number.
func kindNotes() []kindNote {
	return []kindNote{
		{
			"template", `"Hi, <b>{{ user.first_name }}</b>!"`,
			"With Telegram's markup and with values in {{ }}. Values are put in safely: a < in a name is no markup.",
			"С разметкой Telegram и значениями в {{ }}. Значения подставляются безопасно: знак < в имени разметкой не станет.",
		},
		{
			"line", `{"en": "Order", "ru": "Заказать"}`,
			"A short text without markup, with values in {{ }}. Texts, lines and addresses may be given by language, as here.",
			"Короткий текст без разметки, со значениями в {{ }}. Тексты, строки и адреса можно задать по языкам, как здесь.",
		},
		{
			"link", `"https://example.com/orders/{{ session.order }}"`,
			"A web address. Values in {{ }} are encoded for it.", "Веб-адрес. Значения в {{ }} кодируются для него.",
		},
		{
			"expression", `"session.count + 1"`,
			"A calculation, see [Expressions](functions.md).", "Вычисление, см. [Выражения](functions.md).",
		},
		{
			"condition", `{"left": "session.age", "op": "gte", "right": 18}`,
			"An expression that is true or not, or a rule as here. Rules are joined by `all`, `any` and `not`.",
			"Выражение, которое верно или нет, или правило, как здесь. Правила соединяют `all`, `any` и `not`.",
		},
		{
			"value", `"{{ session.count }}"`,
			"Any JSON, with {{ }} in its texts. A text that is one {{ }} gives the value itself: a number stays a number.",
			"Любой JSON, в текстах которого бывает {{ }}. Текст из одного {{ }} даёт само значение: число останется числом.",
		},
		{
			"variable", `"session.size"`,
			"The name of a variable with its scope, see [Variables](variables.md).", "Имя переменной с областью, см. [Переменные](variables.md).",
		},
		{
			"duration", `"1h30m"`,
			"Weeks, days, hours, minutes and seconds as `w`, `d`, `h`, `m`, `s`; a number counts seconds.",
			"Недели, дни, часы, минуты и секунды как `w`, `d`, `h`, `m`, `s`; просто число — секунды.",
		},
		{
			"pattern", `"^[A-Z]{2}-\\d{4}$"`,
			"A regular expression (RE2).", "Регулярное выражение (RE2).",
		},
		{"flow", `"order"`, "The id of a flow.", "Идентификатор сценария."},
		{"block", `"ask_size"`, "The id of a block.", "Идентификатор блока."},
		{
			"secret", `"api_key"`, "The name of a secret, listed in `settings.secrets`; its value is kept elsewhere.",
			"Имя секрета из `settings.secrets`; само значение хранится отдельно.",
		},
		{"asset", `"menu.jpg"`, "The name of a file in the bot's library.", "Имя файла в библиотеке бота."},
		{"table", `"goods"`, "The name of a table in the document's `tables`.", "Имя таблицы из `tables` документа."},
		{"time_zone", `"Europe/Berlin"`, "The name of a time zone.", "Название часового пояса."},
	}
}

// explain writes how the kinds of settings are written.
func (w *writer) explain(p *Page) {
	p.head(w.in("How values are written", "Как записывают значения"))
	var rows [][]string
	for _, k := range kindNotes() {
		rows = append(rows, []string{w.kindName(k.widget), code(k.example), w.in(k.en, k.ru)})
	}
	p.tabulate([]string{w.in("What", "Что"), w.in("Example", "Пример"), w.in("How", "Как")}, rows)
}
