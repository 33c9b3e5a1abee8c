package expr

import (
	"slices"
)

func listFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryList, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("first(items list) any", "The first item; nothing if there is none.", "Первый элемент; ничего, если его нет.",
			`first(["S", "M"])`, `"S"`,
			func(_ *run, a []any) (any, error) {
				if l := a[0].([]any); len(l) > 0 {
					return l[0], nil
				}
				return nil, nil
			}),
		def("last(items list) any", "The last item; nothing if there is none.", "Последний элемент; ничего, если его нет.",
			`last(["S", "M"])`, `"M"`,
			func(_ *run, a []any) (any, error) {
				if l := a[0].([]any); len(l) > 0 {
					return l[len(l)-1], nil
				}
				return nil, nil
			}),
		def("take(items list, count number) list", "The first items.", "Первые элементы.", `take([1, 2, 3], 2)`, `[1,2]`,
			func(_ *run, a []any) (any, error) {
				l := a[0].([]any)
				return l[:min(len(l), max(0, clampInt(a[1].(float64))))], nil
			}),
		def("skip(items list, count number) list", "The list without its first items.", "Список без первых элементов.",
			`skip([1, 2, 3], 2)`, `[3]`,
			func(_ *run, a []any) (any, error) {
				l := a[0].([]any)
				return l[min(len(l), max(0, clampInt(a[1].(float64)))):], nil
			}),
		def("concat(items... list) list", "Lists one after another.", "Списки подряд.", `concat([1], [2, 3])`, `[1,2,3]`, concat),
		def("append(items list, item... any) list", "The list with items added at its end.", "Список с элементами, добавленными в конец.",
			`append(["milk"], "sugar")`, `["milk","sugar"]`,
			func(r *run, a []any) (any, error) {
				l := a[0].([]any)
				if err := r.makeList(len(l) + len(a) - 1); err != nil {
					return nil, err
				}
				return slices.Concat(l, a[1:]), nil
			}),
		def("unique(items list) list", "Each item once, where it first stands.", "Каждый элемент один раз, на первом месте.",
			`unique(["a", "b", "a"])`, `["a","b"]`, unique),
		def("flatten(items list) list", "Lists inside the list put in its place, one level.", "Вложенные списки раскрыты на один уровень.",
			`flatten([[1, 2], [3], 4])`, `[1,2,3,4]`, flatten),
		def("compact(items list) list", "The list without what is empty.", "Список без пустых элементов.",
			`compact(["a", "", nil, "b"])`, `["a","b"]`,
			func(_ *run, a []any) (any, error) {
				return slices.DeleteFunc(slices.Clone(a[0].([]any)), isEmpty), nil
			}),
		def("sort(items list, order? order) list", "Sorted: numbers by size, texts by alphabet, \"desc\" for the other way.",
			"По порядку: числа по величине, тексты по алфавиту, \"desc\" — наоборот.",
			`sort([3, 1, 2], "desc")`, `[3,2,1]`,
			func(r *run, a []any) (any, error) {
				l := a[0].([]any)
				return r.sorted(len(l), func(i int) any { return l[i] }, func(i int) any { return l[i] }, a[1:])
			}),
		def("chunk(items list, size number) list", "The list in rows of so many items, such as rows of buttons.",
			"Список рядами по столько элементов, например ряды кнопок.",
			`chunk([1, 2, 3], 2)`, `[[1,2],[3]]`, chunk),
	}
}

// loopFunctions work an expression out for every item, which it calls # (a field of it: .name) with its place #index. The
// compiler writes them out; only their descriptions are here.
func loopFunctions() []*definition {
	def := func(loop, signature, en, ru, example, output string) *definition {
		d := define(CategoryList, signature, en, ru, example, output, nil)
		d.loop = loop
		return d
	}
	sum := define(CategoryNumber, "sum(items list, value? each) number", "The sum of a list, or of a value of every item; what is missing counts 0.",
		"Сумма списка или значения каждого элемента; пустые не считаются.",
		`sum([{"price": 3}, {"price": 4}], .price)`, `7`,
		func(r *run, a []any) (any, error) {
			numbers, err := r.numbers(a[:1])
			total := 0.0
			for _, n := range numbers {
				total += n
			}
			if err != nil {
				return nil, err
			}
			return finite(total)
		})
	sum.loop = "sum"
	return []*definition{
		sum,
		def("filter", "filter(items list, test each) list", "The items for which the test holds.", "Элементы, для которых условие верно.",
			`filter([1, 5, 10], # > 3)`, `[5,10]`),
		def("map", "map(items list, value each) list", "A value worked out from every item.", "Значение, посчитанное из каждого элемента.",
			`map([{"name": "Tea"}, {"name": "Milk"}], .name)`, `["Tea","Milk"]`),
		def("find", "find(items list, test each) any", "The first item for which the test holds; nothing if none.",
			"Первый элемент, для которого условие верно; ничего, если такого нет.",
			`find([1, 5, 10], # > 3)`, `5`),
		def("findLast", "find_last(items list, test each) any", "The last item for which the test holds; nothing if none.",
			"Последний элемент, для которого условие верно; ничего, если такого нет.",
			`find_last([1, 5, 10], # > 3)`, `10`),
		def("findIndex", "find_index(items list, test each) number", "Where the first such item stands, from 0; nothing if none.",
			"Где стоит первый такой элемент, от 0; ничего, если такого нет.",
			`find_index([1, 5, 10], # > 3)`, `1`),
		def("findLastIndex", "find_last_index(items list, test each) number", "Where the last such item stands, from 0; nothing if none.",
			"Где стоит последний такой элемент, от 0; ничего, если такого нет.",
			`find_last_index([1, 5, 10], # > 3)`, `2`),
		def("count", "count(items list, test? each) number", "How many items there are, or for how many the test holds.",
			"Сколько элементов или для скольких условие верно.",
			`count([1, 5, 10], # > 3)`, `2`),
		def("any", "any(items list, test each) bool", "Whether the test holds for an item.", "Верно ли условие хотя бы для одного элемента.",
			`any([1, 5, 10], # > 3)`, `true`),
		def("all", "all(items list, test each) bool", "Whether the test holds for every item.", "Верно ли условие для всех элементов.",
			`all([1, 5, 10], # > 3)`, `false`),
		def("none", "none(items list, test each) bool", "Whether the test holds for no item.", "Неверно ли условие для всех элементов.",
			`none([1, 5, 10], # > 30)`, `true`),
		def("one", "one(items list, test each) bool", "Whether the test holds for exactly one item.", "Верно ли условие ровно для одного элемента.",
			`one([1, 5, 10], # > 5)`, `true`),
		def("reduce", "reduce(items list, value each, start any) any", "A value built up from item to item: #acc is what there is so far.",
			"Значение, накопленное по элементам: #acc — то, что есть к этому моменту.",
			`reduce([1, 2, 3], #acc * #, 1)`, `6`),
		def("sortBy", "sort_by(items list, value each, order? order) list", "Sorted by a value of every item, \"desc\" for the other way.",
			"По порядку значения каждого элемента, \"desc\" — наоборот.",
			`sort_by([{"n": 2}, {"n": 1}], .n)`, `[{"n":1},{"n":2}]`),
		def("groupBy", "group_by(items list, value each) object", "The items in lists, by a value of every item.",
			"Элементы списками по значению каждого элемента.",
			`group_by(["ann", "bob", "al"], left(#, 1))`, `{"a":["ann","al"],"b":["bob"]}`),
	}
}

func concat(r *run, a []any) (any, error) {
	n := 0
	for _, l := range a {
		n += len(l.([]any))
	}
	if err := r.makeList(n); err != nil {
		return nil, err
	}
	out := make([]any, 0, n)
	for _, l := range a {
		out = append(out, l.([]any)...)
	}
	return out, nil
}

func unique(r *run, a []any) (any, error) {
	out := make([]any, 0, len(a[0].([]any)))
	seen := make(map[any]bool) // texts and numbers, the common case, without comparing all with all
	for _, e := range a[0].([]any) {
		if err := r.step(1); err != nil {
			return nil, err
		}
		switch e.(type) {
		case string, float64, bool, nil:
			if !seen[e] {
				seen[e] = true
				out = append(out, e)
			}
			continue
		}
		found, err := r.in(e, out)
		if err != nil {
			return nil, err
		}
		if !found {
			out = append(out, e)
		}
	}
	return out, nil
}

func flatten(r *run, a []any) (any, error) {
	out := []any{}
	for _, e := range a[0].([]any) {
		if l, ok := e.([]any); ok {
			if err := r.step(1 + len(l)/8); err != nil {
				return nil, err
			}
			out = append(out, l...)
		} else {
			out = append(out, e)
		}
		if len(out) > MaxList {
			return nil, r.makeList(len(out))
		}
	}
	return out, nil
}

func chunk(r *run, a []any) (any, error) {
	l, size := a[0].([]any), clampInt(a[1].(float64))
	if size < 1 {
		return nil, argFault(1, "chunk needs a size of at least 1, but {} is less")
	}
	if err := r.walk(len(l)/size+1, 2*itemBytes); err != nil {
		return nil, err
	}
	rows := []any{}
	for row := range slices.Chunk(l, size) {
		rows = append(rows, row)
	}
	return rows, nil
}

// parseOrder gives 1 for "asc" and -1 for "desc".
func parseOrder(order any) (int, error) {
	switch order {
	case "asc", "":
		return 1, nil
	case "desc":
		return -1, nil
	default:
		return 0, argFault(1, `{} is not an order: "asc" or "desc"`)
	}
}

// sorted gives n items in the order of their keys, stable. The optional argument is "asc" or "desc".
func (r *run) sorted(n int, item, key func(i int) any, order []any) (any, error) {
	sign := 1
	if len(order) > 0 {
		var err error
		if sign, err = parseOrder(order[0]); err != nil {
			return nil, err
		}
	}
	type pair struct {
		key  sortKey
		item any
	}
	if err := r.walk(8*n, itemBytes); err != nil { // keys are large, and each is compared about log n times
		return nil, err
	}
	pairs := make([]pair, n)
	for i := range pairs {
		k := key(i)
		if text, ok := k.(string); ok { // its key is a copy in small letters
			if err := r.copyText(text); err != nil {
				return nil, err
			}
		}
		pairs[i] = pair{r.sortKey(k), item(i)}
	}
	var broke error
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if broke == nil {
			broke = r.step(min(len(a.key.text), len(b.key.text)) / 32)
		}
		return sign * a.key.compare(b.key)
	})
	if broke != nil {
		return nil, broke
	}
	out := make([]any, n)
	for i, p := range pairs {
		out[i] = p.item
	}
	return out, nil
}
