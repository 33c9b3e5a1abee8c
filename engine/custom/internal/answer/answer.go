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
// once, and exactly one of exit, wait, pending and error must be there. An error says what is wrong, for the integrator.
func Decode(data []byte, callback bool) (custom.Answer, error) {
	var a custom.Answer
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return custom.Answer{}, fmt.Errorf("it is not the JSON of an answer: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return custom.Answer{}, errors.New("something follows the JSON of the answer")
	}
	var ends []string
	for _, e := range []struct {
		name string
		set  bool
	}{{"exit", a.Exit != ""}, {"wait", a.Wait != nil}, {"pending", a.Pending != nil}, {"error", a.Error != nil}} {
		if e.set {
			ends = append(ends, e.name)
		}
	}
	switch {
	case len(ends) == 0:
		return custom.Answer{}, errors.New("it has none of exit, wait, pending and error")
	case len(ends) > 1:
		return custom.Answer{}, fmt.Errorf("it has %s, of which only one may be there", strings.Join(ends, " and "))
	case a.Pending != nil && !callback:
		return custom.Answer{}, errors.New("it is pending, but the call had no callback_url: this server has no public address")
	}
	return a, nil
}
