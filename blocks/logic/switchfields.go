package logic

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (*choose) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Widget: "value",
			Help: engine.Text{
				"en": "What to look at, such as {{ event.text }} or {{ session.amount }}.",
				"ru": "На что смотреть, например {{ event.text }} или {{ session.amount }}.",
			},
		},
		{
			Name: "cases", Title: engine.Text{"en": "Cases", "ru": "Случаи"},
			Help: engine.Text{
				"en": "Tried from top to bottom; each has an exit of its own.",
				"ru": "Проверяются сверху вниз; у каждого свой выход.",
			},
		},
		zoneField(engine.Text{
			"en": "Of the dates. Empty is the bot's, user is the one in user.time_zone, or a name such as Europe/Berlin.",
			"ru": "Для дат. Пусто — пояс бота, user — из user.time_zone, или название, например Europe/Moscow.",
		}),
		{
			Name: "save_to", Title: engine.Text{"en": "Save what was found to", "ru": "Сохранить найденное в"},
			Help: engine.Text{
				"en": "Variable for the number, date, phone number or word that the case found.",
				"ru": "Переменная для числа, даты, телефона или слова, которое нашёл случай.",
			},
		},
	}
}

// Fields names the settings of a case.
func (*switchCase) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "id", Title: engine.Text{"en": "Id", "ru": "Идентификатор"},
			Help: engine.Text{"en": "Names the case's exit. The editor fills it in.", "ru": "Имя выхода случая. Редактор заполняет его сам."},
		},
		{
			Name: "label", Title: engine.Text{"en": "Name", "ru": "Название"},
			Help: engine.Text{"en": "How the exit is called on the card.", "ru": "Как выход подписан на карточке."},
		},
		{
			Name: "test", Title: engine.Text{"en": "Test", "ru": "Проверка"},
			Help: engine.Text{
				"en": "Words: equals, any_word, all_words, phrase, starts, ends; pattern. Numbers: number, number_is, less, at_most, more, at_least, number_between. Dates: date, before, after, date_between, today. Also phone, email, yes, no, empty, filled; and of the user: has_tag, language.",
				"ru": "Слова: equals — равно, any_word — есть любое слово, all_words — все слова, phrase — фраза, starts — начинается, ends — заканчивается; pattern — шаблон. Числа: number — любое число, number_is — равно, less — меньше, at_most — не больше, more — больше, at_least — не меньше, number_between — между. Даты: date — любая дата, before — раньше, after — позже, date_between — между, today — сегодня. Ещё: phone — телефон, email — почта, yes — да, no — нет, empty — пусто, filled — не пусто; и о пользователе: has_tag — метка, language — язык.",
			},
		},
		{
			Name: "words", Title: engine.Text{"en": "Words", "ru": "Слова"},
			Help: engine.Text{
				"en": "Words or phrases to look for; for has_tag the tags, for language the languages. One of them is enough, but for all_words.",
				"ru": "Слова или фразы, которые искать; для has_tag — метки, для language — языки. Достаточно одного, кроме all_words.",
			},
		},
		{
			Name: "pattern", Title: engine.Text{"en": "Pattern", "ru": "Шаблон"}, Widget: "pattern",
			Help: engine.Text{
				"en": "Regular expression; capitals make a difference unless it begins with (?i).",
				"ru": "Регулярное выражение; заглавные буквы важны, если не начать с (?i).",
			},
		},
		{
			Name: "value", Title: engine.Text{"en": "Compare with", "ru": "Сравнить с"}, Widget: "value",
			Help: engine.Text{
				"en": "The number or date to compare with; of a range the first.",
				"ru": "Число или дата для сравнения; у диапазона — начало.",
			},
		},
		{
			Name: "to", Title: engine.Text{"en": "Up to", "ru": "До"}, Widget: "value",
			Help: engine.Text{"en": "End of the range, which belongs to it.", "ru": "Конец диапазона, входит в него."},
		},
	}
}
