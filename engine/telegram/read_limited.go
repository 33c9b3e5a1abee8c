package telegram

import (
	"errors"
	"io"
)

var errTooLarge = errors.New("over the size limit")

// readLimited reads all, or fails with errTooLarge.
func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, nil
}
