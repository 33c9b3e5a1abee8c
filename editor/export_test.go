package editor

import (
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/access"
)

// Guarded is an operation with its rule.
type Guarded struct {
	ID, Method, Path     string
	Open, Self, Anywhere bool
	Perm                 access.Permission
	Param                string
}

// Gates gives all operations, and a handler with their addresses behind which their guards are and nothing else: it answers 204
// to whom a guard lets through.
func Gates(callers Callers, places Places, owners Owners) ([]Guarded, http.Handler) {
	r := gin.New()
	a := newAPI(gin.New(), &Options{Log: slog.New(slog.DiscardHandler), Callers: callers, Places: places})
	a.owners = owners
	a.routes(gin.New())
	c := huma.DefaultConfig("gates", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	gates := humagin.New(r, c)
	var all []Guarded
	for path, item := range a.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op == nil {
				continue
			}
			rule, _ := op.Metadata[ruleKey].(Rule)
			all = append(all, Guarded{
				ID: op.OperationID, Method: method, Path: path, Open: rule.open, Self: rule.self, Anywhere: rule.anywhere, Perm: rule.perm, Param: rule.param,
			})
			gates.Adapter().Handle(op, func(hc huma.Context) {
				op.Middlewares[0](hc, func(hc huma.Context) { hc.SetStatus(http.StatusNoContent) })
			})
		}
	}
	return all, r
}

// RuleWords says what a broken rule between fields is told as.
func RuleWords(rule, other string) string { return ruleWords(rule, other) }
