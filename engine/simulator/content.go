package simulator

import (
	"bytes"
	"io"
)

// newContent gives bytes as a file that is open.
func newContent(data []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(data)) }
