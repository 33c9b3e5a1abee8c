// Package answer reads the answers that foreign code gives to calls.
package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
)

// Decode reads an answer strictly: a field that is not known is a mistake of whoever wrote it, who had better hear of it at
// once. An error says what is wrong, for the integrator. What the answer means is judged elsewhere.
func Decode(data []byte) (custom.Answer, error) {
	var a custom.Answer
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return custom.Answer{}, fmt.Errorf("it is not the JSON of an answer: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return custom.Answer{}, errors.New("something follows the JSON of the answer")
	}
	return a, nil
}
