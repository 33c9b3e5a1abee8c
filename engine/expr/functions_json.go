package expr

import (
	"encoding/json"
	"errors"
)

func jsonFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryJSON, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("to_json(x any) text", "The value as JSON.", "Значение в виде JSON.", `to_json({"size": "M", "count": 2})`, `"{\"count\":2,\"size\":\"M\"}"`,
			func(r *run, a []any) (any, error) {
				b, err := r.toJSON(a[0])
				return string(b), err
			}),
		def("from_json(s text) any", "The value that JSON stands for; nothing for an empty text.", "Значение из JSON; ничего для пустого текста.",
			`from_json("{\"ok\": true}").ok`, `true`, fromJSON),
	}
}

func fromJSON(r *run, a []any) (any, error) {
	s := a[0].(string)
	if s == "" {
		return nil, nil
	}
	if len(s) > MaxText {
		return nil, budgetFault("the JSON is longer than %d KB", MaxText>>10)
	}
	if err := r.step(len(s) / 4); err != nil {
		return nil, err
	}
	if err := r.make(jsonCost(s)); err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, argFault(0, "{} is not JSON: it goes wrong after %d characters", syntax.Offset)
		}
		return nil, argFault(0, "{} is not JSON")
	}
	return v, nil
}

// jsonCost bounds what reading a JSON text makes, in bytes, and makes texts that nest too deeply cost more than there is.
func jsonCost(s string) int {
	cost, depth, quoted := len(s), 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			depth++
			cost += 2 * fieldBytes
		case c == '}' || c == ']':
			depth--
		case c == ':':
			cost += fieldBytes
		case c == ',':
			cost += itemBytes
		}
		if depth > 2*MaxDepth {
			return MaxMemory + 1
		}
	}
	return cost
}
