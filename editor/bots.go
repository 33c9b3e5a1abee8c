package editor

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Bot is a bot of the editor.
type Bot struct {
	ID           string              `json:"id"`
	Workspace    string              `json:"workspace"`
	Name         string              `json:"name"`
	Telegram     *TelegramBot        `json:"telegram,omitempty" doc:"Who it is in Telegram, if it is connected"`
	State        string              `json:"state" enum:"draft,running,paused,trouble,binned"`
	Trouble      string              `json:"trouble,omitempty" spoken:"author" doc:"Why it does not run, in plain words"`
	TokenRefused bool                `json:"token_refused,omitempty" doc:"Telegram does not know the token any more: only a new one helps, a repair does not"`
	RefusedAt    *time.Time          `json:"token_refused_at,omitempty" doc:"When that was noticed"`
	Receiver     string              `json:"receiver,omitempty" enum:"polling,webhook" doc:"How updates come; left out: whatever the server can do"`
	Revision     int                 `json:"revision" doc:"The published one; 0 for none"`
	DraftVersion int64               `json:"draft_version"`
	Changed      bool                `json:"changed" doc:"The draft is not what is published"`
	Issues       IssueCount          `json:"issues" doc:"Of the draft"`
	Users        int64               `json:"users" doc:"Who came so far; this and the next two are some seconds old"`
	UsersToday   int64               `json:"users_today" doc:"Who did something on this day of the bot's time zone"`
	ErrorsToday  int64               `json:"errors_today"`
	UpdatedAt    time.Time           `json:"updated_at"`
	BinnedAt     *time.Time          `json:"binned_at,omitempty" doc:"When it came into the bin; it is deleted after 30 days"`
	Can          []access.Permission `json:"can" doc:"What the caller may do with it"`
}

// TelegramBot is who a bot is in Telegram.
type TelegramBot struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
	Link     string `json:"link"`
}

// IssueCount is how many there are.
type IssueCount struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// botOf writes down a bot for a caller.
func botOf(ctx context.Context, b *studio.Bot) Bot {
	out := Bot{
		ID: b.ID, Workspace: b.Workspace, Name: b.Name, State: "draft", DraftVersion: b.Draft.Version, Changed: true,
		Issues: IssueCount{Errors: b.Draft.Errors, Warnings: b.Draft.Warnings}, UpdatedAt: b.ChangedAt,
		Can: callerOf(ctx).Can(b.Workspace, b.ID),
	}
	if l := b.Live; l != nil {
		out.Users, out.UsersToday, out.ErrorsToday = l.Users, l.UsersToday, l.ErrorsToday
		out.Revision, out.Receiver = l.Revision, l.Receiver
		out.Changed = l.Revision == 0 || l.Digest != b.Draft.Digest
		if l.Hosted {
			out.Telegram = &TelegramBot{ID: b.Telegram, Username: l.Username, Name: l.Name, Link: "https://t.me/" + l.Username}
			out.State, out.Trouble = liveState(l)
			if out.TokenRefused = strings.HasPrefix(out.Trouble, host.TokenRefused); out.TokenRefused && !l.RefusedAt.IsZero() {
				out.RefusedAt = &l.RefusedAt
			}
		}
	}
	if !b.BinnedAt.IsZero() {
		out.State, out.BinnedAt = "binned", &b.BinnedAt
	}
	return out
}

func liveState(l *studio.Live) (state, trouble string) {
	switch {
	case l.Revision == 0:
		return "draft", ""
	case l.Paused:
		return "paused", ""
	case l.Trouble != "":
		return "trouble", l.Trouble
	default:
		return "running", ""
	}
}

// BotPath is the bot that an operation is about.
type BotPath struct {
	Bot string `path:"bot" maxLength:"64"`
}

type botAnswer struct {
	Body Bot
}

func botAnswerOf(ctx context.Context, b *studio.Bot, err error) (*botAnswer, error) {
	if err != nil {
		return nil, err
	}
	return &botAnswer{Body: botOf(ctx, b)}, nil
}

type botsRequest struct {
	Paging

	Workspace string `query:"workspace" maxLength:"64" doc:"Only those of this one"`
	Q         string `query:"q" maxLength:"100" doc:"Part of the name"`
	Bin       bool   `query:"bin" doc:"Those in the bin instead of the others"`
}

// botQuery selects what the caller may see at all.
func botQuery(c *access.Caller, in *botsRequest) studio.BotQuery {
	q := studio.BotQuery{Search: in.Q, Binned: in.Bin, Limit: in.Limit + 1}
	for _, g := range c.Grants {
		switch {
		case in.Workspace != "" && g.Workspace != in.Workspace:
		case c.Bots != nil: // a token of some bots
		case g.Bot != "":
			q.Bots = append(q.Bots, g.Bot)
		default:
			q.Workspaces = append(q.Workspaces, g.Workspace)
		}
	}
	if c.Bots != nil {
		q.Bots = slices.Clone(c.Bots)
	}
	return q
}

type botPlace struct{ Name, ID string }

func (a *api) listBots(ctx context.Context, in *botsRequest) (*items[Bot], error) {
	c := callerOf(ctx)
	q := botQuery(c, in)
	var from botPlace
	if err := in.read(&from); err != nil {
		return nil, err
	}
	q.AfterName, q.AfterID = from.Name, from.ID
	bots, err := a.o.Studio.Bots(ctx, q)
	if err != nil {
		return nil, err
	}
	out := allOf([]Bot{})
	if len(bots) > in.Limit {
		bots = bots[:in.Limit]
		last := bots[in.Limit-1]
		out.Body.Next = makeCursor(botPlace{last.Name, last.ID})
	}
	for i := range bots {
		b := &bots[i]
		if c.May(access.BotRead, b.Workspace, b.ID) && (in.Workspace == "" || b.Workspace == in.Workspace) {
			out.Body.Items = append(out.Body.Items, botOf(ctx, b))
		}
	}
	return out, nil
}

type botCreation struct {
	Body struct {
		Workspace string `json:"workspace" minLength:"1" maxLength:"64"`
		Name      string `json:"name,omitempty" maxLength:"100" doc:"Left out: that of the document"`
		Language  string `json:"language,omitempty" pattern:"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$" doc:"Of the words of the bot that one begins with, where that is no document; English where it is in no other one"`
		From      struct {
			Example  string          `json:"example,omitempty" maxLength:"64" doc:"Name of an example"`
			Document json.RawMessage `json:"document,omitempty" doc:"A whole document"`
		} `json:"from,omitzero" required:"false" doc:"Neither: a small bot that greets"`
	}
}

func (a *api) createBot(ctx context.Context, in *botCreation) (*botAnswer, error) {
	c, w := callerOf(ctx), in.Body.Workspace
	switch {
	case !c.Sees(w):
		return nil, problem(http.StatusNotFound, "not_found", "There is no such workspace.")
	case !c.May(access.BotCreate, w, ""):
		return nil, forbids(c, access.BotCreate)
	case in.Body.From.Example != "" && in.Body.From.Document != nil:
		p := problem(http.StatusUnprocessableEntity, "invalid", "A bot begins with an example or with a document, not with both.")
		p.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: "/from", Message: p.Title}}
		return nil, p
	}
	b, err := a.o.Studio.Create(ctx, actorOf(ctx), studio.Plan{
		Workspace: w, Name: in.Body.Name, Language: in.Body.Language, Example: in.Body.From.Example, Document: in.Body.From.Document,
	})
	return botAnswerOf(ctx, &b, err)
}

type botChange struct {
	BotPath

	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

// exportAnswer is a document as a file.
type exportAnswer struct {
	Disposition string `header:"Content-Disposition"`
	Body        json.RawMessage
}

// fileName is the name of an exported document.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	if name = strings.Trim(name, "-"); name == "" {
		name = "bot"
	}
	return name + ".json"
}

func (a *api) addBots() {
	add(a, operation{
		id: "list-bots", method: http.MethodGet, path: "/bots", tag: "Bots", rule: loggedIn(), summary: "Bots that one may see, by name",
	}, a.listBots)
	add(a, operation{
		id: "create-bot", method: http.MethodPost, path: "/bots", tag: "Bots", rule: loggedIn(), status: http.StatusCreated, once: true,
		maxBody: maxDocument, summary: "Make a bot: small, of an example, or of a document",
	}, a.createBot)
	add(a, operation{
		id: "get-bot", method: http.MethodGet, path: "/bots/{bot}", tag: "Bots", rule: onBot(access.BotRead), summary: "One bot",
	}, func(ctx context.Context, in *BotPath) (*botAnswer, error) {
		b, err := a.o.Studio.Bot(ctx, in.Bot)
		return botAnswerOf(ctx, &b, err)
	})
	add(a, operation{
		id: "rename-bot", method: http.MethodPatch, path: "/bots/{bot}", tag: "Bots", rule: onBot(access.BotEdit), summary: "Give a bot another name",
	}, func(ctx context.Context, in *botChange) (*botAnswer, error) {
		b, err := a.o.Studio.Rename(ctx, actorOf(ctx), in.Bot, in.Body.Name)
		return botAnswerOf(ctx, &b, err)
	})
	add(a, operation{
		id: "bin-bot", method: http.MethodDelete, path: "/bots/{bot}", tag: "Bots", rule: onBot(access.BotDelete),
		summary: "Put a bot into the bin, where it rests for 30 days",
	}, func(ctx context.Context, in *BotPath) (*struct{}, error) {
		return nil, a.o.Studio.Bin(ctx, actorOf(ctx), in.Bot)
	})
	add(a, operation{
		id: "restore-bot", method: http.MethodPost, path: "/bots/{bot}/restore", tag: "Bots", rule: onBot(access.BotDelete),
		summary: "Take a bot out of the bin",
	}, func(ctx context.Context, in *BotPath) (*botAnswer, error) {
		b, err := a.o.Studio.Restore(ctx, actorOf(ctx), in.Bot)
		return botAnswerOf(ctx, &b, err)
	})
	add(a, operation{
		id: "export-bot", method: http.MethodGet, path: "/bots/{bot}/export", tag: "Bots", rule: onBot(access.BotRead),
		summary: "The draft as a file, which making a bot takes again",
	}, func(ctx context.Context, in *BotPath) (*exportAnswer, error) {
		b, err := a.o.Studio.Bot(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		document, err := a.o.Studio.Export(ctx, in.Bot)
		return &exportAnswer{Disposition: `attachment; filename="` + fileName(b.Name) + `"`, Body: document}, err
	})
}
