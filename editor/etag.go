package editor

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
)

// tagOf is the ETag of what is written as v.
func tagOf(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("make an ETag: %w", err)
	}
	sum := sha256.Sum256(data)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, nil
}

// notModified answers that what the caller has is still right.
func notModified(tag string) error {
	return problem(http.StatusNotModified, "not_modified", "Nothing has changed.").with("ETag", tag)
}
