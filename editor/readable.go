package editor

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// readable refuses addresses with what is no text: ids and searches go to databases, of which some know UTF-8 without NUL only.
func readable(c *gin.Context) {
	query, err := url.QueryUnescape(c.Request.URL.RawQuery)
	if err != nil || !isText(query) || !isText(c.Request.URL.Path) {
		write(c, problem(http.StatusBadRequest, "bad_request", "The address holds what is no UTF-8 text."))
	}
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// formats reads JSON as RFC 8259 has it: in UTF-8. What else is there would be replaced without a word.
func formats() map[string]huma.Format {
	f := huma.DefaultJSONFormat
	f.Unmarshal = func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return fmt.Errorf("the text is not UTF-8 at byte %d", validUntil(data))
		}
		return json.Unmarshal(data, v)
	}
	return map[string]huma.Format{"application/json": f, "json": f}
}

// validUntil is where the first byte is that belongs to no character.
func validUntil(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}
