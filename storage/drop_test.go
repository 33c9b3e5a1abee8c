package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// A bot with more rows than are deleted at once leaves nothing behind, and its neighbour all.
func TestDropBot_LeavesNothingOfItAndAllOfOthers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		tables, err := db.TablesOfBots(ctx)
		check(t, err)
		for _, botID := range []int64{bot, bot + 1} {
			furnish(t, db, botID)
			told := turnOf(90, 1, time.Now())
			commit(t, db, host.Member{Key: engine.SessionKey{BotID: botID, ChatID: 90, UserID: 90}, Film: told.Film, Counts: told.Counts})
		}
		var members []host.Member
		for i := range int64(2500) {
			k := engine.SessionKey{BotID: bot, ChatID: 100 + i, UserID: 100 + i}
			members = append(members, host.Member{
				Key: k, UpdateID: 100 + i, Session: []byte(`{}`),
				Out: []host.Outgoing{{BotID: bot, ChatID: k.ChatID, Key: fmt.Sprint(i), Effect: []byte(`{}`)}},
			})
		}
		commit(t, db, members...)
		check(t, db.DropBot(ctx, bot))
		for _, table := range tables {
			wantCount(t, db.Count, fmt.Sprintf("%s WHERE bot_id = %d", table, bot), 0)
			if n, err := db.Count(ctx, fmt.Sprintf("%s WHERE bot_id = %d", table, bot+1)); err != nil || (n == 0 && !slices.Contains([]string{"imports", "incidents", "ledger", "payments", "records", "tallies"}, table)) {
				t.Errorf("the other bot has no rows in %s any more, %v", table, err)
			}
		}
		wantCount(t, db.Count, "river_job", 3)
		check(t, db.DropBot(ctx, bot))
	})
}

// One who asks with the highest version it knows learns of every change, also after a bot with the highest was dropped.
func TestChangedBots_NoVersionIsGivenTwice(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		seen := int64(-1)
		changed := func() (ids []int64) {
			t.Helper()
			bots, err := db.ChangedBots(ctx, seen)
			check(t, err)
			for _, b := range bots {
				ids = append(ids, b.ID)
				seen = b.Version
			}
			return ids
		}
		for id := int64(1); id <= 3; id++ {
			check(t, db.SaveBot(ctx, host.BotRecord{ID: id}))
		}
		check(t, db.SaveBot(ctx, host.BotRecord{ID: -1})) // nobody follows those that are tried
		if got := changed(); fmt.Sprint(got) != "[1 2 3]" {
			t.Fatalf("changed are %v", got)
		}
		check(t, db.DropBot(ctx, 3))
		check(t, db.ChangeBot(ctx, 1, func(b *host.BotRecord) error { b.Paused = true; return nil }))
		if got := changed(); fmt.Sprint(got) != "[1]" {
			t.Errorf("changed are %v after a drop", got)
		}
		_, err := db.Publish(ctx, 2, []byte(`{}`), time.Now())
		check(t, err)
		if got := changed(); fmt.Sprint(got) != "[2]" {
			t.Errorf("changed are %v after a publish", got)
		}
		if got := changed(); len(got) > 0 {
			t.Errorf("changed are %v though nothing was", got)
		}
	})
}

// A guest beside the process that has the database changes a bot, and that process sees it.
func TestOpen_BesideAProcessThatHasIt(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		besideIt(t, o)
	})
}

func besideIt(t *testing.T, o storage.Options) {
	t.Helper()
	db := open(t, o)
	if db.Guest() {
		t.Error("the first one is a guest")
	}
	check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Name: "before"}))
	out, err := childProcess(t, "rename", o).CombinedOutput()
	if err != nil {
		t.Fatalf("the guest: %v\n%s", err, out)
	}
	b, err := db.Bot(t.Context(), bot)
	if err != nil || b.Name != "after" {
		t.Errorf("the bot is called %q, %v", b.Name, err)
	}
	check(t, db.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"))
	out, err = childProcess(t, "rename", o).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !bytes.Contains(out, []byte(migrate.ErrOther.Error())) {
		t.Errorf("a guest of another version: %v\n%s", err, out)
	}
}

// renameBeside is what the guest does.
func renameBeside(ctx context.Context, o storage.Options) (err error) {
	o.Beside = true
	db, err := storage.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if !db.Guest() {
		return errors.New("nobody else has the database")
	}
	return db.ChangeBot(ctx, bot, func(b *host.BotRecord) error { b.Name = "after"; return nil })
}
