package ask

import "github.com/scenarist/scenarist/engine"

// fieldOf names a setting in English and Russian, with what it is for.
func fieldOf(name, en, ru, helpEN, helpRU string) engine.Field {
	return engine.Field{Name: name, Title: engine.Text{"en": en, "ru": ru}, Help: engine.Text{"en": helpEN, "ru": helpRU}}
}

// valueField names a setting that is a value: a constant, or an expression that gives one.
func valueField(name, en, ru, helpEN, helpRU string) engine.Field {
	f := fieldOf(name, en, ru, helpEN, helpRU)
	f.Widget = "value"
	return f
}

// presetFields names the settings of ready answers.
func presetFields() []engine.Field {
	return []engine.Field{
		fieldOf("columns", "Columns", "Колонки",
			"Ready answers in a row, 1 to 8. Empty means 4.", "Готовых ответов в ряду, от 1 до 8. Пусто — 4."),
		fieldOf("only_presets", "Only ready answers", "Только готовые ответы",
			"Takes nothing but the buttons, or the same numbers typed.", "Принимать только кнопки или те же числа, написанные вручную."),
		fieldOf("other", "Own answer", "Свой вариант",
			"Adds a button Other, which asks for a number of the user's own.", "Добавит кнопку «Другое», которая попросит написать своё число."),
	}
}

// Fields names the settings of a question for a number.
func (a *numberAnswer) Fields() []engine.Field {
	return append(append(a.question.Fields(),
		valueField("min", "At least", "Не меньше",
			"The least number that is taken: a number, or a value such as {{ session.least }}.",
			"Наименьшее число: само число или значение, например {{ session.least }}."),
		valueField("max", "At most", "Не больше",
			"The greatest number that is taken. More than 15 digits are never taken.",
			"Наибольшее число. Больше 15 цифр не принимается никогда."),
		fieldOf("step", "Step", "Шаг",
			"Takes only numbers that are so far apart, counted from the least one: 0.5, 10.",
			"Принимать только числа через столько, считая от наименьшего: 0.5, 10."),
		fieldOf("decimals", "Digits after the point", "Знаков после запятой",
			"So many at most; 0 takes whole numbers only. Empty means any number.",
			"Не больше стольких; 0 — только целые числа. Пусто — сколько угодно."),
		fieldOf("locale", "Written as in", "Писать как в языке",
			"Language whose way of writing numbers is used, such as de. Empty means the user's own.",
			"Язык, по правилам которого пишутся числа, например de. Пусто — язык пользователя."),
		valueField("presets", "Ready answers", "Готовые ответы",
			"Numbers that are shown as buttons: a list such as [1, 2, 5], or an expression that gives one.",
			"Числа, которые будут кнопками: список, например [1, 2, 5], или формула, которая его даёт."),
	), presetFields()...)
}

// Fields names the settings of a question for an amount.
func (a *amount) Fields() []engine.Field {
	fields := a.question.Fields()
	for i := range fields {
		if fields[i].Name == "save_to" {
			fields[i].Help = engine.Text{
				"en": "The variable that gets the amount in the currency's smallest units, as an invoice takes it: $5.00 is 500, 5 Stars are 5.",
				"ru": "Переменная, в которую попадёт сумма в наименьших единицах валюты, как нужно счёту: $5.00 — это 500, 5 звёзд — 5.",
			}
		}
	}
	return append(append(fields,
		fieldOf("currency", "Currency", "Валюта",
			"Three letters such as USD or RUB; XTR, or nothing, for Telegram Stars.",
			"Три буквы, например USD или RUB; XTR или пусто — звёзды Telegram."),
		valueField("min", "At least", "Не меньше",
			"The least amount, in smallest units: 500 is $5.00. Empty takes anything above zero.",
			"Наименьшая сумма в наименьших единицах: 500 — это $5.00. Пусто — любая больше нуля."),
		valueField("max", "At most", "Не больше",
			"The greatest amount, in smallest units.", "Наибольшая сумма в наименьших единицах."),
		valueField("presets", "Ready answers", "Готовые ответы",
			"Amounts that are shown as buttons, in smallest units: [100, 300, 500, 1000] is $1, $3, $5 and $10. Or an expression that gives such a list.",
			"Суммы, которые будут кнопками, в наименьших единицах: [100, 300, 500, 1000] — это $1, $3, $5 и $10. Или формула, которая даёт такой список."),
	), presetFields()...)
}
