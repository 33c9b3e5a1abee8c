package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
)

// Secret is a name under which a secret may be kept.
type Secret struct {
	Name string `json:"name"`
	Set  bool   `json:"set"`
	Used bool   `json:"used" doc:"The draft names it"`
}

type secretPath struct {
	BotPath

	Name string `path:"name" maxLength:"64"`
}

type secretChange struct {
	BotPath

	Name string `path:"name" maxLength:"64"`
	Body struct {
		Value string `json:"value" minLength:"1" maxLength:"16384"`
	}
}

func (a *api) addSecrets() {
	const tag = "Secrets"
	add(a, operation{
		id: "list-secrets", method: http.MethodGet, path: "/bots/{bot}/secrets", tag: tag, rule: onBot(access.BotRead),
		summary: "Names of secrets; nobody reads their values",
	}, func(ctx context.Context, in *BotPath) (*items[Secret], error) {
		list, err := a.o.Studio.Secrets(ctx, in.Bot)
		out := allOf([]Secret{})
		for _, s := range list {
			out.Body.Items = append(out.Body.Items, Secret(s))
		}
		return out, err
	})
	add(a, operation{
		id: "set-secret", method: http.MethodPut, path: "/bots/{bot}/secrets/{name}", tag: tag, rule: onBot(access.SecretWrite),
		summary: "Keep a secret",
	}, func(ctx context.Context, in *secretChange) (*struct{}, error) {
		return nil, a.o.Studio.SetSecret(ctx, actorOf(ctx), in.Bot, in.Name, in.Body.Value)
	})
	add(a, operation{
		id: "forget-secret", method: http.MethodDelete, path: "/bots/{bot}/secrets/{name}", tag: tag, rule: onBot(access.SecretWrite),
		summary: "Forget a secret",
	}, func(ctx context.Context, in *secretPath) (*struct{}, error) {
		return nil, a.o.Studio.SetSecret(ctx, actorOf(ctx), in.Bot, in.Name, "")
	})
}
