package declarative

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
)

var (
	errScalar   = errors.New("a text is expected here; a number or true and false will do")
	errStatuses = errors.New("a status such as 429 or 4xx is expected, or a list of them")
)

// scalar reads a text, a number or a truth as a text.
func scalar(data []byte) (string, error) {
	data = bytes.TrimSpace(data)
	var text string
	switch {
	case len(data) == 0 || data[0] == '{' || data[0] == '[' || string(data) == "null":
		return "", errScalar
	case data[0] == '"':
		err := json.Unmarshal(data, &text)
		return text, err
	default:
		return string(data), nil
	}
}

// decodeStrictly decodes one object and refuses members that it does not know.
func decodeStrictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// strict finds everything in a JSON value that does not fit a type: unknown members and values of another kind, each with
// its path. encoding/json would only tell the first, and not where.
type strict struct{ problems []custom.Problem }

func (s *strict) add(path, format string, args ...any) {
	s.problems = append(s.problems, custom.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// pointer is a member's path.
func pointer(path, name string) string {
	return path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

var (
	rawType         = reflect.TypeFor[json.RawMessage]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
)

func (s *strict) check(data json.RawMessage, t reflect.Type, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == rawType:
		return
	case reflect.PointerTo(t).Implements(unmarshalerType):
		if err := json.Unmarshal(data, reflect.New(t).Interface()); err != nil {
			s.add(path, "%s", plainWords(err))
		}
	case t.Kind() == reflect.Struct:
		s.object(data, t, path)
	case t.Kind() == reflect.Map:
		var members map[string]json.RawMessage
		if json.Unmarshal(data, &members) != nil || members == nil {
			s.add(path, "an object of names and values is expected here")
			return
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			s.check(members[name], t.Elem(), pointer(path, name))
		}
	case t.Kind() == reflect.Slice:
		var items []json.RawMessage
		if json.Unmarshal(data, &items) != nil || items == nil {
			s.add(path, "a list is expected here")
			return
		}
		for i, item := range items {
			s.check(item, t.Elem(), path+"/"+strconv.Itoa(i))
		}
	default:
		if json.Unmarshal(data, reflect.New(t).Interface()) != nil || string(bytes.TrimSpace(data)) == "null" {
			s.add(path, "%s is expected here", kindWords(t.Kind()))
		}
	}
}

func (s *strict) object(data json.RawMessage, t reflect.Type, path string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil || members == nil {
		s.add(path, "an object is expected here")
		return
	}
	fields := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[name] = f.Type
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if f, ok := fields[name]; ok {
			s.check(members[name], f, pointer(path, name))
			continue
		}
		s.add(pointer(path, name), "there is no %q here; there are %s", name, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
	}
}

func kindWords(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	default:
		return "a text"
	}
}

// plainWords are those of an error without what only programmers know.
func plainWords(err error) string {
	return strings.TrimPrefix(err.Error(), "json: ")
}

// decodeSpec reads the part http of a manifest, or says everything that is wrong with it.
func decodeSpec(data json.RawMessage) (*Spec, []custom.Problem) {
	if len(data) == 0 {
		return nil, []custom.Problem{{Path: root, Message: "a manifest of the kind http says here what is called"}}
	}
	var s strict
	s.check(data, reflect.TypeFor[Spec](), root)
	if len(s.problems) > 0 {
		return nil, s.problems
	}
	spec := new(Spec)
	if err := json.Unmarshal(data, spec); err != nil {
		return nil, []custom.Problem{{Path: root, Message: plainWords(err)}}
	}
	return spec, nil
}

// root is where the part is in the manifest.
const root = "/http"
