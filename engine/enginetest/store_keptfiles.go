package enginetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing/iotest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

const (
	keptID   = "kept:1"
	keptRoom = 10 << 20
)

func keptFile(id string) host.KeptFile {
	return host.KeptFile{
		BotID: storeBot, Expires: moment,
		File: engine.File{ID: id, Kind: "photo", Name: "мой кот.jpg", MIME: "image/jpeg", Width: 3},
	}
}

// wantKept checks that the file is there with the content.
func wantKept(t bundle, f host.KeptFile, content []byte) {
	t.Helper()
	sum := sha256.Sum256(content)
	f.Hash, f.File.Size = hex.EncodeToString(sum[:]), int64(len(content))
	got, err := t.KeptFile(t.Context(), f.BotID, f.File.ID)
	check(t, err)
	equal(t, "kept file", got, f)
	in, err := t.OpenKeptFile(t.Context(), f.BotID, f.File.ID)
	check(t, err)
	data, err := io.ReadAll(in)
	check(t, errors.Join(err, in.Close()))
	if !bytes.Equal(data, content) {
		t.Fatalf("content has %d bytes, want %d that are the same", len(data), len(content))
	}
}

// wantNotKept checks that there is no such file.
func wantNotKept(t bundle, botID int64, id string) {
	t.Helper()
	_, err := t.KeptFile(t.Context(), botID, id)
	wantErr(t, err, engine.ErrNotFound)
	_, err = t.OpenKeptFile(t.Context(), botID, id)
	wantErr(t, err, engine.ErrNotFound)
}

// during is a reader that does something when it is read first.
func during(do func(), content string) io.Reader {
	return io.MultiReader(readerFunc(func([]byte) (int, error) {
		do()
		return 0, io.EOF
	}), strings.NewReader(content))
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

var errBroken = errors.New("the line is broken")

var keptFileTests = map[string]func(t bundle){
	"ComeBackWhole": func(t bundle) {
		wantNotKept(t, storeBot, keptID)
		// Of every length around the parts that a store may cut it into.
		large := bytes.Repeat([]byte("0123456789abcdef"), 80<<10)
		for name, content := range map[string][]byte{
			"kept:empty": {}, "kept:small": []byte("кот"), "kept:part": large[:256<<10], "kept:more": large[:256<<10+1], "kept:large": large,
		} {
			_, err := t.KeepFile(t.Context(), keptFile(name), keptRoom, iotest.HalfReader(bytes.NewReader(content)))
			check(t, err)
			wantKept(t, keptFile(name), content)
		}
		wantNotKept(t, storeBot+1, "kept:small")
	},

	"AreKeptOnce": func(t bundle) {
		first, err := t.KeepFile(t.Context(), keptFile(keptID), keptRoom, strings.NewReader("first"))
		check(t, err)
		other := keptFile(keptID)
		other.File.Name, other.Expires = "other", moment.Add(time.Hour)
		again, err := t.KeepFile(t.Context(), other, keptRoom, iotest.ErrReader(errBroken))
		check(t, err)
		equal(t, "kept again", again, first)
		wantKept(t, keptFile(keptID), []byte("first"))
	},

	"ABrokenTryLeavesNothing": func(t bundle) {
		half := io.MultiReader(bytes.NewReader(make([]byte, 600<<10)), iotest.ErrReader(errBroken))
		_, err := t.KeepFile(t.Context(), keptFile(keptID), keptRoom, half)
		wantErr(t, err, errBroken)
		wantNotKept(t, storeBot, keptID)
		// Not even of its room.
		_, err = t.KeepFile(t.Context(), keptFile(keptID), 4, strings.NewReader("cats"))
		check(t, err)
		wantKept(t, keptFile(keptID), []byte("cats"))
	},

	"TheRoomIsForAllFilesOfABot": func(t bundle) {
		_, err := t.KeepFile(t.Context(), keptFile("kept:1"), 10, strings.NewReader("123456"))
		check(t, err)
		_, err = t.KeepFile(t.Context(), keptFile("kept:2"), 10, strings.NewReader("12345"))
		wantErr(t, err, engine.ErrStorageFull)
		wantNotKept(t, storeBot, "kept:2")
		_, err = t.KeepFile(t.Context(), keptFile("kept:2"), 10, strings.NewReader("1234"))
		check(t, err)
		other := keptFile("kept:2")
		other.BotID++
		_, err = t.KeepFile(t.Context(), other, 10, strings.NewReader("1234567890"))
		check(t, err)
		wantKept(t, other, []byte("1234567890"))
	},

	"WhatIsBeingStoredIsNotThereAndTakesRoom": func(t bundle) {
		part := strings.Repeat("x", 300<<10)
		var err error
		tail := during(func() {
			_, full := t.KeepFile(t.Context(), keptFile("kept:2"), 400<<10, strings.NewReader(part))
			err = full
			wantNotKept(t, storeBot, keptID)
		}, "")
		_, kept := t.KeepFile(t.Context(), keptFile(keptID), 400<<10, io.MultiReader(strings.NewReader(part), tail))
		check(t, kept)
		wantErr(t, err, engine.ErrStorageFull)
	},

	"OfTwoAtOnceTheLaterOneWins": func(t bundle) {
		slow := during(func() {
			_, err := t.KeepFile(t.Context(), keptFile(keptID), keptRoom, during(func() {}, "late"))
			check(t, err)
		}, "early")
		_, err := t.KeepFile(t.Context(), keptFile(keptID), keptRoom, slow)
		wantErr(t, err, engine.ErrConflict)
		wantKept(t, keptFile(keptID), []byte("late"))
	},
}
