package declarative

import (
	"bytes"
	"encoding/json"
	"math"
	"mime"
	"strings"
	"unicode/utf8"
)

// How the body of an answer is read.
const (
	readAuto = "auto"
	readJSON = "json"
	readText = "text"
	readNone = "none"
)

// read makes a value of a body. Unless the author wants the text, whatever reads as JSON is JSON, since servers are careless
// about the content type. What is neither JSON nor text is nothing.
func read(data []byte, how, contentType string) any {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) == 0 {
		return nil
	}
	if how == readJSON || how == readAuto && (isJSON(contentType) || trimmed[0] == '{' || trimmed[0] == '[') {
		if v, ok := decodeJSON(data); ok {
			return v
		}
	}
	switch {
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(data)
	case strings.HasPrefix(contentType, "text/"):
		return strings.ToValidUTF8(string(data), "\uFFFD")
	default:
		return nil
	}
}

// isJSON reports whether a content type says JSON: RFC 6839 has the suffix.
func isJSON(contentType string) bool {
	typ, _, err := mime.ParseMediaType(contentType)
	return err == nil && (typ == "application/json" || typ == "text/json" || strings.HasSuffix(typ, "+json"))
}

// decodeJSON decodes one value with nothing behind it.
func decodeJSON(data []byte) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || len(bytes.TrimSpace(data[d.InputOffset():])) > 0 {
		return nil, false
	}
	return plain(v), true
}

// maxExact is the largest whole number up to which a float64 holds every one.
const maxExact = 1<<53 - 1

// plain turns numbers into float64; a whole one that would be changed by it stays as it is written, as a text.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil || math.Abs(f) > maxExact && !strings.ContainsAny(v.String(), ".eE") {
			return v.String()
		}
		return f
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}
