package editor

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/testchat"
)

type tryBlock struct {
	Bot  string `path:"bot"`
	Body struct {
		Block  json.RawMessage   `json:"block" doc:"As the document has it"`
		Values map[string]any    `json:"values,omitempty" doc:"By name, such as session.name or user.first_name"`
		Say    string            `json:"say,omitempty" maxLength:"4096" doc:"What the person answers, if the block asks"`
		Answer *testchat.Pretend `json:"answer,omitempty" doc:"What services answer; {} if left out"`
		Call   bool              `json:"call,omitempty" doc:"Really call services, with the bot's secrets: needs the permission secret.write too"`
	}
}

type triedBlock struct{ Body *testchat.Tried }

func (a *api) addTryBlock() {
	add(a, operation{
		id: "try-block", method: http.MethodPost, path: "/bots/{bot}/try", tag: "Test chat", rule: onBot(access.BotEdit),
		summary: "Run one block with sample values", maxBody: maxDocument,
	}, func(ctx context.Context, in *tryBlock) (*triedBlock, error) {
		if in.Body.Call {
			if err := a.also(ctx, access.SecretWrite, in.Bot); err != nil {
				return nil, err
			}
		}
		block, err := testchat.BlockOf(in.Body.Block)
		if err != nil {
			return nil, err
		}
		t, err := a.o.TestChats.Try(ctx, in.Bot, &testchat.Try{
			Block: block, Values: in.Body.Values, Say: in.Body.Say, Answer: in.Body.Answer, Call: in.Body.Call,
		})
		return &triedBlock{Body: t}, err
	})
}
