package program

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// roomForCalls bounds the bodies of calls that are being read, in bytes.
const roomForCalls = 64 << 20

// enter takes room for the body of a call.
func enter(room *host.Room, botID int64, r *http.Request) (leave func(), err error) {
	size := r.ContentLength
	if size < 0 || size > maxHookBody {
		size = maxHookBody
	}
	if !room.Enter(botID, size) {
		return nil, refusal(http.StatusServiceUnavailable, "full", "Too much is being taken in. Try again.")
	}
	return func() { room.Leave(botID, size) }, nil
}

// readBody reads the body of a call up to the limit.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHookBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, refusal(http.StatusRequestEntityTooLarge, "too_large", "The body is over %d bytes.", maxHookBody)
	case err != nil:
		return nil, refusal(http.StatusBadRequest, "body_invalid", "The body did not arrive whole.")
	}
	return body, nil
}

// decodeBody gives the body as expressions see it: JSON as it is, a form as an object, anything else as text; nil for an
// empty one.
func decodeBody(contentType string, body []byte) (any, error) {
	if len(body) == 0 {
		return nil, nil
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = ""
	}
	switch {
	case kind == "application/json", strings.HasSuffix(kind, "+json"):
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			return nil, fmt.Errorf("it is no JSON: %w", err)
		}
		return v, nil
	case kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fmt.Errorf("it is no form: %w", err)
		}
		return formValue(values), nil
	case kind == "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(maxHookBody)
		if err != nil {
			return nil, fmt.Errorf("it is no form: %w", err)
		}
		defer form.RemoveAll() //nolint:errcheck // it fits into memory, so there is nothing to be removed
		return formValue(form.Value), nil
	default:
		return strings.ToValidUTF8(string(body), "\uFFFD"), nil
	}
}

// formValue is a form as an object; fields that come several times are lists.
func formValue(values map[string][]string) any {
	out := make(map[string]any, len(values))
	for name, all := range values {
		if len(all) == 1 {
			out[name] = all[0]
			continue
		}
		list := make([]any, len(all))
		for i, v := range all {
			list[i] = v
		}
		out[name] = list
	}
	return out
}

// queryOf gives the parameters of the address but the secret; of several values the first.
func queryOf(r *http.Request) map[string]string {
	out := map[string]string{}
	for name, all := range r.URL.Query() {
		if name != hookSecretQuery {
			out[name] = all[0]
		}
	}
	return out
}

// headersOf gives the headers but those by which the caller proves itself; of several values the first.
func headersOf(r *http.Request) map[string]string {
	out := make(map[string]string, len(r.Header))
	for name, all := range r.Header {
		switch name {
		case hookSecretHeader, hookSignatureHeader, "Authorization", "Proxy-Authorization", "Cookie":
		default:
			out[strings.ToLower(name)] = all[0]
		}
	}
	return out
}

// contactOf finds the person: a field of the body, or a parameter of the address.
func contactOf(c *engine.WebhookCall, name string) (int64, error) {
	value := fieldOf(c.Body, name)
	if value == nil {
		if text, ok := c.Query[name]; ok {
			value = text
		}
	}
	if value == nil {
		return 0, refusal(http.StatusBadRequest, "contact_missing", "The call does not say whom it is about: %s should be a Telegram id.", name)
	}
	var id int64
	switch v := value.(type) {
	case float64:
		if id = int64(v); float64(id) != v {
			id = 0
		}
	case string:
		var err error
		if id, err = strconv.ParseInt(v, 10, 64); err != nil {
			id = 0
		}
	}
	if id < 1 || id > maxPersonID {
		return 0, refusal(http.StatusBadRequest, "contact_invalid", "%s is no Telegram id of a person.", name)
	}
	return id, nil
}

// dedupeOf gives what makes the call unique: a field of the body, or a header; empty if there is neither.
func dedupeOf(c *engine.WebhookCall, name string) string {
	var text string
	switch v := fieldOf(c.Body, name).(type) {
	case string:
		text = v
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if text == "" {
		text = c.Headers[strings.ToLower(name)]
	}
	if len(text) > maxPlainKey {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	return text
}

// fieldOf reads a field of a body by its path, such as customer.telegram_id; nil if there is none.
func fieldOf(body any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		o, ok := body.(map[string]any)
		if !ok {
			return nil
		}
		body = o[name]
	}
	return body
}
