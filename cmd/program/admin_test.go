package program

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// adminAddress waits for the pages of whoever runs the server.
func (p *program) adminAddress(t *testing.T) string {
	t.Helper()
	return "http://" + p.out.await(t, `Admin +http://(127\.0\.0\.1:\d+)`, p.over)
}

// scrape reads /metrics into its series.
func scrape(t *testing.T, admin string) map[string]float64 {
	t.Helper()
	code, body := get(t, admin+"/metrics")
	if code != http.StatusOK {
		t.Fatalf("/metrics is %d %s", code, body)
	}
	out := map[string]float64{}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		i := strings.LastIndexByte(line, ' ')
		if line == "" || line[0] == '#' || i < 0 {
			continue
		}
		var value float64
		if _, err := fmt.Sscan(line[i+1:], &value); err != nil {
			t.Fatalf("read %q: %v", line, err)
		}
		out[line[:i]] = value
	}
	return out
}

// awaitSeries scrapes until the series has the value.
func awaitSeries(t *testing.T, admin, series string, value float64) map[string]float64 {
	t.Helper()
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		got := scrape(t, admin)
		if got[series] == value {
			return got
		}
		select {
		case <-end.C:
			t.Fatalf("%s stays at %v, want %v", series, got[series], value)
		default:
		}
	}
}

func TestServe_CountsWhatHappens(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	var mu sync.Mutex
	calls := map[string]float64{}
	tg.Subscribe(func(c botapi.Call) {
		mu.Lock()
		defer mu.Unlock()
		calls[c.Method]++
	})
	p := serveTalk(t, dataDir(t), tg, "--admin-listen", "127.0.0.1:0")
	admin := p.adminAddress(t)
	const people = 3
	for range people {
		talkThrough(t, tg) // /start, a name, a colour, a pause of two seconds, goodbye
	}
	awaitSeries(t, admin, `scenarist_outbox_effects`, 0)
	mu.Lock()
	sent := calls["sendMessage"] + calls["editMessageText"] + calls["editMessageReplyMarkup"]
	pressed := calls["answerCallbackQuery"]
	mu.Unlock()
	awaitSeries(t, admin, `scenarist_answers_total`, pressed)
	got := awaitSeries(t, admin, `scenarist_sends_total{bot="talk_bot",result="sent"}`, sent)
	for series, want := range map[string]float64{
		`scenarist_turns_total{bot="talk_bot",result="committed",source="update"}`: 4 * people,
		`scenarist_turns_total{bot="talk_bot",result="committed",source="timer"}`:  people,
		`scenarist_events_received_total`:                                          4 * people,
		`scenarist_acknowledge_seconds_count{bot="talk_bot"}`:                      4 * people,
		`scenarist_stage_seconds_count{stage="turn"}`:                              5 * people,
		`scenarist_stage_seconds_count{stage="commit"}`:                            5 * people,
		`scenarist_stage_seconds_count{stage="send"}`:                              sent,
		`scenarist_stage_seconds_count{stage="send_wait"}`:                         sent,
		`scenarist_timer_late_seconds_count`:                                       people,
		`scenarist_commit_turns_sum`:                                               5 * people,
		`scenarist_answers_total`:                                                  pressed,
		`scenarist_turn_conflicts_total{bot="talk_bot"}`:                           0,
		`scenarist_mailbox_events`:                                                 0,
		`scenarist_cached_sessions`:                                                people,
		`scenarist_bots_served`:                                                    1,
		`scenarist_compiled_revisions`:                                             1,
		`scenarist_store_healthy`:                                                  1,
		`scenarist_build_info{version="` + programVersion() + `"}`:                 1,
	} {
		if value, ok := got[series]; !ok || value != want {
			t.Errorf("%s is %v (%v), want %v", series, value, ok, want)
		}
	}
	if sent < 5*people || pressed != people { // name, colour, one moment, bye, and the end
		t.Errorf("%v messages and %v answers for %d people", sent, pressed, people)
	}
	if got["scenarist_database_file_bytes"] == 0 || got["go_goroutines"] == 0 {
		t.Error("nothing is said of the database, or of the Go runtime")
	}
	for series := range got {
		if strings.HasPrefix(series, "scenarist_turns_total") && !strings.Contains(series, "committed") && !strings.Contains(series, "ignored") {
			t.Errorf("there is %s", series)
		}
	}
	awaitSeries(t, admin, "scenarist_commit_marks_sum", sent) // the last marks are stored behind the last send
	if _, page := get(t, admin+"/metrics"); strings.Contains(page, testToken) || strings.Contains(page, "standin") || strings.Contains(page, "Ann") {
		t.Error("the page has the token, or what people wrote")
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
}

func TestServe_CountsOnlySoManyBotsByThemselves(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	tokens := []string{"51:one", "52:two", "53:three"}
	for i, token := range tokens {
		o.tg.AddBot(token, botapi.Bot{Username: fmt.Sprintf("bot%d_bot", i), FirstName: "Bot"})
		o.does("add", "--token", token, "--document", talkFile)
	}
	p := start(t, withSecret, "serve", "--data", o.dir, "--listen", "127.0.0.1:0", "--api-url", o.tg.web.URL, "--key", testKey,
		"--admin-listen", "127.0.0.1:0", "--metrics-bots", "1")
	admin := p.adminAddress(t)
	for _, token := range tokens {
		ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
		if _, err := ann.Start(token, ""); err != nil {
			t.Fatal(err)
		}
	}
	awaitSeries(t, admin, `scenarist_events_received_total`, 3)
	got := awaitSeries(t, admin, `scenarist_turns_total{bot="other",result="committed",source="update"}`, 2)
	own := 0
	for series, value := range got {
		if strings.HasPrefix(series, "scenarist_turns_total") && !strings.Contains(series, `"other"`) {
			if own++; value != 1 {
				t.Errorf("%s is %v", series, value)
			}
		}
	}
	if own != 1 {
		t.Errorf("%d bots have series of their own", own)
	}
}

func TestServe_AdminPagesAreNotOnThePublicAddress(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	p := serveTalk(t, dataDir(t), tg, "--admin-listen", "127.0.0.1:0")
	public := "http://" + p.address(t)
	if admin := p.adminAddress(t); admin == public {
		t.Fatal("both have one address")
	}
	for _, path := range []string{"/metrics", "/jobs/", "/jobs/api/jobs"} {
		code, body := get(t, public+path)
		if code != http.StatusNotFound && (code != http.StatusOK || strings.Contains(body, "scenarist_") || strings.Contains(body, "river")) {
			t.Errorf("%s is %d on the public address: %s", path, code, body)
		}
	}
}

func TestServe_AdminPagesWithoutAPasswordAreForThisMachine(t *testing.T) {
	t.Parallel()
	p := serveTalk(t, dataDir(t), newStandIn(t), "--admin-listen", "127.0.0.1:0")
	admin := p.adminAddress(t)
	for path, want := range map[string]string{
		"/": "jobs/", "/metrics": "scenarist_store_healthy 1", "/jobs/": "/jobs/assets/", "/jobs/api/states": "completed",
		"/healthz": "ok", "/readyz": `{"ready":true`,
	} {
		if code, body := get(t, admin+path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s is %d %s", path, code, body)
		}
	}
	for _, host := range []string{"evil.example.com", "evil.example.com:80", "127.0.0.1.example.com"} {
		if code, _ := ask(t, admin, "GET", "/metrics", func(r *http.Request) { r.Host = host }); code != http.StatusForbidden {
			t.Errorf("called as %s it answers %d", host, code)
		}
	}
	if code, _ := ask(t, admin, "POST", "/jobs/api/jobs/cancel", func(r *http.Request) {
		r.Header.Set("Origin", "https://evil.example.com")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Body = io.NopCloser(strings.NewReader(`{"ids":["1"]}`))
	}); code != http.StatusForbidden {
		t.Errorf("a page elsewhere may cancel jobs: %d", code)
	}
	if code, _ := get(t, admin+"/anything"); code != http.StatusNotFound {
		t.Errorf("an unknown page is %d", code)
	}
}

func TestServe_AdminPagesAskForThePassword(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	const password = "correct horse battery"
	p := serveTalk(t, dataDir(t), newStandIn(t), "--admin-listen", "127.0.0.1:0", "--admin-password", password)
	admin := p.adminAddress(t)
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"nothing":         {func(*http.Request) {}, http.StatusUnauthorized},
		"wrong":           {func(r *http.Request) { r.SetBasicAuth("admin", "correct horse") }, http.StatusUnauthorized},
		"empty":           {func(r *http.Request) { r.SetBasicAuth("admin", "") }, http.StatusUnauthorized},
		"wrong bearer":    {func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, http.StatusUnauthorized},
		"empty bearer":    {func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, http.StatusUnauthorized},
		"as a user":       {func(r *http.Request) { r.SetBasicAuth(password, "x") }, http.StatusUnauthorized},
		"basic":           {func(r *http.Request) { r.SetBasicAuth("ann", password) }, http.StatusOK},
		"bearer":          {func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+password) }, http.StatusOK},
		"by another name": {func(r *http.Request) { r.Host = "bots.example.com"; r.SetBasicAuth("ann", password) }, http.StatusOK},
	} {
		for _, path := range []string{"/", "/metrics", "/jobs/", "/jobs/api/jobs"} {
			if code, body := ask(t, admin, "GET", path, c.change); code != c.want {
				t.Errorf("%s, %s: got %d %s", name, path, code, body)
			}
		}
		for _, path := range []string{"/healthz", "/readyz"} {
			if code, _ := ask(t, admin, "GET", path, c.change); code != http.StatusOK {
				t.Errorf("%s, %s: got %d", name, path, code)
			}
		}
	}
	if said := p.out.String() + p.errs.String(); strings.Contains(said, password) {
		t.Error("the password is in the output")
	}
}

func TestServe_AdminAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	first := serveTalk(t, dataDir(t), newStandIn(t), "--admin-listen", "127.0.0.1:0")
	taken := strings.TrimPrefix(first.adminAddress(t), "http://")
	second := start(t, nil, "serve", "--data", dataDir(t), "--listen", "127.0.0.1:0", "--admin-listen", taken)
	if code := second.end(t); code != exitProblem || !strings.Contains(second.errs.String(), "SCENARIST_ADMIN_LISTEN: another program listens on "+taken) {
		t.Errorf("ended with %d: %s", code, second.errs)
	}
}

// ask calls an address with a request that was changed.
func ask(t *testing.T, base, method, path string, change func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	change(req)
	return do(t, req)
}
