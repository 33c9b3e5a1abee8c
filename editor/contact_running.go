package editor

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

// ContactMessage is something that somebody wrote to a bot, or the other way round.
type ContactMessage struct {
	At      time.Time  `json:"at"`
	Out     bool       `json:"out" doc:"From the bot"`
	Kind    string     `json:"kind" doc:"message, button, edit, invoice and others"`
	Text    string     `json:"text" doc:"Without markup"`
	Media   []string   `json:"media,omitempty" doc:"Kinds, such as photo"`
	Buttons [][]string `json:"buttons,omitempty" doc:"Labels, row by row"`
	Status  string     `json:"status,omitempty" enum:"pending,sending,sent,failed,unknown" doc:"Of what is from the bot"`
	Error   string     `json:"error,omitempty" doc:"Why it failed: a code such as blocked"`
	Why     string     `json:"why,omitempty" spoken:"author" doc:"The same in words"`
}

type filmRequest struct {
	BotPath
	Paging

	User     int64  `path:"user" minimum:"1"`
	Troubles bool   `query:"troubles" doc:"Only turns in which something went wrong"`
	Language string `query:"language" pattern:"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$" default:"en" doc:"Of the words for what happened; English where there are no others"`
}

type messagesRequest struct {
	BotPath
	Paging

	User int64 `path:"user" minimum:"1"`
}

type contactResetRequest struct {
	BotPath

	User int64  `path:"user" minimum:"1"`
	Key  string `header:"Idempotency-Key" maxLength:"100"`
	Body struct {
		Variables bool `json:"variables,omitempty" doc:"Forget what the bot knows of them, too"`
	}
}

func contactMessage(m *studio.Message) ContactMessage {
	out := ContactMessage{At: m.At, Out: m.Out, Kind: m.Kind, Text: m.Text, Media: m.Media, Buttons: m.Buttons, Error: m.Error}
	if m.Out {
		out.Status, out.Why = string(m.State), engine.SendWords(m.Error)
	}
	return out
}

func (a *api) addContactRunning() {
	add(a, operation{
		id: "contact-film", method: http.MethodGet, path: "/bots/{bot}/contacts/{user}/film", tag: "Contacts", rule: onBot(access.ContactRead),
		summary: "What was done with somebody, turn by turn, the newest first",
	}, func(ctx context.Context, in *filmRequest) (*items[film.Turn], error) {
		q := studio.FilmQuery{Limit: in.Limit, Troubles: in.Troubles}
		if err := in.read(&q.From); err != nil {
			return nil, err
		}
		turns, next, err := a.o.Studio.Film(ctx, in.Bot, in.User, q, in.Language)
		if err != nil {
			return nil, err
		}
		out := allOf(turns)
		if next != nil {
			out.Body.Next = makeCursor(next)
		}
		return out, nil
	})
	add(a, operation{
		id: "contact-messages", method: http.MethodGet, path: "/bots/{bot}/contacts/{user}/messages", tag: "Contacts", rule: onBot(access.ContactRead),
		summary: "What was said in the private chat with somebody, the newest first; a page may be short although there is a next",
	}, func(ctx context.Context, in *messagesRequest) (*items[ContactMessage], error) {
		var from studio.JournalPlace
		if err := in.read(&from); err != nil {
			return nil, err
		}
		page, next, err := a.o.Studio.Messages(ctx, in.Bot, in.User, from, in.Limit)
		if err != nil {
			return nil, err
		}
		out := allOf([]ContactMessage{})
		for i := range page {
			out.Body.Items = append(out.Body.Items, contactMessage(&page[i]))
		}
		if next != nil {
			out.Body.Next = makeCursor(next)
		}
		return out, nil
	})
	add(a, operation{
		id: "reset-contact", method: http.MethodPost, path: "/bots/{bot}/contacts/{user}/reset", tag: "Contacts", rule: onBot(access.BotRun),
		status: http.StatusOK, once: true, summary: "End all that is going on with somebody, without a word to them",
	}, func(ctx context.Context, in *contactResetRequest) (*answerOf[ContactItem], error) {
		key := rand.Text()
		if in.Key != "" {
			key = callerOf(ctx).UserID + "." + in.Key
		}
		c, err := a.o.Studio.Reset(ctx, actorOf(ctx), in.Bot, in.User, engine.Reset{Variables: in.Body.Variables}, key)
		if err != nil {
			return nil, err
		}
		return &answerOf[ContactItem]{contactItem(&c.Contact)}, nil
	})
}
