package expr

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

func objectFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryObject, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("keys(o object) list", "The names of the fields, sorted.", "Имена полей по алфавиту.", `keys({"b": 1, "a": 2})`, `["a","b"]`,
			func(r *run, a []any) (any, error) {
				return r.fields(a[0].(map[string]any), 0, func(k string, _ any) any { return k })
			}),
		def("values(o object) list", "The values of the fields, in the order of their names.", "Значения полей в порядке имён.",
			`values({"b": 1, "a": 2})`, `[2,1]`,
			func(r *run, a []any) (any, error) {
				return r.fields(a[0].(map[string]any), 0, func(_ string, v any) any { return v })
			}),
		def("entries(o object) list", "The fields as a list of objects with key and value, sorted by key.",
			"Поля списком объектов с key и value, по имени.",
			`entries({"tea": 2})`, `[{"key":"tea","value":2}]`,
			func(r *run, a []any) (any, error) {
				return r.fields(a[0].(map[string]any), 5*fieldBytes, func(k string, v any) any {
					return map[string]any{"key": k, "value": v}
				})
			}),
		def("from_entries(items list) object", "The object of a list of objects with key and value.", "Объект из списка объектов с key и value.",
			`from_entries([{"key": "tea", "value": 2}])`, `{"tea":2}`, fromEntries),
		def("has(o object, key text) bool", "Whether the object has the field.", "Есть ли у объекта поле.", `has({"a": nil}, "a")`, `true`,
			func(_ *run, a []any) (any, error) {
				_, ok := a[0].(map[string]any)[a[1].(string)]
				return ok, nil
			}),
		def("get(x any, path text, otherwise? any) any", "What is at a path such as \"items.0.name\"; otherwise nothing, or the third value.",
			"То, что лежит по пути вида \"items.0.name\"; иначе ничего или третье значение.",
			`get({"items": [{"name": "Tea"}]}, "items.0.name")`, `"Tea"`, getPath),
		def("set(o object, key text, value any) object", "The object with one field set.", "Объект с одним заданным полем.",
			`set({"a": 1}, "b", 2)`, `{"a":1,"b":2}`,
			func(r *run, a []any) (any, error) {
				o := a[0].(map[string]any)
				if err := r.makeObject(len(o) + 1); err != nil {
					return nil, err
				}
				out := make(map[string]any, len(o)+1)
				maps.Copy(out, o)
				out[a[1].(string)] = a[2]
				return out, nil
			}),
		def("merge(o... object) object", "The fields of all objects; later ones win.", "Поля всех объектов; поздние важнее.",
			`merge({"a": 1, "b": 1}, {"b": 2})`, `{"a":1,"b":2}`,
			func(r *run, a []any) (any, error) {
				n := 0
				for _, o := range a {
					n += len(o.(map[string]any))
				}
				if err := r.makeObject(n); err != nil {
					return nil, err
				}
				out := make(map[string]any, n)
				for _, o := range a {
					maps.Copy(out, o.(map[string]any))
				}
				return out, nil
			}),
		def("without(o object, key... text) object", "The object without these fields.", "Объект без этих полей.",
			`without({"a": 1, "b": 2}, "b")`, `{"a":1}`,
			func(_ *run, a []any) (any, error) {
				out := maps.Clone(a[0].(map[string]any))
				for _, k := range a[1:] {
					delete(out, k.(string))
				}
				return out, nil
			}),
	}
}

func sortedKeys(o map[string]any) []string {
	return slices.Sorted(maps.Keys(o))
}

// fields gives a list made of the fields of an object in the order of their names; each takes so many bytes.
func (r *run) fields(o map[string]any, bytes int, item func(k string, v any) any) (any, error) {
	if err := r.walk(4*len(o), (bytes+2*itemBytes)/4); err != nil { // sorting looks at every name about log n times
		return nil, err
	}
	list := make([]any, 0, len(o))
	for _, k := range sortedKeys(o) {
		list = append(list, item(k, o[k]))
	}
	return list, nil
}

func fromEntries(r *run, a []any) (any, error) {
	items := a[0].([]any)
	if err := r.makeObject(len(items)); err != nil {
		return nil, err
	}
	out := make(map[string]any, len(items))
	for _, e := range items {
		entry, ok := r.lift(e).(map[string]any)
		if !ok {
			return nil, argFault(0, "{} has an item that is %s, not an object with key and value", typeOf(r.lift(e)).words())
		}
		k, err := r.shown(entry["key"])
		if err != nil {
			return nil, err
		}
		out[k] = entry["value"]
	}
	return out, nil
}

func getPath(r *run, a []any) (any, error) {
	v := a[0]
	for key := range strings.SplitSeq(a[1].(string), ".") {
		if err := r.step(1); err != nil {
			return nil, err
		}
		switch x := r.lift(v).(type) {
		case map[string]any:
			v = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				v = nil
			} else {
				v = x[i]
			}
		default:
			v = nil
		}
	}
	if v == nil && len(a) > 2 {
		return a[2], nil
	}
	return r.lift(v), nil
}
