package studio

import (
	"cmp"
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// InBin is how long a bot lies in the bin.
const InBin = 30 * 24 * time.Hour

// mainWorkspace is the workspace of bots whose record names none.
const mainWorkspace = "main"

// Plan of a new bot: one of Example and Document, or neither for a small bot to begin with.
type Plan struct {
	Workspace string
	Name      string // empty: the document's
	Language  string // of the small bot, or of an example: "ru", else English
	Example   string
	Document  []byte
}

// Create makes a bot. Errors are *Refusal and *BrokenError.
func (s *Studio) Create(ctx context.Context, who Actor, p Plan) (Bot, error) {
	document := p.Document
	var err error
	switch {
	case p.Example != "":
		if document, err = s.o.Examples.Document(p.Example, p.Language); errors.Is(err, engine.ErrNotFound) {
			return Bot{}, &Refusal{Code: CodeInvalid, Field: "/from/example", Title: "There is no such example."}
		}
	case document == nil:
		document, err = Starter(p.Language)
	}
	if err != nil {
		return Bot{}, err
	}
	document, found, err := s.shaped(ctx, p.Workspace, "", document)
	if err != nil {
		return Bot{}, err
	}
	name := strings.TrimSpace(p.Name)
	if name == "" && found.Document != nil {
		name = found.Document.Name
	}
	if name == "" {
		name = "Bot"
	}
	b, err := s.newBot(p.Workspace, engine.Clip(name, flow.MaxNameLength), found.withFiles(nil, 0))
	if err != nil {
		return Bot{}, err
	}
	d := &Draft{Bot: b.ID, Version: 1, Document: document, SavedAt: b.CreatedAt, SavedBy: personOf(who)}
	if err := s.o.Store.AddBot(ctx, b, d, who.Entry(b.Workspace, b.ID, "bot.create", b.Name, nil, map[string]any{"example": p.Example})); err != nil {
		return Bot{}, fmt.Errorf("create a bot: %w", err)
	}
	return *b, nil
}

// shaped brings a document that somebody gives to the form in which drafts are kept. One that can be loaded is brought to the
// newest version of its shape on the way.
func (s *Studio) shaped(ctx context.Context, workspace, bot string, document []byte) ([]byte, *Findings, error) {
	if len(document) > flow.MaxDocumentBytes {
		return nil, nil, errTooLarge
	}
	if doc, err := flow.Load(document); err == nil {
		if document, err = flow.Marshal(doc); err != nil {
			return nil, nil, err
		}
	} else if wrong, ok := errors.AsType[*flow.LoadError](err); ok && !isJSON(wrong) {
		return nil, nil, &BrokenError{Issues: problemIssues(wrong)}
	}
	parts, err := draft.Parse(document)
	if err != nil {
		return nil, nil, shapeless(err)
	}
	if document, err = parts.Bytes(); err != nil {
		return nil, nil, err
	}
	found, err := s.examine(ctx, workspace, bot, document)
	return document, found, err
}

// isJSON reports whether the problems are such as a text has whose values can be told for certain.
func isJSON(e *flow.LoadError) bool {
	for _, p := range e.Problems {
		switch p.Code {
		case flow.CodeDocumentTooLarge, flow.CodeInvalidUTF8, flow.CodeSyntax, flow.CodeTrailingData, flow.CodeTooDeep,
			flow.CodeDuplicateKey, flow.CodeNULCharacter, flow.CodeLoneSurrogate:
			return false
		}
	}
	return true
}

// shapeless makes a BrokenError of a *draft.ShapeError.
func shapeless(err error) error {
	if wrong, ok := errors.AsType[*draft.ShapeError](err); ok {
		return &BrokenError{Issues: []engine.Issue{{Code: "shape_lost", Severity: engine.SeverityError, Path: wrong.Path, Message: wrong.Message}}}
	}
	return err
}

var errTooLarge = &Refusal{Code: CodeTooLarge, Title: "The bot is too large: it may have 4 MB."}

func (s *Studio) newBot(workspace, name string, found *Findings) (*Bot, error) {
	random := make([]byte, 10)
	if _, err := io.ReadFull(s.o.Random, random); err != nil {
		return nil, fmt.Errorf("make an id: %w", err)
	}
	id := "b" + strings.ToLower(base32.StdEncoding.EncodeToString(random))
	now := s.now()
	return &Bot{ID: id, Workspace: workspace, Name: name, CreatedAt: now, ChangedAt: now, Draft: found.mark(1)}, nil
}

func (s *Studio) now() time.Time { return s.o.Now().UTC().Truncate(time.Microsecond) }

// Bot gives a bot, in the bin too.
func (s *Studio) Bot(ctx context.Context, id string) (Bot, error) { return s.o.Store.Bot(ctx, id) }

// Bots gives bots, by name. Those that were added by the command line are among them.
func (s *Studio) Bots(ctx context.Context, q BotQuery) ([]Bot, error) {
	if err := s.adopt(ctx); err != nil {
		return nil, err
	}
	return s.o.Store.Bots(ctx, q)
}

// adopt makes bots of those that are served and that the editor does not have.
func (s *Studio) adopt(ctx context.Context) error {
	strays, err := s.o.Store.Strays(ctx)
	if err != nil {
		return err
	}
	for _, stray := range strays {
		document, err := s.o.Manager.Earlier(ctx, stray.ID, stray.Revision)
		if err != nil {
			return fmt.Errorf("take bot %d into the editor: %w", stray.ID, err)
		}
		document, found, err := s.shaped(ctx, cmp.Or(stray.Workspace, mainWorkspace), "", document)
		if err != nil {
			return fmt.Errorf("take bot %d into the editor: %w", stray.ID, err)
		}
		workspace := stray.Workspace
		if workspace == "" {
			workspace = mainWorkspace
		}
		b, err := s.newBot(workspace, stray.Name, found)
		if err != nil {
			return err
		}
		b.Telegram = stray.ID
		d := &Draft{Bot: b.ID, Version: 1, Document: document, SavedAt: b.CreatedAt}
		err = s.o.Store.AddBot(ctx, b, d, Actor{}.Entry(workspace, b.ID, "bot.adopt", b.Name, nil, nil))
		if err != nil && !errors.Is(err, engine.ErrConflict) { // then another process was faster
			return fmt.Errorf("take bot %d into the editor: %w", stray.ID, err)
		}
	}
	return nil
}

// Rename gives a bot another name.
func (s *Studio) Rename(ctx context.Context, who Actor, id, name string) (Bot, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > flow.MaxNameLength {
		return Bot{}, &Refusal{Code: CodeInvalid, Field: "/name", Title: "A name has 1 to 100 characters."}
	}
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil {
		return b, err
	}
	e := who.Entry(b.Workspace, id, "bot.rename", name, b.Name, name)
	return s.change(ctx, id, e, func(b *Bot) error {
		b.Name = name
		return nil
	})
}

// change changes a bot that is not in the bin, and gives what it is then.
func (s *Studio) change(ctx context.Context, id string, e *Entry, change func(*Bot) error) (Bot, error) {
	err := s.o.Store.ChangeBot(ctx, id, func(b *Bot) error {
		if !b.BinnedAt.IsZero() {
			return errBinned
		}
		return change(b)
	}, e)
	if err != nil {
		return Bot{}, err
	}
	s.rooms.kick(id)
	return s.o.Store.Bot(ctx, id)
}

var errBinned = &Refusal{Code: CodeConflict, Title: "The bot is in the bin. Take it out first."}

// Bin puts a bot into the bin: it is served no more, and deleted after InBin. Doing it twice is no error.
func (s *Studio) Bin(ctx context.Context, who Actor, id string) error {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || !b.BinnedAt.IsZero() {
		return err
	}
	// Its serving ends first: a crash in between leaves a bot that is paused, which everybody sees.
	resting := b.Live == nil || b.Live.Paused
	if !resting {
		if err := s.o.Manager.Hold(ctx, b.Telegram); err != nil && !errors.Is(err, engine.ErrNotFound) {
			return fmt.Errorf("put bot %s into the bin: %w", id, err)
		}
		s.o.Changed()
	}
	err = s.o.Store.ChangeBot(ctx, id, func(b *Bot) error {
		b.BinnedAt, b.Resting = s.now(), resting
		return nil
	}, who.Entry(b.Workspace, id, "bot.bin", b.Name, nil, nil))
	s.rooms.kick(id)
	return err
}

// Restore takes a bot out of the bin, and has it served again if it was. Doing it twice is no error.
func (s *Studio) Restore(ctx context.Context, who Actor, id string) (Bot, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || b.BinnedAt.IsZero() {
		return b, err
	}
	resting := b.Resting
	err = s.o.Store.ChangeBot(ctx, id, func(b *Bot) error {
		b.BinnedAt, b.Resting = time.Time{}, false
		return nil
	}, who.Entry(b.Workspace, id, "bot.restore", b.Name, nil, nil))
	if err != nil {
		return b, err
	}
	if b.Live != nil && !resting {
		if err := s.o.Manager.Resume(ctx, b.Telegram); err != nil {
			return b, err
		}
		s.o.Changed()
	}
	return s.o.Store.Bot(ctx, id)
}

// Empty deletes what has been in the bin for long enough. It is called now and then.
func (s *Studio) Empty(ctx context.Context) error {
	ids, err := s.o.Store.Binned(ctx, s.now().Add(-InBin))
	if err != nil {
		return err
	}
	for _, id := range ids {
		b, err := s.o.Store.Bot(ctx, id)
		if err != nil {
			return err
		}
		if b.Live != nil { // its row keeps it findable until it is marked
			if err := s.o.Manager.Remove(ctx, b.Telegram); err != nil && !errors.Is(err, engine.ErrNotFound) {
				return fmt.Errorf("delete bot %s for good: %w", id, err)
			}
			s.o.Changed()
		}
		if err := s.o.Store.DropBot(ctx, id, Actor{}.Entry(b.Workspace, id, "bot.delete", b.Name, nil, nil)); err != nil {
			return fmt.Errorf("delete bot %s for good: %w", id, err)
		}
	}
	return nil
}
