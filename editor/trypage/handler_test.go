package trypage_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/editor/trypage"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

func setup(t *testing.T) http.Handler {
	t.Helper()
	f := &fakeExamples{open: map[string]*fakeConversation{}}
	return trypage.New(trypage.Options{Examples: f, Log: slog.New(slog.DiscardHandler)})
}

func request(t *testing.T, h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// open starts a conversation and gives its id.
func open(t *testing.T, h http.Handler) string {
	t.Helper()
	w := request(t, h, "POST", "/api/try/conversations", `{"bot": "coffee", "language": "en"}`)
	var answer struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusCreated || len(answer.ID) < 20 {
		t.Fatalf("got %d %s, %v", w.Code, w.Body, err)
	}
	return answer.ID
}

// screen is the whole answer to what is done in a conversation that shows these lines.
func screen(id string, lines ...string) string {
	var messages []string
	for i, line := range lines {
		messages = append(messages, fmt.Sprintf(
			`{"id":%d,"own":false,"html":%q,"edited":false,"media":[],"buttons":[],"invoice":null,"at":"2026-01-02T03:04:05Z"}`, i+1, line))
	}
	return fmt.Sprintf(
		`{"id":%q,"screen":{"messages":[%s],"drafts":[],"keyboard":[],"typing":"","toast":"","alert":false,"clock":"2026-01-02T03:04:05Z","wakes":"","staff":[],"commands":["/start"]}}`,
		id, strings.Join(messages, ","))
}

func TestAPI_AnswersWithTheScreen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, c := range []struct {
		method, action, body string
		line                 string
	}{
		{"GET", "", "", ""},
		{"POST", "/say", `{"text": "hello"}`, "say hello"},
		{"POST", "/press", `{"message": 4, "row": 1, "col": 2}`, "press 4 1 2"},
		{"POST", "/keyboard", `{"label": "Menu"}`, "keyboard Menu"},
		{"POST", "/pay", `{"message": 9}`, "pay 9"},
		{"POST", "/send", `{"kind": "photo"}`, "send photo"},
		{"POST", "/wait", `{"seconds": 90}`, "wait 1m30s"},
		{"POST", "/wait", `{"seconds": 2678400}`, "wait 744h0m0s"},
	} {
		t.Run(c.method+c.action+c.body, func(t *testing.T) {
			t.Parallel()
			id := open(t, h)
			lines := []string{"open in en"}
			if c.line != "" {
				lines = append(lines, c.line)
			}
			w := request(t, h, c.method, "/api/try/conversations/"+id+c.action, c.body)
			if got, want := w.Body.String(), screen(id, lines...); w.Code != http.StatusOK || got != want {
				t.Errorf("got %d %s\nwant %s", w.Code, got, want)
			}
		})
	}
}

func TestAPI_ListsTheBots(t *testing.T) {
	t.Parallel()
	h := setup(t)
	w := request(t, h, "GET", "/api/try/bots", "")
	want := `{"bots":[{"name":"coffee","title":"Coffee","description":"Sells coffee.","file":"examples/coffee/bot.json"}]}`
	if w.Code != http.StatusOK || w.Body.String() != want {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestAPI_RefusesInWords(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := open(t, h)
	one := "/api/try/conversations/" + id
	for _, c := range []struct {
		name, method, target, body string
		status                     int
		want                       string
	}{
		{"no such page", "GET", "/nowhere", "", 404, `{"code":"not_found","message":"There is nothing at this address."}`},
		{"no such bot", "POST", "/api/try/conversations", `{"bot": "tea"}`, 404, `{"code":"unknown_bot","message":"There is no bot of that name."}`},
		{"bot that does not open", "POST", "/api/try/conversations", `{"bot": "broken"}`, 500, `{"code":"internal","message":"Something broke on our side; the server's log says what."}`},
		{"no such conversation", "GET", "/api/try/conversations/x", "", 404, `{"code":"conversation_over","message":"This conversation is over. Start a new one."}`},
		{"conversation that is not found for a reason of ours", "GET", "/api/try/conversations/lost", "", 500, `{"code":"internal","message":"Something broke on our side; the server's log says what."}`},
		{"conversation that does not end", "DELETE", "/api/try/conversations/stuck", "", 500, `{"code":"internal","message":"Something broke on our side; the server's log says what."}`},
		{"nothing to do there", "POST", one + "/dance", "{}", 404, `{"code":"not_found","message":"There is nothing at this address."}`},
		{"not json", "POST", one + "/say", "hello", 400, `{"code":"bad_request","message":"The request cannot be read: invalid character 'h' looking for beginning of value"}`},
		{"empty", "POST", one + "/say", "", 400, `{"code":"bad_request","message":"The request cannot be read: EOF"}`},
		{"unknown field", "POST", one + "/say", `{"txt": "hello"}`, 400, `{"code":"bad_request","message":"The request cannot be read: json: unknown field \"txt\""}`},
		{"wrong type", "POST", one + "/press", `{"row": "first"}`, 400, `{"code":"bad_request","message":"The request cannot be read: json: cannot unmarshal string into Go struct field .row of type int"}`},
		{"too large", "POST", one + "/say", `{"text": "` + strings.Repeat("a", 64<<10) + `"}`, 413, `{"code":"too_large","message":"The request is too large."}`},
		{"no time", "POST", one + "/wait", `{"seconds": 0}`, 422, `{"code":"refused","message":"The clock can be moved by one second to 31 days."}`},
		{"too much time", "POST", one + "/wait", `{"seconds": 9223372036854775807}`, 422, `{"code":"refused","message":"The clock can be moved by one second to 31 days."}`},
		{"words for the person", "POST", one + "/say", `{"text": "refuse"}`, 422, `{"code":"refused","message":"The bot is blocked."}`},
		{"ended meanwhile", "POST", one + "/say", `{"text": "end"}`, 404, `{"code":"conversation_over","message":"This conversation is over. Start a new one."}`},
		{"our fault", "POST", one + "/say", `{"text": "break"}`, 500, `{"code":"internal","message":"Something broke on our side; the server's log says what."}`},
		{"panic", "POST", one + "/say", `{"text": "panic"}`, 500, `{"code":"internal","message":"Something broke on our side."}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := request(t, h, c.method, c.target, c.body)
			if w.Code != c.status || w.Body.String() != c.want {
				t.Errorf("got %d %s\nwant %d %s", w.Code, w.Body, c.status, c.want)
			}
		})
	}
}

func TestAPI_OtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, c := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"program", nil, 200},
		{"old browser on our page", []string{"Origin", "http://example.com"}, 200}, // httptest.NewRequest's Host
		{"own page", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"}, 200},
		{"typed address", []string{"Sec-Fetch-Site", "none"}, 200},
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a neighbour", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"an old browser on another site", []string{"Origin", "https://evil.example"}, 403},
		{"a sandboxed page", []string{"Origin", "null"}, 403},
	} {
		w := request(t, h, "GET", "/api/try/bots", "", c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: got %d %s", c.name, w.Code, w.Body)
		}
		if want := `{"code":"other_site","message":"This page may only be used from its own address."}`; c.status == 403 && w.Body.String() != want {
			t.Errorf("%s: got %s", c.name, w.Body)
		}
	}
}

func TestAPI_EndedConversationIsGone(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := open(t, h)
	for range 2 { // the second time nobody is there to be told
		if w := request(t, h, "DELETE", "/api/try/conversations/"+id, ""); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	if w := request(t, h, "GET", "/api/try/conversations/"+id, ""); w.Code != http.StatusNotFound {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestPages_AreServedUnderAStrictPolicy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/try.css": "text/css; charset=utf-8",
		"/try.js": "text/javascript; charset=utf-8", "/favicon.svg": "image/svg+xml",
	} {
		w := request(t, h, "GET", path, "")
		want := http.Header{
			"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
			"X-Content-Type-Options":  {"nosniff"},
			"Referrer-Policy":         {"no-referrer"},
			"Cache-Control":           {"no-cache"},
			"Content-Type":            {kind},
			"Content-Length":          {strconv.Itoa(w.Body.Len())},
		}
		if got := w.Header(); w.Code != http.StatusOK || w.Body.Len() == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %d, %d bytes, %v", path, w.Code, w.Body.Len(), got)
		}
	}
}

func TestPages_NeedNothingThatThePolicyForbids(t *testing.T) {
	t.Parallel()
	h := setup(t)
	page := request(t, h, "GET", "/", "").Body.String()
	for _, forbidden := range []string{" style=", " onclick=", "<style", `src="http`, `rel="stylesheet" href="http`} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page has %q in it", forbidden)
		}
	}
	script := request(t, h, "GET", "/try.js", "").Body.String()
	for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
		if strings.Contains(script, forbidden) {
			t.Errorf("the script has %q in it", forbidden)
		}
	}
}
