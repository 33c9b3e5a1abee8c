package editor_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
)

func TestWords_AreInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	bot := w.newBot()
	at := "/bots/" + bot.ID
	block := map[string]any{"id": "hi", "type": "message.text", "config": map[string]any{"text": "Hi, {{ user.frist_name }}"}, "exits": map[string]any{"next": "end"}}
	w.does(200, "PATCH", at+"/draft", map[string]any{"client": "c", "changes": []any{map[string]any{"path": []string{"flows", w.flowOf(at), "blocks", "hi"}, "after": block}}})
	for _, c := range []struct{ accept, who, path, want string }{
		{"ru-RU,en;q=0.5", "owner", at + "/draft", `"message":"нет переменной user.frist_name; может быть, user.first_name?"`},
		{"ru", "owner", at + "/draft", `"title":"Взять user.first_name"`},
		{"", "owner", at + "/draft", `"message":"there is no variable user.frist_name; did you mean user.first_name?"`},
		{"de", "owner", at + "/draft", `"title":"Use user.first_name"`},
		{"ru", "nobody", at + "/draft", `"title":"Войдите, пожалуйста."`},
		{"ru", "owner", "/nowhere", `"title":"По этому адресу ничего нет."`},
		{"ru", "owner", at + "/revisions?limit=x", `"title":"Что-то заполнено не так, как нужно."`},
	} {
		if got := w.as(c.who, "GET", c.path, nil, "Accept-Language", c.accept).body; !strings.Contains(got, c.want) {
			t.Errorf("%s for %q: got %s\nwithout %s", c.path, c.accept, got, c.want)
		}
	}
}

func TestRefusedRequests_ArePlainInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	at := "/bots/" + w.newBot().ID
	for _, c := range []struct {
		accept, method, path string
		body                 any
		want                 string
	}{
		{"ru", "POST", "/workspaces", map[string]any{"name": ""}, `"path":"/name","message":"здесь не должно быть пусто"`},
		{"", "POST", "/workspaces", map[string]any{"name": ""}, `"path":"/name","message":"this must not be empty"`},
		{"ru", "POST", "/workspaces", map[string]any{"name": strings.Repeat("x", 101)}, `"message":"слишком длинно; наибольшая длина в знаках: 100"`},
		{"ru", "POST", "/workspaces", map[string]any{"name": 7}, `"message":"нужен текст"`},
		{"ru", "POST", "/workspaces", map[string]any{"name": "x", "colour": "red"}, `"message":"здесь такого нет"`},
		{"ru", "POST", "/workspaces", map[string]any{}, `"message":"нет name"`},
		{"ru", "POST", "/workspaces", nil, `"detail":"В запросе ничего нет."`},
		{"ru", "GET", at + "/revisions?limit=x", nil, `"message":"нужно целое число"`},
	} {
		if got := w.as("owner", c.method, c.path, c.body, "Accept-Language", c.accept).body; !strings.Contains(got, c.want) {
			t.Errorf("%s for %q: got %s\nwithout %s", c.path, c.accept, got, c.want)
		}
	}
}

func TestRules_AllHaveWords(t *testing.T) {
	t.Parallel()
	all := editor.Rules()
	if all["nefield"] == "" || all["required_with"] == "" {
		t.Errorf("the rules that are known are not found: %v", all)
	}
	for rule, field := range all {
		if words := editor.RuleWords(rule, "other"); !strings.HasSuffix(words, " other") || strings.Contains(words, rule) {
			t.Errorf("%s: the rule %s is told as %q", field, rule, words)
		}
	}
}
