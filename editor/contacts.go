package editor

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
)

// ContactItem is somebody who writes to a bot.
type ContactItem struct {
	UserID   string     `json:"user_id" doc:"Telegram's"`
	Name     string     `json:"name"`
	Username string     `json:"username,omitempty"`
	Language string     `json:"language,omitempty"`
	LastAt   *time.Time `json:"last_at,omitempty" doc:"When they last did something"`
	State    string     `json:"state" enum:"idle,inside,failed,blocked"`
	At       *PlaceAt   `json:"at,omitempty" doc:"Where they are"`
}

// PlaceAt is a block of a flow.
type PlaceAt struct {
	Flow  string `json:"flow"`
	Block string `json:"block"`
}

// ContactDetail is all that is known of somebody now.
type ContactDetail struct {
	ContactItem

	Variables map[string]engine.Values `json:"variables" doc:"By scope, then by name"`
	Frames    []ContactFrame           `json:"frames" doc:"The flows they are inside, the running one last"`
	Roles     []string                 `json:"roles,omitempty" doc:"Of the bot's staff"`
	Revision  int                      `json:"revision,omitempty" doc:"In which they are"`
}

// ContactFrame is a flow that somebody is inside.
type ContactFrame struct {
	PlaceAt

	Waits bool       `json:"waits" doc:"It waits for something to happen"`
	Until *time.Time `json:"until,omitempty" doc:"When that is over"`
}

type contactsRequest struct {
	BotPath
	Paging

	Q     string `query:"q" maxLength:"100" doc:"Part of the name or the username, or the id"`
	State string `query:"state" enum:"idle,inside,failed,blocked"`
}

type contactRequest struct {
	BotPath

	User int64 `path:"user" minimum:"1"`
}

func contactItem(c *studio.Contact) ContactItem {
	out := ContactItem{
		UserID: strconv.FormatInt(c.UserID, 10), Name: strings.TrimSpace(c.FirstName + " " + c.LastName), Username: c.Username,
		Language: c.Language, State: c.State,
	}
	if !c.LastAt.IsZero() {
		out.LastAt = &c.LastAt
	}
	if c.Block != "" {
		out.At = &PlaceAt{Flow: c.Flow, Block: c.Block}
	}
	return out
}

func (a *api) addContacts() {
	add(a, operation{
		id: "list-contacts", method: http.MethodGet, path: "/bots/{bot}/contacts", tag: "Contacts", rule: onBot(access.ContactRead),
		summary: "People who write to a bot; a page may be short, or empty, although there is a next",
	}, func(ctx context.Context, in *contactsRequest) (*items[ContactItem], error) {
		var below int64
		if err := in.read(&below); err != nil {
			return nil, err
		}
		page, next, err := a.o.Studio.Contacts(ctx, in.Bot, studio.ContactQuery{Search: in.Q, Below: below, Limit: in.Limit}, in.State)
		out := allOf([]ContactItem{})
		for i := range page {
			out.Body.Items = append(out.Body.Items, contactItem(&page[i]))
		}
		if next > 0 {
			out.Body.Next = makeCursor(next)
		}
		return out, err
	})
	add(a, operation{
		id: "get-contact", method: http.MethodGet, path: "/bots/{bot}/contacts/{user}", tag: "Contacts", rule: onBot(access.ContactRead),
		summary: "Where somebody is, and what the bot knows of them",
	}, func(ctx context.Context, in *contactRequest) (*answerOf[ContactDetail], error) {
		c, err := a.o.Studio.Contact(ctx, in.Bot, in.User)
		if err != nil {
			return nil, err
		}
		out := ContactDetail{ContactItem: contactItem(&c.Contact), Variables: c.Variables, Frames: []ContactFrame{}, Roles: c.Roles, Revision: c.Revision}
		for _, f := range c.Frames {
			frame := ContactFrame{PlaceAt: PlaceAt{Flow: f.Flow, Block: f.Block}, Waits: f.Waits}
			if !f.Until.IsZero() {
				frame.Until = &f.Until
			}
			out.Frames = append(out.Frames, frame)
		}
		return &answerOf[ContactDetail]{out}, nil
	})
}
