package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

func TestGetMe_ChecksTheToken(t *testing.T) {
	t.Parallel()
	s := setupStandin(t)
	got, err := telegram.GetMe(t.Context(), s.client, token)
	want := telegram.Identity{ID: 42, Username: "shop_bot", Name: "Shop"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for _, bad := range []string{"", "42", "42:", "x:y", "42:a/../b", "43:AA-unknown"} {
		_, err := telegram.GetMe(t.Context(), s.client, bad)
		if !errors.Is(err, telegram.ErrToken) {
			t.Errorf("%q: got %v, want ErrToken", bad, err)
		}
	}
	down := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
		return nil, &telegram.NetworkError{Err: errors.New("no route")}
	})
	if _, err := telegram.GetMe(t.Context(), down, token); err == nil || errors.Is(err, telegram.ErrToken) {
		t.Errorf("unreachable: got %v", err)
	}
}

// menuCalls counts the calls that change menus.
func menuCalls(s *botapi.Server) int {
	n := 0
	for _, c := range s.Calls() {
		if c.Method == "setMyCommands" || c.Method == "deleteMyCommands" {
			n++
		}
	}
	return n
}

func TestSetCommands_WritesMenusThatDiffer(t *testing.T) {
	t.Parallel()
	s := setupStandin(t) // Ann's language is ru
	bob := s.server.NewUser(botapi.User{FirstName: "Bob", LanguageCode: "de"})
	commands := []engine.Command{
		{Command: "start", Description: map[string]string{"": "Begin", "ru": "Начать"}},
		{Command: "order", Description: map[string]string{"en": "Order", "ru": "Заказать"}, Scope: "private"},
		{Command: "hidden"},
		{Command: "stats", Description: map[string]string{"": "Numbers"}, Scope: "admin"},
		{Command: "start", Description: map[string]string{"": "Twice"}},
	}
	set := func(commands []engine.Command) int {
		t.Helper()
		before := menuCalls(s.server)
		if err := telegram.SetCommands(t.Context(), s.client, token, commands); err != nil {
			t.Fatal(err)
		}
		return menuCalls(s.server) - before
	}
	if n := set(commands); n != 9 { // default, private and admin menus in "", en and ru
		t.Errorf("%d changes", n)
	}
	menu := func(p *botapi.Person) []string {
		var out []string
		for _, c := range p.Commands(token) {
			out = append(out, c.Command+": "+c.Description)
		}
		return out
	}
	if got, want := menu(s.ann), []string{"start: Начать", "order: Заказать"}; !slices.Equal(got, want) {
		t.Errorf("ru: got %q, want %q", got, want)
	}
	if got, want := menu(bob), []string{"start: Begin", "order: Order"}; !slices.Equal(got, want) {
		t.Errorf("de: got %q, want %q", got, want)
	}
	if n := set(commands); n != 0 {
		t.Errorf("%d changes the second time", n)
	}
	commands[1].Scope = ""
	if n := set(commands); n == 0 {
		t.Error("a change was not written")
	}
	if got, want := menu(s.ann), []string{"start: Начать", "order: Заказать"}; !slices.Equal(got, want) {
		t.Errorf("without scopes: got %q, want %q", got, want)
	}
	if found := s.server.Findings(); len(found) > 0 {
		t.Errorf("findings: %+v", found)
	}
}

func TestSetCommands_ReportsFailure(t *testing.T) {
	t.Parallel()
	down := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
		return nil, &telegram.NetworkError{Err: errors.New("no route")}
	})
	if err := telegram.SetCommands(t.Context(), down, token, nil); err == nil {
		t.Error("no error")
	}
	if err := telegram.SetWebhook(t.Context(), down, token, telegram.WebhookSettings{}); err == nil {
		t.Error("no error")
	}
	if err := telegram.DeleteWebhook(t.Context(), down, token); err == nil {
		t.Error("no error")
	}
}

func TestSetWebhook_KeepsWhatWaits(t *testing.T) {
	t.Parallel()
	var method string
	var params map[string]any
	caller := callerFunc(func(_ context.Context, m string, p []byte) (json.RawMessage, error) {
		method = m
		return json.RawMessage("true"), json.Unmarshal(p, &params)
	})
	err := telegram.SetWebhook(t.Context(), caller, token, telegram.WebhookSettings{URL: "https://e.com/telegram/42", Secret: "s", MaxConnections: 50})
	allowed := []any{}
	for _, kind := range telegram.AllowedUpdates() {
		allowed = append(allowed, kind)
	}
	want := map[string]any{
		"url": "https://e.com/telegram/42", "secret_token": "s", "max_connections": 50.0, "allowed_updates": allowed,
	}
	if err != nil || method != "setWebhook" || !reflect.DeepEqual(params, want) {
		t.Errorf("%s(%v), %v", method, params, err)
	}
	for _, kind := range []string{"message", "callback_query", "pre_checkout_query", "chat_member", "message_reaction"} {
		if !slices.Contains(telegram.AllowedUpdates(), kind) {
			t.Errorf("%s is not asked for", kind)
		}
	}
	params = nil
	if err := telegram.DeleteWebhook(t.Context(), caller, token); err != nil || method != "deleteWebhook" || len(params) != 0 {
		t.Errorf("%s(%v), %v", method, params, err)
	}
}

func TestFiles_LocalServersDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inside := filepath.Join(dir, "token", "documents", "file_1.pdf")
	outside := filepath.Join(t.TempDir(), "secret")
	if err := errors.Join(
		os.MkdirAll(filepath.Dir(inside), 0o700),
		os.WriteFile(inside, []byte("PDF"), 0o600),
		os.WriteFile(outside, []byte("secret"), 0o600),
		os.Symlink(outside, filepath.Join(dir, "link")),
	); err != nil {
		t.Fatal(err)
	}
	c, err := telegram.NewClient(telegram.ClientOptions{BaseURL: "http://127.0.0.1:1", LocalFiles: dir})
	if err != nil {
		t.Fatal(err)
	}
	info := func(path string) telegram.Caller {
		return callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
			return json.Marshal(map[string]any{"file_id": "F", "file_unique_id": "U", "file_size": 3, "file_path": path})
		})
	}
	content, file, err := telegram.NewFiles(info(inside), c).Open(t.Context(), token, "F")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(content)
	content.Close()
	if want := (engine.File{ID: "F", UniqueID: "U", Kind: "file", Name: "file_1.pdf", Size: 3}); err != nil || string(got) != "PDF" || file != want {
		t.Errorf("got %q, %+v, %v", got, file, err)
	}
	for _, path := range []string{outside, filepath.Join(dir, "link"), dir + "/../x", "../../etc/passwd", "a//b", ""} {
		content, _, err := telegram.NewFiles(info(path), c).Open(t.Context(), token, "F")
		if err == nil {
			content.Close()
			t.Errorf("%q was opened", path)
		}
	}
	if _, _, err := telegram.NewFiles(info(filepath.Join(dir, "gone")), c).Open(t.Context(), token, "F"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := clientFor(t, "http://127.0.0.1:1").Download(t.Context(), token, inside); err == nil {
		t.Error("opened without being told where")
	}
}

func TestFiles_TellsWhyNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		refusal telegram.RefusalError
		want    error
	}{
		{telegram.RefusalError{Code: 400, Description: "Bad Request: file is too big"}, engine.ErrFileTooLarge},
		{telegram.RefusalError{Code: 400, Description: "Bad Request: wrong file_id or the file is temporarily unavailable"}, engine.ErrNotFound},
	} {
		caller := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) { return nil, &c.refusal })
		_, _, err := telegram.NewFiles(caller, clientFor(t, "http://127.0.0.1:1")).Open(t.Context(), token, "F")
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), token) {
			t.Errorf("%s: got %v", c.refusal.Description, err)
		}
	}
}
