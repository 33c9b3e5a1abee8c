package ask

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (c *choice) Fields() []engine.Field {
	return append(c.question.Fields(),
		engine.Field{Name: "options", Title: engine.Text{"en": "Options", "ru": "Варианты"}, Help: engine.Text{
			"en": "What can be chosen, each a button.", "ru": "Что можно выбрать, каждый вариант — кнопка.",
		}},
		engine.Field{Name: "list", Title: engine.Text{"en": "Options from a list", "ru": "Варианты из списка"}, Help: engine.Text{
			"en": "One more option for each element of a list.", "ru": "Ещё по варианту на каждый элемент списка.",
		}},
		engine.Field{Name: "many", Title: engine.Text{"en": "Several may be chosen", "ru": "Можно выбрать несколько"}, Help: engine.Text{
			"en": "Presses tick options; the button Done ends. The answer is a list.", "ru": "Нажатия отмечают варианты, кнопка «Готово» завершает. Ответ — список.",
		}},
		engine.Field{Name: "min", Title: engine.Text{"en": "At least", "ru": "Не меньше"}, Help: engine.Text{
			"en": "So many must be chosen.", "ru": "Сколько нужно выбрать самое меньшее.",
		}},
		engine.Field{Name: "max", Title: engine.Text{"en": "At most", "ru": "Не больше"}, Help: engine.Text{
			"en": "So many may be chosen. Empty means any number.", "ru": "Сколько можно выбрать самое большее. Пусто — сколько угодно.",
		}},
		engine.Field{Name: "columns", Title: engine.Text{"en": "Columns", "ru": "Колонки"}, Help: engine.Text{
			"en": "Buttons in a row, 1 to 8.", "ru": "Кнопок в ряду, от 1 до 8.",
		}},
		engine.Field{Name: "page_size", Title: engine.Text{"en": "Options on a page", "ru": "Вариантов на странице"}, Help: engine.Text{
			"en": "More options get pages with arrows. If empty, up to 60 are shown at once, else 30 a page.",
			"ru": "Если вариантов больше, появятся страницы со стрелками. Пусто — до 60 сразу, иначе по 30.",
		}},
		engine.Field{Name: "other", Title: engine.Text{"en": "Own answer", "ru": "Свой вариант"}, Help: engine.Text{
			"en": "Adds a button Other and takes what the user writes.", "ru": "Добавит кнопку «Другое» и примет то, что напишет пользователь.",
		}},
		engine.Field{Name: "exit_per_option", Title: engine.Text{"en": "An exit for each option", "ru": "Выход для каждого варианта"}, Help: engine.Text{
			"en": "Each option leaves by an exit of its own instead of Answered.", "ru": "Каждый вариант выходит по своему выходу вместо «Ответил».",
		}},
	)
}

// Fields names the settings of an option.
func (*option) Fields() []engine.Field {
	return []engine.Field{
		{Name: "id", Title: engine.Text{"en": "Id", "ru": "Идентификатор"}, Help: engine.Text{
			"en": "Names the option. The editor fills it in.", "ru": "Имя варианта. Редактор заполняет его сам.",
		}},
		{Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"}, Help: engine.Text{
			"en": "What stands on the button.", "ru": "Что написано на кнопке.",
		}},
		{Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Widget: "value", Help: engine.Text{
			"en": "What is saved. Empty saves the label.", "ru": "Что сохранится. Пусто — сама надпись.",
		}},
		{Name: "words", Title: engine.Text{"en": "Other words for it", "ru": "Другие слова"}, Help: engine.Text{
			"en": "What users may type instead of the label.", "ru": "Что пользователь может написать вместо надписи.",
		}},
		{Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"}, Help: engine.Text{
			"en": "The option can be chosen only if this holds.", "ru": "Вариант можно выбрать, только если это верно.",
		}},
	}
}

// Fields names the settings of options made of a list.
func (*optionList) Fields() []engine.Field {
	return []engine.Field{
		{Name: "items", Title: engine.Text{"en": "List", "ru": "Список"}, Widget: "expression", Help: engine.Text{
			"en": "Expression that gives the list, such as session.products.", "ru": "Формула, которая даёт список, например session.products.",
		}},
		{Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"}, Help: engine.Text{
			"en": "Label of each option; item is the element, index its number from 0.", "ru": "Надпись каждого варианта; item — элемент, index — его номер с 0.",
		}},
		{Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Widget: "expression", Help: engine.Text{
			"en": "What is saved, such as item.id. Empty saves the whole element.", "ru": "Что сохранится, например item.id. Пусто — весь элемент.",
		}},
		{Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"}, Help: engine.Text{
			"en": "Elements for which this does not hold are left out.", "ru": "Элементы, для которых это неверно, не показываются.",
		}},
		{Name: "max", Title: engine.Text{"en": "At most", "ru": "Не больше"}, Help: engine.Text{
			"en": "Most elements that are shown, 500 if empty.", "ru": "Сколько элементов показать самое большее, пусто — 500.",
		}},
	}
}

// Fields names the settings of the own answer.
func (*otherAnswer) Fields() []engine.Field {
	return []engine.Field{
		{Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"}, Help: engine.Text{
			"en": "What stands on the button. Empty takes our word for it.", "ru": "Что написано на кнопке. Пусто — наше слово.",
		}},
		{Name: "prompt", Title: engine.Text{"en": "Request", "ru": "Просьба"}, Help: engine.Text{
			"en": "What the bot says after a press of the button.", "ru": "Что скажет бот после нажатия кнопки.",
		}},
	}
}
