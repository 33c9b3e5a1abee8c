package ask

import "github.com/scenarist/scenarist/engine"

// Fields names the settings of a confirmation.
func (c *confirm) Fields() []engine.Field {
	return append(c.question.Fields(),
		fieldOf("summary", "Summary", "Сводка",
			"Lines under the question, each a label and a value. Lines without a value are left out.",
			"Строки под вопросом: название и значение. Строки без значения не показываются."),
		fieldOf("keep_empty", "Empty lines too", "И пустые строки",
			"Shows lines without a value, with a dash.", "Показывать строки без значения, с прочерком."),
		fieldOf("ending", "Words at the end", "Слова в конце",
			"What stands under the summary, such as the question itself.", "Что написать под сводкой, например сам вопрос."),
		fieldOf("yes", "Yes", "Да", "The answer that confirms.", "Ответ, который подтверждает."),
		fieldOf("no", "No", "Нет", "The answer that does not.", "Ответ, который не подтверждает."),
		fieldOf("stacked", "One under the other", "Кнопки друг под другом",
			"Gives each button a row of its own, for long labels.", "Каждая кнопка в своём ряду, для длинных надписей."),
	)
}

// Fields names the settings of a line of the summary.
func (*summaryLine) Fields() []engine.Field {
	return []engine.Field{
		fieldOf("label", "Label", "Название", "What the value is, in bold.", "Что это за значение, жирным."),
		fieldOf("value", "Value", "Значение", "Usually an expression such as {{ session.size }}.", "Обычно формула, например {{ session.size }}."),
		fieldOf("show_if", "Show if", "Показать, если", "The line is left out unless this holds.", "Строка видна, только если это верно."),
	}
}

// Fields names the settings of yes and no.
func (*verdict) Fields() []engine.Field {
	return []engine.Field{
		fieldOf("label", "Label", "Надпись", "What stands on the button. Empty takes our word.", "Что написано на кнопке. Пусто — наше слово."),
		fieldOf("words", "Other words for it", "Другие слова",
			"What users may type instead. The usual words in English and Russian are known.",
			"Что можно написать вместо кнопки. Обычные слова по-английски и по-русски уже известны."),
		fieldOf("style", "Style", "Стиль", "Colour of the button: danger, success or primary.", "Цвет кнопки: danger, success или primary."),
	}
}
