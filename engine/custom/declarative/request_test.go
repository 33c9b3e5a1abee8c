package declarative_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// nasty is a value that would break out of any place that does not escape it.
const nasty = `a/../b?c=d&e="f"<g>` + "\r\nX: y ж"

func TestRequest_EscapesValuesByTheirPlace(t *testing.T) {
	t.Parallel()
	config := map[string]any{"text": nasty, "number": 1.5, "list": []any{"x", true, "y&z"}}
	for _, c := range []struct{ name, request, want string }{
		{"path", `{path: "/v1/{{ config.text }}/end"}`, `GET https://api.example.com/base/v1/a%2F..%2Fb%3Fc%3Dd%26e%3D%22f%22%3Cg%3E%0D%0AX%3A%20y%20%D0%B6/end`},
		{"part of a path", `{path: "/v1/id-{{ config.text }}"}`, `GET https://api.example.com/base/v1/id-a%2F..%2Fb%3Fc%3Dd%26e%3D%22f%22%3Cg%3E%0D%0AX%3A%20y%20%D0%B6`},
		{"list in a path", `{path: "/{{ split(\"a/b c\", \"/\") }}"}`, `GET https://api.example.com/base/a/b%20c`},
		{"query", `{query: {b: "{{ config.text }}", a: "{{ config.list }}", n: "{{ config.number }}", none: "{{ config.any }}", t: true}}`, `GET https://api.example.com/base?a=x&a=true&a=y%26z&b=a%2F..%2Fb%3Fc%3Dd%26e%3D%22f%22%3Cg%3E%0D%0AX%3A+y+%D0%B6&n=1.5&t=true`},
		{"form", `{form: {b: "{{ config.text }}", a: "x{{ config.number }}", none: "{{ config.any }}"}}`, `POST https://api.example.com/base a=x1.5&b=a%2F..%2Fb%3Fc%3Dd%26e%3D%22f%22%3Cg%3E%0D%0AX%3A+y+%D0%B6`},
		{"JSON", `{json: {t: "<{{ config.text }}>", n: "{{ config.number }}", l: ["{{ config.list }}", null, 12345678901234567890], none: "{{ config.any }}", null: null}}`, `POST https://api.example.com/base {"l":[["x",true,"y&z"],null,12345678901234567890],"n":1.5,"null":null,"t":"<a/../b?c=d&e=\"f\"<g>\r\nX: y ж>"}`},
		{"XML", `{text: "<a>{{ config.text }}</a>", content_type: application/xml}`, `POST https://api.example.com/base <a>a/../b?c=d&amp;e=&quot;f&quot;&lt;g&gt;` + "\r\n" + `X: y ж</a>`},
		{"JSON as a text", `{text: '{"a": "{{ config.text }}"}', content_type: application/json}`, `POST https://api.example.com/base {"a": "a/../b?c=d&e=\"f\"<g>\r\nX: y ж"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, manifest(t, `{base_url: "https://api.example.com/base", requests: [`+c.request+`]}`), always(200, "{}"))
			if a := w.run(config); a.Exit != "next" {
				t.Errorf("left by %q", a.Exit)
			}
			if len(w.sent) != 1 || w.sent[0] != c.want {
				t.Errorf("sent %q\nwant %q", w.sent, c.want)
			}
		})
	}
}

func TestRequest_RefusesWhatNoPlaceCanHold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, part, code string }{
		{"header", `{base_url: "https://api.example.com", requests: [{headers: {X-Text: "{{ config.text }}"}}]}`, "http_request"},
		{"dots in a path", `{base_url: "https://api.example.com", requests: [{path: "/a/{{ config.host }}/b"}]}`, "http_request"},
		{"another host", `{base_url: "https://{{ config.text }}", requests: [{}]}`, "http_url"},
		{"a host below none", `{base_url: "https://{{ config.any }}shop.example", requests: [{}]}`, "permission_denied"},
		{"a user in the address", `{base_url: "https://api.example.com{{ config.number }}@evil.example", requests: [{}]}`, "http_url"},
		{"another scheme", `{requests: [{url: "{{ \"ftp:\" + \"//api.example.com\" }}"}]}`, "http_url"},
		{"key with a line break", `{base_url: "https://api.example.com", auth: {kind: bearer, token: "{{ config.text }}"}, requests: [{}]}`, "http_request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, manifest(t, c.part), always(200, "{}"))
			_, err := w.call(custom.Call{Config: map[string]any{"text": nasty, "host": "..", "number": 1.0}})
			wantTrouble(t, err, c.code)
			if len(w.sent) > 0 {
				t.Errorf("sent %q", w.sent)
			}
		})
	}
}

func TestRequest_MultipartIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{multipart: {note: "{{ config.text }}", file: {text: "a;b", filename: 'x".csv', content_type: text/csv}}}]}`), always(200, "{}"))
	w.run(map[string]any{"text": "hi"})
	w.run(map[string]any{"text": "hi"})
	if w.sent[0] != w.sent[1] {
		t.Errorf("two runs with the same key sent\n%q\n%q", w.sent[0], w.sent[1])
	}
	for _, part := range []string{"Content-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n", "filename=\"x\\\".csv\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n"} {
		if !strings.Contains(w.sent[0], part) {
			t.Errorf("%q has no %q", w.sent[0], part)
		}
	}
}

func TestRequest_SaysWhoCalls(t *testing.T) {
	t.Parallel()
	for auth, want := range map[string]string{
		`{kind: header, name: X-Key, token: "Key {{ config.key }}"}`:  "X-Key: Key topsecret",
		`{kind: bearer, token: " {{ config.key }} "}`:                 "Authorization: Bearer topsecret",
		`{kind: basic, user: "me", password: "{{ secret.k }}"}`:       "Authorization: Basic bWU6dG9wc2VjcmV0",
		`{kind: query, name: api_key, token: "{{ config.key }}&x=1"}`: "api_key=topsecret%26x%3D1",
	} {
		m := manifest(t, `{base_url: "https://api.example.com", auth: `+auth+`, requests: [{query: {q: 1}}]}`,
			func(m *custom.Manifest) { m.Permissions.Secrets = []string{"k"} })
		w := open(t, m, func(req *http.Request, _ string) (int, map[string]string, string) {
			got := req.URL.RawQuery
			if name, _, ok := strings.Cut(want, ": "); ok {
				got = name + ": " + req.Header.Get(name)
			}
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q", auth, got, want)
			}
			return 200, nil, "{}"
		})
		w.run(map[string]any{"key": "k"})
	}
}

func TestRequest_GoesPageByPage(t *testing.T) {
	t.Parallel()
	page := func(req *http.Request, _ string) (int, map[string]string, string) {
		switch q := req.URL.RawQuery; {
		case strings.Contains(q, "a=2") || strings.Contains(q, "c=two"):
			return 200, map[string]string{"Link": `<https://api.example.com/?a=1>; rel="prev"`}, `{"items": [3], "cursor": null, "next": ""}`
		case strings.Contains(q, "a=3"):
			return 200, nil, `{"items": []}`
		default:
			return 200, map[string]string{"Link": `<https://api.example.com/?x=1,2>; rel="last", </?f=x&a=2>; rel="next"`}, `{"items": [1, 2], "cursor": "two", "next": "/?f=x&a=2"}`
		}
	}
	for _, c := range []struct {
		paging string
		sent   []string
	}{
		{`{items: body.items, next: body.next}`, []string{"GET https://api.example.com?f=x", "GET https://api.example.com/?f=x&a=2"}},
		{`{items: body.items, link_next: true}`, []string{"GET https://api.example.com?f=x", "GET https://api.example.com/?f=x&a=2"}},
		{`{items: body.items, cursor: body.cursor, param: c}`, []string{"GET https://api.example.com?f=x", "GET https://api.example.com?f=x&c=two"}},
		{`{items: body.items, param: a}`, []string{"GET https://api.example.com?f=x&a=1", "GET https://api.example.com?f=x&a=2", "GET https://api.example.com?f=x&a=3"}},
		{`{items: body.items, param: a, from: 1, pages: 2}`, []string{"GET https://api.example.com?f=x&a=1", "GET https://api.example.com?f=x&a=2"}},
	} {
		w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{query: {f: x}, paging: `+c.paging+`}], outputs: {all: body, sum: "len(answer.main)"}}`, outputs("all", "sum")), page)
		a := w.run(nil)
		if want := map[string]any{"all": []any{1.0, 2.0, 3.0}, "sum": 3.0}; !reflect.DeepEqual(a.Outputs, want) {
			t.Errorf("%s: got %v, want %v", c.paging, a.Outputs, want)
		}
		if !reflect.DeepEqual(w.sent, c.sent) {
			t.Errorf("%s: sent %q, want %q", c.paging, w.sent, c.sent)
		}
	}
}

func TestRequest_FollowsNoPageToAnotherHost(t *testing.T) {
	t.Parallel()
	w := open(t, manifest(t, `{base_url: "https://api.example.com", requests: [{paging: {items: body.items, next: body.next}}]}`),
		always(200, `{"items": [1], "next": "https://evil.example/"}`))
	_, err := w.call(custom.Call{})
	wantTrouble(t, err, "permission_denied", "evil.example", "api.example.com")
	if len(w.sent) != 1 {
		t.Errorf("sent %q", w.sent)
	}
}

func TestRequest_LaterOnesKnowTheAnswersOfEarlierOnes(t *testing.T) {
	t.Parallel()
	part := `
base_url: https://api.example.com
requests:
  - {name: find, path: /find}
  - {name: make, path: /make, method: POST, when: is_empty(answer.find.id)}
  - {name: tag, path: '/{{ answer.find.id ?? answer.make.id }}/tag', json: {tag: "{{ status }}"}}
outputs: {id: answer.make.id ?? "old", status: status, type: 'headers["content-type"]'}
set: {user.last: answer.tag.n}
messages:
  - {when: status == 500, text: never}
  - {text: "Done {{ answer.tag.n }}", photo: "{{ answer.tag.photo }}"}
exits:
  - {when: answer.tag.n > 5, exit: other}
`
	m := manifest(t, part, outputs("id", "status", "type"), func(m *custom.Manifest) { m.Permissions.Write = []string{"user.last"} })
	w := open(t, m, func(req *http.Request, _ string) (int, map[string]string, string) {
		return 200, nil, map[string]string{"/find": `{"id": null}`, "/make": `{"id": 9007199254740993}`}[req.URL.Path] + map[string]string{"/9007199254740993/tag": `{"n": 6, "photo": "https://api.example.com/p.png"}`}[req.URL.Path]
	})
	got := w.run(nil)
	want := custom.Answer{
		Exit: "other", Outputs: map[string]any{"id": "9007199254740993", "status": 200.0, "type": "application/json"}, Set: map[string]any{"user.last": 6.0},
		Messages: []custom.Message{{Text: "Done 6", Photo: "https://api.example.com/p.png"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if want := []string{"GET https://api.example.com/find", "POST https://api.example.com/make", `POST https://api.example.com/9007199254740993/tag {"tag":200}`}; !reflect.DeepEqual(w.sent, want) {
		t.Errorf("sent %q, want %q", w.sent, want)
	}
}

func TestCheck_TellsAllThatIsWrongWithItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part string
		want []custom.Problem
	}{
		{`{base_url: 1, requests: [{pth: /x, query: [1], json: {}, max_bytes: big}], oops: 1, retry: {for: soon}}`, []custom.Problem{
			{Path: "/http/base_url", Message: "a text is expected here"},
			{Path: "/http/oops", Message: `there is no "oops" here; there are auth, base_url, errors, exits, headers, messages, outputs, rate, requests, retry, set`},
			{Path: "/http/requests/0/max_bytes", Message: "a whole number is expected here"},
			{Path: "/http/requests/0/pth", Message: `there is no "pth" here; there are auth, callback, content_type, errors, form, headers, idempotency_header, json, max_bytes, method, multipart, name, paging, path, poll, query, read, repeatable, text, url, when`},
			{Path: "/http/requests/0/query", Message: "an object of names and values is expected here"},
			{Path: "/http/retry/for", Message: `duration "soon": write whole numbers with the units w, d, h, m, s, the longest first, for example "15m" or "1h30m"`},
		}},
		{`{base_url: "https://evil.example/x", rate: {calls: 0, per: day}, requests: [{path: "/a?b={{ config.txt }}", json: {a: "{{ config.text + }}"}, form: {}, method: get, poll: {until: ""}}]}`, []custom.Problem{
			{Path: "/http/base_url", Message: "the host evil.example is not among permissions.hosts"},
			{Path: "/http/rate/per", Message: `"day" is not known here; there are second, minute, hour`},
			{Path: "/http/rate/calls", Message: "a number from 1 to 1000 is needed"},
			{Path: "/http/requests/0/path", Message: "there is no variable config.txt (line 1, column 8); did you mean config.text?"},
			{Path: "/http/requests/0/json/a", Message: "the expression ends too early (line 1, column 18)"},
			{Path: "/http/requests/0", Message: "a request has one body: json, form, multipart or text"},
			{Path: "/http/requests/0/method", Message: "a method such as GET or POST is needed"},
			{Path: "/http/requests/0/poll/until", Message: "an expression is needed here"},
			{Path: "/accepts", Message: "a request that is asked again needs timeout among what the block accepts"},
		}},
		{`{requests: [{name: a, url: "https://a.shop.example/{{ answer.b }}"}, {name: a, url: "https://api.example.com"}]}`, []custom.Problem{
			{Path: "/http/requests/0/url", Message: "there is no variable answer (line 1, column 27)"},
		}},
		{`{requests: [{url: "https://api.example.com", errors: [{status: [40x], exit: nowhere, code: a}, {code: Bad, when: "true"}, {status: 4xx, code: x, message: {ru: да}}]}], outputs: {a: "{{ body }}"}, set: {user.x: body}, exits: [{when: "true", exit: gone}]}`, []custom.Problem{
			{Path: "/http/requests/0/errors/0/status", Message: `"40x" is no status: write 429 or 4xx`},
			{Path: "/http/requests/0/errors/0", Message: "an answer leads to an exit, or is a trouble with a code: one of them"},
			{Path: "/http/requests/0/errors/1/code", Message: "a code is a word of small letters, digits and _"},
			{Path: "/http/requests/0/errors/2/message", Message: "the English text is needed, others beside it"},
		}},
		{`{requests: [{url: "https://api.example.com"}], outputs: {a: "{{ body }}"}, set: {user.x: body}, exits: [{when: "true", exit: gone}], messages: [{when: "user.first_name == secret.k"}]}`, []custom.Problem{
			{Path: "/http/outputs/a", Message: `the manifest has no output "a"`},
			{Path: "/http/outputs/a", Message: "this is an expression already: leave out the {{ }}"},
			{Path: "/http/set/user.x", Message: `"user.x" is not among permissions.write`},
			{Path: "/http/messages/0", Message: "a message needs a text, a photo or a document"},
			{Path: "/http/messages/0/when", Message: "there is no variable user (line 1, column 1); who the user is needs the permission contacts"},
			{Path: "/http/exits/0/exit", Message: `the manifest has no exit "gone"`},
		}},
		{`{requests: [{url: "https://api.example.com", auth: {kind: oauth2, grant: password, token_url: "https://api.example.com/t"}}, {}]}`, []custom.Problem{
			{Path: "/http/requests/0/name", Message: "a name of small letters, digits and _ is needed, so that later templates can say answer.name"},
			{Path: "/http/requests/0/auth/grant", Message: `"password" is not known here; there are client_credentials, refresh_token, jwt_bearer`},
		}},
	} {
		got := declarative.Kind{}.Check(&custom.Package{Manifest: manifest(t, c.part)})
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.part, got, c.want)
		}
	}
}
