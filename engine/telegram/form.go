package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"slices"
)

// newForm makes a multipart form: each parameter a field, texts bare and everything else as JSON, then the files. The
// files' bytes are not copied.
func newForm(ctx context.Context, params []byte, files []Upload) (*payload, string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(params, &fields); err != nil {
		return nil, "", fmt.Errorf("read parameters: %w", err)
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	var parts []part
	mark := 0
	cut := func() {
		parts = append(parts, part{data: buf.Bytes()[mark:buf.Len():buf.Len()]})
		mark = buf.Len()
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := w.WriteField(name, formValue(fields[name])); err != nil {
			return nil, "", err
		}
	}
	for i := range files {
		f := &files[i]
		if _, err := w.CreateFormFile(f.Field, f.Name); err != nil {
			return nil, "", err
		}
		cut()
		if f.Open != nil {
			parts = append(parts, part{upload: f})
			continue
		}
		parts = append(parts, part{data: f.Data})
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	cut()
	return newPayload(ctx, parts...), w.FormDataContentType(), nil
}

// formValue is the text of a parameter in a form.
func formValue(v json.RawMessage) string {
	var s string
	if len(v) > 0 && v[0] == '"' && json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}
