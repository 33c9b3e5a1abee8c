package film_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

func material() *film.Material {
	return &film.Material{
		Event: &engine.Event{Kind: engine.TimerFired, Time: time.Unix(5, 0), Timer: &engine.Timer{Name: engine.DeadlineTimer}},
		Film: []engine.Frameshot{
			{Flow: "main", Block: "a", Type: "ask.text", Exit: "timeout"},
			{Flow: "main", Block: "b", Type: "data.set", Exit: "next", Sets: []engine.Set{
				{Write: engine.Write{Scope: "user", Name: "n", Op: engine.WriteSet}, Before: 1.5, After: map[string]any{"x": "é\n"}},
				{Write: engine.Write{Scope: "user", Name: "gone", Owner: 7}, Before: "was"},
				{Write: engine.Write{Scope: "session", Name: "long"}, After: strings.Repeat("z", 2000)},
			}},
			{Flow: "other", Block: "c", Type: "http.request", Error: engine.Trouble("http_status", `it said "500"`)},
		},
		Handled: true,
		Work: &film.Work{Flow: "other", Block: "c", HTTP: []film.Exchange{{
			Method: "GET", URL: "https://x.example", Status: 500, MS: 12, Request: &film.Packet{Headers: map[string]string{}},
			Response: &film.Packet{Headers: map[string]string{"A": "b"}, Body: "no"},
		}}},
		Sends: []film.Send{{Method: "answerCallbackQuery", Text: "fine"}, {Key: "1", Chat: -5, Method: "sendMessage"}},
	}
}

func TestWrite_IsReadBack(t *testing.T) {
	t.Parallel()
	m := material()
	data := film.Write(m)
	if !json.Valid(data) {
		t.Fatalf("no JSON: %s", data)
	}
	got, sends, err := film.Read(data, "ru")
	if err != nil {
		t.Fatal(err)
	}
	want := film.Turn{
		Event: film.Event{Kind: "timer", Text: "время на ответ вышло"}, Calls: []film.Call{}, Heard: true,
		Blocks: []film.Pass{
			{Flow: "main", Block: "a", Type: "ask.text", Exit: "timeout"},
			{Flow: "main", Block: "b", Type: "data.set", Exit: "next", Sets: []film.Set{
				{Name: "user.n", Before: 1.5, After: map[string]any{"x": "é\n"}},
				{Name: "user.gone of 7", Before: "was"},
				{Name: "session.long", After: `"` + strings.Repeat("z", 1023) + "…"},
			}},
			{Flow: "other", Block: "c", Type: "http.request", Error: &film.Trouble{Code: "http_status", Text: `it said "500"`}, HTTP: m.Work.HTTP},
		},
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(sends, m.Sends) {
		t.Errorf("got\n%+v %+v\nwant\n%+v %+v", got, sends, want, m.Sends)
	}
}

func TestWrite_ShowsWorkThatNoBlockOfTheTurnHeardOf(t *testing.T) {
	t.Parallel()
	m := material()
	m.Film = m.Film[:1]
	got, _, err := film.Read(film.Write(m), "en")
	if err != nil || len(got.Blocks) != 2 || got.Blocks[1].Block != "c" || got.Blocks[1].Flow != "other" || len(got.Blocks[1].HTTP) != 1 {
		t.Errorf("blocks %+v, %v", got.Blocks, err)
	}
}

func TestWrite_IsBounded(t *testing.T) {
	t.Parallel()
	m := material()
	m.Work.HTTP[0].Response.Body = strings.Repeat("b", film.MaxBody)
	for range 200 {
		m.Film = append(m.Film, m.Film[1])
	}
	data := film.Write(m)
	got, _, err := film.Read(data, "en")
	if err != nil || len(data) > film.MaxBytes || !got.Cut || len(got.Blocks) != 50 || got.Blocks[1].Sets != nil {
		t.Errorf("%d bytes, %d blocks, cut %t, %v", len(data), len(got.Blocks), got.Cut, err)
	}
	if _, _, err := film.Read([]byte("{"), "en"); err == nil {
		t.Error("what is broken was read")
	}
}

func TestMasking_LeavesNothingOfASecret(t *testing.T) {
	t.Parallel()
	const secret = `a b+"c"`
	mask := film.Masking(append(film.Forms(secret), "tokentoken", "token", "x"))
	for text, want := range map[string]string{
		"a b+\"c\" xx tokentoken":           "••• xx •••",
		"q=a+b%2B%22c%22&r=a%20b%2B%22c%22": "q=•••&r=•••",
		`{"k":"a b+\"c\""}`:                 `{"k":"•••"}`,
	} {
		if got := mask(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	m := material()
	m.Work, m.Film = nil, m.Film[:2]
	m.Film[1].Sets = m.Film[1].Sets[:2]
	b.ReportAllocs()
	for b.Loop() {
		film.Write(m)
	}
}
