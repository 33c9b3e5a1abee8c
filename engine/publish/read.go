package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Read reads a plan as somebody wrote it. A *PlanError says what in it is none; what it decides is for Making.Complete to
// judge.
func Read(data []byte) (*Plan, error) {
	r := reading{}
	p := &Plan{}
	var parts struct {
		Blocks []json.RawMessage `json:"blocks"`
	}
	if fields := r.object("", data, reflect.TypeFor[Plan]()); fields != nil {
		r.value("/from", fields["from"], &p.From)
		r.value("/people", fields["people"], &p.People)
		r.value("/added", fields["added"], &p.Added)
		r.value("/blocks", fields["blocks"], &parts.Blocks)
	}
	for i, part := range parts.Blocks {
		path := fmt.Sprintf("/blocks/%d", i)
		var e Entry
		if r.object(path, part, reflect.TypeFor[Entry]()) != nil {
			r.value(path, part, &e)
		}
		p.Blocks = append(p.Blocks, e)
	}
	if len(r.issues) > 0 {
		return nil, &PlanError{Issues: r.issues}
	}
	return p, nil
}

// reading gathers what is no plan.
type reading struct{ issues []engine.Issue }

func (r *reading) add(path, code, format string, args ...any) {
	r.issues = append(r.issues, engine.Issue{Code: code, Severity: engine.SeverityError, Path: path, Message: fmt.Sprintf(format, args...)})
}

// object reads an object that has the fields of the type and no others; nil if it is none.
func (r *reading) object(path string, data []byte, of reflect.Type) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(data))
	err := d.Decode(&fields)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the end of it")
		}
	}
	if err != nil || fields == nil {
		r.add(path, "json_invalid", "this is no JSON object: %s", plainError(err))
		return nil
	}
	known := fieldNames(of)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			r.add(path+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), "field_unknown", "there is no field %q here; there are %s", name, strings.Join(known, ", "))
		}
	}
	return fields
}

// value reads what is there.
func (r *reading) value(path string, data json.RawMessage, to any) {
	if data == nil {
		return
	}
	err := json.Unmarshal(data, to)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		if wrong.Field != "" {
			path += "/" + strings.ReplaceAll(strings.TrimPrefix(wrong.Field, "Decision."), ".", "/")
		}
		r.add(path, "type_wrong", "this is a %s and must be a %s", wrong.Value, typeName(wrong.Type))
	case err != nil:
		r.add(path, "json_invalid", "%s", plainError(err))
	}
}

// typeName is a Go type as JSON calls it.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "text"
	case reflect.Slice:
		return "list"
	default:
		return "object"
	}
}

func plainError(err error) string {
	if err == nil {
		return "it is null"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// fieldNames are the names that a struct has in JSON, those of embedded ones too.
func fieldNames(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if f.Anonymous {
			names = append(names, fieldNames(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
