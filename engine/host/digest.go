package host

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// digest is what is needed of a published revision at any moment, and is kept beside it: a start compiles no revision that the same
// program has compiled before, so that thousands of bots are served in seconds. That there is one says that the revision can run.
type digest struct {
	Program string         `json:"program"` // that made it; another one may see the same document in another way
	Timed   string         `json:"timed"`
	Wording engine.Wording `json:"wording"`
}

// digested gives the published revision out of its digest, and nil if it has to be compiled.
func (h *Host) digested(ctx context.Context, rec *BotRecord) (*published, error) {
	if h.cfg.Program == "" {
		return nil, nil
	}
	text, err := h.cfg.Store.Digest(ctx, rec.ID, rec.Revision)
	if err != nil {
		return nil, fmt.Errorf("read digest of revision %d: %w", rec.Revision, err)
	}
	var d digest
	if readable := json.Unmarshal([]byte(text), &d) == nil; !readable || d.Program != h.cfg.Program {
		return nil, nil
	}
	return h.known(ctx, rec, rec.Revision, d.Timed, d.Wording)
}

// keepDigest keeps the digest of a revision that was compiled to be served. One that brings rows into tables has none: what is
// there of them is looked at whenever it is served.
func (h *Host) keepDigest(ctx context.Context, b *bot, rev *engine.Revision) {
	if h.cfg.Program == "" || !b.published.stored || len(rev.Seeds(h.now())) > 0 {
		return
	}
	text, err := json.Marshal(digest{h.cfg.Program, b.published.marks[RefreshTimed], b.published.wording})
	if err == nil {
		err = h.cfg.Store.KeepDigest(ctx, b.record.ID, rev.Number, string(text))
	}
	if err != nil {
		b.log.WarnContext(ctx, "the digest of a revision could not be kept; the next start compiles it", "revision", rev.Number, "error", err)
	}
}
