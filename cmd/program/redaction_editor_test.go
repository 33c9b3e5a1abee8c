package program

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// editor goes through the editor's doors, by the right keys and by wrong ones: with a password, with the cookie that it gives, and with
// a token for programs.
func (r *redaction) editor() {
	r.Helper()
	link := r.server.out.await(r.T, `/#/setup\?token=([\w-]{43})\n`, r.server.over)
	const password = "an account's password"
	v := openBrowser(r.T, r.server.address(r.T))
	enter := func(email, password string) string {
		return fmt.Sprintf(`{"email": %q, "password": %q}`, email, password)
	}
	v.want(r.T, http.StatusOK, http.MethodPost, "/setup", fmt.Sprintf(`{"token": %q, "name": "Ann", "email": "ann@example.com", "password": %q}`, link, r.secrets[password]))
	page, err := url.Parse(v.base)
	if err != nil {
		r.Fatal(err)
	}
	for _, cookie := range v.client.Jar.Cookies(page) {
		r.secrets["the cookie "+cookie.Name] = cookie.Value
	}
	var made struct {
		Token string `json:"token"`
	}
	answer := v.want(r.T, http.StatusCreated, http.MethodPost, "/account/tokens", `{"name": "Shop", "scopes": ["bot.read"]}`)
	if err := json.Unmarshal([]byte(answer), &made); err != nil || made.Token == "" {
		r.Fatalf("the token is %s, %v", answer, err)
	}
	r.secrets["a program's token"] = made.Token
	r.seen("the editor", v.want(r.T, http.StatusOK, http.MethodGet, "/account/tokens", ""))
	for _, call := range [][3]string{
		{http.MethodPost, "/login", enter("ann@example.com", r.secrets[password]+"x")},
		{http.MethodPost, "/login", enter(r.secrets[password], "ann@example.com")},
		{http.MethodPost, "/login", r.secrets[password]},
		{http.MethodPost, "/setup", fmt.Sprintf(`{"token": %q}`, r.secrets["a program's token"])},
		{http.MethodGet, "/bots/" + r.secrets["a program's token"], ""},
		{http.MethodGet, "/bots?token=" + r.secrets["a program's token"], ""},
		{http.MethodGet, "/bots", ""},
	} {
		status, answer := v.send(r.T, call[0], call[1], call[2])
		r.seen("the editor", fmt.Sprint(status, " ", answer))
	}
	for _, key := range []string{made.Token, made.Token + "x", "scn_" + r.secrets[password]} {
		r.web(http.MethodGet, "/api/v1/bots", "", "Authorization", "Bearer "+key)
		r.web(http.MethodPost, "/api/v1/account/tokens", "{", "Authorization", "Bearer "+key)
		r.web(http.MethodGet, "/api/v1/bots", "", "Cookie", "session="+key)
	}
}
