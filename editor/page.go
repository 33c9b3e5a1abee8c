package editor

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/scenarist/scenarist/engine"
)

// Paging is how much of a list is asked for.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Most items of the answer"`
	Cursor string `query:"cursor" maxLength:"1024" doc:"The next of the answer before"`
}

// makeCursor writes a place in a list.
func makeCursor(place any) string {
	data, err := json.Marshal(place)
	if err != nil {
		panic(err) // places are texts and numbers
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// read reads the place; it stays as it is where the list is asked for from its beginning.
func (p *Paging) read(place any) error {
	if p.Cursor == "" {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(data, place)
	}
	if err != nil {
		wrong := problem(http.StatusUnprocessableEntity, "invalid", "The cursor is none that was given out here.")
		wrong.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: "query.cursor", Message: wrong.Title}}
		return wrong
	}
	return nil
}
