package testchat

import (
	"context"
	"time"
)

// Test is a conversation that is played again and has to come out the same.
type Test struct {
	Bot        string
	Name       string
	Steps      int
	Transcript []byte // as simulator.Transcript writes it
	By         string // id of the user who saved it
	SavedAt    time.Time
	Last       *Result // nil if it was never played
}

// Result is what came of playing a test.
type Result struct {
	Version int64 // of the draft
	OK      bool
	At      time.Time
	Error   string // the first difference in plain words; empty if there is none
	Step    int    // where it is, from 1; 0 if it is about no step
}

// Store keeps tests.
type Store interface {
	// Tests gives those of a bot by name, without their transcripts.
	Tests(ctx context.Context, bot string) ([]Test, error)
	// Test gives one; engine.ErrNotFound if there is none of the name.
	Test(ctx context.Context, bot, name string) (*Test, error)
	// AddTest stores a new one; engine.ErrConflict if there is one of the name.
	AddTest(ctx context.Context, t *Test) error
	// RenameTest gives it another name; engine.ErrNotFound, and engine.ErrConflict if the other name is taken.
	RenameTest(ctx context.Context, bot, name, to string) error
	// DropTest forgets one; engine.ErrNotFound if there is none of the name.
	DropTest(ctx context.Context, bot, name string) error
	// NoteResult remembers what came of playing it last; nothing happens if there is none of the name any more.
	NoteResult(ctx context.Context, bot, name string, r Result) error
}
