package storage_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/storage"
)

var _ studio.BlockStore = (*storage.Studio)(nil)

// TestBlocks_AreLookedAtByOneProcess has two workspaces with one package, a second version, and one of another kind.
func TestBlocks_AreLookedAtByOneProcess(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx, s := t.Context(), db.Studio()
		at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
		add := func(workspace, kind, version, digest string) {
			m := &custom.Manifest{Name: "acme/" + kind, Version: version, Kind: kind}
			check(t, s.AddBlock(ctx, workspace, &custom.Installed{Manifest: m, Digest: digest, At: at, Source: "url"}, []byte(digest), nil))
		}
		add("main", custom.Remote, "1.0.0", "aa")
		add("other", custom.Remote, "1.0.0", "aa")
		add("main", custom.Remote, "2.0.0", "bb")
		add("main", custom.HTTP, "1.0.0", "cc")
		due := func(now time.Time, most int) (digests string) {
			list, err := s.BlocksToLookAt(ctx, now, now.Add(-time.Hour), most)
			check(t, err)
			for _, p := range list {
				digests += p.Digest + " "
			}
			return digests
		}
		if first, again, rest := due(at, 2), due(at, 9), due(at.Add(59*time.Minute), 9); first != "aa " || again != "bb " || rest != "" {
			t.Errorf("looked at are %q, then %q, and within the hour %q", first, again, rest)
		}
		if later := due(at.Add(61*time.Minute), 9); later != "aa bb " {
			t.Errorf("after an hour these are looked at: %q", later)
		}
	})
}

func TestBlocks_ArchivesAreKeptOnceAndAsLongAsSomebodyHasThem(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx, s := t.Context(), db.Studio()
		at := time.Date(2026, 5, 4, 12, 0, 0, 1000, time.UTC)
		poll := func(version, digest string) *custom.Installed {
			return &custom.Installed{
				Manifest: &custom.Manifest{Name: "acme/poll", Version: version}, Digest: digest, At: at, By: custom.Installer{ID: "u1", Name: "Ann"}, Source: "file",
			}
		}
		entry := &account.Entry{Workspace: "main", UserID: "u1", Name: "Ann", What: "block.install", Target: "acme/poll 1.0.0"}
		check(t, s.AddBlock(ctx, "main", poll("1.0.0", "aa"), []byte("A"), entry))
		check(t, s.AddBlock(ctx, "other", poll("1.0.0", "aa"), []byte("A"), nil))
		check(t, s.AddBlock(ctx, "main", poll("2.0.0", "bb"), []byte("B"), nil))
		if err := s.AddBlock(ctx, "main", poll("1.0.0", "cc"), []byte("C"), nil); !errors.Is(err, engine.ErrConflict) {
			t.Errorf("another package of a version that is there: %v", err)
		}
		if lines, err := db.Entries(ctx, account.EntryFilter{Workspace: "main", What: "block.", Limit: 10}); err != nil || len(lines) != 1 {
			t.Errorf("the audit log has %v, %v", lines, err)
		}
		check(t, s.SetBlockDisabled(ctx, "main", "acme/poll", true, nil))
		if err := s.SetBlockDisabled(ctx, "main", "acme/none", true, nil); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("switching off what is not there: %v", err)
		}
		list, err := s.Blocks(ctx, "main")
		check(t, err)
		if len(list) != 2 || list[0].ID() != (custom.BlockID{Type: "acme/poll", Version: "1.0.0"}) || !list[1].Disabled || !list[0].At.Equal(at) || list[0].By.Name != "Ann" {
			t.Errorf("main has %+v", list)
		}
		offer := &custom.Notice{Manifest: &custom.Manifest{Name: "acme/poll", Version: "3.0.0"}, Digest: "o", At: at}
		check(t, s.NoteBlock(ctx, "aa", offer))
		check(t, s.NoteBlock(ctx, "aa", offer)) // as it is every hour
		check(t, s.KeepBlock(ctx, "other", list[0].ID(), "o", nil))
		notice := func(workspace string) *custom.Notice {
			list, err := s.Blocks(ctx, workspace)
			check(t, err)
			return list[0].Notice
		}
		if n := notice("main"); n == nil || n.Manifest.Version != "3.0.0" || n.Digest != "o" || !n.At.Equal(at) || notice("other") != nil {
			t.Errorf("noticed is %+v, and where it was turned down %+v", n, notice("other"))
		}
		check(t, s.SetBlockSecret(ctx, "main", "acme/poll", "first", nil))
		check(t, s.SetBlockSecret(ctx, "main", "acme/poll", "second", nil))
		if v, err := s.BlockSecret(ctx, "main", "acme/poll"); err != nil || v != "second" {
			t.Errorf("the secret is %q, %v", v, err)
		}
		if _, err := s.BlockSecret(ctx, "other", "acme/poll"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the secret of another workspace: %v", err)
		}
		check(t, s.DropBlock(ctx, "main", list[0].ID(), nil))
		if names, err := s.BlockSecrets(ctx, "main"); err != nil || len(names) != 1 {
			t.Errorf("secrets while a version is left: %q, %v", names, err)
		}
		check(t, s.DropBlock(ctx, "main", list[1].ID(), nil))
		if names, err := s.BlockSecrets(ctx, "main"); err != nil || len(names) != 0 {
			t.Errorf("secrets when none is left: %q, %v", names, err)
		}
		if data, err := s.BlockArchive(ctx, "aa"); err != nil || !bytes.Equal(data, []byte("A")) {
			t.Errorf("the archive that another workspace has is %q, %v", data, err)
		}
		check(t, s.DropBlock(ctx, "other", list[0].ID(), nil))
		if _, err := s.BlockArchive(ctx, "aa"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the archive that nobody has: %v", err)
		}
		if err := s.DropBlock(ctx, "other", list[0].ID(), nil); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("removing it twice: %v", err)
		}
	})
}
