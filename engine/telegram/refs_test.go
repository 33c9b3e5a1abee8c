package telegram_test

import (
	"context"
	"io"
	"maps"
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// references are a bot's slots, secrets and files in memory.
type references struct {
	Slots   map[string][]int64 `json:"slots,omitempty"`
	Last    []int64            `json:"last,omitempty"`
	Secrets map[string]string  `json:"secrets,omitempty"`
	FileIDs map[string]string  `json:"file_ids,omitempty"`
	Assets  map[string]string  `json:"assets,omitempty"`
	kept    host.KeptFileStore // of the bot 42
	over    *host.SendError    // why nothing may be fetched

	mu    sync.Mutex
	saved map[string]string
}

func (r *references) Slot(_ context.Context, _ int64, slot string) ([]int64, error) {
	return r.Slots[slot], nil
}

func (r *references) LastSent(_ context.Context, _ int64, n int) ([]int64, error) {
	return r.Last[:min(n, len(r.Last))], nil
}

func (r *references) Secret(_ context.Context, name string) (string, error) {
	return found(r.Secrets, name)
}

func (r *references) FileID(_ context.Context, hash string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id, ok := r.saved[hash]; ok {
		return id, nil
	}
	return found(r.FileIDs, hash)
}

func (r *references) SaveFileID(_ context.Context, hash, fileID string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.saved == nil {
		r.saved = map[string]string{}
	}
	r.saved[hash] = fileID
	return nil
}

func (r *references) Asset(_ context.Context, name string) (host.Asset, error) {
	data, err := found(r.Assets, name)
	return host.AssetOf(name, []byte(data)), err
}

func (r *references) KeptFile(ctx context.Context, id string) (host.KeptFile, error) {
	return r.kept.KeptFile(ctx, 42, id)
}

func (r *references) OpenKeptFile(ctx context.Context, id string) (io.ReadCloser, error) {
	return r.kept.OpenKeptFile(ctx, 42, id)
}

func (r *references) MayFetch() error {
	if r.over != nil {
		return r.over
	}
	return nil
}

func (r *references) savedIDs() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.saved)
}

func found(m map[string]string, key string) (string, error) {
	if v, ok := m[key]; ok {
		return v, nil
	}
	return "", engine.ErrNotFound
}
