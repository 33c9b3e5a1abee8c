package main

import (
	"context"
	"crypto/rand"
	_ "embed" // the conversation
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// document is the conversation that is measured.
//
//go:embed bot.json
var document []byte

const firstBot = 4242

// masterKey seals the secrets of databases that last as long as a measurement.
var masterKey = make([]byte, 32)

// stored is what a database holds before anybody talks.
type stored struct {
	bots      int // that people talk to
	sessions  int // of people who do not talk
	timers    int // so many of these sessions wait for a time, a day from now
	instances int // of the server over it; 0 is one
}

// prepare makes a database.
func prepare(ctx context.Context, at place, what stored) error {
	if err := store(ctx, at, what); err != nil || what.sessions == 0 {
		return err
	}
	return settle(ctx, at)
}

// settle lets what was just stored come to rest, as it is when it was stored long ago: the server has tidied it up, and the kernel has
// written it out. Else both would be done while the first updates are measured.
func settle(ctx context.Context, at place) error {
	if at.pgURL != "" {
		conn, err := pgx.Connect(ctx, at.pgURL)
		if err != nil {
			return fmt.Errorf("settle the database: %w", err)
		}
		for _, statement := range []string{"VACUUM ANALYZE", "CHECKPOINT"} {
			if _, err := conn.Exec(ctx, statement); err != nil {
				return fmt.Errorf("settle the database: %w", errors.Join(err, conn.Close(ctx)))
			}
		}
		if err := conn.Close(ctx); err != nil {
			return fmt.Errorf("settle the database: %w", err)
		}
	}
	if err := exec.CommandContext(ctx, "sync").Run(); err != nil && !errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("have the system write what it holds: %w", err)
	}
	return nil
}

func openStorage(ctx context.Context, at place) (*storage.DB, error) {
	db, err := storage.Open(ctx, storage.Options{
		Path: filepath.Join(at.dir, "scenarist.db"), URL: at.pgURL, Key: masterKey, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("prepare a database: %w", err)
	}
	return db, nil
}

// store stores what the database is to hold.
func store(ctx context.Context, at place, what stored) (err error) {
	db, err := openStorage(ctx, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for n := range int64(what.bots) {
		bot := host.BotRecord{
			ID: firstBot + n, Name: "Load", Username: "load_bot", Token: strconv.FormatInt(firstBot+n, 10) + ":load",
			Key: make([]byte, 32), Secret: rand.Text(), Hosted: true, Revision: 1,
		}
		if err := db.SaveBot(ctx, bot); err != nil {
			return err
		}
		if _, err := db.Publish(ctx, bot.ID, document, time.Now()); err != nil {
			return err
		}
	}
	return fill(ctx, db, what)
}

// told makes a stored session as large as those of the people who talk.
var told = strings.Repeat("What somebody has told a bot. ", 10)

// fill stores sessions as they are in the middle of the conversation.
func fill(ctx context.Context, db *storage.DB, what stored) error {
	const group = 256
	wake := time.Now().Add(24 * time.Hour)
	for from := 0; from < what.sessions; from += group {
		members := make([]host.Member, min(group, what.sessions-from))
		for i := range members {
			n := from + i
			key := engine.SessionKey{BotID: firstBot + int64(n%what.bots), ChatID: int64(5_000_000 + n), UserID: int64(5_000_000 + n)}
			members[i] = host.Member{
				Key: key, Revision: 1, User: &engine.User{ID: key.UserID, FirstName: "Person", Language: "en"},
				Session: fmt.Appendf(nil, `{"key":{"bot_id":%d,"chat_id":%d,"user_id":%d},"revision":1,"status":"waiting","vars":{"name":"Alexandra","told":%q}}`,
					key.BotID, key.ChatID, key.UserID, told),
			}
			if n < what.timers {
				members[i].WakeAt, members[i].WakeGen = wake, 1
			}
		}
		verdicts, err := db.Commit(ctx, members)
		if err != nil {
			return fmt.Errorf("store sessions: %w", err)
		}
		for _, v := range verdicts {
			if v.State != host.VerdictCommitted {
				return fmt.Errorf("store sessions: a verdict is %v (%w)", v.State, v.Err)
			}
		}
	}
	return nil
}
