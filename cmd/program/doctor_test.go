package program

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// checked is what a doctor said.
type checked struct {
	Healthy  bool        `json:"healthy"`
	Findings []diagnosis `json:"findings"`
}

// doctors runs the doctor of an office.
func (o *office) doctors(client *http.Client, args ...string) (checked, int) {
	o.Helper()
	var out, errs bytes.Buffer
	env := &runEnv{
		Context: o.Context(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
		Machine: machine{HTTP: client},
	}
	code := run(env, append([]string{"doctor", "--json", "--data", o.dir, "--api-url", o.tg.web.URL, "--key", testKey}, args...))
	var c checked
	if err := json.Unmarshal(out.Bytes(), &c); err != nil {
		o.Fatalf("%v: %s%s", err, &out, &errs)
	}
	if strings.Contains(out.String()+errs.String(), testToken) {
		o.Errorf("it tells the token:\n%s%s", &out, &errs)
	}
	return c, code
}

// finds fails unless there is a finding with a level and all words, and a way to mend what is not ok.
func (c checked) finds(t *testing.T, level, check string, words ...string) {
	t.Helper()
	for _, f := range c.Findings {
		fits := f.Check == check && f.Level == level && (f.Mend != "") == (level != levelOK)
		for _, w := range words {
			fits = fits && strings.Contains(f.Says+" → "+f.Mend, w)
		}
		if fits {
			return
		}
	}
	t.Errorf("there is no finding %s %s %q in\n%+v", level, check, words, c.Findings)
}

func TestDoctor_FindsNothingWhereAllIsWell(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	o.does("add", "--token", testToken, "--document", talkFile)
	addr, dir := freeAddress(t), t.TempDir()
	p := start(t, nil, "serve", "--data", o.dir, "--listen", addr, "--api-url", o.tg.web.URL, "--key", testKey, "--send-rate", "0", "--backup-dir", dir)
	p.out.await(t, "Stop with Ctrl", p.over)
	p.errs.await(t, "the database was backed up", p.over)
	ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, ann, "/start")
	o.tg.awaitText(t, ann, "What is your name?")
	c, code := o.doctors(nil, "--listen", addr, "--backup-dir", dir)
	if code != exitOK || !c.Healthy {
		t.Errorf("exit code %d, %+v", code, c)
	}
	c.finds(t, levelOK, "program", "scenarist ")
	c.finds(t, levelOK, "database", "SQLite ", "schema version")
	c.finds(t, levelOK, "database", "no damage")
	c.finds(t, levelOK, "backups", "1 is in "+dir)
	c.finds(t, levelOK, "server", "runs at http://"+addr)
	c.finds(t, levelOK, "public address", "polling")
	c.finds(t, levelOK, "telegram", "answers")
	c.finds(t, levelOK, "clock", "the Bot API's clock is ")
	c.finds(t, levelOK, "bot", "its token works, and its updates come")
	if code, _, errs := command(t, "doctor", "--quick", "--data", o.dir, "--listen", addr); code != exitOK {
		t.Errorf("in short: %d %s", code, errs)
	}
	p.stop(t)
	code, out, _ := command(t, "doctor", "--quick", "--data", o.dir, "--listen", addr)
	if code != exitProblem || !strings.HasPrefix(out, "ERROR    server: no server answers at http://"+addr+"\n         → start it with: scenarist serve") {
		t.Errorf("in short, without a server: %d %s", code, out)
	}
}

func TestDoctor_SaysWhatIsWrongAndHowToMendIt(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	o.does("add", "--token", testToken, "--document", talkFile)
	nobody := freeAddress(t)
	t.Run("settings", func(t *testing.T) {
		c, code := o.doctors(nil, "--log-level", "loud")
		if code != exitProblem {
			t.Errorf("exit code %d", code)
		}
		c.finds(t, levelError, "settings", "SCENARIST_LOG_LEVEL")
	})
	t.Run("no server, no backups, a stranger's webhook", func(t *testing.T) {
		if code, body := get(t, o.tg.web.URL+"/bot"+testToken+"/setWebhook?url=https://stranger.example.com/x"); code != http.StatusOK {
			t.Fatal(code, body)
		}
		c, code := o.doctors(nil, "--listen", nobody)
		if code != exitProblem || c.Healthy {
			t.Errorf("exit code %d", code)
		}
		c.finds(t, levelError, "server", "no server answers", "scenarist serve")
		c.finds(t, levelWarning, "backups", "SCENARIST_BACKUP_DIR")
		c.finds(t, levelWarning, "updates", "Telegram brings them to https://stranger.example.com/x", "start the server")
	})
	t.Run("another program there", func(t *testing.T) {
		other := httptest.NewServer(http.NotFoundHandler())
		defer other.Close()
		c, _ := o.doctors(nil, "--listen", strings.TrimPrefix(other.URL, "http://"))
		c.finds(t, levelError, "server", "is not Scenarist")
	})
	t.Run("a stranger's webhook while it runs", func(t *testing.T) {
		ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }))
		defer ours.Close()
		c, _ := o.doctors(nil, "--listen", strings.TrimPrefix(ours.URL, "http://"))
		c.finds(t, levelError, "updates", "stranger.example.com", "scenarist bots repair @talk_bot")
	})
	t.Run("certificates", func(t *testing.T) {
		ours := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }))
		ours.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo) // it complains of who does not trust it
		ours.StartTLS()
		defer ours.Close()
		c, _ := o.doctors(ours.Client(), "--listen", nobody, "--public-url", ours.URL)
		c.finds(t, levelOK, "public address", "is answered by Scenarist")
		c.finds(t, levelOK, "certificate", ours.Certificate().NotAfter.Local().Format(time.DateOnly))
		c, _ = o.doctors(nil, "--listen", nobody, "--public-url", ours.URL)
		c.finds(t, levelError, "public address", "is not trusted: Telegram does not deliver there")
	})
	t.Run("public address", func(t *testing.T) {
		other := httptest.NewServer(http.NotFoundHandler())
		defer other.Close()
		c, _ := o.doctors(nil, "--listen", nobody, "--public-url", other.URL)
		c.finds(t, levelError, "public address", "is not Scenarist (404)")
		c, _ = o.doctors(nil, "--listen", nobody, "--public-url", "http://"+nobody)
		c.finds(t, levelWarning, "public address", "cannot be reached from here", "firewall")
	})
	t.Run("telegram", func(t *testing.T) {
		c, _ := o.doctors(nil, "--listen", nobody, "--api-url", "http://"+nobody)
		c.finds(t, levelError, "telegram", "cannot be reached", "SCENARIST_API_URL")
		late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))
		}))
		defer late.Close()
		c, _ = o.doctors(nil, "--listen", nobody, "--api-url", late.URL)
		c.finds(t, levelError, "clock", "the Bot API's clock is ", "systemd-timesyncd")
	})
	t.Run("a token that was revoked", func(t *testing.T) {
		c, _ := o.doctors(nil, "--listen", nobody, "--token", "4242:revoked", "--bot", talkFile)
		c.finds(t, levelError, "bot", "Telegram refuses its token", "scenarist bots token @talk_bot")
	})
	t.Run("keys", func(t *testing.T) {
		c, _ := o.doctors(nil, "--listen", nobody, "--key", strings.Repeat("ab", 32))
		c.finds(t, levelError, "database", "the key does not open it")
		c.finds(t, levelError, "bot", "its token cannot be read without the key")
		c, _ = o.doctors(nil, "--listen", nobody, "--key", "")
		c.finds(t, levelError, "key", "there is no key file")
		file := filepath.Join(o.dir, keyFileName)
		if err := os.WriteFile(file, []byte(testKey), 0o644); err != nil { //nolint:gosec // that is what is wrong
			t.Fatal(err)
		}
		c, _ = o.doctors(nil, "--listen", nobody, "--key", "")
		c.finds(t, levelError, "key", "can be read by others; run: chmod 600")
	})
	t.Run("backups", func(t *testing.T) {
		dir := t.TempDir()
		old := filepath.Join(dir, "scenarist-20200102-030405.db")
		if err := os.WriteFile(old, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := o.doctors(nil, "--listen", nobody, "--backup-dir", dir)
		c.finds(t, levelError, "backups", "the last one is of 2020-01-02")
	})
	t.Run("database", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(o.dir, "text.db"), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := o.doctors(nil, "--listen", nobody, "--database", filepath.Join(o.dir, "text.db"))
		c.finds(t, levelError, "database", "is damaged", "scenarist restore --force")
		c, _ = o.doctors(nil, "--listen", nobody, "--database", "postgres://ann:hidden@"+nobody+"/bots")
		c.finds(t, levelError, "database", "cannot be reached", "SCENARIST_DATABASE")
	})
}

func TestDoctor_LooksAtPostgres(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	address := storagetest.Postgres(t)
	if code, _, errs := o.bots("", "add", "--token", testToken, "--document", talkFile, "--database", address); code != exitOK {
		t.Fatal(errs)
	}
	nobody := freeAddress(t)
	c, _ := o.doctors(nil, "--listen", nobody, "--database", address)
	c.finds(t, levelOK, "database", "PostgreSQL ", "schema version")
	c.finds(t, levelOK, "database", "each server of ours wants up to 21")
	c.finds(t, levelOK, "clock", "the database's clock is ")
	c.finds(t, levelWarning, "database", "fsync is off", "set fsync = on")
	c.finds(t, levelOK, "bot", "its token works")
	c.finds(t, levelOK, "backups", "the server makes none by itself", "scenarist backup FILE")
	c.finds(t, levelOK, "processes", "none serves this database now")
	share := func(version string) {
		db, err := storage.Open(t.Context(), storage.Options{URL: address, Key: must(parseKey(testKey)), Log: newLog(io.Discard, &settings{}), Version: version})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
	}
	pid := "pid " + strconv.Itoa(os.Getpid()) + " on "
	share("v1.0.0")
	share("v1.0.0")
	c, _ = o.doctors(nil, "--listen", nobody, "--database", address)
	c.finds(t, levelOK, "processes", "2 processes serve this database: "+pid, ", version v1.0.0; "+pid)
	share("v1.1.0")
	c, _ = o.doctors(nil, "--listen", nobody, "--database", address)
	c.finds(t, levelWarning, "processes", "3 processes serve this database: ", ", version v1.1.0: they are not of one version", "one after the other")
	c, _ = o.doctors(nil, "--listen", nobody, "--database", address+"&pool_max_conns=1000")
	c.finds(t, levelError, "database", "wants up to 1001 connections", "max_connections")
}
