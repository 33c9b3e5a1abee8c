package editor

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
)

const (
	// pingEvery keeps a stream alive on its way through proxies, which end what is silent for a minute.
	pingEvery = 20 * time.Second
	// streamLasts is how long a stream is kept open: then the page asks again, and may not if its role is gone.
	streamLasts = 10 * time.Minute
)

// DraftEvent says that the draft has been changed.
type DraftEvent struct {
	Version int64           `json:"version"`
	Changes json.RawMessage `json:"changes" doc:"As they were sent, without those that changed nothing; null where they are too many, and where versions in between are missing: then the draft is to be read"`
	Client  string          `json:"client"`
	Who     *Who            `json:"who,omitempty"`
}

// PresenceEvent is who looks at the bot.
type PresenceEvent []Presence

// Presence is somebody who looks at the bot.
type Presence struct {
	Client string `json:"client"`
	Who    *Who   `json:"who,omitempty"`
	Flow   string `json:"flow,omitempty"`
	Block  string `json:"block,omitempty"`
}

// PingEvent says that the stream is alive.
type PingEvent struct {
	At time.Time `json:"at"`
}

// ContactsEvent says that people did something with the bot: what is shown of contacts may be old.
type ContactsEvent struct {
	At time.Time `json:"at"`
}

// FiguresEvent says that the figures are others. It comes every few seconds at most.
type FiguresEvent struct {
	At          time.Time `json:"at"`
	Users       int64     `json:"users"`
	UsersToday  int64     `json:"users_today"`
	ErrorsToday int64     `json:"errors_today"`
}

// HealthEvent says that something went wrong, or is right again.
type HealthEvent struct {
	At time.Time `json:"at"`
}

type eventsRequest struct {
	BotPath

	Version  int64  `query:"version" minimum:"0" doc:"The version of the draft that one has; left out: the newest"`
	Language string `query:"language" maxLength:"100" doc:"In which authors are spoken to, for those who cannot set Accept-Language"`
	Accept   string `header:"Accept-Language"`
}

type presenceRequest struct {
	BotPath

	Body struct {
		Client string `json:"client" minLength:"1" maxLength:"64"`
		Flow   string `json:"flow,omitempty" maxLength:"64"`
		Block  string `json:"block,omitempty" maxLength:"64"`
	}
}

// eventsOf gives what of an event goes over the wire.
func eventsOf(ctx context.Context, e *studio.Event) []any {
	switch now := time.Now().UTC(); {
	case e.Step != nil:
		return []any{DraftEvent{Version: e.Step.Version, Changes: e.Step.Changes, Client: e.Step.Client, Who: personOf(e.Step.Who)}}
	case e.Bot != nil:
		return []any{botOf(ctx, e.Bot)}
	case e.Turned != nil:
		l := e.Turned
		return []any{ContactsEvent{now}, FiguresEvent{At: now, Users: l.Users, UsersToday: l.UsersToday, ErrorsToday: l.ErrorsToday}}
	case e.Health:
		return []any{HealthEvent{now}}
	default:
		all := PresenceEvent{}
		for _, p := range e.Present {
			all = append(all, Presence{Client: p.Client, Who: personOf(p.Who), Flow: p.Flow, Block: p.Block})
		}
		return []any{all}
	}
}

// follow tells what happens to a bot until the stream is over.
func (a *api) follow(ctx context.Context, in *eventsRequest, send sse.Sender) {
	events, stop, err := a.o.Studio.Watch(ctx, in.Bot, in.Version)
	if err != nil {
		a.o.Log.WarnContext(ctx, "a bot of the editor cannot be watched", "error", err)
		return
	}
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, streamLasts)
	defer cancel()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var all []any
		select {
		case <-ctx.Done():
			return
		case at := <-ping.C:
			all = []any{PingEvent{At: at.UTC()}}
		case e, ok := <-events:
			if !ok {
				return
			}
			all = eventsOf(ctx, &e)
		}
		for _, data := range all {
			if err := send.Data(worded(cmp.Or(in.Language, in.Accept), data)); err != nil {
				return // nobody listens any more
			}
		}
	}
}

func (a *api) addEvents() {
	stream(a, operation{
		id: "bot-events", method: http.MethodGet, path: "/bots/{bot}/events", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "What happens to a bot, as it happens",
	}, map[string]any{"draft": DraftEvent{}, "presence": PresenceEvent{}, "bot": Bot{}, "contacts": ContactsEvent{}, "figures": FiguresEvent{}, "health": HealthEvent{}, "ping": PingEvent{}}, a.follow)
	add(a, operation{
		id: "note-presence", method: http.MethodPost, path: "/bots/{bot}/presence", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "Say that one looks at the bot; it counts for 30 seconds",
	}, func(ctx context.Context, in *presenceRequest) (*struct{}, error) {
		c := callerOf(ctx)
		return nil, a.o.Studio.Meet(ctx, in.Bot, studio.Presence{
			Client: in.Body.Client, Who: studio.Person{ID: c.UserID, Name: c.Name}, Flow: in.Body.Flow, Block: in.Body.Block,
		})
	})
}
