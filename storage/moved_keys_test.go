package storage_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// A copy from before a rotation needs the key of then, and one from its middle needs both.
func TestRestore_NeedsTheMasterKeysOfItsTime(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		keys := newRing()
		o.Keys = keys.all
		db := open(t, o)
		keep(t, db, bot, bot+1)
		check(t, keys.fresh(nil))
		half := errors.New("half of it is done")
		_, err := db.Rotate(ctx, storage.Rotation{Moved: func(int) error { return half }})
		wantErr(t, err, half)
		file := filepath.Join(t.TempDir(), "copy")
		made, err := storage.Backup(ctx, o, file, false)
		check(t, err)
		both, _ := keys.all()
		for _, some := range [][][]byte{both[:1], both[1:]} {
			wantErr(t, made.OpensWith(some), storage.ErrWrongKey)
			to := empty(t, o)
			to.Keys = func() ([][]byte, error) { return some, nil }
			_, err = storage.Restore(ctx, to, file, storage.RestoreOptions{})
			wantErr(t, err, storage.ErrWrongKey)
		}
		check(t, made.OpensWith(both))
		to := empty(t, o)
		to.Keys = keys.all
		done, err := storage.Restore(ctx, to, file, storage.RestoreOptions{})
		check(t, err)
		want := []string{storage.MasterKeyID(both[0]), storage.MasterKeyID(both[1])}
		slices.Sort(want)
		if !slices.Equal(done.Masters, want) {
			t.Errorf("it needs %v, want %v", done.Masters, want)
		}
		b, err := open(t, to).Bot(ctx, bot)
		if err != nil || b.Token != "7001:token" {
			t.Errorf("the restored bot is %+v, %v", b, err)
		}
	})
}

// Secrets come to a database with another master key if the one of the archive is known, too, and are sealed with a data key
// of that database.
func TestImport_SealsSecretsAnew(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		source := setup(t)
		keep(t, source, bot)
		a := openArchive(t, archive(t, source, everything))
		if a.Manifest.Master != storage.MasterKeyID(masterKey) {
			t.Errorf("the archive names the key %q", a.Manifest.Master)
		}
		o.Key = bytes.Repeat([]byte{8}, 32)
		db := open(t, o)
		wantErr(t, db.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{o.Key}}), storage.ErrWrongKey)
		check(t, db.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{o.Key, masterKey}}))
		b, err := db.Bot(ctx, bot)
		check(t, err)
		crm, err := db.Secret(ctx, bot, "crm")
		if err != nil || b.Token != "7001:token" || string(b.Key) != "key of 7001" || crm != "crm of 7001" {
			t.Errorf("the bot is %+v with the secret %q, %v", b, crm, err)
		}
		list, err := db.DataKeys(ctx)
		check(t, err)
		for _, k := range list {
			if k.Master != storage.MasterKeyID(o.Key) || k.BotID == bot && k.Values != 4 {
				t.Errorf("a data key is %+v", k)
			}
		}
		if len(list) != 2 {
			t.Errorf("there are %d data keys", len(list))
		}
	})
}

// Processes that serve hear of a bot that is brought in beside them, and one of them takes on what it had to send.
func TestImport_BesideProcessesThatServe(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	source := setup(t)
	live(t, source, bot)
	a := openArchive(t, archive(t, source, everything))
	o := postgres(t)
	one, two := among(t, o)
	told := heard(t, two)
	o.Beside = true
	guest := open(t, o)
	if !guest.Guest() {
		t.Fatal("it is no guest")
	}
	began := time.Now()
	check(t, guest.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{masterKey}, Start: true}))
	awaitNotice(t, told, host.NoticeBots)
	for {
		keys := append(pendingKeys(t, one), pendingKeys(t, two)...)
		if slices.Equal(keys, []string{"open1", "open2"}) {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("taken on are %v", keys)
		}
		<-time.After(20 * time.Millisecond)
	}
}
