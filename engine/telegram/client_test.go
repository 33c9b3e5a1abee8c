package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/telegram"
)

func newClient(t *testing.T, handler http.HandlerFunc) *telegram.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return clientFor(t, server.URL)
}

func clientFor(t *testing.T, address string) *telegram.Client {
	t.Helper()
	c, err := telegram.NewClient(telegram.ClientOptions{BaseURL: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestClient_RefusesAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"api.telegram.org", "ftp://x", "http://", "://", "https://u:p@x", "https://x?y=1"} {
		if c, err := telegram.NewClient(telegram.ClientOptions{BaseURL: address}); err == nil {
			c.Close()
			t.Errorf("%q was taken", address)
		}
	}
}

func TestClient_ReadsAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string
		err    error
	}{
		{"result", 200, `{"ok":true,"result":{"message_id":5}}`, `{"message_id":5}`, nil},
		{"result and description", 200, `{"ok":true,"result":true,"description":"Webhook was set"}`, `true`, nil},
		{"another order", 200, `{"result":[1], "ok":true}` + "\n", `[1]`, nil},
		{"refusal", 400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, "", &telegram.RefusalError{
			Code: 400, Description: "Bad Request: chat not found",
		}},
		{"flood", 429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}`, "", &telegram.RefusalError{
			Code: 429, Description: "Too Many Requests: retry after 5", RetryAfter: 5 * time.Second,
		}},
		{"flood for a million years", 429, `{"ok":false,"error_code":429,"parameters":{"retry_after":99999999999}}`, "", &telegram.RefusalError{
			Code: 429, RetryAfter: 24 * time.Hour,
		}},
		{"moved", 400, `{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100}}`, "", &telegram.RefusalError{
			Code: 400, Description: "x", MigrateTo: -100,
		}},
		{"no code", 403, `{"ok":false,"description":"x"}`, "", &telegram.RefusalError{Code: 403, Description: "x"}},
		{"gateway", 502, `<html>bad gateway</html>`, "", &telegram.AnswerError{Status: 502, Reason: "the answer is not the bot api's"}},
		{"other json", 200, `{"hello":1}`, "", &telegram.AnswerError{Status: 200, Reason: "the answer is not the bot api's"}},
		{"half", 200, `{"ok":true,"result":{"mess`, "", &telegram.AnswerError{Status: 200, Reason: "the answer is not the bot api's"}},
		{"nothing", 200, ``, "", &telegram.AnswerError{Status: 200, Reason: "the answer is not the bot api's"}},
		{"redirect", 302, ``, "", &telegram.AnswerError{Status: 302, Reason: "the answer is not the bot api's"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			got, err := client.Call(t.Context(), token, "sendMessage", []byte(`{}`), nil)
			if string(got) != c.want || !reflect.DeepEqual(err, c.err) {
				t.Errorf("got %s, %#v\nwant %s, %#v", got, err, c.want, c.err)
			}
		})
	}
}

func TestClient_CapsAnswers(t *testing.T) {
	t.Parallel()
	for _, announced := range []bool{true, false} {
		client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
			chunk := bytes.Repeat([]byte("x"), 1<<20)
			if announced {
				w.Header().Set("Content-Length", "20000000")
			}
			for range 20 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		})
		_, err := client.Call(t.Context(), token, "getMe", []byte(`{}`), nil)
		want := &telegram.AnswerError{Status: 200, Reason: "the answer is too large"}
		if !reflect.DeepEqual(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func TestClient_NothingListensIsNotSent(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = clientFor(t, address).Call(t.Context(), token, "sendMessage", []byte(`{}`), nil)
	checkNetworkError(t, err, false)
}

func TestClient_BrokenConnectionMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	})
	_, err := client.Call(t.Context(), token, "sendMessage", []byte(`{}`), nil)
	checkNetworkError(t, err, true)
}

func TestClient_BrokenAnswerMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"ok":true`)
	})
	_, err := client.Call(t.Context(), token, "sendMessage", []byte(`{}`), nil)
	checkNetworkError(t, err, true)
}

func TestClient_TimeOutMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-r.Context().Done()
	})
	go func() {
		<-arrived
		cancel()
	}()
	_, err := client.Call(ctx, token, "sendMessage", []byte(`{}`), nil)
	checkNetworkError(t, err, true)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cause is lost: %v", err)
	}
}

func TestClient_EndedContextIsNotSent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client := newClient(t, func(http.ResponseWriter, *http.Request) { t.Error("a call came through") })
	_, err := client.Call(ctx, token, "sendMessage", []byte(`{}`), nil)
	checkNetworkError(t, err, false)
}

func checkNetworkError(t *testing.T, err error, sent bool) {
	t.Helper()
	var n *telegram.NetworkError
	if !errors.As(err, &n) || n.Sent != sent {
		t.Fatalf("got %#v, want a NetworkError with Sent %v", err, sent)
	}
	if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "http://") {
		t.Errorf("the address leaks: %v", err)
	}
}

func TestClient_KeepsTokensOutOfErrors(t *testing.T) {
	t.Parallel()
	client := clientFor(t, "http://127.0.0.1:1")
	for _, bad := range []string{"42:AA-secret\x7f", "42:AA-secret%zz", token} {
		_, err := client.Call(t.Context(), bad, "getMe", []byte(`{}`), nil)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
		_, err = client.Download(t.Context(), bad, "photos/a.jpg")
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestClient_UsesTheTestServers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":"`+r.URL.Path+`"}`)
	}))
	t.Cleanup(server.Close)
	c, err := telegram.NewClient(telegram.ClientOptions{BaseURL: server.URL + "/", TestServers: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	got, err := c.Call(t.Context(), token, "getMe", []byte(`{}`), nil)
	if err != nil || string(got) != `"/bot42:AA-secret/test/getMe"` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestClient_SendsFilesWhole(t *testing.T) {
	t.Parallel()
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		call, err := readCall("x", r)
		if err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": call.Form})
	})
	got, err := client.Call(t.Context(), token, "sendDocument", []byte(`{"caption":"a \"b\"\n","chat_id":7,"x":null}`), []telegram.Upload{
		{Field: "document", Name: "a \"b\".bin", Data: big}, {Field: "thumbnail", Name: "t", Data: []byte("T")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var form []sentField
	if err := json.Unmarshal(got, &form); err != nil {
		t.Fatal(err)
	}
	want := []sentField{
		{Name: "caption", Text: "a \"b\"\n"},
		{Name: "chat_id", Text: "7"},
		{Name: "x", Text: "null"},
		{Name: "document", File: "a \"b\".bin", Text: string(big)},
		{Name: "thumbnail", File: "t", Text: "T"},
	}
	if !reflect.DeepEqual(form, want) {
		t.Errorf("form differs: %d fields", len(form))
	}
}

func TestClient_RefusesParametersThatAreNoObject(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(http.ResponseWriter, *http.Request) { t.Error("a call came through") })
	_, err := client.Call(t.Context(), token, "sendDocument", []byte(`[1]`), []telegram.Upload{{Field: "document"}})
	if err == nil {
		t.Error("no error")
	}
}

// A server or a gateway in between may say which address it was called by.
func TestClient_TokenIsNotInWhatIsRefused(t *testing.T) {
	t.Parallel()
	const token = "4242:AAFq7Zc-Kp_3xWv9"
	client := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprintf(w, `{"ok":false,"error_code":404,"description":"no %s, nor AAFq7Zc-Kp_3xWv9 of 4242"}`, r.URL.Path)
	})
	_, err := client.Call(t.Context(), token, "getMe", []byte(`{}`), nil)
	if want := "bot api refused with 404: no /bot•••/getMe, nor ••• of 4242"; err == nil || err.Error() != want {
		t.Errorf("error is %v; want %s", err, want)
	}
}
