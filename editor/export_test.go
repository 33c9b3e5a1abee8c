package editor

import (
	"log/slog"
	"net/http"
	"reflect"
	"strings"

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

// Rules gives the rules between fields in all that requests may hold, whatever package it is of, with a field that each stands at.
func Rules() map[string]string {
	a := newAPI(gin.New(), &Options{Log: slog.New(slog.DiscardHandler)})
	a.routes(gin.New())
	found, seen := map[string]string{}, map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() { //nolint:exhaustive // the others hold nothing
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(t.Elem())
		case reflect.Struct:
			for f := range t.Fields() {
				for rule := range strings.FieldsFuncSeq(f.Tag.Get("validate"), func(r rune) bool { return r == ',' || r == '|' }) {
					name, _, _ := strings.Cut(rule, "=")
					found[name] = t.String() + "." + f.Name
				}
				walk(f.Type)
			}
		}
	}
	for _, item := range a.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				if in, ok := op.Metadata[inputKey].(reflect.Type); ok {
					walk(in)
				}
			}
		}
	}
	return found
}

// RuleWords says what a broken rule between fields is told as.
func RuleWords(rule, other string) string { return ruleWords(rule, other) }
