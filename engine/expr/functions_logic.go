package expr

import "errors"

func logicFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryLogic, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("if(test any, yes any, no? any) any", "One value if the test holds, else the other (or nothing). Only the chosen one is worked out.",
			"Одно значение, если условие верно, иначе другое (или ничего). Считается только выбранное.",
			`if(2 > 1, "yes", "no")`, `"yes"`, nil),
		def("default(x any, otherwise any) any", "The value, or the other one if it is nothing or an empty text.",
			"Значение или другое, если оно пустое.",
			`default("", "friend")`, `"friend"`,
			func(_ *run, a []any) (any, error) {
				if a[0] == nil || a[0] == "" {
					return a[1], nil
				}
				return a[0], nil
			}),
		def("coalesce(x... any) any", "The first value that is not nothing.", "Первое значение, которое не пусто.",
			`coalesce(nil, nil, 3)`, `3`,
			func(_ *run, a []any) (any, error) {
				for _, v := range a {
					if v != nil {
						return v, nil
					}
				}
				return nil, nil
			}),
		def("choose(x any, match any, value any, more... any) any",
			"The value that stands after the match that equals x; a last one alone is for all else.",
			"Значение после совпавшего варианта; последнее без пары — для остальных.",
			`choose("M", "S", 100, "M", 150, 200)`, `150`, choose),
		def("between(x any, least any, most any) bool", "Whether a number, date or text is between two, both included.",
			"Лежит ли число, дата или текст между двумя, включая края.",
			`between(5, 1, 10)`, `true`, betweenTwo),
		def("is_empty(x any) bool", "Whether it is nothing, an empty text, list or object.", "Пусто ли: ничего, пустой текст, список или объект.",
			`is_empty([])`, `true`,
			func(r *run, a []any) (any, error) { return isEmpty(r.lift(a[0])), nil }),
		def("bool(x any) bool", "Yes unless it is nothing, no, 0, or empty.", "Да, кроме пустого, «нет» и 0.",
			`bool("text")`, `true`,
			func(r *run, a []any) (any, error) { return truthy(r.lift(a[0])), nil }),
		def("type_of(x any) text", "text, number, bool, list, object, date or nil.", "text, number, bool, list, object, date или nil.",
			`type_of(2.5)`, `"number"`,
			func(r *run, a []any) (any, error) { return string(typeOf(r.lift(a[0]))), nil }),
	}
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

func choose(r *run, a []any) (any, error) {
	x, rest := a[0], a[1:]
	for len(rest) > 1 {
		if same, err := r.equal(x, rest[0], 0); err != nil || same {
			return rest[1], err
		}
		rest = rest[2:]
	}
	if len(rest) == 1 {
		return rest[0], nil
	}
	return nil, nil
}

func betweenTwo(r *run, a []any) (any, error) {
	c, ok, err := r.order(a[0], a[1])
	if err != nil || !ok || c < 0 {
		return false, err
	}
	c, ok, err = r.order(a[0], a[2])
	var f *fault
	if errors.As(err, &f) && f.arg == 1 {
		return nil, &fault{code: f.code, arg: 2, message: f.message}
	}
	return ok && c <= 0, err
}
