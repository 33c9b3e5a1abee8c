package simulator_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator"
)

// played plays a transcript beside the shop's document.
func played(t *testing.T, transcript string, update bool) (*simulator.Report, string) {
	t.Helper()
	dir := t.TempDir()
	document, err := os.ReadFile("testdata/shop/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "case.transcript.json")
	for name, data := range map[string][]byte{filepath.Join(dir, "bot.json"): document, file: []byte(transcript)} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := simulator.Play(t.Context(), file, simulator.PlayOptions{Registry: registry(t), Update: update})
	if err != nil {
		t.Fatal(err)
	}
	return r, file
}

func TestPlay_TellsEveryDifference(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ transcript, want string }{
		"text, missing and surplus": {
			`{"name": "x", "user": {"first_name": "Ann"}, "steps": [
{"start": "", "expect": [{"text": "<b>Hi, Bob</b> &amp; welcome!", "buttons": [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]}, {"alert": "Boo"}]},
{"press": "Leave a note",
 "expect": []}
]}`,
			`FILE:2: step 1 (user: start ""): what was seen is not what was expected
    - * text: "<b>Hi, Bob</b> &amp; welcome!"
    + * text: "<b>Hi, Ann</b> &amp; welcome!"
        buttons: [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]
    - * alert: "Boo"
FILE:3: step 2 (user: press "Leave a note"): what was seen is not what was expected
    + * text: "What shall I note?"
`,
		},
		"what cannot be done ends it": {
			`{"name": "x", "steps": [{"pay": true, "expect": []}, {"say": "x", "expect": []}]}`,
			"FILE:1: step 1 (user: pay): there is nothing to pay\n",
		},
		"calls and variables": {
			`{"name": "x", "user": {"first_name": "Ann", "language": "en"}, "secrets": {"stock_key": "k"},
"http": [{"url": "https://stock.example.com/other", "text": "x"}],
"steps": [
{"start": "", "expect": [{"text": "<b>Hi, Ann</b> &amp; welcome!", "buttons": [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]}]},
{"press": "In stock?", "expect": [{"text": "Looking…"}, {"text": "The stock does not answer."}]}
],
"final": {"user": {"visits": 2, "name": "x"}}}`,
			`FILE:7: the variables of scope user are not as expected
      {
    -   "name": "x",
    -   "visits": 2
    +   "visits": 1
      }
FILE:2: the bot called POST https://stock.example.com/v1/look: no answer is listed for it
FILE:2: the bot did not call GET https://stock.example.com/other
`,
		},
		"no document": {`{"name": "x", "document": "none.json", "steps": [{"say": "x", "expect": []}]}`, "FILE: read document: open DIR/none.json: no such file or directory\n"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, file := played(t, x.transcript, false)
			got := strings.ReplaceAll(strings.ReplaceAll(r.Text(), file, "FILE"), filepath.Dir(file), "DIR")
			if got != x.want || r.OK() {
				t.Errorf("report is\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

func TestPlay_StaffAreWhoTheyAreSaidToBe(t *testing.T) {
	t.Parallel()
	r, _ := played(t, `{"name": "x", "staff": {"mia": ["owner"]}, "users": {"mia": {"first_name": "Mia Lopez"}}, "steps": [
{"by": "mia", "start": "", "expect": [{"text": "<b>Hi, Mia Lopez</b> &amp; welcome!", "buttons": [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]}]}
]}`, false)
	if !r.OK() {
		t.Error(r.Text())
	}
}

func TestPlay_UpdateWritesWhatIsSeen(t *testing.T) {
	t.Parallel()
	r, file := played(t, `{"name":"x","user":{"first_name":"Ann"},"steps":[{"start":"","expect":[]},{"say":"hm","expect":[{"alert":"old"}]}],"final":{"user":{}}}`, true)
	if !r.OK() || !r.Updated {
		t.Errorf("report is %+v", r)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "name": "x",
  "user": {"first_name": "Ann"},
  "steps": [
    {
      "start": "",
      "expect": [
        {
          "text": "<b>Hi, Ann</b> &amp; welcome!",
          "buttons": [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]
        }
      ]
    },
    {
      "say": "hm",
      "expect": [
        {"text": "Say /start."},
        {
          "text": "<b>Hi, Ann</b> &amp; welcome!",
          "buttons": [["Leave a note", "In stock?"], ["Buy", "Site → https://example.com/shop"]]
        }
      ]
    }
  ],
  "final": {"user": {"visits": 1}}
}
`
	if string(got) != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}
	again, err := simulator.Play(t.Context(), file, simulator.PlayOptions{Registry: registry(t), Update: true})
	if err != nil || again.Updated || !again.OK() {
		t.Errorf("a second update gives %+v, %v", again, err)
	}
}

func TestLoadTranscript_IsStrict(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		``:                                     `EOF`,
		`{`:                                    `unexpected EOF`,
		"{\n\"name\": \"x\",\n\"steps\": [,]}": `line 3: invalid character ',' looking for beginning of value`,
		"{\n\"name\": 5, \"steps\": []}":       `line 2: name cannot be a number`,
		`{"name": "x"}`:                        `there are no steps`,
		`{"name": "x", "step": []}`:            `json: unknown field "step"`,
		`{"steps": [{"say": "x", "expect": [{"txt": ""}]}]}`:              `json: unknown field "txt"`,
		`{"steps": [{"pay": {"tips": 5}}]}`:                               `json: unknown field "tips"`,
		`{"steps": [{"expect": []}]}`:                                     `step 1: it must say one thing to do, not 0`,
		`{"steps": [{"say": "x"}, {"say": "x", "pay": true}]}`:            `step 2: it must say one thing to do, not 2`,
		`{"steps": [{"by": "eve", "say": "x"}]}`:                          `step 1: there is nobody called "eve"`,
		`{"staff": {"boss": []}, "steps": [{"by": "owner", "say": "x"}]}`: `step 1: there is nobody called "owner"`,
		`{"steps": [{"say": "x", "older": 1}]}`:                           `step 1: older belongs to press and pay`,
		`{"steps": [{"location": [1]}]}`:                                  `step 1: a location is a latitude and a longitude`,
		`{"steps": [{"say": "x"}]} {}`:                                    `there is something after the end`,
	} {
		if _, err := simulator.LoadTranscript([]byte(data)); err == nil || err.Error() != want {
			t.Errorf("%s gives %v; want %s", data, err, want)
		}
	}
}

func TestTranscript_MarshalIsReadBackTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/shop/*.transcript.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := simulator.LoadTranscript(data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, data) {
			t.Errorf("%s is written as\n%s", file, got)
		}
	}
}

func TestDiffSeen_ShowsTheFieldThatDiffers(t *testing.T) {
	t.Parallel()
	a := []simulator.Seen{{Text: "one"}, {Text: "two", Buttons: [][]string{{"A, b", "C"}}, Edited: true}}
	b := []simulator.Seen{{Text: "two", Buttons: [][]string{{"A, b"}}, Edited: true}, {To: "owner", Text: "three"}}
	want := `- * text: "one"
  * text: "two"
-   buttons: [["A, b", "C"]]
+   buttons: [["A, b"]]
    edited: true
+ * to: "owner"
+   text: "three"
`
	if got := simulator.DiffSeen(a, b); got != want {
		t.Errorf("difference is\n%s\nwant\n%s", got, want)
	}
	if got := simulator.DiffSeen(a, a); got != "" {
		t.Errorf("the same differs:\n%s", got)
	}
	if got := simulator.DiffSeen(nil, []simulator.Seen{}); got != "" {
		t.Errorf("nothing differs from nothing:\n%s", got)
	}
}
