package storage_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// live fills a bot with everything that can be hard to move.
func live(t *testing.T, db *storage.DB, botID int64) {
	t.Helper()
	ctx := t.Context()
	furnish(t, db, botID)
	check(t, db.SaveBot(ctx, host.BotRecord{
		ID: botID, Name: "Ann’s <shop>", Username: fmt.Sprintf("shop%d_bot", botID), Token: fmt.Sprintf("%d:token", botID),
		Key: bytes.Repeat([]byte{3}, 32), Secret: "hook", Hosted: true, Receiver: host.ReceiverPolling, Revision: 1,
	}))
	check(t, db.SetSecret(ctx, botID, "empty", ""))
	k := engine.SessionKey{BotID: botID, ChatID: 5, UserID: 5}
	now := time.Now()
	commit(t, db, host.Member{
		Key: k, UpdateID: 50, EventKey: "hook:é", Session: []byte(`{"text":"a\"b\\c ü €"}`), WakeAt: now.Add(2 * time.Hour), WakeGen: 4, Revision: 1,
		User:   &engine.User{ID: 5, FirstName: "Ann", Username: "ann", Premium: true, Language: "ru"},
		Writes: []engine.Write{{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteSet, Value: "x"}, {Scope: engine.ScopeChat, Name: "c", Op: engine.WriteSet, Value: 9007199254740991.0}},
		Records: []engine.RecordChange{{
			Kind: "tickets", Key: "T-1", Owner: 5, Value: engine.Values{"text": "a\n<b>", "n": 1.5, "list": []any{"x"}}, MadeAt: now, Expires: now.Add(time.Hour),
		}},
		Ledger: []engine.LedgerEntry{{Tx: "t", Account: "user:5", Unit: "credits", Amount: 7, At: now}, {Tx: "t", Account: "bot:granted", Unit: "credits", Amount: -7, At: now}},
		Orders: []engine.OrderChange{{ID: "p", Create: &engine.Order{ID: "p", Key: k, Status: engine.OrderOffered, Title: "Cup", Currency: "XTR", Amount: 50, CreatedAt: now}}},
		Out: []host.Outgoing{
			{BotID: botID, ChatID: 5, Key: "open1", Effect: []byte(`{"text":"1"}`)}, {BotID: botID, ChatID: 5, Key: "open2", Effect: []byte(`{"text":"2"}`), SendAt: now.Add(time.Minute)},
		},
		Jobs: []host.JobItem{
			{ID: "later", Key: k, Job: &engine.Job{Kind: "http", Delay: time.Hour}},
			{ID: "flow", Key: k, Start: &engine.StartFor{Key: k, Start: engine.Start{Flow: "f"}, At: now.Add(time.Hour)}},
		},
	})
	check(t, db.Bury(ctx, host.DeadLetter{BotID: botID, UpdateID: 51, Raw: []byte{0xff, 0, 1}, Error: "it \"failed\"", At: now}))
	_, err := db.KeepFile(ctx, host.KeptFile{BotID: botID, File: engine.File{ID: "kept:2"}, Expires: now.Add(time.Hour)}, 1<<20, bytes.NewReader(bytes.Repeat([]byte("\xffpicture\x00"), 60_000)))
	check(t, err)
}

// archive exports bots to a file.
func archive(t *testing.T, db *storage.DB, o storage.ExportOptions) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bots.zip")
	f, err := os.Create(file)
	check(t, err)
	_, err = db.Export(t.Context(), f, o)
	check(t, errors.Join(err, f.Close()))
	return file
}

func openArchive(t *testing.T, file string) *storage.Archive {
	t.Helper()
	a, err := storage.OpenArchive(file, 1<<30)
	check(t, err)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// content gives the rows of an archive by file, so that those of both databases can be compared: JSON in them is written anew.
func content(t *testing.T, file string) map[string][]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	check(t, err)
	defer func() { check(t, z.Close()) }()
	out := map[string][]string{}
	for _, f := range z.File {
		if f.Name == "manifest.json" {
			continue
		}
		r, err := f.Open()
		check(t, err)
		data, err := io.ReadAll(r)
		check(t, errors.Join(err, r.Close()))
		for line := range strings.Lines(string(data)) {
			var row map[string]any
			check(t, json.Unmarshal([]byte(line), &row))
			if strings.HasSuffix(f.Name, "/jobs.jsonl") {
				delete(row, "at") // see times
			}
			for name, v := range row {
				var inner any
				if s, ok := v.(string); ok && json.Unmarshal([]byte(s), &inner) == nil {
					row[name] = inner
				}
				if m, ok := v.(map[string]any); ok && m["sealed"] != nil {
					row[name] = "sealed" // never twice the same
				}
			}
			out[f.Name] = append(out[f.Name], fmt.Sprint(row))
		}
	}
	return out
}

var everything = storage.ExportOptions{People: true, Journal: true, Secrets: true, Version: "test"}

// Everything of the bots is at the other database as it was, whichever kinds the two are of, and goes on there.
func TestArchive_MovesBotsBetweenDatabases(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	kinds := map[string]func(t *testing.T) storage.Options{
		"sqlite":   func(t *testing.T) storage.Options { t.Helper(); return options(filepath.Join(t.TempDir(), "bots.db")) },
		"postgres": func(t *testing.T) storage.Options { t.Helper(); return postgres(t) },
	}
	for from, source := range kinds {
		for to, target := range kinds {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				ctx := t.Context()
				db := open(t, source(t))
				for _, id := range []int64{bot, bot + 1} {
					live(t, db, id)
				}
				check(t, db.SaveBot(ctx, host.BotRecord{ID: bot + 2, Leaving: true}))
				_, err := db.NewTrial(ctx, storageTrial("a", time.Now()))
				check(t, err)
				check(t, db.Exec(ctx, `INSERT INTO scopes (bot_id, scope, owner_id, vars) VALUES (0, 'workspace', 0, '{"all":1}')`))
				file := archive(t, db, everything)

				other := open(t, target(t))
				live(t, other, 8000) // of others, whose numbers come first
				a := openArchive(t, file)
				check(t, other.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{masterKey}, Start: true}))
				if string(a.Document(bot)) != `{}` {
					t.Errorf("the document is %q", a.Document(bot))
				}
				want := content(t, file)
				got := content(t, archive(t, other, storage.ExportOptions{Bots: []int64{bot, bot + 1}, People: true, Journal: true, Secrets: true}))
				delete(want, "workspace/scopes.jsonl")
				for _, name := range slices.Sorted(maps.Keys(want)) {
					if !slices.Equal(got[name], want[name]) {
						t.Errorf("%s has\n%s\nwant\n%s", name, strings.Join(got[name], "\n"), strings.Join(want[name], "\n"))
					}
				}
				if len(got) != len(want) || len(want) < 40 {
					t.Errorf("there are %d files with rows, want %d", len(got), len(want))
				}
				b, err := other.Bot(ctx, bot)
				check(t, err)
				if b.Token != "7001:token" || b.Secret != "hook" || !bytes.Equal(b.Key, bytes.Repeat([]byte{3}, 32)) || b.Paused || b.Version == 0 {
					t.Errorf("the bot is %+v", b)
				}
				secret, err := other.Secret(ctx, bot, "s")
				check(t, err)
				unset, err := other.Secret(ctx, bot, "empty")
				if err != nil || secret != "v" || unset != "" {
					t.Errorf("the secrets are %q and %q, %v", secret, unset, err)
				}
				wantCount(t, other.Count, `scopes WHERE bot_id = 0 AND vars = '{"all":1}'`, 1)
				wantCount(t, other.Count, "imports", 0)
				agenda, err := other.Agenda(ctx, bot)
				check(t, err)
				was, err := db.Agenda(ctx, bot)
				check(t, err)
				if !slices.Equal(times(agenda), times(was)) || len(was) < 5 {
					t.Errorf("what waits is\n%v, want\n%v", times(agenda), times(was))
				}
				pending, err := other.Pending(ctx, bot, 0, 10)
				check(t, err)
				if len(pending) != 2 || pending[0].Key != "open1" || pending[1].Key != "open2" {
					t.Errorf("still to be sent are %+v", pending)
				}
				kept, err := other.Count(ctx, fmt.Sprintf("kept_parts WHERE bot_id = %d", bot))
				if err != nil || kept < 3 {
					t.Errorf("%d parts of files, %v", kept, err)
				}
				// The next turn of the session is committed, and its update is known.
				k := engine.SessionKey{BotID: bot, ChatID: 5, UserID: 5}
				l, err := other.Load(ctx, k)
				check(t, err)
				commit(t, other, host.Member{Key: k, UpdateID: 52, BaseVersion: l.Version, Session: []byte(`{}`)})
				known, err := other.Handled(ctx, bot, 50)
				if err != nil || !known {
					t.Errorf("the update is not known, %v", err)
				}
				err = other.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{masterKey}})
				wantErr(t, err, storage.ErrThere)
			})
		}
	}
}

// times gives what waits and until when, to the millisecond, as the job queue keeps it. What is due is due.
func times(agenda []storage.Appointment) []string {
	var out []string
	for _, a := range agenda {
		if a.At.Before(time.Now()) {
			a.At = time.Time{}
		}
		out = append(out, fmt.Sprintf("%s %d %s", a.Job, a.Session.UserID, a.At.UTC().Round(time.Millisecond).Format("15:04:05.000")))
	}
	slices.Sort(out)
	return out
}

// An alarm that was armed anew wakes its session, and a job runs.
func TestArchive_WhatWaitsGoesOn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		source := setup(t)
		k := key(5)
		check(t, source.SaveBot(t.Context(), host.BotRecord{ID: bot, Key: []byte("k")}))
		commit(t, source, host.Member{
			Key: k, UpdateID: 1, Session: []byte(`{}`), WakeAt: time.Now().Add(-time.Minute), WakeGen: 1,
			Jobs: []host.JobItem{{ID: "work", Key: k, Job: &engine.Job{Kind: "http"}}},
		})
		db := open(t, o)
		check(t, db.Import(t.Context(), openArchive(t, archive(t, source, everything)), storage.ImportOptions{Keys: [][]byte{masterKey}}))
		ran := make(chan string, 1)
		w, woken := alarms(never)
		w.run = func(_ context.Context, item host.JobItem, _ int) error {
			ran <- item.ID
			return nil
		}
		start(t, db, w)
		if got := receive(t, ran); got != "work" {
			t.Errorf("ran %s", got)
		}
		if got := receive(t, woken); got != k {
			t.Errorf("woken is %v", got)
		}
	})
}

// What an archive has of a bot is what was asked for: without people no person, without the key no secret.
func TestExport_LeavesOutWhatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		live(t, db, bot)
		names := func(o storage.ExportOptions) []string {
			t.Helper()
			o.Bots = []int64{bot}
			file := archive(t, db, o)
			data, err := os.ReadFile(file)
			check(t, err)
			for name, rows := range content(t, file) {
				if !o.Secrets && strings.Contains(fmt.Sprint(rows), "sealed") {
					t.Errorf("%s has sealed values", name)
				}
			}
			if bytes.Contains(data, []byte("7001:token")) {
				t.Error("the token can be read")
			}
			return slices.Sorted(maps.Keys(content(t, file)))
		}
		if got := fmt.Sprint(names(storage.ExportOptions{})); got != "[bots/7001/bots.jsonl bots/7001/files.jsonl bots/7001/kept_files.jsonl bots/7001/kept_parts.jsonl bots/7001/media.jsonl bots/7001/revisions.jsonl]" {
			t.Errorf("without people there are %s", got)
		}
		if got := names(storage.ExportOptions{Secrets: true}); !slices.Contains(got, "bots/7001/secrets.jsonl") || len(got) != 7 {
			t.Errorf("with secrets there are %s", got)
		}
		file := archive(t, db, storage.ExportOptions{Bots: []int64{bot}, People: true})
		if n := len(content(t, file)["bots/7001/messages.jsonl"]); n != 2 {
			t.Errorf("without the journal there are %d messages, not the 2 that are still to be sent", n)
		}
		other := setup(t)
		check(t, other.Import(ctx, openArchive(t, file), storage.ImportOptions{Keys: [][]byte{masterKey}, Tokens: map[int64]string{bot: "7001:new"}}))
		b, err := other.Bot(ctx, bot)
		check(t, err)
		if b.Token != "7001:new" || len(b.Key) != 32 || len(b.Secret) != 48 || !b.Paused || !b.Hosted {
			t.Errorf("the bot is %+v", b)
		}
		// A digest says that the rows of the document are in their tables, which are where the people are.
		_, made, err := db.Digest(ctx, bot, 1)
		check(t, err)
		check(t, db.KeepDigest(ctx, bot, 1, made, "known"))
		for people, want := range map[bool]string{true: "known", false: ""} {
			there := setup(t)
			check(t, there.Import(ctx, openArchive(t, archive(t, db, storage.ExportOptions{Bots: []int64{bot}, People: people})),
				storage.ImportOptions{Keys: [][]byte{masterKey}, Tokens: map[int64]string{bot: "7001:new"}}))
			got, _, err := there.Digest(ctx, bot, 1)
			check(t, err)
			if got != want {
				t.Errorf("with people (%v) the digest is %q, want %q", people, got, want)
			}
		}
		_, err = db.Export(ctx, io.Discard, storage.ExportOptions{Bots: []int64{1}})
		wantErr(t, err, engine.ErrNotFound)
	})
}

// A table that is added moves with an archive, or is made anew there: somebody has to think of it.
func TestArchive_EveryTableIsThoughtOf(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	if names := storage.UndecidedTables(); len(names) > 0 {
		t.Errorf("set botTable.moves of %v: partPeople for what has happened to a bot, partNever for what the other database makes itself", names)
	}
}

// repack writes an archive anew, with entries changed, left out (nil) or added.
func repack(t *testing.T, file string, change map[string]func([]byte) []byte) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	check(t, err)
	defer func() { check(t, z.Close()) }()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, data []byte) {
		t.Helper()
		if data == nil {
			return
		}
		e, err := w.Create(name)
		check(t, err)
		_, err = e.Write(data)
		check(t, err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		check(t, err)
		data, err := io.ReadAll(r)
		check(t, errors.Join(err, r.Close()))
		if c := change[f.Name]; c != nil {
			data = c(data)
			delete(change, f.Name)
		}
		add(f.Name, data)
	}
	for name, c := range change {
		add(name, c(nil))
	}
	check(t, w.Close())
	to := filepath.Join(t.TempDir(), "changed.zip")
	check(t, os.WriteFile(to, out.Bytes(), 0o600))
	return to
}

// withManifest changes an archive and makes its list fit, as somebody would who knows how.
func withManifest(t *testing.T, file string, change map[string]func([]byte) []byte, list func(m *storage.Manifest)) string {
	t.Helper()
	change["manifest.json"] = func(data []byte) []byte {
		var m storage.Manifest
		check(t, json.Unmarshal(data, &m))
		list(&m)
		data, err := json.Marshal(m)
		check(t, err)
		return data
	}
	return repack(t, file, change)
}

// Whatever is wrong with an archive is found before anything is written.
func TestImport_RefusesBadArchives(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	source := setup(t)
	live(t, source, bot)
	file := archive(t, source, everything)
	data, err := os.ReadFile(file)
	check(t, err)
	const maxArchive = 1 << 27
	const sessions, jobs = "bots/7001/sessions.jsonl", "bots/7001/jobs.jsonl"
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte {
			if !bytes.Contains(b, []byte(from)) {
				t.Errorf("there is no %q in\n%s", from, b)
			}
			return bytes.ReplaceAll(b, []byte(from), []byte(to))
		}
	}
	refit := func(name string, f func([]byte) []byte) string {
		var changed []byte
		return withManifest(t, file, map[string]func([]byte) []byte{name: func(b []byte) []byte { changed = f(b); return changed }}, func(m *storage.Manifest) {
			for i := range m.Files {
				if m.Files[i].Name == name {
					m.Files[i].Bytes, m.Files[i].SHA256 = int64(len(changed)), fmt.Sprintf("%x", sha(changed))
				}
			}
		})
	}
	write := func(data []byte) string {
		name := filepath.Join(t.TempDir(), "a.zip")
		check(t, os.WriteFile(name, data, 0o600))
		return name
	}
	traversal := withManifest(t, file, map[string]func([]byte) []byte{"../../etc/cron.d/x": func([]byte) []byte { return []byte("x") }}, func(m *storage.Manifest) {
		m.Files = append(m.Files, storage.ArchivedFile{Name: "../../etc/cron.d/x", Bot: bot, Table: "files", Bytes: 1})
	})
	for name, c := range map[string]struct {
		file string
		want error
		says string
	}{
		"no zip":          {write([]byte("hello")), storage.ErrArchive, "cannot be unpacked"},
		"empty":           {write(nil), storage.ErrArchive, "cannot be unpacked"},
		"cut":             {write(data[:len(data)/2]), storage.ErrArchive, "cannot be unpacked"},
		"no list":         {repack(t, file, map[string]func([]byte) []byte{"manifest.json": func([]byte) []byte { return nil }}), storage.ErrArchive, "no manifest.json"},
		"missing file":    {repack(t, file, map[string]func([]byte) []byte{sessions: func([]byte) []byte { return nil }}), storage.ErrArchive, `"` + sessions + `" is missing`},
		"more files":      {repack(t, file, map[string]func([]byte) []byte{"bots/7001/more.txt": func([]byte) []byte { return []byte("x") }}), storage.ErrArchive, "not in its list"},
		"tampered":        {repack(t, file, map[string]func([]byte) []byte{sessions: replace(`"user_id":5`, `"user_id":6`)}), storage.ErrArchive, sessions + " was changed"},
		"shorter":         {repack(t, file, map[string]func([]byte) []byte{sessions: func(b []byte) []byte { return b[:len(b)/2] }}), storage.ErrArchive, "bytes and not"},
		"path":            {traversal, storage.ErrArchive, ""},
		"unknown column":  {refit(sessions, replace(`"wake_gen"`, `"wake_gone"`)), storage.ErrArchive, `"wake_gone", which is not known here`},
		"another's row":   {refit(sessions, replace(`"user_id"`, `"bot_id"`)), storage.ErrArchive, `"bot_id", which is not known here`},
		"no number":       {refit(sessions, replace(`"user_id":5`, `"user_id":"5"`)), storage.ErrArchive, "sessions.user_id cannot be read"},
		"another's job":   {refit(jobs, replace(`\"bot_id\":7001`, `\"bot_id\":7002`)), storage.ErrArchive, "not the bot's own"},
		"job of upkeep":   {refit(jobs, replace(`"kind":"job"`, `"kind":"purge"`)), storage.ErrArchive, `no job of kind "purge"`},
		"moved secret":    {refit("bots/7001/secrets.jsonl", replace(`"name":"s"`, `"name":"r"`)), storage.ErrArchive, "it was changed, or belongs elsewhere"},
		"newer format":    {withManifest(t, file, map[string]func([]byte) []byte{}, func(m *storage.Manifest) { m.Format = 2 }), migrate.ErrNewer, "archive format 2"},
		"newer schema":    {withManifest(t, file, map[string]func([]byte) []byte{}, func(m *storage.Manifest) { m.Schema = 1000 }), migrate.ErrNewer, "schema version 1000"},
		"another program": {withManifest(t, file, map[string]func([]byte) []byte{}, func(m *storage.Manifest) { m.Program = "x" }), storage.ErrArchive, "not one of Scenarist's"},
		"bomb": {withManifest(t, file, map[string]func([]byte) []byte{sessions: func([]byte) []byte { return make([]byte, maxArchive+1) }}, func(m *storage.Manifest) {
			for i := range m.Files {
				if m.Files[i].Name == sessions {
					m.Files[i].Bytes = maxArchive + 1
				}
			}
		}), storage.ErrArchive, "unpacks to more than 134217728 bytes"},
		"bomb that lies": {repack(t, file, map[string]func([]byte) []byte{sessions: func([]byte) []byte { return make([]byte, 1<<24) }}), storage.ErrArchive, "has 16777216 bytes and not"},
		"endless row":    {refit(sessions, func([]byte) []byte { return bytes.Repeat([]byte("x"), 65<<20) }), storage.ErrArchive, "longer than"},
		"listed twice":   {withManifest(t, file, map[string]func([]byte) []byte{}, func(m *storage.Manifest) { m.Files = append(m.Files, m.Files[0]) }), storage.ErrArchive, "listed twice"},
		"no bot":         {withManifest(t, file, map[string]func([]byte) []byte{}, func(m *storage.Manifest) { m.Bots[0].ID = -1 }), storage.ErrArchive, "bot -1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := setup(t)
			err := func() error {
				a, err := storage.OpenArchive(c.file, maxArchive)
				if err != nil {
					return err
				}
				defer func() { check(t, a.Close()) }()
				return db.Import(t.Context(), a, storage.ImportOptions{Keys: [][]byte{masterKey}})
			}()
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v, want %v with %q", err, c.want, c.says)
			}
			tables, err := db.TablesOfBots(t.Context())
			check(t, err)
			for _, table := range append(tables, "river_job") {
				if table == "vault_keys" {
					table += " WHERE bot_id <> 0"
				}
				wantCount(t, db.Count, table, 0)
			}
		})
	}
	db := setup(t)
	err = db.Import(t.Context(), openArchive(t, file), storage.ImportOptions{Keys: [][]byte{bytes.Repeat([]byte{9}, 32)}})
	wantErr(t, err, storage.ErrWrongKey)
}

// What fails in the middle leaves nothing, and what a crash left is replaced by the next try.
func TestImport_LeavesNothingHalf(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		source := setup(t)
		live(t, source, bot)
		a := openArchive(t, archive(t, source, everything))
		db := open(t, o)
		live(t, db, bot+1)
		check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO imports (bot_id, began_at) VALUES (%d, 1)", bot)))
		check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO staff (bot_id, user_id, role) VALUES (%d, 77, 'owner')", bot)))
		check(t, db.Import(ctx, a, storage.ImportOptions{Keys: [][]byte{masterKey}}))
		wantCount(t, db.Count, fmt.Sprintf("staff WHERE bot_id = %d", bot), 1)
		check(t, db.DropBot(ctx, bot))

		stopped, cancel := context.WithCancel(ctx)
		var asked atomic.Int32 // by database/sql, too, in a goroutine of its own
		check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO imports (bot_id, began_at) VALUES (%d, 1)", bot)))
		err := db.Import(counting{stopped, func() {
			if asked.Add(1) == 3 {
				cancel()
			}
		}}, a, storage.ImportOptions{Keys: [][]byte{masterKey}})
		wantErr(t, err, context.Canceled)
		tables, err := db.TablesOfBots(ctx)
		check(t, err)
		for _, table := range tables {
			if table != "imports" { // it was there before
				wantCount(t, db.Count, fmt.Sprintf("%s WHERE bot_id = %d", table, bot), 0)
			}
		}
	})
}

// counting is a context that tells when somebody asks whether it has ended.
type counting struct {
	context.Context //nolint:containedctx // it is one
	asked           func()
}

// Err tells.
func (c counting) Err() error {
	c.asked()
	return c.Context.Err()
}

func sha(data []byte) [32]byte { return sha256.Sum256(data) }
