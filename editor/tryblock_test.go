package editor_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor/testchat"
)

// took is how long a pretended service really takes, which is not of the test.
var took = regexp.MustCompile(`"duration_ms":[0-9]+`)

func TestTryBlock_WholeBodies(t *testing.T) {
	t.Parallel()
	const call = `{"id": "call", "type": "http.request", "config": {"url": "https://api.example/v1?key={{ secret.key }}&who={{ session.who }}", ` +
		`"save": [{"from": "n", "to": "session.answer", "type": "number"}]}}`
	d := newDesk(t, map[string]string{"caller": strings.Replace(calling, "URL", "https://api.example", 1)})
	for _, x := range []struct{ name, body, want string }{
		{
			"a message with values", `{"block": {"id": "yes", "type": "message.text", "config": {"text": "Hi, {{ user.first_name }} of {{ session.city }}"}}, "values": {"user.first_name": "<Ann>", "session.city": "Ulm"}}`,
			`200 {"exit":"next","waits":false,"sent":[{"id":2,"own":false,"html":"Hi, &lt;Ann&gt; of Ulm","edited":false,"media":[],"buttons":[],"invoice":null,"at":"2026-01-05T09:00:00Z"}],"sets":{}}`,
		},
		{
			"a call with a made-up answer", `{"block": ` + call + `, "values": {"session.who": "Ann"}, "answer": {"status": 200, "body": {"n": 5}}}`,
			`200 {"exit":"ok","waits":false,"sent":[],"request":{"method":"GET","url":"https://api.example/v1?key=•••&who=Ann","headers":{"User-Agent":"Scenarist"}},"response":{"status":200,"headers":{"Content-Type":"application/json"},"body":"{\"n\":5}","duration_ms":0},"sets":{"local.http":{"error":"","host":"api.example","ms":0,"status":200},"session.answer":5}}`,
		},
		{
			"a call that fails", `{"block": ` + call + `, "values": {"session.who": "A B"}, "answer": {"fail": true}}`,
			`200 {"exit":"error","waits":false,"sent":[],"request":{"method":"GET","url":"https://api.example/v1?key=•••&who=A%20B","headers":{"User-Agent":"Scenarist"}},"sets":{"local.http":{"error":"http_unreachable","host":"api.example","ms":0,"status":0}},"error":"Api.example cannot be reached, or broke the connection: is its address right, and does it run?","code":"http_unreachable"}`,
		},
		{
			"a question and its answer", `{"block": {"id": "new", "type": "ask.text", "config": {"prompt": {"text": "Name?"}, "save_to": "session.name"}}, "say": "Ann"}`,
			`200 {"exit":"answered","waits":false,"sent":[{"id":2,"own":false,"html":"Name?","edited":false,"media":[],"buttons":[],"invoice":null,"at":"2026-01-05T09:00:00Z"}],"sets":{"session.name":"Ann"}}`,
		},
		{
			"a block with a mistake", `{"block": {"id": "yes", "type": "message.text", "config": {"text": "{{ user. }}"}}}`,
			`200 {"waits":false,"sent":[],"sets":{},"error":"The expression ends too early","code":"expression_syntax"}`,
		},
		{"a trigger", `{"block": {"id": "go", "type": "trigger.command", "config": {"command": "go"}}}`, `422 {"status":422,"code":"refused","title":"A trigger begins when something happens: try it in the test chat","issues":[{"code":"invalid","severity":"error","path":"/block","message":"A trigger begins when something happens: try it in the test chat"}]}`},
		{"a type that is none", `{"block": {"id": "x", "type": "x.y", "config": {}}}`, `422 {"status":422,"code":"refused","title":"There is no block type \"x.y\" here","issues":[{"code":"invalid","severity":"error","path":"/block/type","message":"There is no block type \"x.y\" here"}]}`},
		{"a text", `{"block": "x"}`, `422 {"status":422,"code":"refused","title":"This is no block: it has an id, a type and settings","issues":[{"code":"invalid","severity":"error","path":"/block","message":"This is no block: it has an id, a type and settings"}]}`},
		{"no block", `{"block": {}}`, `422 {"status":422,"code":"refused","title":"A block has an id and a type","issues":[{"code":"invalid","severity":"error","path":"/block","message":"A block has an id and a type"}]}`},
		{"a value that cannot be", `{"block": {"id": "yes", "type": "message.text", "config": {"text": "x"}}, "values": {"event.text": "x"}}`, `422 {"status":422,"code":"refused","title":"Event.text cannot be written","issues":[{"code":"invalid","severity":"error","path":"/values/event.text","message":"Event.text cannot be written"}]}`},
	} {
		rec := d.ask("editor", "POST", "/bots/caller/try", x.body)
		got := fmt.Sprintf("%d %s", rec.Code, strings.TrimSpace(rec.Body.String()))
		if got = took.ReplaceAllString(got, `"duration_ms":0`); got != x.want {
			t.Errorf("%s: got\n%s\nwant\n%s", x.name, got, x.want)
		}
	}
	if rec := d.ask("script", "POST", "/bots/caller/try", `{"block": `+call+`, "call": true}`); rec.Code != http.StatusForbidden {
		t.Errorf("a token without secret.write calls: %d %s", rec.Code, rec.Body)
	}
}

func TestTryBlock_CallsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 5)
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Query().Get("key") }))
	defer service.Close()
	d := newDesk(t, map[string]string{"caller": strings.Replace(calling, "URL", service.URL, 1)}, func(o *testchat.Options) { o.HTTP = service.Client() })
	d.secrets = map[string]string{"key": "real-secret"}
	block := `{"block": {"id": "call", "type": "http.request", "config": {"url": "` + service.URL + `/?key={{ secret.key }}"}}`
	d.ask("editor", "POST", "/bots/caller/try", block+`}`)
	if len(asked) > 0 {
		t.Fatal("the service was called")
	}
	rec := d.ask("editor", "POST", "/bots/caller/try", block+`, "call": true}`)
	if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "real-secret") || !strings.Contains(rec.Body.String(), `"exit":"ok"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if got := <-asked; got != "real-secret" {
		t.Errorf("called with %q", got)
	}
}
