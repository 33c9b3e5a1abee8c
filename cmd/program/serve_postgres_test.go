package program

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// A conversation goes on where it stopped, on a server that the process was told of by the environment.
func TestServe_OnPostgresGoesOnAfterAKill(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	binary := buildBinary(t)
	address := strings.Replace(storagetest.Postgres(t), "user=postgres", "user=postgres&password=not-to-be-told", 1)
	dir, addr := dataDir(t), freeAddress(t)
	env := []string{
		"SCENARIST_DATA=" + dir, "SCENARIST_DATABASE=" + address, "SCENARIST_LISTEN=" + addr, "SCENARIST_API_URL=" + tg.web.URL,
		"SCENARIST_TOKEN=" + testToken, "SCENARIST_BOT=" + talkFile, "SCENARIST_OWNER=1", "SCENARIST_SECRET_SHOP=open sesame",
	}
	p := spawn(t, binary, env...)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, ann, "What is your name?")
	p.kill(t)
	say(t, ann, "Ann <&>")
	said := p.out.String() + p.errs.String()

	p = spawn(t, binary, env...)
	press(t, ann, tg.awaitText(t, ann, "Which colour, Ann <&>?"), "Blue")
	tg.awaitText(t, ann, "Ann <&> likes blue. Say bye.")
	p.kill(t)
	said += p.out.String() + p.errs.String()

	p = spawn(t, binary, env...)
	say(t, ann, "bye")
	tg.awaitText(t, ann, "Bye Ann <&>: 1 1 1 1 1.")
	if code, body := get(t, "http://"+addr+"/readyz"); code != http.StatusOK || body != isReady {
		t.Errorf("ready is %d %s", code, body)
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	said += p.out.String() + p.errs.String()
	if strings.Contains(said, "not-to-be-told") || !strings.Contains(said, "Database  postgres:///scenarist_test_") {
		t.Errorf("said\n%s", said)
	}
	if _, err := os.Stat(dir + "/scenarist.db"); err == nil {
		t.Error("there is an SQLite file as well")
	}
}

// The database server dies and comes again: what people write meanwhile is answered then, and nothing has to be started anew.
func TestServe_OutlastsAKilledPostgres(t *testing.T) {
	t.Parallel()
	pg, err := storagetest.NewServer(t.Context(), "fsync=off")
	storagetest.Need(t, err)
	t.Cleanup(func() {
		if err := pg.Stop(); err != nil {
			t.Error(err)
		}
	})
	tg := newStandIn(t)
	addr := freeAddress(t)
	p := serveTalk(t, dataDir(t), tg, "--listen", addr, "--database", pg.URL("postgres"))
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, ann, "What is your name?")
	if err := pg.Kill(); err != nil {
		t.Fatal(err)
	}
	p.errs.await(t, "the connection that says that this process lives is lost", p.over) // until then a server that dies may still store
	if code, body := get(t, "http://"+addr+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "the database does not work") {
		t.Errorf("ready is %d %s before anybody has written", code, body)
	}
	say(t, ann, "Ann <&>")
	p.errs.await(t, "not acknowledging updates", p.over)
	if code, _ := get(t, "http://"+addr+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("ready is %d while the database does not work", code)
	}
	if err := pg.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	press(t, ann, tg.awaitText(t, ann, "Which colour, Ann <&>?"), "Blue")
	tg.awaitText(t, ann, "Ann <&> likes blue. Say bye.")
	say(t, ann, "bye")
	tg.awaitText(t, ann, "Bye Ann <&>: 1 1 1 1 1.")
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

func TestServe_PostgresThatDoesNotLetUsIn(t *testing.T) {
	t.Parallel()
	address := storagetest.Postgres(t)
	for name, c := range map[string]struct{ address, want string }{
		"no server":    {"postgres://ann:secret@127.0.0.1:1/bots", `(?s)scenarist: SCENARIST_DATABASE: PostgreSQL does not let us in or does not work: open database "postgres://ann@127.0.0.1:1/bots": .*refused.*\n`},
		"no such base": {regexp.MustCompile(`scenarist_test_\w+`).ReplaceAllString(address, "missing"), `scenarist: SCENARIST_DATABASE: PostgreSQL does not let us in or does not work: .*database "missing" does not exist.*\n`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t), "--database", c.address)
			code := p.end(t)
			if errs := p.errs.String(); code != exitProblem || !regexp.MustCompile(`^`+c.want+`$`).MatchString(errs) || strings.Contains(errs, "secret") {
				t.Errorf("ended with %d; said\n%s\nwant\n%s", code, errs, c.want)
			}
		})
	}
}
