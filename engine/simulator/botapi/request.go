package botapi

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// request is one call as handlers see it. Arguments are kept as Telegram's
// server keeps them: strings bare, everything else as JSON text. So a number
// may come as a number, a form value or a JSON string, all the same.
type request struct {
	method *method
	args   map[string]string
	files  map[string]File
	slips  []Finding
	note   func(param, text string)             // adds to slips
	fetch  func(address string) ([]byte, error) // Options.Fetch, with the call's context
}

// newRequest takes parameters as JSON values. A null is an absent parameter; an
// empty string is as good as absent except where a caption is taken away.
func newRequest(m *method, params map[string]json.RawMessage, files map[string]File) *request {
	r := &request{method: m, args: make(map[string]string, len(params)), files: files}
	for name, raw := range params {
		if string(raw) != "null" {
			r.args[name] = bareText(raw)
		}
	}
	return r
}

// bareText is the text form of a JSON value.
func bareText(raw json.RawMessage) string {
	s := strings.TrimSpace(string(raw))
	if s == "null" {
		return ""
	}
	if len(s) >= 2 && s[0] == '"' {
		if inner := s[1 : len(s)-1]; strings.IndexByte(inner, '\\') < 0 && utf8.ValidString(inner) {
			return inner
		}
		var text string
		if json.Unmarshal([]byte(s), &text) == nil {
			return text
		}
	}
	return s
}

func (r *request) str(name string) string {
	return r.args[name]
}

// integer is the number in the parameter, 0 when it is absent or no number.
func (r *request) integer(name string) int64 {
	return parseInteger(r.args[name])
}

func parseInteger(s string) int64 {
	if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
		return n
	}
	// A JSON number may be written as 1e3 or 5.0.
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == float64(int64(f)) {
		return int64(f)
	}
	return 0
}

// bool reads a flag the way the server does: true, yes and 1 are true.
func (r *request) bool(name string) bool {
	switch strings.ToLower(strings.TrimSpace(r.args[name])) {
	case "true", "yes", "1":
		return true
	default:
		return false
	}
}

func (r *request) required(name string) (string, *Error) {
	if s := r.args[name]; s != "" {
		return s, nil
	}
	return "", badRequest("parameter %q is required", name)
}

// decode reads a JSON parameter into the value; what names it in the error.
// It is false when the parameter is absent.
func (r *request) decode(name, what string, into any) (bool, *Error) {
	s := r.args[name]
	if s == "" {
		return false, nil
	}
	if err := json.Unmarshal([]byte(s), into); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return true, badRequest("can't parse %s: Field %q must be of type %s", what, lastField(wrong.Field), jsonKind(wrong))
		}
		return true, badRequest("can't parse %s JSON object", what)
	}
	return true, nil
}

// lastField is the innermost name of a path such as "rows.0.text".
func lastField(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

// jsonKind is Telegram's word for the type that a field should have had.
func jsonKind(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "string":
		return "String"
	case "bool":
		return "Boolean"
	case "slice":
		return "Array"
	case "struct", "ptr", "map":
		return "Object"
	default:
		return "Number"
	}
}

// formatted reads a text with its parse_mode or entities.
func (r *request) formatted(text, entities string) (formatted, *Error) {
	if r.args["parse_mode"] != "" && r.args[entities] != "" {
		r.note(entities, "given together with parse_mode, which wins")
	}
	return parseText(r.args[text], r.args["parse_mode"], r.args[entities])
}

// checkTypes notes parameters that Telegram does not know, would read as
// something else, or has replaced.
func (r *request) checkTypes() {
	for name, value := range r.args {
		kind, known := r.method.params[name]
		switch {
		case value == "": // counts as absent
		case !known && legacyParameter(name):
			r.note(name, "deprecated parameter")
		case !known && r.files[name].Name == "":
			r.note(name, "unknown parameter")
		case !known:
		case !fitsType(kind, value):
			r.note(name, "value is not of the documented type")
		}
	}
	// A file under any other name is fine: "attach://name" refers to it.
}

// legacyParameter are names that the server still takes though the
// documentation has dropped them.
func legacyParameter(name string) bool {
	switch name {
	case "reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview", "thumb",
		"correct_option_id":
		return true
	default:
		return false
	}
}

func fitsType(kind byte, value string) bool {
	switch kind {
	case 'i':
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil
	case 'f':
		_, err := strconv.ParseFloat(value, 64)
		return err == nil
	case 'b':
		return value == "true" || value == "false"
	case 'c':
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil || value[0] == '@'
	case 'j':
		return value[0] == '{' || value[0] == '['
	default:
		return true
	}
}
