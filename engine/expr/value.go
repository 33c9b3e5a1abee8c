package expr

import (
	"encoding/json"
	"math"
	"reflect"
	"time"
	"unicode"
)

// Inside an expression a value is nil, bool, float64, string, time.Time, []any or map[string]any, and nothing else.

// typeOf tells the type of a value; typeNil for nothing.
func typeOf(v any) Type {
	switch v.(type) {
	case nil:
		return typeNil
	case bool:
		return TypeBool
	case float64:
		return TypeNumber
	case string:
		return TypeText
	case time.Time:
		return TypeDate
	case []any:
		return TypeList
	case map[string]any:
		return TypeObject
	default:
		return TypeAny
	}
}

// lift makes a value from outside one of ours. Most are already.
func (r *run) lift(v any) any {
	switch v := v.(type) {
	case nil, bool, float64, string, []any, map[string]any:
		return v
	case Fields:
		return v.All()
	case time.Time:
		return v.In(r.zone)
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return f
	default:
		return r.liftKind(reflect.ValueOf(v))
	}
}

// liftKind reads Go types that are not JSON-like by their kind; what has no like is nothing.
func (r *run) liftKind(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return float64(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return float64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return v.Float()
	case reflect.String:
		return v.String()
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return r.lift(v.Elem().Interface())
	case reflect.Slice, reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = r.lift(v.Index(i).Interface())
		}
		return list
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return nil
		}
		object := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			object[it.Key().String()] = r.lift(it.Value().Interface())
		}
		return object
	default:
		return nil
	}
}

// truthy says how a value counts in a condition: nothing, false, 0, an empty text, list or object is false, all else true.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case float64:
		return v != 0
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	default:
		return true
	}
}

// export copies a value for the world outside: JSON-like, dates as RFC 3339 text, nothing shared with the inputs.
func (r *run) export(v any, depth int) (any, error) {
	if depth > MaxDepth {
		return nil, budgetFault("lists and objects are more than %d deep inside each other", MaxDepth)
	}
	switch v := v.(type) {
	case nil, bool, float64:
		return v, nil
	case string:
		return v, r.make(len(v)) // shared, but written out wherever it goes
	case time.Time:
		return v.Format(time.RFC3339Nano), nil
	case []any:
		if err := r.walk(len(v), itemBytes); err != nil {
			return nil, err
		}
		list := make([]any, len(v))
		for i := range v {
			e, err := r.export(v[i], depth+1)
			if err != nil {
				return nil, err
			}
			list[i] = e
		}
		return list, nil
	case map[string]any:
		if err := r.walk(len(v)+3, fieldBytes+itemBytes); err != nil {
			return nil, err
		}
		object := make(map[string]any, len(v))
		for _, k := range sortedKeys(v) { // in order, so that of two troubles always the same is met
			e, err := r.export(v[k], depth+1)
			if err != nil {
				return nil, err
			}
			object[k] = e
		}
		return object, nil
	default:
		return r.export(r.lift(v), depth)
	}
}

// walk counts the work and bytes of copying n items.
func (r *run) walk(n, each int) error {
	if err := r.step(1 + n/4); err != nil {
		return err
	}
	return r.make((n + 1) * each)
}

// finite refuses results that are no number.
func finite(f float64) (any, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, valueFault("the result of {} is not a number")
	}
	return f, nil
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }
