package telegram

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// Upload is one file that goes along with a call: Data, or what Open gives, which is read while it is sent and so need not
// fit into memory.
type Upload struct {
	Field string // name of the form field; parameters refer to it as "attach://field", or it is the parameter itself
	Name  string // file name
	Data  []byte
	// Open opens the content anew, from its start; nil if it is in Data. An error of it, or of reading, ends the call as it
	// is.
	Open func(ctx context.Context) (io.ReadCloser, error)
	Size int64 // bytes of what Open gives; negative if nobody knows
}

// Content reads all of it.
func (u *Upload) Content(ctx context.Context) ([]byte, error) {
	if u.Open == nil {
		return u.Data, nil
	}
	in, err := u.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var all bytes.Buffer
	if _, err := all.ReadFrom(in); err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	return all.Bytes(), nil
}
