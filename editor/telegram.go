package editor

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
)

// TokenIdentity is whose a token is.
type TokenIdentity struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
	TakenBy  string `json:"taken_by,omitempty" doc:"Name of the bot here that has it already"`
}

// Health is how a bot fares in Telegram.
type Health struct {
	State        string           `json:"state" enum:"draft,running,paused,trouble,binned"`
	Trouble      string           `json:"trouble,omitempty" spoken:"author"`
	Webhook      string           `json:"webhook,omitempty" doc:"Where Telegram delivers the updates; left out: it is asked for them"`
	Pending      int64            `json:"pending" doc:"Updates that wait at Telegram"`
	LastError    string           `json:"last_error,omitempty" doc:"Of the last delivery that failed"`
	LastErrorAt  *time.Time       `json:"last_error_at,omitempty"`
	OtherProgram bool             `json:"other_program" doc:"Another program gets the updates: a repair takes the bot back, unless that program polls"`
	OtherPolls   bool             `json:"other_polls" doc:"The other program asks for the updates with the same token, and goes on after a repair: stop it, give the bot a new token, or have the updates delivered by webhook"`
	Sessions     map[string]int64 `json:"sessions" doc:"By status"`
	Tally        host.Tally       `json:"tally" doc:"What became of the updates"`
	Reached      []ReachedQuota   `json:"reached" doc:"Limits that hold something back; of rates, those that have today"`
}

// ReachedQuota is a limit that a bot has reached.
type ReachedQuota struct {
	Kind  string     `json:"kind" enum:"turns,http,sends,stored" doc:"Updates a minute, requests an hour, messages a day, megabytes"`
	Of    string     `json:"of" enum:"bot,workspace" doc:"Whose limit it is: that of a workspace is for all its bots together"`
	Limit int64      `json:"limit"`
	At    *time.Time `json:"at,omitempty" doc:"Of turns and http: when it was reached first today (UTC)"`
}

func reachedOf(list []studio.Reached) []ReachedQuota {
	out := []ReachedQuota{}
	for _, r := range list {
		x := ReachedQuota{Kind: string(r.Kind), Of: "bot", Limit: r.Limit}
		if r.Workspace {
			x.Of = "workspace"
		}
		if !r.At.IsZero() {
			x.At = &r.At
		}
		out = append(out, x)
	}
	return out
}

// Letter is an update that could not be handled.
type Letter struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Error  string    `json:"error" spoken:"author"`
	Tries  int       `json:"tries"`
	Update string    `json:"update" doc:"As Telegram sent it"`
}

// LetterCount is how many letters something was done to.
type LetterCount struct {
	Count int `json:"count"`
}

type checkRequest struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200"`
	}
}

type connectRequest struct {
	BotPath

	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200"`
		Receiver string `json:"receiver,omitempty" enum:"polling,webhook" doc:"Left out: whatever the server can do"`
	}
}

type receiverRequest struct {
	BotPath

	Body struct {
		Receiver string `json:"receiver" enum:"polling,webhook"`
	}
}

type letterRequest struct {
	BotPath

	ID int64 `path:"id" minimum:"1"`
}

func (a *api) addTelegram() {
	add(a, operation{
		id: "check-token", method: http.MethodPost, path: "/telegram/check", tag: "Telegram", rule: loggedIn(), summary: "Whose a token is",
	}, func(ctx context.Context, in *checkRequest) (*answerOf[TokenIdentity], error) {
		who, err := a.o.Studio.CheckToken(ctx, in.Body.Token)
		if err != nil {
			return nil, err
		}
		out := TokenIdentity{ID: who.ID, Username: who.Username, Name: who.Name}
		if b := who.TakenBy; b != nil {
			out.TakenBy = "another bot on this server"
			if callerOf(ctx).May(access.BotRead, b.Workspace, b.ID) {
				out.TakenBy = b.Name
			}
		}
		return &answerOf[TokenIdentity]{out}, nil
	})
	add(a, operation{
		id: "connect-bot", method: http.MethodPut, path: "/bots/{bot}/token", tag: "Telegram", rule: onBot(access.BotPublish),
		summary: "Give a bot its token, or another one of the same bot; nothing is published by it",
	}, func(ctx context.Context, in *connectRequest) (*botAnswer, error) {
		b, err := a.o.Studio.Connect(ctx, actorOf(ctx), in.Bot, in.Body.Token, in.Body.Receiver)
		return botAnswerOf(ctx, &b, err)
	})
	add(a, operation{
		id: "disconnect-bot", method: http.MethodDelete, path: "/bots/{bot}/token", tag: "Telegram", rule: onBot(access.BotPublish),
		status: http.StatusOK, summary: "Take a bot its token; its people stay, and are there again when it is connected again",
	}, func(ctx context.Context, in *BotPath) (*botAnswer, error) {
		b, err := a.o.Studio.Disconnect(ctx, actorOf(ctx), in.Bot)
		return botAnswerOf(ctx, &b, err)
	})
	a.addAction("pause-bot", "/pause", "Have a bot that is published answer nobody until it is resumed; Telegram keeps what is written for a day",
		studio.Action{What: "bot.pause", Do: func(ctx context.Context, m *fleet.Manager, id int64) error { return m.Pause(ctx, id) }})
	a.addAction("resume-bot", "/resume", "Have a bot answer again",
		studio.Action{What: "bot.resume", Do: func(ctx context.Context, m *fleet.Manager, id int64) error { return m.Resume(ctx, id) }})
	a.addAction("repair-bot", "/repair", "Set up how updates come anew: it takes a bot back from another program that has set a webhook; one that polls goes on",
		studio.Action{What: "bot.repair", Do: func(ctx context.Context, m *fleet.Manager, id int64) error { return m.Repair(ctx, id) }})
	add(a, operation{
		id: "set-receiver", method: http.MethodPut, path: "/bots/{bot}/receiver", tag: "Telegram", rule: onBot(access.BotPublish),
		summary: "Decide how updates come",
	}, func(ctx context.Context, in *receiverRequest) (*botAnswer, error) {
		b, err := a.o.Studio.Act(ctx, actorOf(ctx), in.Bot, studio.Action{
			What: "bot.receiver", After: in.Body.Receiver,
			Do: func(ctx context.Context, m *fleet.Manager, id int64) error {
				return m.SetReceiver(ctx, id, in.Body.Receiver)
			},
		})
		return botAnswerOf(ctx, &b, err)
	})
	add(a, operation{
		id: "bot-health", method: http.MethodGet, path: "/bots/{bot}/health", tag: "Telegram", rule: onBot(access.BotRead),
		summary: "How a bot fares in Telegram",
	}, a.health)
	a.addLetters()
}

// answerOf is an answer that has nothing but a body.
type answerOf[T any] struct{ Body T }

// addAction adds something that is done to a bot as it is.
func (a *api) addAction(id, path, summary string, action studio.Action) {
	add(a, operation{
		id: id, method: http.MethodPost, path: "/bots/{bot}" + path, tag: "Telegram", rule: onBot(access.BotRun), summary: summary,
	}, func(ctx context.Context, in *BotPath) (*botAnswer, error) {
		b, err := a.o.Studio.Act(ctx, actorOf(ctx), in.Bot, action)
		return botAnswerOf(ctx, &b, err)
	})
}

func (a *api) health(ctx context.Context, in *BotPath) (*answerOf[Health], error) {
	h, err := a.o.Studio.Health(ctx, in.Bot)
	if err != nil {
		return nil, err
	}
	out := &answerOf[Health]{Health{OtherProgram: h.OtherProgram, OtherPolls: h.OtherPolls, Sessions: h.Sessions, Tally: h.Tally, Trouble: h.Trouble, Reached: reachedOf(h.Reached)}}
	b := botOf(ctx, &h.Bot)
	if out.Body.State = b.State; out.Body.Trouble == "" {
		out.Body.Trouble = b.Trouble
	}
	if out.Body.Sessions == nil {
		out.Body.Sessions = map[string]int64{}
	}
	if w := h.Webhook; w != nil {
		out.Body.Webhook, out.Body.Pending, out.Body.LastError = w.URL, w.Pending, w.LastError
		if !w.LastErrorAt.IsZero() {
			out.Body.LastErrorAt = &w.LastErrorAt
		}
	}
	return out, nil
}

func (a *api) addLetters() {
	add(a, operation{
		id: "list-letters", method: http.MethodGet, path: "/bots/{bot}/letters", tag: "Telegram", rule: onBot(access.BotRun),
		summary: "The newest updates that could not be handled",
	}, func(ctx context.Context, in *BotPath) (*items[Letter], error) {
		h, err := a.o.Studio.Letters(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		out := allOf([]Letter{})
		for _, l := range h {
			out.Body.Items = append(out.Body.Items, Letter{
				ID: strconv.FormatInt(l.ID, 10), At: l.At, Error: l.Error, Tries: l.Tries, Update: string(l.Raw),
			})
		}
		return out, nil
	})
	act := func(ctx context.Context, in *letterRequest, what string, do func(context.Context, *fleet.Manager, int64) (int, error)) (*answerOf[LetterCount], error) {
		out := &answerOf[LetterCount]{}
		_, err := a.o.Studio.Act(ctx, actorOf(ctx), in.Bot, studio.Action{
			What: what, Target: strconv.FormatInt(in.ID, 10), Do: func(ctx context.Context, m *fleet.Manager, id int64) (err error) {
				out.Body.Count, err = do(ctx, m, id)
				return err
			},
		})
		return out, err
	}
	add(a, operation{
		id: "retry-letter", method: http.MethodPost, path: "/bots/{bot}/letters/{id}/retry", tag: "Telegram", rule: onBot(access.BotRun),
		summary: "Have an update received again",
	}, func(ctx context.Context, in *letterRequest) (*answerOf[LetterCount], error) {
		return act(ctx, in, "letter.retry", func(ctx context.Context, m *fleet.Manager, id int64) (int, error) {
			return m.RetryLetters(ctx, id, in.ID)
		})
	})
	add(a, operation{
		id: "drop-letter", method: http.MethodDelete, path: "/bots/{bot}/letters/{id}", tag: "Telegram", rule: onBot(access.BotRun),
		status: http.StatusOK, summary: "Give an update up",
	}, func(ctx context.Context, in *letterRequest) (*answerOf[LetterCount], error) {
		return act(ctx, in, "letter.drop", func(ctx context.Context, m *fleet.Manager, id int64) (int, error) {
			return m.DropLetters(ctx, id, in.ID)
		})
	})
}
