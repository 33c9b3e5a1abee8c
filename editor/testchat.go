package editor

import (
	"context"
	"errors"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
)

// chatRefusal makes a Problem of what a test chat does not let its author do; nil for other errors.
func chatRefusal(err error) *Problem {
	if r, ok := errors.AsType[*testchat.Refusal](err); ok {
		p := problem(http.StatusUnprocessableEntity, "refused", r.Words)
		if r.Path != "" {
			p.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: r.Path, Message: r.Words}}
		}
		return p
	}
	if errors.Is(err, testchat.ErrTooMany) {
		return problem(http.StatusTooManyRequests, "too_many_chats", "Too many test chats are in use on this server. Try again in a minute.").
			with("Retry-After", "60")
	}
	return nil
}

// chatAnswer is a test chat after what was done.
type chatAnswer struct{ Body *testchat.View }

type openChat struct {
	Bot  string `path:"bot"`
	Body struct {
		Language string `json:"language,omitempty" pattern:"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$" default:"en" doc:"Of the people in the chat, and of what the page says"`
	}
}

// InChat is the path of operations on a test chat.
type InChat struct {
	Chat string `path:"chat"`
}

type actInChat struct {
	InChat
	Body struct {
		Person string       `json:"person" example:"you"`
		Do     testchat.Act `json:"do" doc:"One thing"`
	}
}

type addToChat struct {
	InChat
	Body struct {
		Name string `json:"name" example:"second" doc:"owner is who owns the bot"`
	}
}

type skipInChat struct {
	InChat
	Body struct {
		Skip string `json:"skip" example:"1h" doc:"A duration such as 90s, 15m, 24h or 2d, or next: up to when the bot does something by itself"`
	}
}

type setInChat struct {
	InChat
	Body struct {
		Person string `json:"person"`
		Scope  string `json:"scope" enum:"session,local,user,chat,bot,workspace"`
		Name   string `json:"name" minLength:"1"`
		Value  any    `json:"value,omitempty" doc:"null takes the value away"`
	}
}

type faultsInChat struct {
	InChat
	Body testchat.Faults
}

type servicesInChat struct {
	InChat
	Body testchat.Services
}

type jumpInChat struct {
	InChat
	Body struct {
		Person string `json:"person"`
		Flow   string `json:"flow"`
		Block  string `json:"block"`
	}
}

type restartChat struct {
	InChat
	Body struct {
		KeepPeople bool `json:"keep_people,omitempty" doc:"With the values of the people and of the bot"`
	}
}

// inside adds an operation on a chat, which is answered with the chat.
func inside[I any](a *api, op operation, chat func(*I) string, do func(context.Context, *testchat.Chat, *I) error) {
	op.tag, op.rule = "Test chat", inChat(access.BotEdit)
	add(a, op, func(ctx context.Context, in *I) (*chatAnswer, error) {
		c, err := a.o.TestChats.Find(chat(in))
		if err != nil {
			return nil, err
		}
		if err := do(ctx, c, in); err != nil {
			return nil, err
		}
		v, err := c.View(ctx)
		return &chatAnswer{Body: v}, err
	})
}

func (a *api) addTestChat() {
	add(a, operation{
		id: "open-chat", method: http.MethodPost, path: "/bots/{bot}/chats", tag: "Test chat", rule: onBot(access.BotEdit),
		summary: "Begin to talk to the draft", status: http.StatusCreated,
	}, func(ctx context.Context, in *openChat) (*chatAnswer, error) {
		c, err := a.o.TestChats.Open(ctx, callerOf(ctx).UserID, in.Bot, in.Body.Language)
		if err != nil {
			return nil, err
		}
		v, err := c.View(ctx)
		return &chatAnswer{Body: v}, err
	})
	add(a, operation{
		id: "end-chat", method: http.MethodDelete, path: "/chats/{chat}", tag: "Test chat", rule: inChat(access.BotEdit),
		summary: "End a test chat",
	}, func(ctx context.Context, in *InChat) (*struct{}, error) {
		a.o.TestChats.End(ctx, in.Chat)
		return nil, nil
	})
	inside(a, operation{id: "chat", method: http.MethodGet, path: "/chats/{chat}", summary: "Look at a test chat"},
		func(in *InChat) string { return in.Chat },
		func(context.Context, *testchat.Chat, *InChat) error { return nil })
	inside(a, operation{id: "act", method: http.MethodPost, path: "/chats/{chat}/act", summary: "Let a person do something"},
		func(in *actInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *actInChat) error {
			return c.Act(ctx, in.Body.Person, &in.Body.Do)
		})
	inside(a, operation{id: "add-person", method: http.MethodPost, path: "/chats/{chat}/people", summary: "Let somebody else come into the chat"},
		func(in *addToChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *addToChat) error {
			return c.AddPerson(ctx, in.Body.Name)
		})
	inside(a, operation{id: "skip-time", method: http.MethodPost, path: "/chats/{chat}/clock", summary: "Move the chat's clock on"},
		func(in *skipInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *skipInChat) error { return c.Skip(ctx, in.Body.Skip) })
	inside(a, operation{id: "set-variable", method: http.MethodPut, path: "/chats/{chat}/variables", summary: "Write a variable, as its block would"},
		func(in *setInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *setInChat) error {
			return c.SetVariable(ctx, in.Body.Person, in.Body.Scope, in.Body.Name, in.Body.Value)
		})
	inside(a, operation{id: "set-faults", method: http.MethodPost, path: "/chats/{chat}/faults", summary: "Have things go wrong, or not any more"},
		func(in *faultsInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *faultsInChat) error { return c.SetFaults(ctx, in.Body) })
	inside(a, operation{
		id: "set-services", method: http.MethodPut, path: "/chats/{chat}/services",
		summary: "Say how HTTP services answer; to really call them needs the permission secret.write too",
	}, func(in *servicesInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *servicesInChat) error {
			if in.Body.Call {
				if err := a.also(ctx, access.SecretWrite, c.Bot()); err != nil {
					return err
				}
			}
			return c.SetServices(ctx, in.Body)
		})
	inside(a, operation{id: "jump", method: http.MethodPost, path: "/chats/{chat}/jump", summary: "Put a person at a block"},
		func(in *jumpInChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *jumpInChat) error {
			return c.Jump(ctx, in.Body.Person, in.Body.Flow, in.Body.Block)
		})
	inside(a, operation{id: "restart-chat", method: http.MethodPost, path: "/chats/{chat}/restart", summary: "Begin anew on the newest draft"},
		func(in *restartChat) string { return in.Chat },
		func(ctx context.Context, c *testchat.Chat, in *restartChat) error {
			return c.Restart(ctx, in.Body.KeepPeople)
		})
	a.addChatEvents()
	a.addTests()
	a.addTryBlock()
}
