package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
)

// command runs the command line and gives what it says.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := &runEnv{
		Context: t.Context(), Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" },
	}
	code = run(env, args)
	return code, stdout.String(), stderr.String()
}

// does runs what must go well.
func does(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := command(t, args...)
	if code != exitOK || errs != "" {
		t.Fatalf("%q: exit code %d, %s%s", args, code, out, errs)
	}
	return out
}

// refuses runs what must not, with words that fit.
func refuses(t *testing.T, want string, code int, args ...string) {
	t.Helper()
	got, out, errs := command(t, args...)
	if got != code || !strings.Contains(errs, want) {
		t.Errorf("%q: exit code %d, %s%s; want %d and %q", args, got, out, errs, code, want)
	}
}

// lines reads a file of keys.
func lines(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(data))
}

// listed is `keys list --json`.
func listed(t *testing.T, dir string, more ...string) keyList {
	t.Helper()
	var list keyList
	if err := json.Unmarshal([]byte(does(t, append([]string{"keys", "list", "--json", "--data", dir}, more...)...)), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// The server that runs goes on with the bots that it has, and serves one that was sealed with keys it has never seen.
func TestKeys_RotateBesideTheServerThatRuns(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	dir, tg := dataDir(t), newStandIn(t)
	tg.AddBot("4243:second", botapi.Bot{Username: "second_bot", FirstName: "Second"})
	serve := func() *program {
		p := start(t, nil, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--api-url", tg.web.URL, "--send-rate", "0")
		p.out.await(t, "Stop with Ctrl", p.over)
		return p
	}
	talk := func(text string) {
		t.Helper()
		person := tg.NewUser(botapi.User{FirstName: "Ann"})
		say(t, person, "/start")
		tg.awaitText(t, person, text)
	}
	add := func(token string) {
		t.Helper()
		does(t, "bots", "add", "--data", dir, "--api-url", tg.web.URL, "--token", token, "--document", talkFile)
	}
	p := serve()
	add(testToken)
	talk("What is your name?")
	file := filepath.Join(dir, "scenarist.key")
	first := lines(t, file)
	out := does(t, "keys", "rotate", "--data", dir)
	for _, want := range []string{
		"2 data keys are sealed with the master key ", "The running Scenarist follows by itself.",
		"The master key of before is in " + filepath.Join(dir, "scenarist.key.old") + " now", "Keep a copy of " + file,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("rotating says\n%swithout %q", out, want)
		}
	}
	second := lines(t, file)
	if len(first) != 1 || len(second) != 1 || first[0] == second[0] || lines(t, file+".old")[0] != first[0] {
		t.Fatalf("the key files hold %v, then %v and %v", first, second, lines(t, file+".old"))
	}
	add("4243:second") // sealed with a data key that the server does not know, by a master key that it does not know
	person := tg.NewUser(botapi.User{FirstName: "Bob"})
	if _, err := person.Say("4243:second", "/start"); err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, dir: dir, tg: tg}
	o.until("the second bot answers", func() bool { return len(person.Screen("4243:second")) > 1 })
	does(t, "keys", "rotate", "--data-keys", "--data", dir)
	talk("What is your name?")

	list := listed(t, dir)
	if len(list.Masters) != 1 || list.Masters[0].DataKeys != 5 || list.Masters[0].Since == nil || len(list.DataKeys) != 5 {
		t.Errorf("the list is %+v", list)
	}
	for _, k := range list.DataKeys {
		if k.Retired && k.Values != 0 || k.Bot == 4243 && k.Name != "@second_bot" {
			t.Errorf("a data key is %+v", k)
		}
	}
	text := does(t, "keys", "list", "--data", dir)
	if !strings.Contains(text, list.Masters[0].ID+"  ") || !strings.Contains(text, "@talk_bot (before)") {
		t.Errorf("the list is\n%s", text)
	}
	for _, key := range append(second, first...) {
		if strings.Contains(text+out, key) {
			t.Error("a key is shown")
		}
	}
	if code := p.stop(t); code != exitOK || strings.Contains(p.errs.String(), "level=ERROR") {
		t.Errorf("the server ended with %d: %s", code, p.errs)
	}
	p = serve()
	talk("What is your name?")
	p.stop(t)
}

// A key that is brought to all machines before it is used.
func TestKeys_PreparedKeyIsTheNextOne(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	dir := dataDir(t)
	does(t, "keys", "list", "--data", dir)
	file := filepath.Join(dir, "scenarist.key")
	for range 2 { // the second time it is there already
		does(t, "keys", "rotate", "--prepare", "--data", dir)
	}
	prepared := lines(t, file)
	list := listed(t, dir)
	if len(prepared) != 2 || len(list.Masters) != 2 || list.Masters[0].DataKeys != 0 || list.Masters[1].DataKeys != 1 {
		t.Fatalf("%d keys are in the file, the list is %+v", len(prepared), list)
	}
	other := dataDir(t) // another machine
	if err := os.MkdirAll(other, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := (keysFile{filepath.Join(other, "scenarist.key")}).write(must(keyFile(dir).read())); err != nil {
		t.Fatal(err)
	}
	does(t, "keys", "rotate", "--data", dir)
	if after := lines(t, file); len(after) != 1 || after[0] != prepared[0] {
		t.Errorf("%d keys are in the file", len(after))
	}
	there := []string{"--data", other, "--database", filepath.Join(dir, "scenarist.db")}
	if out := does(t, append([]string{"keys", "rotate"}, there...)...); !strings.Contains(out, "All data keys are sealed with the master key "+list.Masters[0].ID) {
		t.Errorf("on the other machine it says\n%s", out)
	}
	if after := lines(t, filepath.Join(other, "scenarist.key")); len(after) != 1 || after[0] != prepared[0] {
		t.Errorf("%d keys are in the file of the other machine", len(after))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestKeys_GivenByTheEnvironment(t *testing.T) {
	t.Parallel()
	dir, old, fresh := dataDir(t), strings.Repeat("0a", 32), strings.Repeat("0b", 32)
	with := func(key string, args ...string) []string { return append(args, "--data", dir, "--key", key) }
	does(t, with(old, "keys", "list")...)
	refuses(t, "this is the key in use; put a new one in front", exitUsage, with(old, "keys", "rotate")...)
	refuses(t, "there is no key file to prepare", exitUsage, with(old, "keys", "rotate", "--prepare")...)
	refuses(t, "one of the keys is empty", exitUsage, with(fresh+",", "keys", "list")...)
	refuses(t, "was made with another key: use that one, or name both during a rotation: SCENARIST_KEY=NEW,OLD", exitUsage, with(fresh, "keys", "list")...)
	does(t, with(fresh+","+old, "keys", "list")...)
	if out := does(t, with(fresh+", "+old, "keys", "rotate")...); !strings.Contains(out, "1 data key is sealed with the master key ") ||
		!strings.Contains(out, "Set SCENARIST_KEY to its first key alone for every server") {
		t.Errorf("rotating says\n%s", out)
	}
	does(t, with(fresh, "keys", "list")...)
	refuses(t, "was made with another key", exitUsage, with(old, "keys", "list")...)
	if _, err := os.Stat(filepath.Join(dir, "scenarist.key")); !os.IsNotExist(err) {
		t.Errorf("a key file was made: %v", err)
	}
}

func TestKeys_TroubleIsExplained(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	does(t, "keys", "list", "--data", dir)
	file := filepath.Join(dir, "scenarist.key")
	key, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Repeat("ab", 32), 0o600)
	refuses(t, "was made with another key: use that one (the key file is "+file, exitUsage, "keys", "list", "--data", dir)
	write(string(key), 0o640)
	refuses(t, "can be read by others; run: chmod 600 "+file, exitProblem, "keys", "rotate", "--data", dir)
	write("\n", 0o600)
	refuses(t, "is damaged", exitProblem, "keys", "list", "--data", dir)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	refuses(t, "has secrets, and the key file "+file+" that opens them is not there: put it back from a copy", exitUsage, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a key that opens nothing is left there: %v", err)
	}
	write(string(key), 0o600)
	does(t, "keys", "list", "--data", dir)
}

// The command is killed again and again: the key file and the database always fit each other.
func TestKeys_KilledRotationLosesNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	binary, dir := buildBinary(t), dataDir(t)
	does(t, "keys", "list", "--data", dir)
	const bots = 150 // more than are sealed in one transaction
	o := storage.Options{Path: filepath.Join(dir, "scenarist.db"), Log: slog.New(slog.DiscardHandler), Keys: keyFile(dir).read}
	db, err := storage.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for id := range int64(bots) {
		if err := db.SaveBot(t.Context(), host.BotRecord{ID: id + 1, Token: fmt.Sprint(id+1, ":token"), Hosted: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	began := time.Now()
	if out, err := exec.CommandContext(t.Context(), binary, "keys", "rotate", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(began)
	unfinished := 0
	for range 12 {
		cmd := exec.CommandContext(t.Context(), binary, "keys", "rotate", "--data", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(chance.Int64N(int64(whole)))) // the moment is what is left to chance
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if cmd.Wait() != nil {
			unfinished++
		}
		db, err := storage.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		all, err := db.Bots(t.Context())
		if err != nil || len(all) != bots {
			t.Fatalf("%d bots can be read, %v", len(all), err)
		}
		for _, b := range all {
			if b.Token != fmt.Sprint(b.ID, ":token") {
				t.Fatalf("bot %d has the token %q", b.ID, b.Token)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d of 12 were killed before their end", unfinished)
	does(t, "keys", "rotate", "--data", dir)
	if list := listed(t, dir); len(list.Masters) != 1 || list.Masters[0].DataKeys != bots+1 {
		t.Errorf("the master keys are %+v", list.Masters)
	}
}
