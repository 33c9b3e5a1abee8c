package expr

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/internal/letters"
)

func textFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryText, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("text(x any) text", "The value as it is shown in a message.", "Значение так, как его видно в сообщении.",
			`text(2.50) + " kg"`, `"2.5 kg"`,
			func(r *run, a []any) (any, error) { return r.shown(a[0]) }),
		def("upper(s text) text", "All letters capital.", "Все буквы заглавные.",
			`upper("espresso")`, `"ESPRESSO"`,
			func(_ *run, a []any) (any, error) { return strings.ToUpper(a[0].(string)), nil }),
		def("lower(s text) text", "All letters small.", "Все буквы строчные.",
			`lower("YES")`, `"yes"`,
			func(_ *run, a []any) (any, error) { return strings.ToLower(a[0].(string)), nil }),
		def("capitalize(s text) text", "The first letter capital, the rest as it is.", "Первая буква заглавная, остальное как есть.",
			`capitalize("anna")`, `"Anna"`,
			func(_ *run, a []any) (any, error) {
				s := a[0].(string)
				first, n := utf8.DecodeRuneInString(s)
				if n == 0 {
					return "", nil
				}
				return string(unicode.ToUpper(first)) + s[n:], nil
			}),
		def("trim(s text, chars? text) text", "Without spaces, or the given characters, at both ends.",
			"Без пробелов (или указанных знаков) по краям.",
			`trim("  hi ")`, `"hi"`,
			func(_ *run, a []any) (any, error) {
				if len(a) == 1 {
					return strings.TrimSpace(a[0].(string)), nil
				}
				return strings.Trim(a[0].(string), a[1].(string)), nil
			}),
		def("len(x any) number", "How many characters a text has, items a list, fields an object.",
			"Сколько знаков в тексте, элементов в списке, полей в объекте.",
			`len("кофе")`, `4`, length),
		def("split(s text, separator text) list", "The parts of a text between separators; by characters if the separator is empty.",
			"Части текста между разделителями; по знакам, если разделитель пустой.",
			`split("S,M,L", ",")`, `["S","M","L"]`, split),
		def("join(items list, separator? text) text", "The items in one text, with a separator (\", \" by default).",
			"Элементы одним текстом через разделитель (по умолчанию «, »).",
			`join(["milk", "sugar"], " + ")`, `"milk + sugar"`, joinList),
		def("replace(s text, old text, new text) text", "Every old part replaced by the new one.", "Все вхождения старого заменены новым.",
			`replace("1-2-3", "-", ".")`, `"1.2.3"`, replaceText),
		def("starts_with(s text, start text) bool", "Whether the text begins so.", "Начинается ли текст так.",
			`starts_with("/start", "/")`, `true`,
			func(_ *run, a []any) (any, error) { return strings.HasPrefix(a[0].(string), a[1].(string)), nil }),
		def("ends_with(s text, end text) bool", "Whether the text ends so.", "Заканчивается ли текст так.",
			`ends_with("photo.jpg", ".jpg")`, `true`,
			func(_ *run, a []any) (any, error) { return strings.HasSuffix(a[0].(string), a[1].(string)), nil }),
		def("includes(x any, part any) bool", "Whether a text has the part, a list the item, an object the field.",
			"Есть ли в тексте часть, в списке элемент, в объекте поле.",
			`includes(["S", "M"], "M")`, `true`,
			func(r *run, a []any) (any, error) { return r.contains(a[0], a[1]) }),
		def("index_of(x any, part any) number", "Where the part or item is first found, from 0; -1 if nowhere.",
			"Где часть или элемент встречается впервые, от 0; -1, если нигде.",
			`index_of("espresso", "press")`, `2`, indexOf),
		def("substring(s text, start number, count? number) text", "A part of the text by characters, from 0; a negative start counts from the end.",
			"Часть текста по знакам, от 0; отрицательное начало считается с конца.",
			`substring("espresso", 2, 5)`, `"press"`, substring),
		def("left(s text, count number) text", "The first characters.", "Первые знаки.",
			`left("espresso", 3)`, `"esp"`,
			func(_ *run, a []any) (any, error) {
				return sliceText(a[0].(string), 0, max(0, clampInt(a[1].(float64)))), nil
			}),
		def("right(s text, count number) text", "The last characters.", "Последние знаки.",
			`right("4242424242421234", 4)`, `"1234"`,
			func(_ *run, a []any) (any, error) {
				s, n := a[0].(string), max(0, clampInt(a[1].(float64)))
				length := utf8.RuneCountInString(s)
				return sliceText(s, max(0, length-n), length), nil
			}),
		def("repeat(s text, times number) text", "The text several times.", "Текст несколько раз.",
			`repeat("★", 4)`, `"★★★★"`, repeatText),
		def("pad_left(s text, width number, fill? text) text", "Filled at the left up to a width.", "Дополнен слева до ширины.",
			`pad_left("7", 3, "0")`, `"007"`,
			func(r *run, a []any) (any, error) {
				fill, err := padding(r, a)
				return fill + a[0].(string), err
			}),
		def("pad_right(s text, width number, fill? text) text", "Filled at the right up to a width.", "Дополнен справа до ширины.",
			`pad_right("tea", 6, ".")`, `"tea..."`,
			func(r *run, a []any) (any, error) {
				fill, err := padding(r, a)
				return a[0].(string) + fill, err
			}),
		def("truncate(s text, max number, ending? text) text", "Cut to so many characters, with an ending (…) if cut.",
			"Обрезан до стольких знаков, с окончанием (…), если обрезан.",
			`truncate("Cappuccino", 6)`, `"Cappu…"`, truncate),
		def("lines(s text) list", "The lines of a text.", "Строки текста.",
			`lines("one\ntwo")`, `["one","two"]`,
			func(r *run, a []any) (any, error) {
				return split(r, []any{strings.ReplaceAll(a[0].(string), "\r\n", "\n"), "\n"})
			}),
		def("words(s text) list", "The words of a text.", "Слова текста.",
			`words("two  big cups")`, `["two","big","cups"]`,
			func(r *run, a []any) (any, error) {
				var list []any
				for w := range strings.FieldsSeq(a[0].(string)) {
					if len(list) == MaxList {
						return nil, r.makeList(len(list) + 1)
					}
					list = append(list, w)
				}
				return list, nil
			}),
		def("extract(s text, pattern pattern) text", "The first match of a regular expression, or its first group; nothing if there is none.",
			"Первое совпадение с регулярным выражением или его первая группа; ничего, если нет.",
			`extract("order #1234", "#([0-9]+)")`, `"1234"`,
			func(r *run, a []any) (any, error) {
				s, ok, err := a[1].(*pattern).extract(r, a[0].(string))
				if !ok {
					return nil, err
				}
				return s, nil
			}),
		def("digits(s text) text", "Only the digits of a text, such as those of a phone number.", "Только цифры текста, например из телефона.",
			`digits("+7 (999) 123-45-67")`, `"79991234567"`,
			func(_ *run, a []any) (any, error) {
				return strings.Map(func(c rune) rune {
					if c < '0' || c > '9' {
						return -1
					}
					return c
				}, a[0].(string)), nil
			}),
		def("is_email(s text) bool", "Whether the text looks like an e-mail address.", "Похож ли текст на адрес почты.",
			`is_email("anna@example.com")`, `true`,
			func(_ *run, a []any) (any, error) { return isEmail(a[0].(string)), nil }),
		def("reverse(x any) any", "A text or a list backwards.", "Текст или список наоборот.",
			`reverse([1, 2, 3])`, `[3,2,1]`, reverse),
	}
}

func length(r *run, a []any) (any, error) {
	switch x := r.lift(a[0]).(type) {
	case nil:
		return 0.0, nil
	case string:
		return float64(utf8.RuneCountInString(x)), nil
	case []any:
		return float64(len(x)), nil
	case map[string]any:
		return float64(len(x)), nil
	default:
		return nil, argFault(0, "len needs a text, a list or an object, but {} is %s", typeOf(x).words())
	}
}

func split(r *run, a []any) (any, error) {
	s, sep := a[0].(string), a[1].(string)
	n := strings.Count(s, sep) + 1
	if s == "" {
		return []any{}, nil
	}
	if err := r.makeList(n); err != nil {
		return nil, err
	}
	list := make([]any, 0, n)
	for part := range strings.SplitSeq(s, sep) {
		list = append(list, part)
	}
	return list, nil
}

func joinList(r *run, a []any) (any, error) {
	sep := ", "
	if len(a) > 1 {
		sep = a[1].(string)
	}
	var out []byte
	for i, e := range a[0].([]any) {
		if i > 0 {
			out = append(out, sep...)
		}
		var err error
		if out, err = r.appendShown(out, e, 0); err != nil {
			return nil, err
		}
		if len(out) > MaxText {
			return nil, r.makeText(len(out))
		}
	}
	return string(out), nil
}

func replaceText(r *run, a []any) (any, error) {
	s, old, with := a[0].(string), a[1].(string), a[2].(string)
	if old == "" {
		return s, nil
	}
	n := strings.Count(s, old)
	if grown := len(s) + n*(len(with)-len(old)); grown > MaxText {
		return nil, r.makeText(grown)
	}
	return strings.ReplaceAll(s, old, with), nil
}

func indexOf(r *run, a []any) (any, error) {
	switch x := r.lift(a[0]).(type) {
	case string:
		part, ok := a[1].(string)
		if !ok {
			return -1.0, nil
		}
		i := strings.Index(x, part)
		if i < 0 {
			return -1.0, nil
		}
		return float64(utf8.RuneCountInString(x[:i])), nil
	case []any:
		for i, e := range x {
			if err := r.step(1); err != nil {
				return nil, err
			}
			if same, err := r.equal(e, a[1], 0); err != nil || same {
				return float64(i), err
			}
		}
		return -1.0, nil
	default:
		return -1.0, nil
	}
}

func substring(_ *run, a []any) (any, error) {
	s := a[0].(string)
	length := utf8.RuneCountInString(s)
	from := clampInt(a[1].(float64))
	if from < 0 {
		from = max(0, from+length)
	}
	to := length
	if len(a) > 2 {
		to = min(length, from+max(0, clampInt(a[2].(float64))))
	}
	return sliceText(s, from, to), nil
}

// sliceText cuts by characters; from and to may be outside.
func sliceText(s string, from, to int) string {
	if from >= to {
		return ""
	}
	start, n := len(s), 0
	for i := range s {
		if n == from {
			start = i
		}
		if n == to {
			return s[start:i]
		}
		n++
	}
	return s[start:]
}

// clampInt cuts a number to a whole one of a size that cannot overflow in sums.
func clampInt(f float64) int {
	return int(min(max(f, -1<<40), 1<<40))
}

func repeatText(r *run, a []any) (any, error) {
	s, n := a[0].(string), max(0, clampInt(a[1].(float64)))
	if s == "" {
		return "", nil
	}
	if n > MaxText/len(s) {
		return nil, r.makeText(MaxText + 1)
	}
	return strings.Repeat(s, n), nil
}

// padding is what lacks to the width, made of whole characters of the fill.
func padding(r *run, a []any) (string, error) {
	fill := " "
	if len(a) > 2 && a[2].(string) != "" {
		fill = a[2].(string)
	}
	lack := max(0, clampInt(a[1].(float64))-utf8.RuneCountInString(a[0].(string)))
	if lack > MaxText {
		return "", r.makeText(lack)
	}
	if err := r.makeText(lack * utf8.UTFMax); err != nil {
		return "", err
	}
	width := utf8.RuneCountInString(fill)
	return sliceText(strings.Repeat(sliceText(fill, 0, lack), lack/width+1), 0, lack), nil
}

func truncate(_ *run, a []any) (any, error) {
	ending := "…"
	if len(a) > 2 {
		ending = a[2].(string)
	}
	s, most := a[0].(string), max(0, clampInt(a[1].(float64)))
	if utf8.RuneCountInString(s) <= most {
		return s, nil
	}
	room := most - utf8.RuneCountInString(ending)
	if room < 0 {
		return letters.Clip(ending, most), nil
	}
	return strings.TrimRightFunc(letters.Clip(s, room), unicode.IsSpace) + ending, nil
}

// isEmail accepts what a person would: one @, a name, a domain with a dot, no spaces. Only a letter sent there proves more.
func isEmail(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	last := strings.LastIndexByte(domain, '.')
	return ok && len(s) <= 254 && name != "" && last > 0 && len(domain)-last > 2 &&
		!strings.ContainsAny(s, " \t\r\n,;<>()[]\"") && !strings.Contains(domain, "@") && !strings.Contains(s, "..")
}

func reverse(r *run, a []any) (any, error) {
	switch x := r.lift(a[0]).(type) {
	case nil:
		return nil, nil
	case string:
		if err := r.make(4 * len(x)); err != nil {
			return nil, err
		}
		letters := []rune(x)
		slices.Reverse(letters)
		return string(letters), nil
	case []any:
		out := slices.Clone(x)
		slices.Reverse(out)
		return out, nil
	default:
		return nil, argFault(0, "reverse needs a text or a list, but {} is %s", typeOf(x).words())
	}
}
