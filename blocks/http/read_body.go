package http

import (
	"bytes"
	"encoding/json"
	"math"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"
)

// read finds out what a body is. Unless the author wants the text, whatever reads as JSON is JSON, since servers are
// careless about the content type.
func read(data []byte, how, contentType string) (form string, body any) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		return "", nil
	}
	if how != answerText && (how == answerJSON || isJSON(contentType) || looksJSON(data)) {
		if v, ok := readJSON(data); ok {
			return formJSON, v
		}
	}
	if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		return formText, string(data)
	}
	if strings.HasPrefix(contentType, "text/") {
		return formText, strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return formBinary, nil
}

// isJSON reports whether a content type says JSON: RFC 6839 has the suffix.
func isJSON(contentType string) bool {
	typ, _, err := mime.ParseMediaType(contentType)
	return err == nil && (typ == "application/json" || typ == "text/json" || strings.HasSuffix(typ, "+json"))
}

// looksJSON reports whether a body begins as a JSON object or list; a bare word may as well be a text.
func looksJSON(data []byte) bool {
	data = bytes.TrimSpace(data)
	return data[0] == '{' || data[0] == '['
}

// readJSON decodes one value with nothing behind it.
func readJSON(data []byte) (any, bool) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, false
	}
	if len(bytes.TrimSpace(data[dec.InputOffset():])) > 0 {
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
		if err != nil || math.Abs(f) > maxExact && isWhole(v.String()) {
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

func isWhole(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && !strings.ContainsAny(s, ".eE")
}
