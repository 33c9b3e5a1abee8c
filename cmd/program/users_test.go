package program

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"
)

// webBrowser is a browser at the editor's API.
type webBrowser struct {
	base   string
	client *http.Client
}

func openBrowser(t *testing.T, address string) *webBrowser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &webBrowser{"http://" + address, &http.Client{Jar: jar}}
}

func (v *webBrowser) send(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

func (v *webBrowser) want(t *testing.T, status int, method, path, body string) string {
	t.Helper()
	got, answer := v.send(t, method, path, body)
	if got != status {
		t.Fatalf("%s %s: got %d %s, want %d", method, path, got, answer, status)
	}
	return answer
}

// The way of the first owner: the printed link, a lost password, an account that is turned off; all beside a running server.
func TestUsers_LetInWhoHasLostTheWay(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	address := p.address(t)
	token := p.out.await(t, `/#/setup\?token=([\w-]{43})\n`, p.over)
	ann := openBrowser(t, address)
	command := func(code int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		env := &runEnv{Context: t.Context(), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
		if got := run(env, append(append([]string{"users"}, args...), "--data", dir)); got != code {
			t.Fatalf("users %v: got %d, %s%s", args, got, &out, &errs)
		}
		return out.String() + errs.String()
	}
	if got := command(exitOK, "list"); !strings.HasPrefix(got, "There is no account yet.") {
		t.Errorf("said %s", got)
	}
	ann.want(t, 200, "POST", "/setup", `{"token": "`+token+`", "name": "Ann", "email": "ann@example.com", "password": "correct horse battery"}`)
	ann.want(t, 200, "GET", "/session", "")
	var list []userJSON
	if err := json.Unmarshal([]byte(command(exitOK, "list", "--json")), &list); err != nil || len(list) != 1 || list[0].Email != "ann@example.com" || list[0].DisabledAt != nil {
		t.Errorf("listed %+v, %v", list, err)
	}
	said := command(exitOK, "reset-password", "Ann@example.com", "--listen", ":8080", "--second-step")
	link := regexp.MustCompile(`http://127\.0\.0\.1:8080/#/reset\?token=([\w-]{43})\n$`).FindStringSubmatch(said)
	if link == nil {
		t.Fatalf("said %s", said)
	}
	fresh := openBrowser(t, address)
	fresh.want(t, 200, "POST", "/reset", `{"token": "`+link[1]+`", "password": "staple wet lantern"}`)
	ann.want(t, 401, "GET", "/session", "")
	ann.want(t, 200, "POST", "/login", `{"email": "ann@example.com", "password": "staple wet lantern"}`)
	command(exitOK, "disable", "ann@example.com")
	ann.want(t, 401, "GET", "/session", "")
	if got := command(exitOK, "list"); !strings.Contains(got, "off since") {
		t.Errorf("said %s", got)
	}
	command(exitOK, "enable", "ann@example.com")
	ann.want(t, 200, "POST", "/login", `{"email": "ann@example.com", "password": "staple wet lantern"}`)
	if got := command(exitProblem, "disable", "bob@example.com"); !strings.Contains(got, "nobody has an account with the e-mail bob@example.com") {
		t.Errorf("said %s", got)
	}
	p.stop(t)
	p = start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	p.out.await(t, "Stop with Ctrl", p.over)
	if strings.Contains(p.out.String(), "/#/setup") {
		t.Errorf("there is a link though there is an account:\n%s", p.out)
	}
}

func TestUsers_ApiOfTheServer(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t))
	v := openBrowser(t, p.address(t))
	v.want(t, 200, "GET", "/setup", "")
	if got := v.want(t, 404, "GET", "/nothing", ""); !strings.Contains(got, `"code":"not_found"`) {
		t.Errorf("got %s", got)
	}
	if code, body := get(t, v.base+"/api/docs"); code != 200 || !strings.Contains(body, "<title>") {
		t.Errorf("got %d %s", code, body)
	}
}
