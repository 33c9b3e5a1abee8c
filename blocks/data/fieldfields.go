package data

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (*field) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "fields", Title: title("Fields", "Поля"),
			Help: title("All of them are set, or none if one value does not fit.", "Задаются все вместе, или ни одно, если какое-то значение не подходит."),
		},
		contactField(),
	}
}

// Fields names the settings of one field.
func (*fieldValue) Fields() []engine.Field {
	return []engine.Field{
		{Name: "field", Title: title("Field", "Поле"), Widget: "variable", Help: title("Such as user.phone.", "Например user.phone.")},
		{
			Name: "type", Title: title("Type", "Тип"),
			Help: title(
				"text, number, bool, date, time, phone, email or url: what the value is checked for, and the form that it is kept in. Text if empty.",
				"text — текст, number — число, bool — да или нет, date — дата, time — время, phone — телефон, email — почта, url — ссылка: по типу значение проверяется и приводится к нужной форме. Пусто — текст.",
			),
		},
		{
			Name: "value", Title: title("Value", "Значение"), Widget: "value",
			Help: title("Where it comes from: {{ event.text }}, {{ local.body.email }} or a constant.", "Откуда взять: {{ event.text }}, {{ local.body.email }} или константа."),
		},
		{
			Name: "empty", Title: title("If the value is empty", "Если значение пустое"),
			Help: title("keep what is there, clear the field, or refuse: not valid. Keep if empty.", "keep — оставить как есть, clear — очистить поле, refuse — не подходит. Пусто — оставить."),
		},
		{
			Name: "once", Title: title("Only if there is nothing yet", "Только если ещё пусто"),
			Help: title("Keeps the first value, such as where the user came from.", "Сохранить первое значение, например откуда пришёл пользователь."),
		},
		{
			Name: "format", Title: title("Capitals", "Заглавные буквы"),
			Help: title("lower, upper, words (Each Word, as in names) or sentence (The first letter).", "lower — строчные, upper — заглавные, words — Каждое Слово (для имён), sentence — Первая буква."),
		},
		{Name: "min", Title: title("At least", "Не меньше"), Help: title("Of a number, or characters of a text.", "Для числа; для текста — знаков.")},
		{Name: "max", Title: title("At most", "Не больше"), Help: title("Of a number, or characters of a text.", "Для числа; для текста — знаков.")},
		{
			Name: "code", Title: title("Calling code", "Код страны"),
			Help: title("For phone numbers that are written without one, such as 7 or 49, or two letters such as KZ.", "Для телефонов, записанных без него: например 7 или 49, или две буквы, например KZ."),
		},
	}
}
