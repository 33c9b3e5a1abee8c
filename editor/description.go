package editor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/gin-gonic/gin"
)

// Description is the OpenAPI description of the API, as /api/v1/openapi.json has it, indented. It is published as
// schemas/openapi.json, of which the page's types are made.
func Description() ([]byte, error) {
	a := newAPI(gin.New(), &Options{Log: slog.New(slog.DiscardHandler)})
	a.routes(gin.New())
	data, err := json.Marshal(a.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
