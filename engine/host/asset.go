package host

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// Asset is a file of a bot's media library, without its content.
type Asset struct {
	Name string // how it is called when it is sent
	Hash string // SHA-256 of the content, hexadecimal
	Size int64  // bytes
	// Open opens the content anew, from its start. The caller closes it. engine.ErrNotFound says that it is gone by now.
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// AssetOf makes an asset of what is in memory.
func AssetOf(name string, data []byte) Asset {
	sum := sha256.Sum256(data)
	return Asset{
		Name: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(data)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}
