package program

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// The tokens and secrets of the test, as long as real ones and with signs that look different in addresses and JSON.
const (
	shopToken    = "5550001:AAFq7Zc-Kp_3xWv9bTn2LmRs8dYh4GjEuQo"
	hookToken    = "5550002:AAHr5Nd_Jm-6yUw1cSk4PfXe7aVt2BiLzMg"
	revokedToken = "5550003:AAGw8Tb-Hn_1zRq6vKd9McYf3eXs7PjUaLo"
	newToken     = "5550003:AAKp4Vx_Fs-7cLm2nQz8RtJw6yBh1GdEuWi"
)

// redaction is a full run with everything that goes wrong, and all that it said.
type redaction struct {
	*testing.T
	dir, database string
	tg            *standIn
	api           *httptest.Server // the Bot API with faults before it
	services      *httptest.Server // what the bot calls
	secrets       map[string]string
	server        *program
	traces        *collectorStandIn

	mu      sync.Mutex
	faulty  int                 // messages of the shop's bot that were met with a fault
	called  map[string]int      // services, by path
	surface map[string][]string // what was seen, by where
}

// seen adds what was said somewhere. A new surface is one line: r.seen("where", body).
func (r *redaction) seen(where, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.surface[where] = append(r.surface[where], what)
}

// boom (test/boom) panics, or fails as nothing of ours should.
type boom struct {
	engine.NoWait

	Fail bool `json:"fail,omitempty"`
}

// Fields says nothing.
func (*boom) Fields() []engine.Field {
	return []engine.Field{{Name: "fail", Title: engine.Text{"en": "Fail", "ru": "Сбой"}}}
}

// Enter panics with all that it was given.
func (b *boom) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	what := fmt.Sprintf("boom: %+v %+v", ctx, t)
	if b.Fail {
		return engine.Outcome{}, errors.New(what)
	}
	panic(what)
}

func withBoom(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	err := reg.Add(engine.BlockType{
		Name: "test/boom", Version: 1, Icon: "bomb", Title: engine.Text{"en": "Boom", "ru": "Бум"}, Help: engine.Text{"en": "Panics.", "ru": "Паникует."},
		Exits: []engine.Exit{{Name: "next", Title: engine.Text{"en": "Next", "ru": "Дальше"}}}, Example: `{"fail": false}`,
		New: func() engine.Block { return new(boom) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// faults stands between the bots and the stand-in: the first messages of the shop's bot meet, one after the other, all that
// may answer in place of Telegram, and what does names the address that was called.
func (r *redaction) faults(w http.ResponseWriter, req *http.Request) {
	if strings.HasPrefix(req.URL.Path, "/bot"+revokedToken+"/") && !strings.HasSuffix(req.URL.Path, "/getMe") {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"ok":false,"error_code":401,"description":"Unauthorized: %s"}`, req.URL.Path)
		return
	}
	if req.URL.Path != "/bot"+shopToken+"/sendMessage" {
		r.tg.ServeHTTP(w, req)
		return
	}
	r.mu.Lock()
	r.faulty++
	n := r.faulty
	r.mu.Unlock()
	refuse := func(code int, more string) {
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":"no way to POST http://%s%s"%s}`, code, req.Host, req.URL.Path, more)
	}
	switch n {
	case 1:
		refuse(429, `,"parameters":{"retry_after":1}`)
	case 2:
		refuse(500, "")
	case 3:
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprintf(w, "<html>cannot reach %s</html>", req.URL.Path)
	case 4:
		panic(http.ErrAbortHandler)
	case 5:
		http.Redirect(w, req, "/elsewhere"+req.URL.Path, http.StatusTemporaryRedirect)
	case 6:
		refuse(400, "")
	case 7:
		refuse(403, "")
	default:
		r.tg.ServeHTTP(w, req)
	}
}

// service is every program that the bot calls: it answers with all that it was sent.
func (r *redaction) service(w http.ResponseWriter, req *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	r.mu.Lock()
	r.called[name]++
	n := r.called[name]
	r.mu.Unlock()
	if name == "drop" || name == "alert" && n == 1 {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	if name == "redirect" {
		http.Redirect(w, req, "http://127.0.0.1:1/"+req.URL.String(), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Your-Key", req.Header.Get("Authorization"))
	if name == "fail" {
		w.WriteHeader(http.StatusInternalServerError)
	}
	if name == "refuse" || name == "alert" {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{ // a caller who has gone is the test's own end
		"error": "Incorrect API key provided: " + req.Header.Get("Authorization"), "url": req.URL.String(), "headers": req.Header, "body": string(body),
	})
}

// document is a bot that goes through all blocks that use secrets, whatever comes of each.
func (r *redaction) document() string {
	r.Helper()
	at := func(path string) string { return r.services.URL + path }
	request := func(path string, more string) string {
		return fmt.Sprintf(`"http.request", "config": {"method": "POST", "url": %q, "timeout": "20s", "save": [{"to": "local.answer", "when": "any"}]%s}`, at(path), more)
	}
	steps := []string{
		request("/echo/{{ secret.path }}", `, "auth": {"kind": "bearer", "token": "{{ secret.bearer }}"}`),
		`"message.text", "config": {"text": "It says {{ local.answer }} and {{ local.http }}"}`,
		request("/refuse", `, "query": [{"name": "key", "value": "{{ secret.query }}"}], "auth": {"kind": "basic", "user": "bot", "password": "{{ secret.basic }}"}`),
		`"message.text", "config": {"text": "Then {{ local.answer }} {{ local.http }}"}`,
		request("/fail", `, "headers": [{"name": "X-Key", "value": "{{ secret.bearer }}"}], "body": {"kind": "json", "json": {"key": "{{ secret.body }}"}}`),
		request("/drop?key={{ secret.query }}", ""),
		request("/redirect?key={{ secret.query }}", ""),
		`"http.request", "config": {"method": "GET", "url": "http://127.0.0.1:1/{{ secret.path }}?key={{ secret.query }}", "timeout": "20s"}`,
		`"http.request", "config": {"method": "GET", "url": "https://{{ secret.path }}.invalid/", "timeout": "20s"}`,
		fmt.Sprintf(`"http.webhook_out", "config": {"url": %q, "event": "sold", "payload": {"a": 1}, "secret": "sign", "headers": [{"name": "X-Key", "value": "{{ secret.body }}"}]}`, at("/refuse/hook")),
		fmt.Sprintf(`"http.webhook_out", "config": {"url": %q, "event": "kept", "payload": {"a": 1}, "secret": "sign"}`, at("/fail/{{ secret.path }}")),
		`"payment.invoice", "config": {"title": "Tea", "description": "A cup", "currency": "EUR", "amount": 3, "provider": "provider", "goods": "physical", "lifetime": "15m"}, "exits": {"paid": "end", "expired": "end"}`,
	}
	var text, edges []string
	for i, step := range steps {
		text = append(text, fmt.Sprintf(`{"id": "b%d", "type": %s}`, i, step))
		to := fmt.Sprint("b", i+1)
		exits := []string{"ok", "4xx", "5xx", "timeout", "bad_shape", "error"}
		switch kind := strings.Split(step, `"`)[1]; {
		case i == len(steps)-1:
			continue // it waits for the payment
		case kind == "message.text":
			exits = []string{"next", "error"}
		case kind == "http.webhook_out":
			exits = []string{"queued", "error"}
		}
		for _, exit := range exits {
			edges = append(edges, fmt.Sprintf(`{"from": "b%d", "exit": %q, "to": %q}`, i, exit, to))
		}
	}
	edges = append(edges, `{"from": "start", "exit": "next", "to": "b0"}`)
	names, err := json.Marshal(r.named())
	if err != nil {
		r.Fatal(err)
	}
	return fmt.Sprintf(`{"schema_version": 1, "name": "Leaky", "language": "en", "flows": [
		{"id": "main", "name": "Main", "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}}, %s], "edges": [%s]},
		{"id": "loose", "name": "Loose", "blocks": [
			{"id": "go", "type": "trigger.command", "config": {"command": "loose"}},
			{"id": "call", "type": %s, "exits": {"ok": "end"}},
			{"id": "boom", "type": "trigger.command", "config": {"command": "boom"}},
			{"id": "bang", "type": "test/boom", "config": {}, "exits": {"next": "end"}},
			{"id": "wrong", "type": "trigger.command", "config": {"command": "wrong"}},
			{"id": "fails", "type": "test/boom", "config": {"fail": true}, "exits": {"next": "end"}},
			{"id": "paid", "type": "trigger.webhook", "config": {"name": "paid", "secret": "hook", "contact": "id", "when_busy": "nest"}},
			{"id": "signed", "type": "trigger.webhook", "config": {"name": "signed", "secret": "sign", "hmac": true, "contact": "id", "when_busy": "nest"}},
			{"id": "thanks", "type": "message.text", "config": {"text": "Paid: {{ event }}"}, "exits": {"next": "end"}}],
		 "edges": [{"from": "go", "exit": "next", "to": "call"}, {"from": "boom", "exit": "next", "to": "bang"}, {"from": "wrong", "exit": "next", "to": "fails"},
			{"from": "paid", "exit": "next", "to": "thanks"}, {"from": "signed", "exit": "next", "to": "thanks"}]}
		], "settings": {"secrets": %s}}`,
		strings.Join(text, ",\n"), strings.Join(edges, ",\n"),
		request("/refuse/loose", `, "auth": {"kind": "query", "name": "key", "token": "{{ secret.query }}"}`), names)
}

// named are the secrets that the document names.
func (r *redaction) named() []string {
	var names []string
	for name := range r.secrets {
		if !strings.Contains(name, " ") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A whole day of the program in one minute, in which all goes wrong that can: no token and no secret is anywhere that
// people, other programs or the disk can see.
func TestRedaction_NoSecretLeavesTheProgram(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]struct {
		format   string
		database func(t *testing.T) string
	}{
		"text log, SQLite":     {"text", func(*testing.T) string { return "" }},
		"json log, PostgreSQL": {"json", func(t *testing.T) string { t.Helper(); return storagetest.Postgres(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRedaction(t, on.database(t))
			r.run(on.format)
			for where, all := range r.surface {
				for _, what := range all {
					for _, leak := range shows([]byte(what), r.secrets) {
						t.Errorf("%s shows %s", where, leak)
					}
				}
			}
		})
	}
}

func newRedaction(t *testing.T, database string) *redaction {
	t.Helper()
	r := &redaction{
		T: t, dir: dataDir(t), database: database, tg: newStandIn(t), traces: newCollector(t), called: map[string]int{}, surface: map[string][]string{},
		secrets: map[string]string{
			"path": "pth-7Hq2/Zk+9 x", "bearer": "sk-live-Q8w3E5r7T9y1U2i4O6p", "query": "qry=Zx9&Vb7?Nm5+Kl3", "basic": "bsc:Pq1 Wo2 Ei3 \"Ru4\"",
			"body": "bdy<Mn6>Bv5</Cx4>Zl3", "hook": "hk-Gt5Fr4De3Sw2Aq1", "sign": "sg-Lk9Jh8Gf7Ds6Aq5", "provider": "284685063:TEST:Nzg5YWJj-Kq7",
			"the shop's token": shopToken, "the hook's token": hookToken, "the revoked token": revokedToken, "the new token": newToken,
			"the master key": testKey, "the alert's key": "al-Yh6+Tg5/Rf4 Ed3", "the alert's secret": "as-Uj7Ik8Ol9Pq1",
			"the admin's password": "ad-Wq3Er5Ty7Ui9 Op1", "an account's password": "pw-Zx8Cv7Bn6/Mq5+Wl4",
		},
	}
	r.tg.AddBot(shopToken, botapi.Bot{Username: "leaky_bot", FirstName: "Leaky"})
	r.tg.AddBot(hookToken, botapi.Bot{Username: "hooked_bot", FirstName: "Hooked"})
	r.tg.AddBot(revokedToken, botapi.Bot{Username: "revoked_bot", FirstName: "Revoked"})
	r.api = httptest.NewServer(http.HandlerFunc(r.faults))
	r.services = httptest.NewServer(http.HandlerFunc(r.service))
	t.Cleanup(func() {
		r.api.CloseClientConnections()
		r.api.Close()
		r.services.Close()
	})
	r.tg.Subscribe(func(c botapi.Call) { // people read what bots write
		if strings.HasPrefix(c.Method, "send") && c.Method != "sendInvoice" {
			r.seen("messages", string(c.Result))
		}
	})
	return r
}

// place are the flags that say where the data is.
func (r *redaction) place() []string {
	return []string{"--data", r.dir, "--database", r.database, "--key", testKey}
}

// cli runs a command, whatever comes of it.
func (r *redaction) cli(stdin string, args ...string) {
	r.Helper()
	var out, errs bytes.Buffer
	env := &runEnv{
		Context: r.Context(), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
		Registry: withBoom(r.T),
	}
	run(env, args)
	r.seen("scenarist "+strings.Join(args[:2], " "), out.String()+errs.String())
}

func (r *redaction) bots(stdin string, args ...string) {
	r.Helper()
	r.cli(stdin, append(append([]string{"bots"}, args...), append(r.place(), "--api-url", r.api.URL)...)...)
}

// web calls the program as the world does.
func (r *redaction) web(method, path, body string, headers ...string) string {
	r.Helper()
	req, err := http.NewRequestWithContext(r.Context(), method, "http://"+r.server.address(r.T)+path, strings.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		r.Fatal(err)
	}
	r.seen(method+" "+strings.SplitN(path, "?", 2)[0], fmt.Sprint(res.Status, res.Header, string(answer)))
	return string(answer)
}

func (r *redaction) until(what string, so func() bool) {
	r.Helper()
	(&office{T: r.T}).until(what, so)
}

func (r *redaction) run(format string) {
	r.Helper()
	file := filepath.Join(r.TempDir(), "bot.json")
	if err := os.WriteFile(file, []byte(r.document()), 0o600); err != nil {
		r.Fatal(err)
	}
	env := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": r.traces.web.URL}
	for _, name := range r.named() {
		env["SCENARIST_SECRET_"+strings.ToUpper(name)] = r.secrets[name]
	}
	args := append([]string{
		"serve", "--listen", "127.0.0.1:0", "--api-url", r.api.URL, "--token", shopToken, "--bot", file, "--send-rate", "0",
		"--allow-hosts", "127.0.0.1", "--owner", "1", "--log-level", "debug", "--log-format", format,
		"--alert-url", r.services.URL + "/alert?key=" + url.QueryEscape(r.secrets["the alert's key"]), "--alert-secret", r.secrets["the alert's secret"],
		"--admin-listen", "127.0.0.1:0", "--admin-password", r.secrets["the admin's password"],
	}, r.place()...)
	r.server = startIn(r.T, runEnv{Getenv: func(name string) string { return env[name] }, Registry: withBoom(r.T)}, args...)
	r.Cleanup(func() {
		if r.Failed() {
			r.Logf("called were %v, and %d messages; the server said\n%s%s", r.called, r.faulty, r.server.out, r.server.errs)
		}
	})
	r.server.out.await(r.T, "Stop with Ctrl", r.server.over)
	r.bots("", "add", "--token", hookToken, "--document", file)
	r.bots("", "add", "--token", revokedToken, "--document", file)
	r.bots("", "receiver", "@hooked_bot", "webhook")

	ann := r.tg.NewUser(botapi.User{FirstName: "Ann"})
	for _, text := range []string{"/boom", "/wrong", "/loose", "/loose", "/loose", "/start"} {
		if _, err := ann.Say(shopToken, text); err != nil {
			r.Fatal(err)
		}
	}
	r.until("every service is called", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.faulty >= 7 && r.called["echo"] > 0 && r.called["refuse"] > 2 && r.called["fail"] > 1 && r.called["drop"] > 0 && r.called["redirect"] > 0 && r.called["alert"] > 1
	})
	r.until("the invoice is there", func() bool {
		return slices.ContainsFunc(ann.Screen(shopToken), func(m botapi.Message) bool { return m.Invoice != nil })
	})
	r.until("the failure is put aside", func() bool { return strings.Contains(r.server.errs.String(), "put aside") })
	r.hooks(ann.User().ID)
	r.try()
	r.editor()
	for _, args := range [][]string{
		{"list"},
		{"list", "--json"},
		{"health", "@leaky_bot"},
		{"health", "@leaky_bot", "--json"},
		{"health", "@hooked_bot"},
		{"health", "@revoked_bot"},
		{"letters", "@leaky_bot"},
		{"letters", "@leaky_bot", "--retry"},
		{"revisions", "@leaky_bot"},
		{"token", "@revoked_bot", "--token", newToken},
		{"token", "@hooked_bot", "--token", shopToken},
		{"add", "--token", shopToken + "x", "--document", file},
		{"add", "--token", "x" + shopToken, "--document", file},
		{"add", "--token", shopToken + "/%zz\x01", "--document", file},
		{"publish", "@hooked_bot", file},
		{"repair", "@hooked_bot"},
	} {
		r.bots("", args...)
	}
	r.bots(r.secrets["bearer"], "secret", "@hooked_bot", "bearer")
	r.bots(r.secrets["bearer"], "secret", "@hooked_bot", "unknown")
	r.cli("", append([]string{"keys", "list"}, r.place()...)...)
	r.cli("", append([]string{"keys", "list", "--json"}, r.place()...)...)
	r.cli("", append([]string{"keys", "rotate", "--data-keys"}, r.place()...)...)
	r.copies()
	r.cli("", "check", file)
	r.cli("", "serve", "--token", shopToken+" ", "--bot", file, "--listen", "127.0.0.1:0", "--data", r.dir)
	r.cli("", "serve", "--token", shopToken, "--bot", file, "--listen", "127.0.0.1:0", "--data", r.dir, "--key", "00"+testKey)
	r.admin()
	if code := r.server.stop(r.T); code != exitOK { // the last traces are exported by then
		r.Errorf("the server ended with %d", code)
	}
	r.traced()
	r.keys()
	r.seen("the server's output", r.server.out.String())
	r.seen("the server's log", r.server.errs.String())
	r.store()
	if !strings.Contains(strings.Join(r.surface["the database"], ""), film.Masked) {
		r.Error("no film shows a call with what was masked in it")
	}
	for _, what := range []string{"the server's log", "the database", "the backup", "the archive", "messages", "metrics", "the pages of jobs", "traces", "GET /try/api/try/bots", "the editor"} {
		if len(strings.Join(r.surface[what], "")) < 100 {
			r.Errorf("of %s there is next to nothing: %q", what, r.surface[what])
		}
	}
}

// keys are made by the program itself: they are known when it has ended.
func (r *redaction) keys() {
	r.Helper()
	o := storage.Options{URL: r.database, Key: must(parseKey(testKey)), Log: newLog(io.Discard, &settings{})}
	if r.database == "" {
		o.Path = filepath.Join(r.dir, "scenarist.db")
	}
	db, err := storage.Open(r.Context(), o)
	if err != nil {
		r.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was only read
	for _, b := range must(db.Bots(r.Context())) {
		if b.Token != "" {
			r.secrets["the key of @"+b.Username], r.secrets["the webhook's secret of @"+b.Username] = string(b.Key), b.Secret
		}
	}
}

// copies makes what leaves the machine: a backup without its key, and an archive with all that there is.
func (r *redaction) copies() {
	r.Helper()
	backup, archive := filepath.Join(r.TempDir(), "backup"), filepath.Join(r.TempDir(), "all.zip")
	r.cli("", append([]string{"backup", backup}, r.place()...)...)
	r.seen("the backup", string(must(os.ReadFile(backup))))
	r.cli("", append([]string{"export", "--all", "--with-people", "--with-secrets", archive, "--api-url", r.api.URL}, r.place()...)...)
	z := must(zip.OpenReader(archive))
	defer z.Close() //nolint:errcheck // it was only read
	for _, f := range z.File {
		in := must(f.Open())
		r.seen("the archive", string(must(io.ReadAll(in))))
		_ = in.Close() // it was only read
	}
}

// hooks calls the webhooks, rightly and wrongly.
func (r *redaction) hooks(person int64) {
	r.Helper()
	body := fmt.Sprintf(`{"id": %d}`, person)
	mac := hmac.New(sha256.New, []byte(r.secrets["sign"]))
	mac.Write([]byte(body))
	paid, signed := hooksPath+"5550001/paid", hooksPath+"5550001/signed"
	r.web("POST", paid, body, hookSecretHeader, r.secrets["hook"])
	r.web("POST", paid+"?"+hookSecretQuery+"="+r.secrets["hook"], body)
	r.web("POST", paid, body, hookSecretHeader, r.secrets["hook"]+"x")
	r.web("POST", paid, body, "Authorization", "Bearer "+r.secrets["hook"], hookSecretHeader, r.secrets["hook"])
	r.web("POST", signed, body, hookSignatureHeader, "sha256="+hex.EncodeToString(mac.Sum(nil)))
	r.web("POST", signed, body, hookSignatureHeader, "sha256=00")
	r.web("POST", hooksPath+"5550001/"+r.secrets["hook"], body)
	r.web("POST", "/telegram/5550002", `{"update_id": 1}`, "X-Telegram-Bot-Api-Secret-Token", "wrong")
	r.web("GET", "/healthz", "")
	r.web("GET", "/readyz", "")
}

// try goes through the page on which the bot is tried.
func (r *redaction) try() {
	r.Helper()
	r.web("GET", "/", "")
	r.web("GET", "/try/api/try/bots", "")
	var bots struct {
		Bots []struct {
			Name string `json:"name"`
		} `json:"bots"`
	}
	answer := r.web("GET", "/try/api/try/bots", "")
	if err := json.Unmarshal([]byte(answer), &bots); err != nil || len(bots.Bots) == 0 {
		r.Fatalf("the bots to be tried are %s, %v", answer, err)
	}
	var made struct {
		ID string `json:"id"`
	}
	answer = r.web("POST", "/try/api/try/conversations", fmt.Sprintf(`{"bot": %q, "language": "en"}`, bots.Bots[0].Name))
	if err := json.Unmarshal([]byte(answer), &made); err != nil || made.ID == "" {
		r.Fatalf("the conversation is %s, %v", answer, err)
	}
	for _, text := range []string{"/start", "/loose", "/boom"} {
		r.web("POST", "/try/api/try/conversations/"+made.ID+"/say", fmt.Sprintf(`{"text": %q}`, text))
	}
	r.web("GET", "/try/api/try/conversations/"+made.ID, "")
}

// store reads what the database keeps: the bytes of its files, or all rows of all tables.
func (r *redaction) store() {
	r.Helper()
	if r.database != "" {
		for table, rows := range must(storagetest.Dump(r.Context(), r.database)) {
			r.seen("the database", table+": "+rows)
		}
		return
	}
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		r.seen("the database", string(data))
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	db, err := storage.Open(r.Context(), storage.Options{Path: filepath.Join(r.dir, "scenarist.db"), Key: must(parseKey(testKey)), Log: newLog(io.Discard, &settings{})})
	if err != nil {
		r.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was only read
	letters, err := db.DeadLetters(r.Context(), 5550001, 10)
	if err != nil || len(letters) == 0 {
		r.Errorf("nothing was put aside, %v", err)
	}
	if v, err := db.Secret(r.Context(), 5550001, "bearer"); err != nil || v != r.secrets["bearer"] {
		r.Errorf("the secrets were not used: %v", err)
	}
}
