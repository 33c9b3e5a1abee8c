package editor

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/danielgtaylor/huma/v2/sse"
	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// apiBase is where the API lies.
const apiBase = "/api/v1"

// Largest bodies of requests, in bytes. A document may be as large as flow allows.
const (
	maxBody     = 64 << 10
	maxDocument = flow.MaxDocumentBytes + 64<<10
)

// api is the API while its operations are being added.
type api struct {
	huma.API
	o      *Options
	owners Owners
}

// newAPI makes the API on the router, without operations.
func newAPI(r *gin.Engine, o *Options) *api {
	c := huma.DefaultConfig("Scenarist", "1")
	c.Info.Description = "Everything that the editor's page does. Log in as the page does, or send a token made on the account page: Authorization: Bearer scn_…"
	c.DocsPath, c.SchemasPath = "", ""
	c.OpenAPIPath = apiBase + "/openapi"
	c.Formats = formats()
	c.CreateHooks = nil // answers carry no $schema
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Transformers = append(c.Transformers, func(ctx huma.Context, _ string, v any) (any, error) {
		if m, ok := v.(*huma.ErrorModel); ok {
			v = fromHuma(m)
		}
		return worded(ctx.Header(acceptLanguage), v), nil
	})
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"cookie": {Type: "apiKey", In: "cookie", Name: cookieName},
		"token":  {Type: "http", Scheme: "bearer"},
	}
	return &api{API: humagin.New(r, c), o: o, owners: o.TestChats}
}

// operation is one operation of the API as routes.go lists it.
type operation struct {
	id      string // of the OpenAPI description, kebab-case
	method  string
	path    string // below apiBase
	tag     string
	summary string
	rule    Rule
	once    bool  // a request with an Idempotency-Key that comes again is answered as before; not for answers with secrets
	status  int   // of success; 0 for 200, or 204 if there is no body
	maxBody int64 // bytes; 0 for maxBody
}

// add adds an operation: its rule is asked before the handler, and its errors become Problems.
func add[I, O any](a *api, op operation, handle func(context.Context, *I) (*O, error)) {
	described := a.describe(&op)
	described.Metadata[inputKey] = reflect.TypeFor[I]()
	huma.Register(a, described, func(ctx context.Context, in *I) (*O, error) {
		err := checkRules(in)
		var out *O
		if err == nil {
			out, err = handle(ctx, in)
		}
		if err != nil {
			return nil, a.explain(ctx, op.id, err)
		}
		return out, nil
	})
}

// stream adds an operation that answers with events; their types are by name.
func stream[I any](a *api, op operation, events map[string]any, handle func(context.Context, *I, sse.Sender)) {
	described := a.describe(&op)
	described.RejectUnknownQueryParameters = false // the page names itself with client; pages that are open ask again and again
	sse.Register(a, described, events, handle)
}

// describe writes an operation down for huma.
func (a *api) describe(op *operation) huma.Operation {
	described := huma.Operation{
		OperationID: op.id, Method: op.method, Path: apiBase + op.path, Tags: []string{op.tag}, Summary: op.summary,
		DefaultStatus: op.status, MaxBodyBytes: op.maxBody, Metadata: map[string]any{ruleKey: op.rule},
		Middlewares: huma.Middlewares{a.guard(op.rule)}, RejectUnknownQueryParameters: true,
		Responses: map[string]*huma.Response{"default": a.problemResponse()},
	}
	if op.once {
		described.Middlewares = append(described.Middlewares, a.once)
		described.Parameters = []*huma.Param{idempotencyKey()}
	}
	if described.MaxBodyBytes == 0 {
		described.MaxBodyBytes = maxBody
	}
	if !op.rule.open {
		described.Security = []map[string][]string{{"cookie": {}}, {"token": {}}}
	}
	if op.rule.perm != "" {
		described.Description = "Needs the permission `" + string(op.rule.perm) + "`."
	}
	return described
}

func (a *api) problemResponse() *huma.Response {
	return &huma.Response{
		Description: "What is wrong",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem"),
		}},
	}
}

// explain makes a Problem of what a handler failed with. What is ours is logged, and told without its text.
func (a *api) explain(ctx context.Context, operation string, err error) error {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if r, ok := errors.AsType[*account.Refusal](err); ok {
		return refusal(r)
	}
	if p := chatRefusal(err); p != nil {
		return p
	}
	if e, ok := errors.AsType[*flow.LoadError](err); ok {
		p := problem(http.StatusUnprocessableEntity, "document_invalid", "This is not a bot that can be read.")
		for _, x := range e.Problems {
			p.Issues = append(p.Issues, engine.Issue{Code: x.Code, Severity: engine.SeverityError, Path: x.Path, Message: x.Message})
		}
		return p
	}
	if e, ok := errors.AsType[*engine.CheckError](err); ok {
		p := problem(http.StatusUnprocessableEntity, "document_invalid", "The bot has errors that must be mended first.")
		p.Issues = e.Issues
		return p
	}
	if p := studioProblem(err); p != nil {
		return p
	}
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return problem(http.StatusNotFound, "not_found", "There is nothing at this address.")
	case errors.Is(err, engine.ErrConflict):
		return problem(http.StatusConflict, "conflict", "Somebody else changed this at the same moment. Look again, and repeat it if it is still wanted.")
	case errors.Is(err, context.Canceled), errors.Is(err, io.ErrUnexpectedEOF):
		return problem(499, "gone", "The request was given up.") // 499: as nginx logs a client that went away
	default:
		a.o.Log.ErrorContext(ctx, "request failed", "operation", operation, "error", err)
		return problem(http.StatusInternalServerError, "internal", "Something broke on our side. The server's log says what.")
	}
}
