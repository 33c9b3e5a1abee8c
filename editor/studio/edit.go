package studio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

const (
	// maxEdits is how often a change is tried that others come in between.
	maxEdits = 50
	// maxStepBytes is how large changes may be that others are told of; beyond it they read the draft.
	maxStepBytes = 256 << 10
)

// Open gives the draft and what is found in it.
func (s *Studio) Open(ctx context.Context, bot string) (Draft, *Findings, error) {
	d, err := s.o.Store.Draft(ctx, bot)
	if err != nil {
		return d, nil, err
	}
	f, err := s.judge(ctx, "", bot, d.Document)
	return d, f, err
}

// Edited is what became of changes.
type Edited struct {
	Draft     Draft
	Findings  *Findings
	Done      []draft.Change // those that changed something
	Conflicts []draft.Conflict
}

// Edit makes changes in the newest version of the draft. Errors are *draft.PathError, *Refusal and *BrokenError.
func (s *Studio) Edit(ctx context.Context, who Actor, bot, client string, changes []draft.Change) (Edited, error) {
	for range maxEdits {
		out, err := s.edit(ctx, who, bot, client, changes)
		if !errors.Is(err, engine.ErrConflict) {
			return out, err
		}
	}
	return Edited{}, fmt.Errorf("edit the draft of bot %s: %w", bot, engine.ErrConflict)
}

func (s *Studio) edit(ctx context.Context, who Actor, bot, client string, changes []draft.Change) (Edited, error) {
	d, err := s.o.Store.Draft(ctx, bot)
	if err != nil {
		return Edited{}, err
	}
	doc, err := draft.Parse(d.Document)
	if err != nil {
		return Edited{}, shapeless(err)
	}
	out := Edited{Draft: d}
	if out.Done, out.Conflicts, err = doc.Apply(changes); err != nil {
		return Edited{}, err
	}
	document, err := doc.Bytes()
	if err != nil {
		return Edited{}, err
	}
	if len(document) > flow.MaxDocumentBytes {
		return Edited{}, errTooLarge
	}
	if out.Findings, err = s.judge(ctx, "", bot, document); err != nil {
		return Edited{}, err
	}
	if len(out.Done) == 0 {
		return out, nil
	}
	out.Draft, err = s.save(ctx, who, &d, document, out.Findings, client, out.Done, nil)
	return out, err
}

// Replace makes a document the draft, whatever it was. Base is the version that it stands for. Errors are *StaleError,
// *Refusal and *BrokenError.
func (s *Studio) Replace(ctx context.Context, who Actor, bot, client string, base int64, document []byte) (Draft, *Findings, error) {
	d, err := s.o.Store.Draft(ctx, bot)
	if err != nil {
		return d, nil, err
	}
	if d.Version != base {
		return d, nil, &StaleError{Version: d.Version}
	}
	document, found, err := s.shaped(ctx, "", bot, document)
	if err == nil {
		found, err = s.withLibrary(ctx, bot, found)
	}
	if err != nil {
		return d, nil, err
	}
	if bytes.Equal(document, d.Document) {
		return d, found, nil
	}
	var changes []draft.Change
	if was, err := draft.Parse(d.Document); err == nil { // else there is nothing to compare with
		is, err := draft.Parse(document)
		if err != nil {
			return d, nil, err
		}
		changes = draft.Changes(was, is)
	}
	b, err := s.o.Store.Bot(ctx, bot)
	if err != nil {
		return d, nil, err
	}
	e := who.Entry(b.Workspace, bot, "draft.replace", b.Name, map[string]int64{"version": base}, map[string]int64{"version": base + 1})
	next, err := s.save(ctx, who, &d, document, found, client, changes, e)
	if errors.Is(err, engine.ErrConflict) {
		err = &StaleError{Version: base + 1}
	}
	return next, found, err
}

// save stores the next version of a draft. No changes means that they are not known.
func (s *Studio) save(
	ctx context.Context, who Actor, d *Draft, document []byte, found *Findings, client string, changes []draft.Change, e *Entry,
) (Draft, error) {
	next := Draft{Bot: d.Bot, Version: d.Version + 1, Document: document, SavedAt: s.now(), SavedBy: personOf(who)}
	step := Step{Version: next.Version, At: next.SavedAt, Who: next.SavedBy, Client: client}
	if changes != nil {
		data, err := json.Marshal(changes)
		if err != nil {
			return *d, fmt.Errorf("write the changes of the draft: %w", err)
		}
		if len(data) <= maxStepBytes {
			step.Changes = data
		}
	}
	err := s.o.Store.SaveDraft(ctx, &Save{Draft: next, Base: d.Version, Mark: found.mark(next.Version), Step: step, Entry: e},
		func(pasts []Past) []int64 { return thin(pasts, next.SavedAt) })
	if err != nil {
		return *d, err
	}
	s.rooms.kick(d.Bot)
	return next, nil
}

// History gives the versions of the draft that were kept, the newest first.
func (s *Studio) History(ctx context.Context, bot string) ([]Past, error) {
	return s.o.Store.Pasts(ctx, bot)
}

// Past gives a version that was kept.
func (s *Studio) Past(ctx context.Context, bot string, version int64) ([]byte, error) {
	return s.o.Store.Past(ctx, bot, version)
}

// Export gives the draft as a file: in its canonical form if it can be loaded.
func (s *Studio) Export(ctx context.Context, bot string) ([]byte, error) {
	d, err := s.o.Store.Draft(ctx, bot)
	if err != nil {
		return nil, err
	}
	doc, err := flow.Load(d.Document)
	if err != nil {
		return d.Document, nil //nolint:nilerr // a broken draft can be taken along, too
	}
	return flow.Marshal(doc)
}
