package program

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/publish"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// write puts a text into a file of its own.
func (o *office) write(text string) string {
	o.Helper()
	file := filepath.Join(o.TempDir(), "plan.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		o.Fatal(err)
	}
	return file
}

// People stand at a question that a publish takes away: it is said before, looked at, decided otherwise, done, and taken back.
func TestBots_PublishWithPeopleInside(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	first, _ := o.round(1)
	second, _ := o.round(2)
	o.does("add", "--token", testToken, "--document", first)
	p := o.serve()
	people := []*botapi.Person{o.tg.NewUser(botapi.User{FirstName: "Ann"}), o.tg.NewUser(botapi.User{FirstName: "Боря", LanguageCode: "ru"})}
	for _, who := range people {
		say(t, who, "/start")
		o.tg.awaitText(t, who, "1: your name?")
	}
	got := o.does("publish", "@talk_bot", second, "--dry-run")
	want := `@talk_bot, revision 1: nothing is published, this is what a publish would do.
2 people are in the middle of something.
BLOCK  TITLE           CHANGE   PEOPLE  WHAT HAPPENS
name1  Ask for a text  removed  2       finish in the revision where they are
Nobody stands at 1 other block that changes.
`
	if got != want {
		t.Errorf("the dry run says\n%s\nwant\n%s", got, want)
	}
	var plan publish.Plan
	if err := json.Unmarshal([]byte(o.does("publish", "@talk_bot", second, "--dry-run", "--json")), &plan); err != nil {
		t.Fatal(err)
	}
	if plan.From != 1 || plan.People != 2 || plan.Blocks[1].Here.People != 2 {
		t.Errorf("the plan is %+v", plan)
	}
	plan.Blocks[1].Do, plan.Blocks[1].Text = publish.End, map[string]string{"en": "Sorry, that is over.", "ru": "Извините, это закончилось."}
	data, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	file := o.write(string(data))
	if got := o.does("publish", "@talk_bot", second, "--dry-run", "--plan", file); !strings.Contains(got, "name1  Ask for a text  removed  2       are told that it ends here\n") {
		t.Errorf("the dry run says\n%s", got)
	}
	if got := o.does("publish", "@talk_bot", second, "--plan", file); !strings.HasSuffix(got, "Published revision 2 of @talk_bot. The running Scenarist follows within a second.\n") {
		t.Errorf("publishing says\n%s", got)
	}
	o.tg.awaitText(t, people[0], "Sorry, that is over.")
	o.tg.awaitText(t, people[1], "Извините, это закончилось.")
	for _, who := range people {
		say(t, who, "/start")
		o.tg.awaitText(t, who, "2: your name?")
	}
	rollback := o.write(`{"from": 2, "blocks": [{"block": "name2", "do": "map", "to": "name1"}]}`)
	if got := o.does("rollback", "@talk_bot", "--dry-run", "--plan", rollback); !strings.Contains(got, "name2  Ask for a text  removed  2       go on at name1: nothing is asked again\n") {
		t.Errorf("the dry run says\n%s", got)
	}
	var done struct{ Revision int }
	if err := json.Unmarshal([]byte(o.does("rollback", "@talk_bot", "--plan", rollback, "--json")), &done); err != nil || done.Revision != 3 {
		t.Errorf("rolling back gives %+v, %v", done, err)
	}
	o.until("the rollback is served", func() bool { return strings.Contains(p.errs.String(), "revision=3") })
	for i, who := range people {
		say(t, who, fmt.Sprint("N", i))
		o.tg.awaitText(t, who, fmt.Sprintf("Which colour, N%d?", i))
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d: %s", code, p.errs)
	}
}

func TestBots_PlansThatCannotBe(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first, _ := o.round(1)
	second, _ := o.round(2)
	o.does("add", "--token", testToken, "--document", first)
	for plan, want := range map[string]string{
		"{\n  \"from\": 1,\n  \"blocks\": [\n    {\"block\": \"name1\", \"do\": \"map\", \"to\": \"nam2\"}\n  ]\n}": `:4:43: the new revision has no block "nam2"; did you mean "name2"? [target_missing]`,
		`{"from": 9, "blocks": []}`: `:1:10: the plan leads away from revision 9, but revision 1 is published now: make a new one [plan_outdated]`,
		`{"from": 1, "block": []}`:  `:1:22: there is no field "block" here; there are from, people, blocks, added [field_unknown]`,
		`{`:                         `this is no JSON object`,
	} {
		file := o.write(plan)
		code, out, errs := o.bots("", "publish", "@talk_bot", second, "--plan", file)
		if code != exitProblem || !strings.Contains(errs, want) || !strings.HasSuffix(errs, ": 1 error; nothing was published.\n") {
			t.Errorf("%s: exit code %d, %s%s; want %q", plan, code, out, errs, want)
		}
	}
	o.refuses("there is no file nowhere.json", exitProblem, "publish", "@talk_bot", second, "--plan", "nowhere.json")
	if out := o.does("publish", "@talk_bot", first, "--dry-run"); !strings.Contains(out, "Nobody is in the middle of anything.") {
		t.Errorf("the dry run says\n%s", out)
	}
}
