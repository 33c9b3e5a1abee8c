package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// KnownName is a name that expressions may use.
type KnownName struct {
	Name  string      `json:"name" example:"user.first_name"`
	Type  string      `json:"type" example:"text"`
	Title engine.Text `json:"title,omitempty"`
	From  string      `json:"from,omitempty" doc:"The block that leaves the value behind"`
}

type expressionRequest struct {
	BotPath

	Body struct {
		Flow    string          `json:"flow" maxLength:"64"`
		Block   string          `json:"block,omitempty" maxLength:"64"`
		Text    string          `json:"text" maxLength:"16384"`
		Kind    engine.TextKind `json:"kind" enum:"expression,template,condition"`
		Secrets bool            `json:"secrets,omitempty" doc:"It stands where secrets may be read"`
		Item    bool            `json:"item,omitempty" doc:"It stands where each element of a list is the item"`
	}
}

type expressionBody struct {
	Issues []engine.Issue `json:"issues" doc:"Their places are bytes of the text"`
}

type namesRequest struct {
	BotPath

	Flow  string `query:"flow" maxLength:"64"`
	Block string `query:"block" maxLength:"64" doc:"Left out: whatever any block of the flow may use"`
}

type namesBody struct {
	Variables []KnownName `json:"variables" doc:"By name"`
}

func (a *api) addExpressions() {
	add(a, operation{
		id: "check-expression", method: http.MethodPost, path: "/bots/{bot}/expression", tag: "Drafts", rule: onBot(access.BotRead),
		status: http.StatusOK, summary: "What is wrong with a text while it is written",
	}, func(ctx context.Context, in *expressionRequest) (*answerOf[expressionBody], error) {
		issues, err := a.o.Studio.CheckText(ctx, in.Bot, engine.TextCheck{
			Flow: in.Body.Flow, Text: in.Body.Text, Kind: in.Body.Kind, Secrets: in.Body.Secrets, Item: in.Body.Item,
		})
		return &answerOf[expressionBody]{expressionBody{issues}}, err
	})
	add(a, operation{
		id: "list-names", method: http.MethodGet, path: "/bots/{bot}/names", tag: "Drafts", rule: onBot(access.BotRead),
		summary: "Names that expressions of a block may use; the functions are in the catalogue",
	}, func(ctx context.Context, in *namesRequest) (*answerOf[namesBody], error) {
		list, err := a.o.Studio.Names(ctx, in.Bot, in.Flow, in.Block)
		out := namesBody{Variables: []KnownName{}}
		for _, n := range list {
			out.Variables = append(out.Variables, KnownName(n))
		}
		return &answerOf[namesBody]{out}, err
	})
}
