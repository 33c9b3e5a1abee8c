package host

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// digest is what is needed of a published revision at any moment, and is kept beside it: a start compiles nothing that has one, so that
// thousands of bots are served in a second. That there is one says that the revision can run, and that the rows that it brings along are
// in their tables. Another program may see the same document in another way: a start believes its digest, too, and has Renew look
// afterwards.
type digest struct {
	Format  int            `json:"format"`  // digestFormat
	Program string         `json:"program"` // that made it
	Timed   string         `json:"timed"`
	Wording engine.Wording `json:"wording"`
	// Menu are the commands; nil in a digest of before they were in it.
	Menu *[]engine.Command `json:"menu,omitempty"`
}

// digestFormat rises when the digest has something else in it, or the same in another form: one of another format is not believed.
const digestFormat = 1

// Digest gives what a host of the program keeps of a revision, so that whoever publishes it can have that stored with it
// (Publication.Digest). It is empty for one that has to be looked at when it is served, since it brings rows into tables, and without a
// program.
func Digest(program string, rev *engine.Revision, now time.Time) (string, error) {
	if program == "" || len(rev.Seeds(now)) > 0 {
		return "", nil
	}
	return digestOf(program, rev)
}

func digestOf(program string, rev *engine.Revision) (string, error) {
	d := newDigest(rev)
	d.Program = program
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write digest: %w", err)
	}
	return string(text), nil
}

func newDigest(rev *engine.Revision) *digest {
	menu := append([]engine.Command{}, rev.Commands()...) // not nil: it is known that there are none
	return &digest{Format: digestFormat, Timed: rev.TimedMark(), Wording: rev.Wording(), Menu: &menu}
}

// digested gives the published revision out of its digest, and nil if it has to be compiled.
func (h *Host) digested(ctx context.Context, rec *BotRecord) (*published, error) {
	if h.cfg.Program == "" {
		return nil, nil
	}
	text, _, err := h.readDigest(ctx, rec, rec.Revision)
	if err != nil {
		return nil, err
	}
	var d digest
	if readable := json.Unmarshal([]byte(text), &d) == nil; !readable || d.Format != digestFormat || d.Program == "" {
		return nil, nil
	}
	own := d.Program == h.cfg.Program
	if !own && h.running.Load() {
		return nil, nil // there is time
	}
	p, err := h.known(ctx, rec, rec.Revision, &d)
	if err != nil {
		return nil, err
	}
	p.outdated = !own
	return p, nil
}

func (h *Host) readDigest(ctx context.Context, rec *BotRecord, revision int) (text string, made time.Time, err error) {
	if text, made, err = h.cfg.Store.Digest(ctx, rec.ID, revision); err != nil {
		err = fmt.Errorf("read digest of revision %d: %w", revision, err)
	}
	return text, made, err
}

// Outdated gives the bots that a start has served by what another program knew of them, sorted; see Renew.
func (h *Host) Outdated() []int64 {
	var ids []int64
	for _, b := range h.bots.all() {
		if b.published.outdated {
			ids = append(ids, b.record.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// Renew compiles what a start has served by what another program knew of it, and goes on with what this one knows. An error of a
// revision that cannot run any more is one that Serve would give; until the bot is served anew, or removed, its events are
// refused, so that they come again. A bot that is not outdated is left alone.
func (h *Host) Renew(ctx context.Context, botID int64) error {
	b := h.bots.get(botID)
	if b == nil || !b.published.outdated {
		return nil
	}
	p, rev, err := h.compiledFor(ctx, b.record, nil)
	if err != nil {
		return fmt.Errorf("renew bot %d: %w", botID, err)
	}
	fresh := &bot{record: b.record, published: p, seed: b.seed, log: b.log}
	if len(rev.Seeds(h.now())) == 0 {
		h.keepDigest(ctx, fresh, rev)
	}
	h.serving.Lock()
	defer h.serving.Unlock()
	if h.bots.get(botID) != b {
		return nil // whoever served it meanwhile has compiled it
	}
	if err := h.seedTables(ctx, fresh, rev); err != nil {
		return fmt.Errorf("renew bot %d: %w", botID, err)
	}
	p.used.Store(b.published.used.Load())
	if b.published.compiled.Load() == nil {
		p.compiled.Store(nil) // nobody has asked for it
	}
	h.bots.put(fresh)
	if err := h.tell(ctx, fresh); err != nil {
		h.bots.put(b) // still outdated
		return fmt.Errorf("renew bot %d: %w", botID, err)
	}
	return nil
}

// keepDigest keeps the digest of a revision that was compiled to be served, and whose rows are in their tables.
func (h *Host) keepDigest(ctx context.Context, b *bot, rev *engine.Revision) {
	if h.cfg.Program == "" || !b.published.stored {
		return
	}
	text, err := digestOf(h.cfg.Program, rev)
	if err == nil {
		err = h.cfg.Store.KeepDigest(ctx, b.record.ID, rev.Number, b.published.made, text)
	}
	if err != nil {
		b.log.WarnContext(ctx, "the digest of a revision could not be kept; the next start compiles it", "revision", rev.Number, "error", err)
	}
}
