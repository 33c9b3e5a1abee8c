package storage_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// roomy is room for all files of these tests.
const roomy = 1 << 30

func fileOf(name, content string) *studio.Media {
	sum := sha256.Sum256([]byte(content))
	return &studio.Media{Name: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(content)), Type: "image/png", Width: 3, Height: 2, AddedAt: noon}
}

func addMedia(t *testing.T, s *storage.Studio, bot, name, content string) studio.Media {
	t.Helper()
	m, err := s.AddMedia(t.Context(), bot, fileOf(name, content), roomy, strings.NewReader(content), &studio.Entry{What: "media.add", Workspace: "w", Target: name})
	check(t, err)
	return m
}

// sent is what a host would send.
func sent(ctx context.Context, db *storage.DB, botID int64, name string) string {
	a, err := db.Asset(ctx, botID, name)
	if err != nil {
		return err.Error()
	}
	in, err := a.Open(ctx)
	if err != nil {
		return err.Error()
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != a.Hash || int64(len(data)) != a.Size {
		return fmt.Sprintf("%d bytes of %+v, %v", len(data), a, err)
	}
	return a.Name + ": " + string(data)
}

func TestMedia_IsKeptByItsContent(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 0)
		addBot(t, s, "b2", "w", "Quiz", 0)
		large := strings.Repeat("0123456789", 70_000) // of several parts
		first := addMedia(t, s, "b1", "cup.png", large)
		want := *fileOf("cup.png", large)
		if !reflect.DeepEqual(first, want) {
			t.Errorf("added %+v, want %+v", first, want)
		}
		for _, x := range []struct{ name, content, want string }{
			{"other.png", large, "cup.png"}, {"cup.png", "two", "cup-2.png"}, {"cup.png", "three", "cup-3.png"}, {"cup.png", "two", "cup-2.png"},
		} {
			if m := addMedia(t, s, "b1", x.name, x.content); m.Name != x.want {
				t.Errorf("%s is there as %s, want %s", x.name, m.Name, x.want)
			}
		}
		if m := addMedia(t, s, "b2", "cup.png", "two"); m.Name != "cup.png" {
			t.Errorf("another bot has its own names: %+v", m)
		}
		all, err := s.Media(ctx, "b1")
		check(t, err)
		var names []string
		for _, m := range all {
			names = append(names, m.Name)
		}
		if fmt.Sprint(names) != "[cup-2.png cup-3.png cup.png]" {
			t.Errorf("the library has %v", names)
		}
		in, err := s.OpenMedia(ctx, "b1", &first)
		check(t, err)
		for _, at := range []int64{0, 1, 256 << 10, 256<<10 + 7, 600_001, int64(len(large)) - 3, int64(len(large)), int64(len(large)) + 9} {
			n, err := in.Seek(at, io.SeekStart)
			check(t, err)
			rest, err := io.ReadAll(in)
			if end := min(at, int64(len(large))); err != nil || n != end || string(rest) != large[end:] {
				t.Errorf("from %d: at %d, %d bytes, %v", at, n, len(rest), err)
			}
		}
		if n, err := in.Seek(-4, io.SeekEnd); err != nil || n != int64(len(large))-4 {
			t.Errorf("before the end: %d, %v", n, err)
		}
		check(t, in.Close())
		_, err = s.AddMedia(ctx, "b1", fileOf("full", "does not fit"), int64(len(large)), strings.NewReader("does not fit"), &studio.Entry{})
		wantErr(t, err, engine.ErrStorageFull)
		_, err = s.AddMedia(ctx, "none", fileOf("a", "b"), roomy, strings.NewReader("b"), &studio.Entry{})
		wantErr(t, err, engine.ErrNotFound)
		wantCount(t, db.Count, "audit WHERE what = 'media.add'", 4)

		check(t, s.DropBot(ctx, "b1", &studio.Entry{}))
		wantCount(t, db.Count, "media", 1)
		wantCount(t, db.Count, "kept_files", 1)
		wantCount(t, db.Count, "kept_parts", 1)
	})
}

func TestMedia_BinAndWhatIsLeftOfIt(t *testing.T) {
	t.Parallel()
	onBothAt(t, func(t *testing.T, db *storage.DB, c *movable) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 7)
		addMedia(t, s, "b1", "a.png", "one")
		addMedia(t, s, "b1", "b.png", "two")
		wantErr(t, s.BinMedia(ctx, "b1", "none", noon, nil), engine.ErrNotFound)
		check(t, s.BinMedia(ctx, "b1", "a.png", c.now(), nil))
		check(t, s.BinMedia(ctx, "b1", "b.png", c.now(), nil))
		if got := sent(ctx, db, 7, "a.png"); got != "a.png: one" {
			t.Errorf("from the bin: %s", got)
		}
		if m := addMedia(t, s, "b1", "x.png", "one"); m.Name != "a.png" || !m.BinnedAt.IsZero() {
			t.Errorf("the same content takes it out: %+v", m)
		}
		c.add(studio.InBin + time.Hour)
		check(t, db.Purge(ctx))
		all, err := s.Media(ctx, "b1")
		if check(t, err); len(all) != 1 || all[0].Name != "a.png" {
			t.Errorf("after the bin was emptied: %+v", all)
		}
		wantCount(t, db.Count, "kept_files", 1)
		if got := sent(ctx, db, 7, "a.png"); got != "a.png: one" {
			t.Errorf("what was taken out: %s", got)
		}
	})
}

// A bot that is served from a directory has files without an editor, and both have the same names once the editor has it.
func TestMedia_OfADirectory(t *testing.T) {
	t.Parallel()
	onBothAt(t, func(t *testing.T, db *storage.DB, c *movable) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		put := func(name, content string) {
			t.Helper()
			check(t, db.PutAsset(ctx, 7, fileOf(name, content), roomy, strings.NewReader(content)))
		}
		check(t, db.SaveBot(ctx, host.BotRecord{ID: 7, Name: "Shop", Hosted: true}))
		put("photos/cup.png", "one")
		put("menu.pdf", "menu")
		put("menu.pdf", "menu")
		put("copy.pdf", "menu")
		if got := sent(ctx, db, 7, "photos/cup.png"); got != "cup.png: one" {
			t.Errorf("sent %s", got)
		}
		put("photos/cup.png", "another")
		wantCount(t, db.Count, "kept_files", 3) // what is under way is sent
		c.add(49 * time.Hour)
		check(t, db.Purge(ctx))
		wantCount(t, db.Count, "kept_files", 2)
		if got := sent(ctx, db, 7, "photos/cup.png"); got != "cup.png: another" {
			t.Errorf("sent %s", got)
		}
		if got := sent(ctx, db, 8, "menu.pdf"); !strings.Contains(got, engine.ErrNotFound.Error()) {
			t.Errorf("another bot sends %s", got)
		}

		addBot(t, s, "b1", "w", "Shop", 7)
		added := addMedia(t, s, "b1", "menu.pdf", "new menu")
		if added.Name != "menu-2.pdf" {
			t.Errorf("a name of the directory is taken: %+v", added)
		}
		all, err := s.Media(ctx, "b1")
		if check(t, err); len(all) != 4 {
			t.Errorf("the library has %+v", all)
		}
		check(t, s.BinMedia(ctx, "b1", "copy.pdf", c.now(), nil))
		if got := sent(ctx, db, 7, "menu.pdf"); got != "menu.pdf: menu" {
			t.Errorf("sent %s", got)
		}
		put("menu.pdf", "newest menu") // now the editor's
		if got := sent(ctx, db, 7, "menu.pdf"); got != "menu.pdf: newest menu" {
			t.Errorf("sent %s", got)
		}
	})
}

func TestMedia_ManyAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s := db.Studio()
		addBot(t, s, "b1", "w", "Shop", 0)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				content := strings.Repeat(string(rune('a'+i)), 1000)
				if _, err := s.AddMedia(t.Context(), "b1", fileOf("same.png", content), roomy, strings.NewReader(content), &studio.Entry{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := s.Media(t.Context(), "b1")
		if check(t, err); len(all) != 8 {
			t.Errorf("the library has %+v", all)
		}
	})
}

// Secrets that the editor keeps for a bot are there when it is connected, and count more than those of before.
func TestStudio_SecretsAreThereBeforeTheToken(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 0)
		check(t, s.SetSecret(ctx, "b1", "key", "early"))
		check(t, db.SaveBot(ctx, host.BotRecord{ID: 7, Name: "Shop"}))
		check(t, db.SetSecret(ctx, 7, "key", "of before"))
		check(t, db.SetSecret(ctx, 7, "old", "stays"))
		want := func(name, value string) {
			t.Helper()
			if got, err := db.Secret(ctx, 7, name); err != nil || got != value {
				t.Errorf("%s of the Telegram bot is %q, %v, want %q", name, got, err, value)
			}
			if got, err := s.Secret(ctx, "b1", name); err != nil || got != value {
				t.Errorf("%s of the bot is %q, %v, want %q", name, got, err, value)
			}
		}
		check(t, s.ChangeBot(ctx, "b1", func(b *studio.Bot) error { b.Telegram = 7; return nil }, nil))
		want("key", "early")
		want("old", "stays")
		check(t, db.SetSecret(ctx, 7, "key", "by the command line"))
		want("key", "by the command line")
		names, err := s.SecretNames(ctx, "b1")
		if err != nil || fmt.Sprint(names) != "[key old]" {
			t.Errorf("names %v, %v", names, err)
		}
		check(t, s.DropSecret(ctx, "b1", "key"))
		_, err = db.Secret(ctx, 7, "key")
		wantErr(t, err, engine.ErrNotFound)
		check(t, s.SetSecret(ctx, "b1", "key", "late"))
		check(t, s.ChangeBot(ctx, "b1", func(b *studio.Bot) error { b.Telegram = 0; return nil }, nil))
		if got, err := s.Secret(ctx, "b1", "key"); err != nil || got != "late" {
			t.Errorf("without a token: %q, %v", got, err)
		}
		check(t, s.DropBot(ctx, "b1", &studio.Entry{}))
		wantCount(t, db.Count, "secrets", 1)
		wantCount(t, db.Count, "vault_keys WHERE bot_id <> 0", 1)
	})
}

// movable is a clock that a test moves on.
type movable struct{ ahead atomic.Int64 }

func (c *movable) now() time.Time { return noon.Add(time.Duration(c.ahead.Load())) }

func (c *movable) add(d time.Duration) { c.ahead.Add(int64(d)) }

// onBothAt is onBoth with a clock of the test's own.
func onBothAt(t *testing.T, test func(t *testing.T, db *storage.DB, c *movable)) {
	t.Helper()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		c := &movable{}
		o.Now = c.now
		test(t, open(t, o), c)
	})
}

// An archive brings what the editor has of a bot: its draft, its tests, the secrets and files of its home.
func TestArchive_BringsWhatTheEditorHas(t *testing.T) {
	t.Parallel()
	fill := func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		check(t, db.SaveBot(ctx, host.BotRecord{ID: 7, Name: "Shop", Username: "shop_bot", Token: "7:token", Hosted: true}))
		_, err := db.Publish(ctx, 7, []byte(`{}`), noon)
		check(t, err)
		check(t, db.SetSecret(ctx, 7, "old", "of before"))
		check(t, db.SetSecret(ctx, 7, "key", "hidden"))
		check(t, db.PutAsset(ctx, 7, fileOf("old.png", "old"), roomy, strings.NewReader("old")))
		_, err = db.KeepFile(ctx, host.KeptFile{BotID: 7, File: engine.File{ID: "kept:1"}, Expires: noon.AddDate(1, 0, 0)}, roomy, strings.NewReader("a user's"))
		check(t, err)
		addBot(t, s, "babcdefghijklmnop", "w", "My shop", 7)
		check(t, s.SetSecret(ctx, "babcdefghijklmnop", "key", "newest"))
		addMedia(t, s, "babcdefghijklmnop", "cup.png", strings.Repeat("cup", 100_000))
		check(t, db.AddTest(ctx, &testchat.Test{Bot: "babcdefghijklmnop", Name: "Greets", Steps: 2, Transcript: []byte(`{"steps": []}`), By: "u", SavedAt: noon}))
	}
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		fill(t, db)
		for _, people := range []bool{true, false} {
			file := archive(t, db, storage.ExportOptions{Bots: []int64{7}, People: people, Secrets: true})
			onBoth(t, func(t *testing.T, to *storage.DB) {
				t.Helper()
				ctx := t.Context()
				check(t, to.Import(ctx, openArchive(t, file), storage.ImportOptions{Keys: [][]byte{masterKey}}))
				b, err := to.Studio().BotOf(ctx, 7)
				check(t, err)
				want := studio.Bot{
					ID: "babcdefghijklmnop", Workspace: "w", Name: "My shop", CreatedAt: noon, ChangedAt: noon, Telegram: 7,
					Draft: studio.DraftMark{Version: 1, Digest: "d1", Errors: 2, Warnings: 3}, Live: b.Live,
				}
				if !reflect.DeepEqual(b, want) || b.Live == nil {
					t.Errorf("got %+v, want %+v", b, want)
				}
				d, err := to.Studio().Draft(ctx, b.ID)
				if check(t, err); d.Version != 1 || string(d.Document) != "{}" || d.SavedBy.Name != "Ann" {
					t.Errorf("draft %+v", d)
				}
				x, err := to.Test(ctx, b.ID, "Greets")
				if check(t, err); string(x.Transcript) != `{"steps": []}` {
					t.Errorf("test %+v", x)
				}
				for name, want := range map[string]string{"old": "of before", "key": "newest"} {
					if got, err := to.Secret(ctx, 7, name); err != nil || got != want {
						t.Errorf("secret %s is %q, %v", name, got, err)
					}
				}
				for name, want := range map[string]string{"old.png": "old", "cup.png": strings.Repeat("cup", 100_000)} {
					if got := sent(ctx, to, 7, name); got != name+": "+want {
						t.Errorf("%s is sent as %.80s", name, got)
					}
				}
				if _, err := to.KeptFile(ctx, 7, "kept:1"); (err == nil) != people {
					t.Errorf("a user's file: %v", err)
				}
				if m := addMedia(t, to.Studio(), b.ID, "cup.png", "another"); m.Name != "cup-2.png" {
					t.Errorf("a file after the import is called %s", m.Name)
				}
			})
		}
	})
}
