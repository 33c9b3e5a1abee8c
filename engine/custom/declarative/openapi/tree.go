package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// object is a JSON object in its order.
type object []member

type member struct {
	name  string
	value any // object, []any, string, float64, bool or nil
}

func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func (o object) object(name string) object { x, _ := o.get(name).(object); return x }
func (o object) list(name string) []any    { x, _ := o.get(name).([]any); return x }
func (o object) text(name string) string   { x, _ := o.get(name).(string); return x }
func (o object) is(name string) bool       { x, _ := o.get(name).(bool); return x }

// set replaces a member, or adds it at the end.
func (o object) set(name string, v any) object {
	for i := range o {
		if o[i].name == name {
			o[i].value = v
			return o
		}
	}
	return append(o, member{name, v})
}

// MarshalJSON keeps the order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{m.name, m.value} {
			if j > 0 {
				b.WriteByte(':')
			}
			var part bytes.Buffer
			e := json.NewEncoder(&part)
			e.SetEscapeHTML(false)
			if err := e.Encode(v); err != nil {
				return nil, err
			}
			b.Write(bytes.TrimSpace(part.Bytes()))
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// maxDocument is the largest document that is read, in bytes.
const maxDocument = 32 << 20

var errDocument = errors.New("the document is larger than 32 MB")

// parse reads JSON or YAML.
func parse(data []byte) (object, error) {
	if len(data) > maxDocument {
		return nil, errDocument
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var v any
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		d := json.NewDecoder(bytes.NewReader(data))
		var err error
		if v, err = decode(d, 0); err != nil {
			return nil, fmt.Errorf("read JSON: %w", err)
		}
	} else {
		var ordered any
		if err := yaml.UnmarshalWithOptions(data, &ordered, yaml.UseOrderedMap()); err != nil {
			return nil, fmt.Errorf("read YAML: %w", err)
		}
		v = plain(ordered)
	}
	o, ok := v.(object)
	if !ok {
		return nil, errors.New("this is no OpenAPI document: an object is expected")
	}
	return o, nil
}

// maxNesting is how deep a document may be.
const maxNesting = 200

// decode reads the next value.
func decode(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil || depth > maxNesting {
		return nil, errors.Join(err, tooDeep(depth))
	}
	switch t {
	case json.Delim('{'):
		out := object{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := decode(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, member{fmt.Sprint(name), v})
		}
		_, err = d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			v, err := decode(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		_, err = d.Token()
		return out, err
	}
	return t, nil
}

func tooDeep(depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("it is nested more than %d deep", maxNesting)
	}
	return nil
}

// plain makes our values of those of YAML.
func plain(v any) any {
	switch v := v.(type) {
	case yaml.MapSlice:
		out := make(object, len(v))
		for i, m := range v {
			out[i] = member{fmt.Sprint(m.Key), plain(m.Value)}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case nil, string, bool, float64:
		return v
	case int, int64, uint64, float32:
		var f float64
		if _, err := fmt.Sscan(fmt.Sprint(v), &f); err != nil {
			return fmt.Sprint(v)
		}
		return f
	default:
		return fmt.Sprint(v) // such as a date
	}
}

// maxRefs is how many references in a row are followed.
const maxRefs = 20

// follow gives the object that a value is or refers to.
func (i *importer) follow(v any) object {
	for range maxRefs {
		o, _ := v.(object)
		ref := o.text("$ref")
		if ref == "" {
			return o
		}
		path, ok := strings.CutPrefix(ref, "#/")
		if !ok {
			i.note("%s refers to another file, which is not read", ref)
			return nil
		}
		v = i.doc
		for part := range strings.SplitSeq(path, "/") {
			part = strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}").Replace(part)
			inner, _ := v.(object)
			v = inner.get(part)
		}
		if v == nil {
			i.note("%s refers to nothing", ref)
		}
	}
	return nil
}
