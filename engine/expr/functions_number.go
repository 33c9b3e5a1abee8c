package expr

import "math"

func numberFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryNumber, signature, en, ru, example, output, call)
	}
	plain := func(f func(float64) float64) body {
		return func(_ *run, a []any) (any, error) { return finite(f(a[0].(float64))) }
	}
	return []*definition{
		def("number(x any) number", "The number that a text, a date (seconds) or yes-or-no stands for; nothing if it is none.",
			"Число, которое написано в тексте (дата — секунды, да/нет — 1/0); ничего, если это не число.",
			`number("12,5") + 1`, `13.5`, toNumber),
		def("is_number(x any) bool", "Whether the value is a number or a text with a number.", "Число ли это или текст с числом.",
			`is_number("12 300")`, `true`,
			func(r *run, a []any) (any, error) {
				if _, ok := r.lift(a[0]).(bool); ok {
					return false, nil
				}
				n, err := toNumber(r, a)
				return n != nil, err
			}),
		def("round(x number, places? number) number", "Rounded, half away from zero, to so many places.",
			"Округление до стольких знаков после запятой, половина — от нуля.",
			`round(2.345, 2)`, `2.35`,
			func(_ *run, a []any) (any, error) {
				places := 0
				if len(a) > 1 {
					places = clampInt(a[1].(float64))
				}
				return roundTo(a[0].(float64), places), nil
			}),
		def("floor(x number) number", "The whole number below.", "Целое число снизу.", `floor(2.7)`, `2`, plain(math.Floor)),
		def("ceil(x number) number", "The whole number above.", "Целое число сверху.", `ceil(2.1)`, `3`, plain(math.Ceil)),
		def("trunc(x number) number", "Without what is after the point.", "Без дробной части.", `trunc(-2.7)`, `-2`, plain(math.Trunc)),
		def("abs(x number) number", "Without the minus.", "Без знака минус.", `abs(-5)`, `5`, plain(math.Abs)),
		def("sqrt(x number) number", "The square root.", "Квадратный корень.", `sqrt(144)`, `12`, plain(math.Sqrt)),
		def("sign(x number) number", "-1, 0 or 1.", "-1, 0 или 1.", `sign(-20)`, `-1`,
			plain(func(x float64) float64 {
				switch {
				case x > 0:
					return 1
				case x < 0:
					return -1
				default:
					return 0
				}
			})),
		def("min(x... any) number", "The least of the numbers, or of a list; what is missing does not count.",
			"Наименьшее из чисел или из списка; пустые не считаются.",
			`min(3, 1, 2)`, `1`, fold(math.Min)),
		def("max(x... any) number", "The greatest of the numbers, or of a list; what is missing does not count.",
			"Наибольшее из чисел или из списка; пустые не считаются.",
			`max([3, 1, 2])`, `3`, fold(math.Max)),
		def("average(items list) number", "The mean of a list; nothing if it is empty.", "Среднее по списку; ничего, если он пуст.",
			`average([4, 5])`, `4.5`,
			func(r *run, a []any) (any, error) {
				numbers, err := r.numbers(a)
				if err != nil || len(numbers) == 0 {
					return nil, err
				}
				total := 0.0
				for _, n := range numbers {
					total += n
				}
				return finite(total / float64(len(numbers)))
			}),
		def("clamp(x number, least number, most number) number", "The number, but not under the least nor over the most.",
			"Число, но не меньше наименьшего и не больше наибольшего.",
			`clamp(15, 1, 10)`, `10`,
			func(_ *run, a []any) (any, error) {
				return max(a[1].(float64), min(a[2].(float64), a[0].(float64))), nil
			}),
		def("percent(part number, whole number) number", "How many percent of the whole the part is; nothing if the whole is 0.",
			"Сколько процентов от целого составляет часть; ничего, если целое — 0.",
			`percent(1, 4)`, `25`,
			func(_ *run, a []any) (any, error) {
				if a[1].(float64) == 0 {
					return nil, nil
				}
				return finite(a[0].(float64) / a[1].(float64) * 100)
			}),
	}
}

func toNumber(r *run, a []any) (any, error) {
	switch x := r.lift(a[0]).(type) {
	case float64:
		return x, nil
	case string:
		if f, ok := parseNumber(x); ok {
			return f, nil
		}
	case bool:
		if x {
			return 1.0, nil
		}
		return 0.0, nil
	default:
		if d, ok := dateOf(x); ok {
			return seconds(d), nil
		}
	}
	return nil, nil
}

// fold reduces numbers, or one list of numbers, to one; nothing if there are none.
func fold(f func(a, b float64) float64) body {
	return func(r *run, a []any) (any, error) {
		numbers, err := r.numbers(a)
		if err != nil || len(numbers) == 0 {
			return nil, err
		}
		out := numbers[0]
		for _, n := range numbers[1:] {
			out = f(out, n)
		}
		return out, nil
	}
}

// numbers collects the numbers of the arguments, each a number, a list of numbers, or nothing.
func (r *run) numbers(a []any) ([]float64, error) {
	var out []float64
	for i, v := range a {
		items, ok := r.lift(v).([]any)
		if !ok {
			items = []any{v}
		}
		if err := r.walk(len(items), 8); err != nil {
			return nil, err
		}
		for _, e := range items {
			switch e := r.lift(e).(type) {
			case nil:
			case float64:
				out = append(out, e)
			default:
				if ok {
					return nil, argFault(i, "{} has an item that is %s, not a number", typeOf(e).words())
				}
				return nil, argFault(i, "a number is needed, but {} is %s", typeOf(e).words())
			}
		}
	}
	return out, nil
}
