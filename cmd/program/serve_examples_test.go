package program

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor/trypage"
)

// tryPage is the API of the page.
type tryPage struct {
	base string
	id   string
}

func (p *tryPage) post(t *testing.T, action, body string) trypage.Screen {
	t.Helper()
	target := p.base + "/try/api/try/conversations"
	if p.id != "" {
		target += "/" + p.id
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target+action, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	code, answer := do(t, req)
	var out struct {
		ID     string
		Screen trypage.Screen
	}
	if err := json.Unmarshal([]byte(answer), &out); err != nil || code/100 != 2 {
		t.Fatalf("%s: got %d %s, %v", action, code, answer, err)
	}
	p.id = out.ID
	return out.Screen
}

func TestServe_WithoutTokenTheExamplesCanBeTried(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t))
	base := "http://" + p.address(t)
	p.out.await(t, "Stop with Ctrl", p.over)
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": isReady} {
		if code, body := get(t, base+path); code != http.StatusOK || body != want {
			t.Errorf("%s: got %d %q", path, code, body)
		}
	}
	if code, body := get(t, base+"/try"); code != http.StatusOK || !strings.Contains(body, "<title>") {
		t.Errorf("got %d %s", code, body)
	}
	var list struct{ Bots []trypage.Example }
	code, body := get(t, base+"/try/api/try/bots")
	if err := json.Unmarshal([]byte(body), &list); err != nil || code != http.StatusOK || len(list.Bots) < 2 {
		t.Fatalf("got %d %s, %v", code, body, err)
	}
	for _, bot := range list.Bots {
		page := tryPage{base: base}
		data, err := json.Marshal(map[string]string{"bot": bot.Name, "language": "en"})
		if err != nil {
			t.Fatal(err)
		}
		before := page.post(t, "", string(data))
		after := page.post(t, "/say", `{"text": "/start"}`)
		answered := slices.ContainsFunc(after.Messages, func(m trypage.Message) bool { return !m.Own && m.HTML != "" })
		if len(after.Messages) <= len(before.Messages) || !answered {
			t.Errorf("%s does not answer: %+v", bot.Name, after)
		}
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	if out := p.out.String(); !strings.Contains(out, "Open   "+base) || !strings.HasSuffix(out, "\nStopped.\n") {
		t.Errorf("said\n%s", out)
	}
	if errs := p.errs.String(); errs != "" {
		t.Errorf("errors:\n%s", errs)
	}
}

func TestServe_ConversationsWithExamplesAreFoundAgain(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	serve := func() *program {
		p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)
		p.out.await(t, "Stop with Ctrl", p.over)
		return p
	}
	p := serve()
	page := tryPage{base: "http://" + p.address(t)}
	page.post(t, "", `{"bot": "coffee", "language": "en"}`)
	before := page.post(t, "/say", `{"text": "/start"}`)
	p.stop(t)
	p = serve()
	if out := p.out.String(); !strings.Contains(out, "\nPage      1 conversation goes on\n") {
		t.Errorf("said\n%s", out)
	}
	page.base = "http://" + p.address(t)
	after := page.post(t, "/wait", `{"seconds": 1}`)
	if got, want := len(after.Messages), len(before.Messages); got != want || want < 3 {
		t.Errorf("%d messages are there again, there were %d", got, want)
	}
}

func TestServe_ExamplesRefuseToStart(t *testing.T) {
	t.Parallel()
	busy := dataDir(t)
	p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", busy)
	p.out.await(t, "Stop with Ctrl", p.over)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	garbage := t.TempDir()
	if err := os.WriteFile(filepath.Join(garbage, "scenarist.db"), []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	cut := dataDir(t)
	start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", cut).stopSoon(t)
	if err := os.Truncate(filepath.Join(cut, "scenarist.db"), 20000); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "scenarist.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	badKey := t.TempDir()
	if err := os.WriteFile(filepath.Join(badKey, keyFileName), []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir string
		code      int
		want      string // pattern of the whole error output
	}{
		{"in use", busy, exitProblem, `scenarist: another Scenarist uses this database already: stop it, or name another directory with SCENARIST_DATA .*pid \d+.*\n`},
		{"a file", file, exitUsage, `scenarist: SCENARIST_DATA \(--data\): the directory ".*file" cannot be made: .*\n`},
		{"below a file", filepath.Join(file, "data"), exitUsage, `scenarist: SCENARIST_DATA \(--data\): the directory ".*" cannot be made: .*not a directory\n`},
		{"garbage", garbage, exitUsage, `scenarist: SCENARIST_DATABASE \(--database\): .*the file is not a database or is damaged: .*\n`},
		{"cut off", cut, exitUsage, `scenarist: SCENARIST_DATABASE \(--database\): .*the file is not a database or is damaged: .*\n`},
		{"a folder", folder, exitUsage, `scenarist: SCENARIST_DATABASE \(--database\): .*is a directory; name a file in a directory that this user may write to\n`},
		{"a broken key", badKey, exitProblem, `scenarist: the key file .* is damaged: .*\n`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", c.dir)
			if code := p.end(t); code != c.code || !regexp.MustCompile(`^`+c.want+`$`).MatchString(p.errs.String()) {
				t.Errorf("ended with %d, want %d; said\n%s\nwant\n%s", code, c.code, p.errs, c.want)
			}
		})
	}
}

// What listens everywhere, as in a container, is reached from its machine at 127.0.0.1: [::] is nothing to open in a browser.
func TestServe_LinksOfWhatListensEverywhereCanBeOpened(t *testing.T) {
	t.Parallel()
	for listens, want := range map[string]string{
		"[::]:8080": "127.0.0.1:8080", "0.0.0.0:8080": "127.0.0.1:8080", ":8080": "127.0.0.1:8080",
		"127.0.0.1:8080": "127.0.0.1:8080", "[::1]:8080": "[::1]:8080", "inner.example.com:8080": "inner.example.com:8080",
	} {
		if got := fromHere(listens); got != want {
			t.Errorf("%s is reached at %s", listens, got)
		}
	}
	p := start(t, nil, "serve", "--listen", ":0", "--data", dataDir(t))
	p.out.await(t, "Stop with Ctrl", p.over)
	p.stop(t)
	out := p.out.String()
	for _, line := range []string{`\n  http://127\.0\.0\.1:\d+/#/setup\?token=`, `\nOpen   http://127\.0\.0\.1:\d+ `, `\n       http://127\.0\.0\.1:\d+/try/ `, `\n {21}SCENARIST_TOKEN=\S+ SCENARIST_BOT=my-bot\.json scenarist serve\n`} {
		if !regexp.MustCompile(line).MatchString(out) {
			t.Errorf("it does not say %s:\n%s", line, out)
		}
	}
}
