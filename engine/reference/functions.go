package reference

import (
	"strings"

	"github.com/scenarist/scenarist/engine/expr"
)

// functions is the page of the expression language.
func (w *writer) functions() *Page {
	p := &Page{Name: functionsPage, Title: w.in("Expressions", "Выражения")}
	p.say(w.in("An expression works a value out: `session.count + 1`. In texts it stands in {{ }}; conditions and some settings are expressions as a whole.",
		"Формула вычисляет значение: `session.count + 1`. В текстах она стоит в {{ }}, а условия и некоторые настройки — это целиком формулы."))
	p.say(w.in("What is not there is nothing (`nil`), and that is safe: a field of nothing is nothing, nothing is an empty text or list where one is needed, and in a condition it counts as no. Only calculating with it is an error.",
		"Чего нет, то «ничто» (`nil`), и это безопасно: поле от «ничто» — тоже «ничто», там, где нужен текст или список, это пустой текст или список, а в условии — «нет». Ошибка только считать с ним."))
	var rows [][]string
	for _, s := range signs() {
		rows = append(rows, []string{code(s.example), code(s.output), w.in(s.en, s.ru)})
	}
	example, gives := w.in("Example", "Пример"), w.in("Gives", "Результат")
	p.tabulate([]string{example, gives, w.in("What it does", "Что делает")}, rows)

	category := ""
	rows = nil
	flush := func() {
		if rows == nil {
			return
		}
		p.head(w.categoryTitle(category))
		p.tabulate([]string{w.in("Function", "Функция"), example, gives, w.in("What it does", "Что делает")}, rows)
		rows = nil
	}
	for _, f := range expr.Functions() {
		if f.Category != category {
			flush()
			category = f.Category
		}
		rows = append(rows, []string{code(w.signature(f)), code(f.Example), code(f.Output), w.in(f.HelpEN, f.HelpRU)})
	}
	flush()
	p.say(w.in("Results are those of 31 January 2026, 12:00 UTC, for a user who reads English.",
		"Результаты — на 31 января 2026 года, 12:00 UTC, для пользователя, который читает по-английски."))
	return p
}

// signature is how a function is called, with the types of what it takes and gives.
func (w *writer) signature(f expr.Function) string {
	params := make([]string, len(f.Params))
	for i, p := range f.Params {
		params[i] = p.Name
		switch {
		case p.Optional:
			params[i] += "?"
		case p.Repeated:
			params[i] += "…"
		}
		if p.Each {
			params[i] += ": " + w.in("for each", "для каждого")
		} else {
			params[i] += ": " + w.typeName(string(p.Type))
		}
	}
	return f.Name + "(" + strings.Join(params, ", ") + ") → " + w.typeName(string(f.Result))
}

// typeName is a type of values in words.
func (l language) typeName(typ string) string {
	switch expr.Type(typ) {
	case expr.TypeText:
		return l.in("text", "текст")
	case expr.TypeNumber:
		return l.in("number", "число")
	case expr.TypeBool:
		return l.in("yes or no", "да или нет")
	case expr.TypeDate:
		return l.in("date", "дата")
	case expr.TypeList:
		return l.in("list", "список")
	case expr.TypeObject:
		return l.in("object", "объект")
	default:
		return l.in("anything", "что угодно")
	}
}

func (l language) categoryTitle(category string) string {
	switch category {
	case expr.CategoryText:
		return l.in("Texts", "Тексты")
	case expr.CategoryNumber:
		return l.in("Numbers", "Числа")
	case expr.CategoryMoney:
		return l.in("Money", "Деньги")
	case expr.CategoryDate:
		return l.in("Dates", "Даты")
	case expr.CategoryList:
		return l.in("Lists", "Списки")
	case expr.CategoryObject:
		return l.in("Objects", "Объекты")
	case expr.CategoryJSON:
		return "JSON"
	case expr.CategoryFormat:
		return l.in("Showing values", "Вид значений")
	case expr.CategoryRandom:
		return l.in("Chance", "Случай")
	case expr.CategoryLogic:
		return l.in("Choosing", "Выбор")
	case expr.CategoryEncode:
		return l.in("Encoding", "Кодирование")
	default:
		return category
	}
}
