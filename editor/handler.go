package editor

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/signon"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
)

// Options configure New. All are needed but those that say what their absence means.
type Options struct {
	Log      *slog.Logger
	Registry *engine.Registry
	Callers  Callers
	Places   Places
	Studio   *studio.Studio
	// TestChats and Tests let authors talk to drafts.
	TestChats *testchat.Chats
	Tests     *testchat.Tests
	// Page is the built page, as ui.Dist below its folder; without index.html in it the placeholder is served.
	Page fs.FS
	// Accounts are the people; they are Callers, too.
	Accounts *account.Accounts
	// PublicURL is the address by which the world knows this server; empty if requests tell.
	PublicURL string
	// Proxies are addresses and networks of proxies in front of this server, which are believed in who asks; nil for none.
	Proxies []string
	// BotName gives what people call a bot; nil if bots have no names yet.
	BotName func(ctx context.Context, bot string) string
	// OIDC is a server that knows people; nil for none.
	OIDC *signon.Issuer
	// Answers keeps what creations were answered, so that a request that comes twice does nothing twice.
	Answers Answers
	// Try serves the page for trying the examples without an account, below /try/; nil for none.
	Try http.Handler
}

// New makes the handler of the page and the API.
func New(o Options) (http.Handler, error) {
	r := gin.New()
	r.UseRawPath = true // names of files in addresses may hold what parts of addresses are told by
	if err := r.SetTrustedProxies(o.Proxies); err != nil {
		return nil, fmt.Errorf("proxies that are trusted: %w", err)
	}
	page, err := newSite(o.Page)
	if err != nil {
		return nil, err
	}
	// The schemas of the API take megabytes and a hundredth of a second. A server of bots whose page nobody opens has no need of them.
	route := sync.OnceFunc(func() { addRoutes(r, &o, page) })
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		route()
		r.ServeHTTP(w, req)
	}), nil
}

func addRoutes(r *gin.Engine, o *Options, page *site) {
	r.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, p any) {
		o.Log.ErrorContext(c.Request.Context(), "request panicked", "path", c.FullPath(), "error", p)
		write(c, problem(http.StatusInternalServerError, "internal", "Something broke on our side. The server's log says what."))
	}), secure, readable)
	newAPI(r, o).routes(r)
	addDocs(r)
	if o.Try != nil {
		r.Any("/try/*path", gin.WrapH(http.StripPrefix("/try", o.Try)))
	}
	r.HandleMethodNotAllowed = true
	r.NoMethod(func(c *gin.Context) { // which there are is in the header Allow
		write(c, problem(http.StatusMethodNotAllowed, "method_not_allowed", "This address is not there for this method."))
	})
	r.NoRoute(func(c *gin.Context) {
		if !page.serve(c) {
			write(c, problem(http.StatusNotFound, "not_found", "There is nothing at this address."))
		}
	})
}

// secure sets the headers that every answer has; a page has a policy of its own above that.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Vary", acceptLanguage) // what is said to the author
}

// write answers with a problem outside the API.
func write(c *gin.Context, p *Problem) {
	c.Abort()
	c.Header("Content-Type", p.ContentType(""))
	c.JSON(p.Status, worded(c.GetHeader(acceptLanguage), p))
}
