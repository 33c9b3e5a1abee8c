package editor

import (
	"context"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/testchat"
)

// SavedTest is a conversation that is played again and has to come out the same.
type SavedTest struct {
	Name    string      `json:"name"`
	Steps   int         `json:"steps"`
	SavedAt time.Time   `json:"saved_at"`
	Last    *TestResult `json:"last,omitempty" doc:"What came of playing it last"`
}

// TestResult is what came of playing a test.
type TestResult struct {
	OK      bool      `json:"ok"`
	At      time.Time `json:"at"`
	Version int64     `json:"version" doc:"Of the draft"`
	Error   string    `json:"error,omitempty" spoken:"author" doc:"The first difference, in plain words"`
	Step    int       `json:"step,omitempty" doc:"Where it is, from 1"`
}

// TestOutcome is what came of playing one test of many.
type TestOutcome struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty" spoken:"author"`
	Step  int    `json:"step,omitempty"`
}

func savedTestOf(t *testchat.Test) SavedTest {
	out := SavedTest{Name: t.Name, Steps: t.Steps, SavedAt: t.SavedAt}
	if r := t.Last; r != nil {
		out.Last = &TestResult{OK: r.OK, At: r.At, Version: r.Version, Error: r.Error, Step: r.Step}
	}
	return out
}

// TestsOf is the path of operations on the tests of a bot.
type TestsOf struct {
	Bot string `path:"bot"`
}

// TestNamed is the path of operations on one test.
type TestNamed struct {
	TestsOf
	Name string `path:"name"`
}

type testList struct {
	Body struct {
		Items []SavedTest `json:"items" doc:"By name"`
	}
}

type saveTest struct {
	TestsOf
	Body struct {
		Name string `json:"name" example:"A guest buys a latte"`
		Chat string `json:"chat" doc:"Id of the test chat"`
	}
}

type savedTestAnswer struct{ Body SavedTest }

type renameTest struct {
	TestNamed
	Body struct {
		Name string `json:"name"`
	}
}

type testOutcomes struct {
	Body struct {
		Items []TestOutcome `json:"items" doc:"By name"`
	}
}

// transcriptAnswer is a file that scenarist test plays.
type transcriptAnswer struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (a *api) addTests() {
	edit := onBot(access.BotEdit)
	add(a, operation{
		id: "tests", method: http.MethodGet, path: "/bots/{bot}/tests", tag: "Test chat", rule: onBot(access.BotRead),
		summary: "Saved tests of a bot",
	}, func(ctx context.Context, in *TestsOf) (*testList, error) {
		list, err := a.o.Tests.List(ctx, in.Bot)
		out := &testList{}
		out.Body.Items = make([]SavedTest, len(list))
		for i := range list {
			out.Body.Items[i] = savedTestOf(&list[i])
		}
		return out, err
	})
	add(a, operation{
		id: "save-test", method: http.MethodPost, path: "/bots/{bot}/tests", tag: "Test chat", rule: edit, status: http.StatusCreated,
		summary: "Save a conversation as a test",
	}, func(ctx context.Context, in *saveTest) (*savedTestAnswer, error) {
		c, err := a.ownChat(ctx, in.Bot, in.Body.Chat)
		if err != nil {
			return nil, err
		}
		t, err := a.o.Tests.Save(ctx, in.Body.Name, callerOf(ctx).UserID, c)
		if err != nil {
			return nil, err
		}
		return &savedTestAnswer{Body: savedTestOf(t)}, nil
	})
	add(a, operation{
		id: "test", method: http.MethodGet, path: "/bots/{bot}/tests/{name}", tag: "Test chat", rule: onBot(access.BotRead),
		summary: "A test as a file: put it beside the bot's document as NAME.transcript.json, and `scenarist test` plays it",
	}, func(ctx context.Context, in *TestNamed) (*transcriptAnswer, error) {
		data, err := a.o.Tests.Export(ctx, in.Bot, in.Name)
		return &transcriptAnswer{ContentType: "application/json", ContentDisposition: `attachment; filename="test.transcript.json"`, Body: data}, err
	})
	add(a, operation{
		id: "rename-test", method: http.MethodPatch, path: "/bots/{bot}/tests/{name}", tag: "Test chat", rule: edit,
		summary: "Give a test another name",
	}, func(ctx context.Context, in *renameTest) (*struct{}, error) {
		return nil, a.o.Tests.Rename(ctx, in.Bot, in.Name, in.Body.Name)
	})
	add(a, operation{
		id: "drop-test", method: http.MethodDelete, path: "/bots/{bot}/tests/{name}", tag: "Test chat", rule: edit,
		summary: "Forget a test",
	}, func(ctx context.Context, in *TestNamed) (*struct{}, error) {
		return nil, a.o.Tests.Drop(ctx, in.Bot, in.Name)
	})
	add(a, operation{
		id: "run-tests", method: http.MethodPost, path: "/bots/{bot}/tests/run", tag: "Test chat", rule: edit,
		summary: "Play all tests on the draft",
	}, func(ctx context.Context, in *TestsOf) (*testOutcomes, error) {
		list, err := a.o.Tests.Run(ctx, in.Bot)
		out := &testOutcomes{}
		out.Body.Items = []TestOutcome{}
		for i := range list {
			if r := list[i].Last; r != nil {
				out.Body.Items = append(out.Body.Items, TestOutcome{Name: list[i].Name, OK: r.OK, Error: r.Error, Step: r.Step})
			}
		}
		return out, err
	})
}

// ownChat gives a chat that a body names: the caller's own, of the bot.
func (a *api) ownChat(ctx context.Context, bot, id string) (*testchat.Chat, error) {
	gone := problem(http.StatusUnprocessableEntity, "refused", "This test chat is over. Talk to the bot again, then save.")
	user, of, err := a.o.TestChats.Owner(ctx, id)
	if err != nil || user != callerOf(ctx).UserID || of != bot {
		return nil, gone
	}
	c, err := a.o.TestChats.Find(id)
	if err != nil {
		return nil, gone
	}
	return c, nil
}
