package engine

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// declared gives the declared type of a variable; empty if it is not declared.
func (r *Revision) declared(v Var) expr.Type {
	scope, name := v.Split()
	for i := range r.Doc.Variables {
		if d := &r.Doc.Variables[i]; d.Scope == scope && d.Name == name {
			return expr.Type(d.Type)
		}
	}
	return ""
}

// Convert brings a value to the declared type of the variable it is meant for: a text of digits becomes a number where
// a number is declared, and so on. Nothing stays nothing. A value that cannot be brought there is a trouble value_type.
func (t *Turn) Convert(v Var, x any) (any, error) {
	want := t.rev.declared(v)
	out, ok := convert(want, x, t.rev.zone, t.Lang())
	if !ok {
		return nil, Trouble("value_type", "%s is declared as %s, and this value cannot be brought to that", v, want)
	}
	return out, nil
}

// Save converts a value and sets the variable to it; no variable is none to be set.
func (t *Turn) Save(v Var, x any) error {
	x, err := t.Convert(v, x)
	if err != nil {
		return err
	}
	return t.Set(v, x)
}

func convert(want expr.Type, x any, zone *time.Location, lang string) (any, bool) {
	if x == nil {
		return nil, true
	}
	switch want {
	case expr.TypeText:
		return asText(x, lang)
	case expr.TypeNumber:
		return asNumber(x)
	case expr.TypeBool:
		return asBool(x)
	case expr.TypeDate:
		return asDate(x, zone)
	case expr.TypeList:
		_, ok := x.([]any)
		return x, ok
	case expr.TypeObject:
		_, ok := x.(map[string]any)
		return x, ok
	default:
		return x, true
	}
}

func asText(x any, lang string) (any, bool) {
	switch x := x.(type) {
	case string:
		return x, true
	case bool:
		return strconv.FormatBool(x), true
	default:
		return expr.Format(x, lang), true
	}
}

func asNumber(x any) (any, bool) {
	switch x := x.(type) {
	case float64:
		return x, true
	case bool:
		if x {
			return 1.0, true
		}
		return 0.0, true
	case string:
		return ParseNumber(x)
	default:
		return nil, false
	}
}

// ParseNumber reads a number as people write it: with spaces between digits, with a comma or a point.
func ParseNumber(s string) (float64, bool) {
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), ""), ",", ".")
	if strings.Trim(s, "0123456789.+-eE") != "" { // no words such as inf, no hexadecimal
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsInf(n, 0)
}

func asBool(x any) (any, bool) {
	switch x := x.(type) {
	case bool:
		return x, true
	case float64:
		return x != 0, true
	case string:
		switch strings.ToLower(strings.TrimSpace(x)) {
		case "true", "yes", "on", "1", "да":
			return true, true
		case "false", "no", "off", "0", "нет", "":
			return false, true
		}
	}
	return nil, false
}

func asDate(x any, zone *time.Location) (any, bool) {
	s, ok := x.(string)
	if !ok {
		return nil, false
	}
	at, ok := ParseDate(s, zone)
	return at.Format(time.RFC3339Nano), ok
}

// ParseDate reads a date as variables and people write it: RFC 3339, or a date with or without a time of day, which is
// then by the clocks of the zone; see WallTime.
func ParseDate(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if at, err := time.ParseInLocation(time.RFC3339Nano, s, zone); err == nil {
		return at, true
	}
	for _, layout := range []string{
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
		"2.1.2006", "2.1.06", "2.1.2006 15:04", "2.1.2006, 15:04", "2006/1/2",
	} {
		if at, err := time.Parse(layout, s); err == nil {
			return expr.WallTime(at, zone), true
		}
	}
	return time.Time{}, false
}
