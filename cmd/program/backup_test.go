package program

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// tool runs the built program to its end.
func tool(t *testing.T, binary string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestBackup_UnderLoadThenKilledAndRestored(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	backedUp(t, "", "")
}

func TestBackup_OfPostgresUnderLoadThenKilledAndRestored(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	backedUp(t, storagetest.Postgres(t), storagetest.Empty(t))
}

// backedUp lets a crowd talk to a process while it is backed up, kills it when it has served them, and restores the backup
// elsewhere: nothing in the copy is half, what it has is what the killed one had then, and who has not moved since goes on.
func backedUp(t *testing.T, postgres, otherPostgres string) {
	t.Helper()
	people := 300
	if testing.Short() {
		people = 60
	}
	binary := buildBinary(t)
	tg := newStandIn(t)
	env := func(dir, database string) []string {
		return []string{
			"SCENARIST_DATA=" + dir, "SCENARIST_DATABASE=" + database, "SCENARIST_LISTEN=127.0.0.1:0", "SCENARIST_API_URL=" + tg.web.URL,
			"SCENARIST_TOKEN=" + testToken, "SCENARIST_BOT=" + talkFile, "SCENARIST_SEND_RATE=0", "SCENARIST_OWNER=1", "SCENARIST_SECRET_SHOP=open sesame",
		}
	}
	dir, there := dataDir(t), dataDir(t)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	p := spawn(t, binary, env(dir, postgres)...)
	say(t, ann, "/start")
	tg.awaitText(t, ann, "What is your name?")
	say(t, ann, "Ann")
	question := tg.awaitText(t, ann, "Which colour, Ann?")
	c := newCrowd(tg.Server, people)
	c.byChat[ann.User().ID] = &talker{person: ann, name: "Ann", step: 5, copies: map[string][]time.Time{}} // it is not one of them
	begun := make(chan struct{})
	go func() {
		defer close(begun)
		c.begin(t, c.all, 2*time.Second)
	}()
	file := filepath.Join(t.TempDir(), "copy")
	c.await(t, people/3)
	out := tool(t, binary, env(dir, postgres), "backup", "--with-key", file)
	says(t, out, "Saved     ", "Holds     1 bot, ", "Key       copied to "+file+".key")
	<-begun
	select {
	case <-c.finished:
	case <-t.Context().Done():
	}
	p.kill(t)
	c.mu.Lock()
	broken := slices.Clone(c.broken)
	c.mu.Unlock()
	// Of the crowd that is all: the restored one stands where they stood, and Telegram brings it what the killed one did not
	// acknowledge any more.
	for _, b := range broken {
		t.Error(b)
	}

	out = tool(t, binary, env(there, otherPostgres), "restore", file)
	says(t, out, "Key       of the backup is in ", "Restored  ", "Missing   what happened after ", "Start it with: scenarist serve")
	live := contentOf(t, dir, postgres, c)
	copied := contentOf(t, there, otherPostgres, c)
	made, err := storage.LookAtCopy(t.Context(), file)
	if err != nil || made.Rows["updates"] < int64(people/3) {
		t.Errorf("the copy knows %d updates, %v", made.Rows["updates"], err)
	}
	for name, turns := range copied {
		// Turns come in one order only, and none was counted twice.
		if !slices.Contains([]string{"- - - - -", "1 - - - -", "1 1 - - -", "1 1 1 - -", "1 1 1 1 -", "1 1 1 1 1"}, turns) {
			t.Errorf("the turns of %s are %s", name, turns)
		}
		if live[name] != "1 1 1 1 1" {
			t.Errorf("the killed one has turns %s of %s", live[name], name)
		}
	}
	p = spawn(t, binary, env(there, otherPostgres)...)
	press(t, ann, question, "Blue")
	tg.awaitText(t, ann, "Ann likes blue. Say bye.")
	p.stop(t)
}

// await waits until so many of a crowd have been asked something.
func (c *crowd) await(t *testing.T, n int) {
	t.Helper()
	for range 2400 {
		c.mu.Lock()
		begun := 0
		for _, p := range c.all {
			if p.step > 0 {
				begun++
			}
		}
		c.mu.Unlock()
		if begun >= n {
			return
		}
		<-time.After(25 * time.Millisecond)
	}
	t.Fatalf("%d people were not asked anything", n)
}

// contentOf gives the turns of a crowd as they are stored.
func contentOf(t *testing.T, dir, postgres string, c *crowd) map[string]string {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, keyFileName))
	if err != nil {
		t.Fatal(err)
	}
	o := storage.Options{URL: postgres, Log: newLog(newNotes(), &settings{})}
	if o.Key, err = parseKey(strings.TrimSpace(string(key))); err != nil {
		t.Fatal(err)
	}
	if postgres == "" {
		o.Path = filepath.Join(dir, "scenarist.db")
	}
	db, err := storage.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was only read
	out := map[string]string{}
	for _, p := range c.all {
		id := p.person.User().ID
		l, err := db.Load(t.Context(), engine.SessionKey{BotID: hookBot, ChatID: id, UserID: id})
		if err != nil {
			t.Fatal(err)
		}
		var counts []string
		for _, name := range []string{"starts", "names", "colours", "wakes", "byes"} {
			if v, ok := l.User[name]; ok {
				counts = append(counts, fmt.Sprint(v))
			} else {
				counts = append(counts, "-")
			}
		}
		out[p.name] = strings.Join(counts, " ")
	}
	return out
}

func TestBackup_RefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	o.does("add", "--token", testToken, "--document", talkFile)
	file := filepath.Join(t.TempDir(), "copy.db")
	says(t, does(t, "backup", "--data", o.dir, "--key", testKey, file), "KEY       is NOT in it: without SCENARIST_KEY the tokens")
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := o.serve()
	other := dataDir(t)
	for name, c := range map[string]struct {
		code int
		says string
		args []string
	}{
		"over a file":      {exitUsage, "add --replace to write over it", []string{"backup", "--data", o.dir, "--key", testKey, file}},
		"over itself":      {exitUsage, "it is the database itself", []string{"backup", "--replace", "--data", o.dir, "--key", testKey, filepath.Join(o.dir, "scenarist.db")}},
		"no key file":      {exitUsage, "here the key is in SCENARIST_KEY", []string{"backup", "--with-key", "--data", o.dir, "--key", testKey, file + "2"}},
		"nothing to save":  {exitUsage, "no such file", []string{"backup", "--data", other, "--key", testKey, file + "2"}},
		"while it runs":    {exitProblem, "a Scenarist uses this database: stop it first", []string{"restore", "--data", o.dir, "--key", testKey, file}},
		"no backup":        {exitUsage, "is no backup: neither an SQLite database nor a file of pg_dump", []string{"restore", "--data", other, "--key", testKey, text}},
		"without a key":    {exitUsage, "there is no key: put the key file of the server that made the backup", []string{"restore", "--data", other, file}},
		"with another key": {exitUsage, "was made with another key", []string{"restore", "--data", other, "--key", strings.Repeat("ab", 32), file}},
		"into postgres":    {exitUsage, "is a backup of SQLite, and SCENARIST_DATABASE is PostgreSQL", []string{"restore", "--data", other, "--key", testKey, "--database", "postgres://ann@127.0.0.1:1/bots", file}},
	} {
		t.Run(name, func(t *testing.T) {
			code, _, errs := command(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.says) {
				t.Errorf("exit code %d, %s; want %d with %q", code, errs, c.code, c.says)
			}
		})
	}
	p.stop(t)
	code, _, errs := command(t, "restore", "--data", o.dir, "--key", testKey, file)
	if code != exitUsage || !strings.Contains(errs, "is not empty: it has 1 bot, 0 contacts, 0 conversations, 0 orders. To put the backup into its place add --force") {
		t.Errorf("restoring over a database: %d %s", code, errs)
	}
	says(t, does(t, "restore", "--force", "--data", o.dir, "--key", testKey, file), "Before    "+o.dir+"/scenarist.db.before-")
	says(t, o.does("list"), "@talk_bot")
}

// Where the server is told to, it makes backups by itself.
func TestBackup_ByTheServer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	dir := filepath.Join(t.TempDir(), "backups")
	p := serveTalk(t, dataDir(t), tg, "--backup-dir", dir, "--backup-every", "1h", "--backup-keep", "3")
	file := p.errs.await(t, `msg="the database was backed up" file=(\S+\.db)`, p.over)
	p.stop(t)
	to := dataDir(t)
	says(t, does(t, "restore", "--data", to, "--key", testKey, file), "Holds     1 bot")
}
