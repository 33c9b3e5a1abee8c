package editor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/storage"
)

// clock is set by the test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) skip(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// office is the API over a real database.
type office struct {
	clock    *clock
	db       *storage.DB
	accounts *account.Accounts
	http     http.Handler
}

// homes says where bots are.
type homes map[string]string

func (h homes) Place(_ context.Context, bot string) (string, error) {
	if w, ok := h[bot]; ok {
		return w, nil
	}
	return "", engine.ErrNotFound
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{clock: &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}}
	db, err := storage.Open(t.Context(), storage.Options{
		Path: filepath.Join(t.TempDir(), "editor.db"), Key: bytes.Repeat([]byte{7}, 32), Log: slog.New(slog.DiscardHandler), Now: o.clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	o.db = db
	o.accounts = account.New(account.Options{Store: db, Log: slog.New(slog.DiscardHandler), Now: o.clock.Now})
	o.http, err = editor.New(editor.Options{
		Log: slog.New(slog.DiscardHandler), Registry: registry(t), Accounts: o.accounts, Callers: o.accounts, Answers: db,
		Places: homes{"bshop": "main", "bquiz": "main", "bother": "elsewhere"}, Page: fstest.MapFS{"index.html": {Data: []byte("page")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// browser keeps its cookie.
type browser struct {
	*office

	cookie string
	header http.Header
}

func (o *office) browser() *browser { return &browser{office: o, header: http.Header{}} }

func (b *browser) send(t *testing.T, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(req.Header, b.header)
	if b.cookie != "" {
		req.AddCookie(&http.Cookie{Name: "scenarist_session", Value: b.cookie})
	}
	rec := httptest.NewRecorder()
	b.http.ServeHTTP(rec, req)
	for _, c := range rec.Result().Cookies() {
		b.cookie = c.Value
	}
	return rec
}

var random = regexp.MustCompile(`"([usitw])[a-z2-7]{16}"`)

// do sends a request and compares the whole answer; ids become their first letter. An empty want is an empty body.
func (b *browser) do(t *testing.T, method, path, body string, status int, want string) {
	t.Helper()
	rec := b.send(t, method, path, body)
	if rec.Code != status || !sameJSON(random.ReplaceAllString(rec.Body.String(), `"$1"`), want) {
		t.Errorf("%s %s: got %d %s\nwant %d %s", method, path, rec.Code, random.ReplaceAllString(rec.Body.String(), `"$1"`), status, want)
	}
}

func sameJSON(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return bytes.Equal(p, q)
}

// read sends a request that must succeed and reads its answer.
func read[T any](t *testing.T, b *browser, method, path, body string) T {
	t.Helper()
	rec := b.send(t, method, path, body)
	var out T
	if rec.Code >= 300 {
		t.Fatalf("%s %s: got %d %s", method, path, rec.Code, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, rec.Body)
	}
	return out
}

const (
	annPassword = "correct horse battery"
	bobPassword = "staple wet lantern"
)

// settled is an office with its first account, logged in.
func settled(t *testing.T) (*office, *browser) {
	t.Helper()
	o := newOffice(t)
	secret, err := o.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ann := o.browser()
	ann.do(t, "POST", "/setup", `{"token": "`+secret+`", "name": "Ann", "email": "Ann@Example.com", "password": "`+annPassword+`", "language": "en"}`,
		200, annSession)
	return o, ann
}

const (
	allPermissions = `["bot.read", "bot.create", "bot.edit", "bot.publish", "bot.run", "bot.delete", "contact.read", "figures.read",
		"secret.write", "media.write", "member.read", "member.write", "workspace.write", "audit.read"]`
	annSession = `{"user": {"id": "u", "name": "Ann", "email": "ann@example.com", "language": "en", "totp": false},
		"workspaces": [{"id": "main", "name": "My bots", "role": "owner", "can": ` + allPermissions + `, "members": 1, "bots": 0}]}`
	loginRequired = `{"status": 401, "code": "login_required", "title": "Please log in."}`
	wrongLogin    = `{"status": 401, "code": "wrong_login", "title": "The e-mail or the password is not right."}`
	linkOver      = `{"status": 404, "code": "link_over", "title": "This link is not valid any more. It works once, and for a while only; ask for a new one."}`
	notFound      = `{"status": 404, "code": "not_found", "title": "There is nothing at this address."}`
	forbidden     = `{"status": 403, "code": "forbidden", "title": "Your role does not permit this."}`
)

// invite brings somebody new into the first workspace.
func (b *browser) invite(t *testing.T, what, name string) *browser {
	t.Helper()
	i := read[editor.Invitation](t, b, "POST", "/workspaces/main/invitations", what)
	_, token, _ := strings.Cut(i.Link, "/#/invitation/")
	guest := b.browser()
	rec := guest.send(t, "POST", "/invitations/"+token+"/accept", `{"name": "`+name+`", "email": "`+strings.ToLower(name)+`@example.com", "password": "`+bobPassword+`"}`)
	if rec.Code != 200 {
		t.Fatalf("accept: %d %s", rec.Code, rec.Body)
	}
	return guest
}

func TestSetup_MakesTheFirstAccountOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.browser()
	b.do(t, "GET", "/setup", "", 200, `{"needed": true}`)
	b.do(t, "GET", "/session", "", 401, loginRequired)
	first, err := o.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.accounts.SetupLink(t.Context()) // another process, or the next start
	if err != nil || second == first {
		t.Fatal(second, err)
	}
	body := func(token, password string) string {
		return `{"token": "` + token + `", "name": "Ann", "email": "ann@example.com", "password": "` + password + `", "language": "en"}`
	}
	b.do(t, "POST", "/setup", body("made-up", annPassword), 404, linkOver)
	const weak = "A password has 10 characters at least. Three words that have nothing to do with each other make a good one."
	b.do(t, "POST", "/setup", body(second, "short"), 422, `{"status": 422, "code": "invalid", "title": "`+weak+`",
		"issues": [{"code": "invalid", "severity": "error", "path": "/password", "message": "`+weak+`"}]}`)
	rec := b.send(t, "POST", "/setup", body(first, annPassword))
	cookie := rec.Header().Get("Set-Cookie")
	if rec.Code != 200 || !strings.Contains(cookie, "HttpOnly; SameSite=Strict") || strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "Path=/;") {
		t.Fatalf("got %d, cookie %q", rec.Code, cookie)
	}
	b.do(t, "GET", "/session", "", 200, annSession)
	for _, link := range []string{first, second} {
		o.browser().do(t, "POST", "/setup", body(link, annPassword), 404, linkOver)
	}
	b.do(t, "GET", "/setup", "", 200, `{"needed": false}`)
	if link, err := o.accounts.SetupLink(t.Context()); link != "" || err != nil {
		t.Errorf("there is another link: %q, %v", link, err)
	}
}

func TestSetup_LinkIsOverAfterAWeek(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	secret, err := o.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.clock.skip(7*24*time.Hour + time.Second)
	o.browser().do(t, "POST", "/setup", `{"token": "`+secret+`", "name": "A", "email": "a@example.com", "password": "`+annPassword+`"}`, 404, linkOver)
}

func TestLogin_LetsInAndOut(t *testing.T) {
	t.Parallel()
	o, _ := settled(t)
	b := o.browser()
	b.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "wrong horse battery"}`, 401, wrongLogin)
	b.do(t, "POST", "/login", `{"email": "nobody@example.com", "password": "`+annPassword+`"}`, 401, wrongLogin)
	b.do(t, "POST", "/login", `{"email": " ANN@example.com", "password": "`+annPassword+`"}`, 200, annSession)
	b.do(t, "GET", "/session", "", 200, annSession)
	used := b.cookie
	b.do(t, "POST", "/logout", "", 204, "")
	if b.cookie != "" {
		t.Error("the cookie stays")
	}
	b.cookie = used
	b.do(t, "GET", "/session", "", 401, loginRequired)
}

func TestLogin_EndsWhenUnusedAndInTheEnd(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	for range 8 { // used every eleven days
		ann.do(t, "GET", "/session", "", 200, annSession)
		o.clock.skip(11 * 24 * time.Hour)
	}
	ann.do(t, "GET", "/session", "", 200, annSession)
	o.clock.skip(3 * 24 * time.Hour)
	ann.do(t, "GET", "/session", "", 401, loginRequired)
	idle := o.browser()
	idle.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 200, annSession)
	o.clock.skip(14*24*time.Hour + time.Second)
	idle.do(t, "GET", "/session", "", 401, loginRequired)
}

func TestLogin_LimitsTries(t *testing.T) {
	t.Parallel()
	o, _ := settled(t)
	b := o.browser()
	const tooMany = `{"status": 429, "code": "too_many_tries", "title": "Too many tries. Wait a little before the next one."}`
	for range 10 {
		b.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "guess"}`, 401, wrongLogin)
	}
	rec := b.send(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`)
	if rec.Code != 429 || rec.Header().Get("Retry-After") != "60" || !sameJSON(rec.Body.String(), tooMany) {
		t.Fatalf("got %d, %s, retry after %q", rec.Code, rec.Body, rec.Header().Get("Retry-After"))
	}
	b.do(t, "POST", "/login", `{"email": "bob@example.com", "password": "guess"}`, 401, wrongLogin) // others are let try
	o.clock.skip(time.Minute)
	b.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 200, annSession)
	for i := range 40 { // one address with many e-mails
		rec = b.send(t, "POST", "/login", `{"email": "`+strings.Repeat("x", i+1)+`@example.com", "password": "guess"}`)
		if rec.Code == 429 {
			break
		}
	}
	if rec.Code != 429 {
		t.Error("an address may try as often as it likes")
	}
}

func TestLogin_OtherSitesCannotLogAnybodyIn(t *testing.T) {
	t.Parallel()
	o, _ := settled(t)
	const otherSite = `{"status": 403, "code": "other_site", "title": "This may only be used from the editor's own page."}`
	for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}} {
		b := o.browser()
		b.header = h
		b.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 403, otherSite)
	}
}

func TestAccount_PasswordChangeEndsOtherLogins(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	o.clock.skip(time.Second)
	phone := o.browser()
	phone.header = http.Header{"User-Agent": {"Phone"}}
	phone.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 200, annSession)
	ann.do(t, "GET", "/account/sessions", "", 200, `{"items": [
		{"id": "s", "current": false, "agent": "Phone", "address": "192.0.2.1", "created_at": "2026-03-01T12:00:01Z", "used_at": "2026-03-01T12:00:01Z"},
		{"id": "s", "current": true, "agent": "", "address": "192.0.2.1", "created_at": "2026-03-01T12:00:00Z", "used_at": "2026-03-01T12:00:00Z"}]}`)
	ann.do(t, "POST", "/account/password", `{"old": "wrong", "new": "`+bobPassword+`"}`, 422, `{"status": 422, "code": "invalid", "title": "This is not your password.",
		"issues": [{"code": "invalid", "severity": "error", "path": "/old", "message": "This is not your password."}]}`)
	ann.do(t, "POST", "/account/password", `{"old": "`+annPassword+`", "new": "`+annPassword+`"}`, 422, `{"status": 422, "code": "invalid",
		"title": "Something in the request is not as it has to be.",
		"issues": [{"code": "invalid", "severity": "error", "path": "/new", "message": "must not be the same as old"}]}`)
	ann.do(t, "POST", "/account/password", `{"old": "`+annPassword+`", "new": "`+bobPassword+`"}`, 204, "")
	phone.do(t, "GET", "/session", "", 401, loginRequired)
	ann.do(t, "GET", "/session", "", 200, annSession)
	phone.cookie = ""
	phone.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 401, wrongLogin)
	phone.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+bobPassword+`"}`, 200, annSession)
	list := read[struct{ Items []editor.Login }](t, ann, "GET", "/account/sessions", "")
	for _, l := range list.Items {
		if !l.Current {
			ann.do(t, "DELETE", "/account/sessions/"+l.ID, "", 204, "")
			ann.do(t, "DELETE", "/account/sessions/"+l.ID, "", 404, notFound)
		}
	}
	phone.do(t, "GET", "/session", "", 401, loginRequired)
	// Which languages the page has is the page's to know.
	ann.do(t, "PATCH", "/account", `{"name": "Ann", "language": "de"}`, 200, strings.Replace(annSession, `"en"`, `"de"`, 1))
	ann.do(t, "PATCH", "/account", `{"name": " Anna ", "language": "ru"}`, 200, strings.NewReplacer(`"Ann"`, `"Anna"`, `"en"`, `"ru"`).Replace(annSession))
}

func TestAccount_SecondStep(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	step := read[editor.SecondStep](t, ann, "POST", "/account/totp", "")
	if !strings.HasPrefix(step.QR, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `) || !strings.HasPrefix(step.URI, "otpauth://totp/Scenarist:ann@example.com?") {
		t.Errorf("got %+v", step)
	}
	code := func() string {
		t.Helper()
		c, err := totp.GenerateCode(step.Secret, o.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	const wrong = `{"status": 401, "code": "wrong_code", "title": "This code is not right, or was used already. Take the one that is shown now.",
		"issues": [{"code": "wrong_code", "severity": "error", "path": "/code", "message": "This code is not right, or was used already. Take the one that is shown now."}]}`
	ann.do(t, "POST", "/account/totp/confirm", `{"code": "abcdef"}`, 401, wrong)
	codes := read[editor.RecoveryCodes](t, ann, "POST", "/account/totp/confirm", `{"code": "`+code()+`"}`).Codes
	if len(codes) != 10 {
		t.Fatalf("codes: %v", codes)
	}
	with := strings.Replace(annSession, `"totp": false`, `"totp": true`, 1)
	ann.do(t, "GET", "/session", "", 200, with)
	phone := o.browser()
	login := func(code string, status int, want string) {
		t.Helper()
		phone.cookie = ""
		phone.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"`+code+`}`, status, want)
	}
	login("", 401, `{"status": 401, "code": "code_required", "title": "Type the code that your app shows, or one of your recovery codes."}`)
	login(`, "code": "`+code()+`"`, 401, wrong) // it was used to turn it on
	o.clock.skip(30 * time.Second)
	login(`, "code": "`+code()+`"`, 200, with)
	login(`, "code": "`+code()+`"`, 401, wrong)
	login(`, "code": "`+strings.ToUpper(codes[3])+`"`, 200, with)
	login(`, "code": "`+codes[3]+`"`, 401, wrong)
	ann.do(t, "POST", "/account/totp/disable", `{"password": "`+annPassword+`"}`, 204, "")
	login("", 200, annSession)
}

func TestTokens_DoWhatTheyAreForAsLongAsTheyAreThere(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	made := read[editor.NewToken](t, ann, "POST", "/account/tokens", `{"name": "CI", "scopes": ["member.read", "bot.read"], "expires_at": "2026-03-02T12:00:00Z"}`)
	if !strings.HasPrefix(made.Secret, "scn_") || !strings.HasPrefix(made.Secret, made.Prefix) {
		t.Fatalf("got %+v", made)
	}
	program := o.browser()
	program.header = http.Header{"Authorization": {"Bearer " + made.Secret}}
	const member = `{"items": [{"user_id": "u", "name": "Ann", "email": "ann@example.com", "role": "owner", "joined_at": "2026-03-01T12:00:00Z"}]}`
	program.do(t, "GET", "/workspaces/main/members", "", 200, member)
	needs := func(scope string) string {
		return `{"status": 403, "code": "forbidden", "title": "This token may not do this.", "detail": "It takes the permission ` + scope +
			`, among the scopes of the token and in the role of whoever has made it."}`
	}
	program.do(t, "GET", "/workspaces/main/audit", "", 403, needs("audit.read"))
	program.do(t, "POST", "/workspaces", `{"name": "More"}`, 403, needs("workspace.write"))
	ann.do(t, "POST", "/account/tokens", `{"name": "CI", "scopes": ["bot.read"], "bots": ["none"]}`, 422, `{"status": 422, "code": "invalid",
		"title": "There is no such bot.", "issues": [{"code": "invalid", "severity": "error", "path": "/bots/0", "message": "There is no such bot."}]}`)
	const noToken = `{"status": 403, "code": "forbidden", "title": "This is for a person who is logged in; a token may not do it."}`
	program.do(t, "POST", "/account/tokens", `{"name": "Mightier", "scopes": ["member.write"]}`, 403, noToken)
	ann.do(t, "GET", "/account/tokens", "", 200, `{"items": [{"id": "t", "name": "CI", "prefix": "`+made.Prefix+`", "scopes": ["bot.read", "member.read"],
		"created_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-02T12:00:00Z", "used_at": "2026-03-01T12:00:00Z"}]}`)
	o.clock.skip(24 * time.Hour)
	const wrongToken = `{"status": 401, "code": "wrong_token", "title": "This token is not valid, or not any more."}`
	program.do(t, "GET", "/workspaces/main/members", "", 401, wrongToken)
	made = read[editor.NewToken](t, ann, "POST", "/account/tokens", `{"name": "CI", "scopes": ["member.read"]}`)
	program.header = http.Header{"Authorization": {"Bearer " + made.Secret}}
	program.do(t, "GET", "/workspaces/main/members", "", 200, member)
	ann.do(t, "DELETE", "/account/tokens/"+made.ID, "", 204, "")
	program.do(t, "GET", "/workspaces/main/members", "", 401, wrongToken)
	ann.do(t, "POST", "/account/tokens", `{"name": "X", "scopes": ["world.rule"]}`, 422, `{"status": 422, "code": "invalid", "title": "There is no permission world.rule.",
		"issues": [{"code": "invalid", "severity": "error", "path": "/scopes", "message": "There is no permission world.rule."}]}`)
}

func TestDisable_EndsLoginsAndTokens(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	made := read[editor.NewToken](t, ann, "POST", "/account/tokens", `{"name": "CI", "scopes": ["member.read"]}`)
	program := o.browser()
	program.header = http.Header{"Authorization": {"Bearer " + made.Secret}}
	if err := o.accounts.Disable(t.Context(), "ann@example.com", true, account.Actor{}); err != nil {
		t.Fatal(err)
	}
	ann.do(t, "GET", "/session", "", 401, loginRequired)
	if rec := program.send(t, "GET", "/workspaces/main/members", ""); rec.Code != 401 {
		t.Errorf("the token still works: %d", rec.Code)
	}
	ann.cookie = ""
	ann.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 401, wrongLogin)
	if err := o.accounts.Disable(t.Context(), "ann@example.com", false, account.Actor{}); err != nil {
		t.Fatal(err)
	}
	ann.do(t, "POST", "/login", `{"email": "ann@example.com", "password": "`+annPassword+`"}`, 200, annSession)
}

func TestReset_SetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	secret, until, err := o.accounts.ResetLink(t.Context(), "ann@example.com", account.Actor{})
	if err != nil || !until.Equal(o.clock.Now().Add(24*time.Hour)) {
		t.Fatal(until, err)
	}
	b := o.browser()
	body := `{"token": "` + secret + `", "password": "` + bobPassword + `"}`
	b.do(t, "POST", "/reset", body, 200, annSession)
	ann.do(t, "GET", "/session", "", 401, loginRequired)
	b.do(t, "GET", "/session", "", 200, annSession)
	b.do(t, "POST", "/reset", body, 404, linkOver)
}

// What belongs to no workspace is for whom it is about: what they did, and what whoever runs the server did to them.
func TestAudit_OfTheOwnAccount(t *testing.T) {
	t.Parallel()
	o, ann := settled(t)
	bob := ann.invite(t, `{"role": "editor"}`, "Bob")
	made := read[editor.NewToken](t, bob, "POST", "/account/tokens", `{"name": "CI", "scopes": ["bot.read"]}`)
	if _, _, err := o.accounts.ResetLink(t.Context(), "bob@example.com", account.Actor{}); err != nil {
		t.Fatal(err)
	}
	what := func(b *browser, query string) (out []string) {
		t.Helper()
		for _, e := range read[struct{ Items []editor.Entry }](t, b, "GET", "/account/audit"+query, "").Items {
			out = append(out, e.What+" "+e.Target)
		}
		return out
	}
	if got, want := strings.Join(what(bob, ""), ", "), "password.link bob@example.com, token.make CI"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := what(bob, "?what=token."); len(got) != 1 {
		t.Errorf("of tokens: %v", got)
	}
	if got := what(ann, ""); len(got) != 0 {
		t.Errorf("of somebody else: %v", got)
	}
	program := o.browser()
	program.header.Set("Authorization", "Bearer "+made.Secret)
	program.do(t, "GET", "/account/audit", "", 403, `{"status": 403, "code": "forbidden", "title": "This is for a person who is logged in; a token may not do it."}`)
	// Who came and went is in the log of the workspace.
	members := read[struct{ Items []editor.Entry }](t, ann, "GET", "/workspaces/main/audit?what=member.", "").Items
	if len(members) != 1 || members[0].What != "member.join" || members[0].Target != "bob@example.com" {
		t.Errorf("the workspace's log has %+v", members)
	}
}
