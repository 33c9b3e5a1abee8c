package editor

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/scenarist/scenarist/editor/studio"
)

// Example is a bot to begin with.
type Example struct {
	Name         string            `json:"name" example:"coffee"`
	Title        string            `json:"title"`
	Titles       map[string]string `json:"titles,omitempty" doc:"By other languages"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"descriptions,omitempty" doc:"By other languages"`
	Blocks       int               `json:"blocks" doc:"How many it has"`
}

// documentAnswer is a whole document.
type documentAnswer struct {
	Body json.RawMessage
}

type exampleRequest struct {
	Name     string `path:"name" maxLength:"64"`
	Language string `query:"language" pattern:"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$" doc:"Of its words; English where it is in no other one"`
}

func (a *api) addExamples() {
	add(a, operation{
		id: "list-examples", method: http.MethodGet, path: "/examples", tag: "Catalogue", rule: loggedIn(),
		summary: "Bots to begin with",
	}, func(context.Context, *struct{}) (*items[Example], error) {
		out := allOf([]Example{})
		for _, e := range a.o.Studio.Examples().List() {
			out.Body.Items = append(out.Body.Items, exampleOf(&e))
		}
		return out, nil
	})
	add(a, operation{
		id: "get-example", method: http.MethodGet, path: "/examples/{name}", tag: "Catalogue", rule: loggedIn(),
		summary: "The document of an example",
	}, func(_ context.Context, in *exampleRequest) (*documentAnswer, error) {
		data, err := a.o.Studio.Examples().Document(in.Name, in.Language)
		return &documentAnswer{Body: data}, err
	})
}

func exampleOf(e *studio.Example) Example {
	return Example{Name: e.Name, Title: e.Title, Titles: e.Titles, Description: e.Description, Descriptions: e.Descriptions, Blocks: e.Blocks}
}
