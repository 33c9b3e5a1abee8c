package program

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func TestServe_TalksByPolling(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	p := serveTalk(t, dataDir(t), tg)
	talkThrough(t, tg)
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

func TestServe_TalksByWebhook(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	addr := freeAddress(t)
	p := serveTalk(t, dataDir(t), tg, "--listen", addr, "--public-url", "http://"+addr)
	talkThrough(t, tg)
	for path, want := range map[string]int{
		"/": http.StatusOK, "/try/": http.StatusNotFound, "/try/api/try/bots": http.StatusNotFound, "/healthz": http.StatusOK,
	} {
		if code, _ := get(t, "http://"+addr+path); code != want {
			t.Errorf("%s answers %d to the world, want %d", path, code, want)
		}
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

func talkThrough(t *testing.T, tg *standIn) {
	t.Helper()
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, ann, "What is your name?")
	say(t, ann, "Ann <&>")
	press(t, ann, tg.awaitText(t, ann, "Which colour, Ann <&>?"), "Blue")
	tg.awaitText(t, ann, "Ann <&> likes blue. Say bye.")
	say(t, ann, "bye")
	tg.awaitText(t, ann, "Bye Ann <&>: 1 1 1 1 1.")
	for _, f := range tg.Findings() {
		t.Errorf("slip: %+v", f)
	}
}

// freeAddress finds a port that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

var setupSecret = regexp.MustCompile(`(/#/setup\?token=)[\w-]{43}\b`)

func TestServe_SaysWhatItStarts(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	dir := dataDir(t)
	p := serveTalk(t, dir, tg, "--owner", "77", "--staff", "cook=78,waiter=79")
	addr := p.address(t)
	p.stop(t)
	want := "Database  " + filepath.Join(dir, "scenarist.db") + `
Bot       @talk_bot (Talk)
Document  testdata/talk.json, revision 1: 2 flows

Nobody has an account for the editor yet. Make the first one in the browser, with this link; it works once, within
a week, and each start prints another one:
  http://` + addr + `/#/setup?token=SECRET

Web       http://` + addr + ` (the editor; /try/ to try the bot without Telegram; /healthz and /readyz for a supervisor)
Commands  1 in the menu
Updates   asking ` + tg.web.URL + ` (polling)
Owner     77
Staff     78 is cook
Staff     79 is waiter
Stop with Ctrl+C.
Stopping: finishing what is under way.
Stopped.
`
	if got := setupSecret.ReplaceAllString(p.out.String(), "${1}SECRET"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := p.errs.String(); got != "" {
		t.Errorf("errors: %s", got)
	}
	if c := tg.NewUser(botapi.User{}).Commands(testToken); len(c) != 1 || c[0].Command != "start" {
		t.Errorf("menu: %+v", c)
	}
}

func TestServe_RestartGoesOnWithTheConversation(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	p := serveTalk(t, dir, tg)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, ann, "What is your name?")
	p.stop(t)
	say(t, ann, "Ann") // while nobody is there
	p = serveTalk(t, dir, tg)
	m := tg.awaitText(t, ann, "Which colour, Ann?")
	if !strings.Contains(p.out.String(), "revision 1:") {
		t.Errorf("the same document became a new revision:\n%s", p.out)
	}
	press(t, ann, m, "Red")
	tg.awaitText(t, ann, "One moment, Ann.")
	p.stop(t) // in the middle of the pause
	serveTalk(t, dir, tg)
	tg.awaitText(t, ann, "Ann likes red. Say bye.")
}

func TestServe_LinkMakesTheOwnerOnce(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	p := serveTalk(t, dir, tg)
	code := p.out.await(t, `https://t\.me/talk_bot\?start=(owner_[a-z0-9]{20})`, p.over)
	eve := tg.NewUser(botapi.User{FirstName: "Eve"})
	if _, err := eve.Start(testToken, "owner_guess"); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, eve, "What is your name?")
	ann := tg.NewUser(botapi.User{FirstName: "Ann", LanguageCode: "ru"})
	if _, err := ann.Start(testToken, code); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, ann, "Теперь вы владелец этого бота")
	if _, err := eve.Start(testToken, code); err != nil {
		t.Fatal(err)
	}
	tg.awaitText(t, eve, "What is your name?")
	p.stop(t)
	again := serveTalk(t, dir, tg)
	if strings.Contains(again.out.String(), "\nOwner ") {
		t.Errorf("the owner is asked for again:\n%s", again.out)
	}
}

func TestServe_MissingSecretIsNamed(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	p := start(t, nil, talkArgs(dir, tg)...)
	p.out.await(t, "Secret    shop is missing: .*; set SCENARIST_SECRET_SHOP\n", p.over)
	p.out.await(t, "Stop with Ctrl", p.over)
	p.stop(t)
	serveTalk(t, dir, tg).stop(t)
	p = start(t, nil, talkArgs(dir, tg)...)
	p.out.await(t, "Stop with Ctrl", p.over)
	if strings.Contains(p.out.String(), "missing") {
		t.Errorf("the kept secret is asked for again:\n%s", p.out)
	}
}

func TestServe_RefusesToStart(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	if err := os.WriteFile(foreign, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := dataDir(t)
	serveTalk(t, dir, tg).stop(t)
	inUse := dataDir(t)
	serveTalk(t, inUse, tg)
	for _, c := range []struct {
		name string
		dir  string
		args []string
		code int
		want string // pattern of the whole error output
	}{
		{
			"unknown token", dataDir(t),
			[]string{"--token", "1:wrong"},
			exitUsage,
			`scenarist: SCENARIST_TOKEN \(--token\): the bot's token does not work: .*BotFather.*\n`,
		},
		{
			"telegram away", dataDir(t),
			[]string{"--api-url", "http://" + freeAddress(t)},
			exitProblem,
			`scenarist: SCENARIST_API_URL: http://127\.0\.0\.1:\d+ could not be asked about the bot: .*connection refused\n`,
		},
		{
			"port taken", dataDir(t),
			[]string{"--listen", taken.Addr().String()},
			exitProblem,
			`scenarist: SCENARIST_LISTEN: another program listens on 127\.0\.0\.1:\d+ already; stop it, or take another address such as --listen 127\.0\.0\.1:8090\n`,
		},
		{
			"data in use", inUse, nil, exitProblem,
			`scenarist: another Scenarist uses this database already: stop it, or name another directory with SCENARIST_DATA .*\n`,
		},
		{
			"another key", dir,
			[]string{"--key", strings.Repeat("ab", 32)},
			exitUsage,
			`scenarist: SCENARIST_KEY \(--key\): the database .*scenarist\.db was made with another key: .*\n`,
		},
		{
			"not a database", dir,
			[]string{"--database", foreign},
			exitUsage,
			`scenarist: SCENARIST_DATABASE \(--database\): .*foreign\.db.*\n`,
		},
		{
			"no document", dir,
			[]string{"--bot", "nowhere.json"},
			exitProblem,
			`scenarist: SCENARIST_BOT: there is no file nowhere\.json\n`,
		},
		{
			"broken document", dir,
			[]string{"--bot", "testdata/broken.json"},
			exitProblem,
			`testdata/broken\.json:\d+:\d+: error: (.|\n)*the bot cannot be started before the errors are mended\.\n`,
		},
		{
			"wrong value", dir,
			[]string{"--owner", "me"},
			exitUsage,
			`scenarist: SCENARIST_OWNER \(--owner\): "me" is no person; .*\n`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, withSecret, talkArgs(c.dir, tg, c.args...)...)
			code := p.end(t)
			if code != c.code || !regexp.MustCompile(`^`+c.want+`$`).MatchString(p.errs.String()) {
				t.Errorf("ended with %d, want %d; said\n%s\nwant\n%s", code, c.code, p.errs, c.want)
			}
		})
	}
}

func TestServe_KnownBotStartsWithoutTelegram(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	serveTalk(t, dir, tg).stop(t)
	p := serveTalk(t, dir, tg, "--api-url", "http://"+freeAddress(t))
	if code, body := get(t, "http://"+p.address(t)+"/readyz"); code != http.StatusOK || body != isReady {
		t.Errorf("got %d %q", code, body)
	}
	if !strings.Contains(p.errs.String(), "serving it as it was known") {
		t.Errorf("nothing in the log:\n%s", p.errs)
	}
}

func TestServe_LockedDatabaseAcknowledgesNothingAndLosesNothing(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	p := serveTalk(t, dir, tg)
	ready := "http://" + p.address(t) + "/readyz"
	if code, body := get(t, ready); code != http.StatusOK || body != isReady {
		t.Fatalf("got %d %q", code, body)
	}
	other, err := sql.Open("sqlite", filepath.Join(dir, "scenarist.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec("PRAGMA busy_timeout = 10000")
	exec("BEGIN IMMEDIATE")
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	p.errs.await(t, "not acknowledging updates", p.over)
	want := `{"ready":false,"problems":["the database does not work: updates are not acknowledged, Telegram keeps them"]}` + "\n"
	if code, body := get(t, ready); code != http.StatusServiceUnavailable || body != want {
		t.Errorf("got %d %q", code, body)
	}
	if n := tg.Pending(testToken); n != 1 {
		t.Errorf("%d updates wait at Telegram", n)
	}
	exec("ROLLBACK")
	tg.awaitText(t, ann, "What is your name?")
	if code, body := get(t, ready); code != http.StatusOK || body != isReady {
		t.Errorf("got %d %q", code, body)
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

func TestServe_StopFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	tg, dir := newStandIn(t), dataDir(t)
	sending := make(chan struct{})
	tg.SetFaults(botapi.Faults{Latency: func(method string) time.Duration {
		if method != "sendMessage" {
			return 0
		}
		close(sending) // only one message is sent in this test
		return 200 * time.Millisecond
	}})
	p := serveTalk(t, dir, tg)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	<-sending
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	tg.SetFaults(botapi.Faults{})
	tg.awaitText(t, ann, "What is your name?")
	p = serveTalk(t, dir, tg)
	say(t, ann, "Ann")
	tg.awaitText(t, ann, "Which colour, Ann?")
	p.stop(t)
	var texts []string
	for _, m := range ann.Screen(testToken) {
		texts = append(texts, m.Text)
	}
	if got, want := strings.Join(texts, "|"), "/start|What is your name?|Ann|Which colour, Ann?"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
