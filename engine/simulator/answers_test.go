package simulator_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/scenarist/scenarist/engine/simulator"
)

func TestNewAnswers_RefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]simulator.Answer{
		"http answer 1: url is missing":                                         {},
		"http answer 1: only one of body, text, data, file and fail can be set": {URL: "https://x.example", Text: "a", File: "b"},
		"http answer 1: times cannot be negative":                               {URL: "https://x.example", Times: -1},
		"http answer 1: 42 is no status":                                        {URL: "https://x.example", Status: 42},
	} {
		if _, err := simulator.NewAnswers([]simulator.Answer{a}, nil); err == nil || err.Error() != want {
			t.Errorf("error is %v; want %s", err, want)
		}
	}
}

// told makes calls of "METHOD address body" and gives what was answered.
func told(t *testing.T, a *simulator.Answers, calls ...string) []string {
	t.Helper()
	client := simulator.ClientOf(a)
	var out []string
	for _, c := range calls {
		part := strings.SplitN(c, " ", 3)
		body := ""
		if len(part) == 3 {
			body = part[2]
		}
		req, err := http.NewRequestWithContext(t.Context(), part[0], part[1], strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Key", "k")
		res, err := client.Do(req)
		if err != nil {
			out = append(out, "error")
			continue
		}
		data, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, res.Status+" "+res.Header.Get("Content-Type")+" "+string(data))
	}
	return out
}

func TestAnswers_AreGivenToTheRightRequest(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"page.html": {Data: []byte("<html><p>x")}}
	a, err := simulator.NewAnswers([]simulator.Answer{
		{URL: "https://a.example/one", Text: "plain"},
		{URL: "https://a.example/*/price?x=*", Body: []byte(`{"a":1}`), Status: 201, Headers: map[string]string{"X-B": "c"}},
		{Method: "POST", URL: "https://a.example/one", Request: &simulator.Request{Body: []byte(`{"n": [1, 2]}`)}, File: "page.html"},
		{Method: "POST", URL: "https://a.example/one", Request: &simulator.Request{Body: []byte(`"words"`), Headers: map[string]string{"x-key": "k"}}, Status: 204},
		{Method: "PUT", URL: "https://a.example/one", Request: &simulator.Request{Headers: map[string]string{"x-key": "other"}}},
		{URL: "https://a.example/down", Fail: true},
		{URL: "https://a.example/nofile", File: "missing.png"},
	}, simulator.FilesIn(files))
	if err != nil {
		t.Fatal(err)
	}
	got := told(t, a,
		"GET https://a.example/one", "GET https://a.example/tea/price?x=5", `POST https://a.example/one {"n":[1,2]}`,
		"POST https://a.example/one words", "GET https://a.example/down",
		// None of these is listed:
		"GET https://a.example/one", "GET https://a.example/two", `POST https://a.example/one {"n":[1]}`, "PUT https://a.example/one",
		"GET https://a.example/nofile",
	)
	want := []string{
		"200 OK text/plain; charset=utf-8 plain", `201 Created application/json {"a":1}`,
		"200 OK text/html; charset=utf-8 <html><p>x", "204 No Content text/plain; charset=utf-8 ", "error",
		"error", "error", "error", "error", "error",
	}
	if !slices.Equal(got, want) {
		t.Errorf("answers are\n%q\nwant\n%q", got, want)
	}
	refused := []string{
		"GET https://a.example/one: all its answers are used up",
		"GET https://a.example/two: no answer is listed for it",
		`POST https://a.example/one: its body is {"n":[1]}; expected "words"`,
		`PUT https://a.example/one: header x-key is "k"; expected "other"`,
		"GET https://a.example/nofile: read missing.png: open missing.png: file does not exist",
	}
	if got := a.Refused(); !slices.Equal(got, refused) {
		t.Errorf("refused is\n%q\nwant\n%q", got, refused)
	}
}

func TestAnswers_TakeTurns(t *testing.T) {
	t.Parallel()
	const url = "https://a.example/x"
	a, err := simulator.NewAnswers([]simulator.Answer{
		{URL: url, Text: "a", Times: 2, Repeat: true},
		{URL: url, Text: "b", Repeat: true},
		{URL: "https://a.example/y", Text: "c", Times: 3},
		{URL: "https://a.example/z", Text: "d"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := told(t, a, slices.Repeat([]string{"GET " + url}, 7)...)
	for i, want := range []string{"a", "a", "b", "a", "a", "b", "a"} {
		if !strings.HasSuffix(got[i], " "+want) {
			t.Errorf("answer %d is %q; want %s", i, got[i], want)
		}
	}
	told(t, a, "GET https://a.example/y")
	want := []string{"GET https://a.example/y, given 1 of 3 times", "GET https://a.example/z"}
	if got := a.Unused(); !slices.Equal(got, want) {
		t.Errorf("unused is %q; want %q", got, want)
	}
}

func TestLoadStandin_MayBeMissingAndMustBeRight(t *testing.T) {
	t.Parallel()
	if s, err := simulator.LoadStandin(fstest.MapFS{}); s != nil || err != nil {
		t.Errorf("no file gives %v, %v", s, err)
	}
	broken := fstest.MapFS{simulator.StandinFile: {Data: []byte(`{"htp": []}`)}}
	want := `read standin.json: json: unknown field "htp"`
	if _, err := simulator.LoadStandin(broken); err == nil || err.Error() != want {
		t.Errorf("error is %v; want %s", err, want)
	}
	good := fstest.MapFS{simulator.StandinFile: {Data: []byte(`{"secrets": {"k": "v"}, "http": [{"url": "https://a.example", "text": "x"}]}`)}}
	s, err := simulator.LoadStandin(good)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Answers(good)
	if err != nil {
		t.Fatal(err)
	}
	if got := told(t, a, "GET https://a.example", "GET https://a.example"); got[1] != "200 OK text/plain; charset=utf-8 x" {
		t.Errorf("the second answer is %q", got[1])
	}
	if unused := a.Unused(); len(unused) > 0 || s.Secrets["k"] != "v" {
		t.Errorf("unused is %q, secrets are %v", unused, s.Secrets)
	}
}

func TestLoadAnswers_OfATranscriptOrAStandin(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`{"http": [{"url": "https://a.example"}]}`,
		`{"name": "x", "http": [{"url": "https://a.example"}], "steps": [{"say": "x", "expect": []}]}`,
	} {
		list, err := simulator.LoadAnswers([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].URL != "https://a.example" || !list[0].Repeat {
			t.Errorf("answers of %s are %+v", data, list)
		}
	}
	for _, data := range []string{`[]`, `{"http": 5}`, `{"steps": [{}]}`} {
		if _, err := simulator.LoadAnswers([]byte(data)); err == nil {
			t.Errorf("%s was taken", data)
		}
	}
}

func TestAssetsIn_StaysInItsDirectory(t *testing.T) {
	t.Parallel()
	open := simulator.AssetsIn(fstest.MapFS{"assets/logo.png": {Data: []byte("png")}, "bot.json": {Data: []byte("{}")}})
	data, name, err := open("logo.png")
	if string(data) != "png" || name != "logo.png" || err != nil {
		t.Errorf("logo.png is %q, %q, %v", data, name, err)
	}
	for _, name := range []string{"none.png", "../../bot.json", "/etc/passwd"} {
		if data, _, err := open(name); err == nil || !errors.Is(err, simulator.ErrNotFound) {
			t.Errorf("%s is %q, %v", name, data, err)
		}
	}
}
