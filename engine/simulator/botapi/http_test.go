package botapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// answer is one HTTP exchange seen from outside.
type answer struct {
	status     int
	retryAfter string
	body       string
}

func exchange(t *testing.T, srv *httptest.Server, method, path, contentType, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header.Get("Retry-After"), strings.TrimSpace(string(data))}
}

func serve(t *testing.T, b *bundle) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	return srv
}

const (
	form = "application/x-www-form-urlencoded"
	jsn  = "application/json"
)

func TestHTTP_EveryWayToPassParameters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	srv := serve(t, b)
	var buf bytes.Buffer
	mp := multipart.NewWriter(&buf)
	for name, value := range map[string]string{"chat_id": "77", "text": "multi", "disable_notification": "true"} {
		if err := mp.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := mp.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ method, path, contentType, body string }{
		{"GET", "/bot111:test/sendMessage?chat_id=77&text=query", "", ""},
		{"POST", "/bot111:test/sendmessage", form, "chat_id=77&text=form"},
		{"POST", "/bot111:test/sendMessage", jsn, `{"chat_id":77,"text":"json","parse_mode":null}`},
		{"POST", "/bot111:test/test/sendMessage?chat_id=77", jsn + "; charset=utf-8", `{"text":"both"}`},
		{"POST", "/bot111:test/sendMessage", mp.FormDataContentType(), buf.String()},
	} {
		if got := exchange(t, srv, c.method, c.path, c.contentType, c.body); got.status != 200 {
			t.Errorf("%s %s: %+v", c.method, c.path, got)
		}
	}
	var texts []string
	for _, m := range b.ann.Screen(token)[1:] {
		texts = append(texts, m.Text)
	}
	if want := []string{"query", "form", "json", "both", "multi"}; !reflect.DeepEqual(texts, want) {
		t.Errorf("got %v, want %v", texts, want)
	}
	if f := b.Findings(); len(f) != 0 {
		t.Errorf("findings %+v", f)
	}
	want := map[string]json.RawMessage{"chat_id": json.RawMessage("77"), "text": json.RawMessage(`"form"`)}
	if got := b.Calls()[1].Params; !reflect.DeepEqual(got, want) {
		t.Errorf("a form is logged as %s, want %s", got, want)
	}
}

func TestHTTP_Answers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	g := b.NewGroup(botapi.GroupConfig{ID: -5, Type: "group"})
	if err := g.AddBot(token, false); err != nil {
		t.Fatal(err)
	}
	b.NewGroup(botapi.GroupConfig{})
	srv := serve(t, b)
	next := g.Upgrade()
	for _, c := range []struct {
		path, contentType, body string
		want                    answer
	}{
		{"/bot111:test/getMyName", "", "", answer{200, "", `{"ok":true,"result":{"name":"Shop"}}`}},
		{"/bot1:none/getMe", "", "", answer{401, "", `{"ok":false,"error_code":401,"description":"Unauthorized"}`}},
		{"/bot111:test/fly", "", "", answer{404, "", `{"ok":false,"error_code":404,"description":"Not Found: method not found"}`}},
		{"/", "", "", answer{404, "", `{"ok":false,"error_code":404,"description":"Not Found"}`}},
		{"/file/bot111:test/none", "", "", answer{404, "", `{"ok":false,"error_code":404,"description":"Not Found"}`}},
		{"/file/bot1:none/none", "", "", answer{401, "", `{"ok":false,"error_code":401,"description":"Unauthorized"}`}},
		{"/bot111:test/getMe", jsn, "[", answer{400, "", `{"ok":false,"error_code":400,"description":"Bad Request: object expected as JSON request body"}`}},
		{"/bot111:test/getMe", form, "%zz", answer{400, "", `{"ok":false,"error_code":400,"description":"Bad Request: can't parse the request: wrong URL-encoded parameters"}`}},
		{"/bot111:test/getMe", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut off", answer{400, "", `{"ok":false,"error_code":400,"description":"Bad Request: can't parse the request: wrong multipart data"}`}},
		{"/bot111:test/sendMessage", jsn, `{"chat_id":-5,"text":"x"}`, answer{400, "", `{"ok":false,"error_code":400,
			"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":` + string(mustJSON(t, next.ID())) + `}}`}},
	} {
		got := exchange(t, srv, "POST", c.path, c.contentType, c.body)
		if got.status != c.want.status || got.retryAfter != c.want.retryAfter {
			t.Errorf("%s: got %+v", c.path, got)
		}
		sameJSON(t, got.body, c.want.body)
	}
	b.SetFaults(botapi.Faults{TooManyRequests: 1, RetryAfter: 4})
	got := exchange(t, srv, "POST", "/bot111:test/sendMessage", jsn, `{"chat_id":77,"text":"x"}`)
	want := answer{429, "4", `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 4","parameters":{"retry_after":4}}`}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHTTP_BrokenConnectionComesAfterTheWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	srv := serve(t, b)
	b.SetFaults(botapi.Faults{DropAfterWork: 1})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/bot111:test/sendMessage", strings.NewReader(`{"chat_id":77,"text":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", jsn)
	res, err := srv.Client().Do(req)
	if err == nil {
		_ = res.Body.Close()
		t.Fatalf("got status %d", res.StatusCode)
	}
	if screen := b.ann.Screen(token); screen[len(screen)-1].Text != "x" {
		t.Error("the message was not sent")
	}
}

func TestHTTP_UploadAndDownload(t *testing.T) {
	t.Parallel()
	b := setup(t)
	srv := serve(t, b)
	var buf bytes.Buffer
	mp := multipart.NewWriter(&buf)
	if err := mp.WriteField("chat_id", "77"); err != nil {
		t.Fatal(err)
	}
	w, err := mp.CreateFormFile("document", "price list.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "espresso 50"); err != nil {
		t.Fatal(err)
	}
	if err := mp.Close(); err != nil {
		t.Fatal(err)
	}
	var sent struct{ Result botapi.Message }
	got := exchange(t, srv, "POST", "/bot111:test/sendDocument", mp.FormDataContentType(), buf.String())
	if err := json.Unmarshal([]byte(got.body), &sent); err != nil || got.status != 200 {
		t.Fatalf("%+v: %v", got, err)
	}
	doc := sent.Result.Document
	if doc.FileName != "price list.txt" || doc.FileSize != 11 || doc.MIMEType != "text/plain" {
		t.Errorf("document %+v", doc)
	}
	var file struct {
		Result struct {
			Path string `json:"file_path"`
		}
	}
	got = exchange(t, srv, "GET", "/bot111:test/getFile?file_id="+doc.FileID, "", "")
	if err := json.Unmarshal([]byte(got.body), &file); err != nil {
		t.Fatal(err)
	}
	got = exchange(t, srv, "GET", "/file/bot111:test/"+file.Result.Path, "", "")
	if want := (answer{200, "", "espresso 50"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHTTP_TooLargeUploadIs413(t *testing.T) {
	t.Parallel()
	b := setup(t)
	srv := serve(t, b)
	got := exchange(t, srv, "POST", "/bot111:test/sendMessage", jsn, `{"text":"`+strings.Repeat("a", 52<<20)+`"}`)
	want := answer{413, "", `{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`}
	if got != want {
		t.Errorf("got %.300v, want %v", got, want)
	}
}

func TestHTTP_WebhookOnThisMachine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	arrived := make(chan string, 1)
	bot := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- r.Header.Get("X-Telegram-Bot-Api-Secret-Token") + " " + string(body)
	}))
	t.Cleanup(bot.Close)
	b.must(t, "setWebhook", `{"url":"`+bot.URL+`/hook","secret_token":"s"}`)
	say(t, b, 1)
	secret, body, _ := strings.Cut(<-arrived, " ")
	if secret != "s" {
		t.Errorf("secret %q", secret)
	}
	sameJSON(t, body, `{"update_id":100000001,"message":{"message_id":2,"from":`+annJSON+`,"date":`+date+`,"chat":`+chatJSON+`,"text":"0"}}`)
	b.Close()
}
