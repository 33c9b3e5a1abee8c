package studio

import "github.com/scenarist/scenarist/engine/flow"

// Starter is a small bot to begin with: it greets who presses Start, and who writes something.
func Starter(language string) ([]byte, error) {
	w := struct{ name, flow, command, text string }{"My bot", "Main", "Begin", "Hi, {{ user.first_name }}!"}
	if language != "ru" {
		language = "en"
	} else {
		w = struct{ name, flow, command, text string }{"Мой бот", "Главный", "Начать", "Здравствуйте, {{ user.first_name }}!"}
	}
	quoted := func(s string) string { return `"` + s + `"` } // the words above need no escapes
	return flow.Marshal(&flow.Document{
		SchemaVersion: flow.SchemaVersion, Name: w.name, Language: language,
		Flows: []flow.Flow{{
			ID: "main", Name: w.flow,
			Blocks: []flow.Block{
				{ID: "start", Type: "trigger.command", Config: []byte(`{"command": "start", "description": ` + quoted(w.command) + `}`)},
				{ID: "other", Type: "trigger.fallback", Config: []byte(`{}`)},
				{ID: "hello", Type: "message.text", Config: []byte(`{"text": ` + quoted(w.text) + `}`), Exits: map[string]string{"next": flow.ExitEnd}},
			},
			Edges: []flow.Edge{{From: "start", Exit: "next", To: "hello"}, {From: "other", Exit: "next", To: "hello"}},
		}},
		Layout: flow.Layout{"main": {"start": {0, 0}, "other": {0, 160}, "hello": {360, 40}}},
	})
}
