package trypage

import (
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
)

// Options configure New.
type Options struct {
	Examples Examples
	Log      *slog.Logger
}

// New makes the handler of the pages and their API.
func New(o Options) http.Handler {
	engine := gin.New()
	engine.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, p any) {
		o.Log.Error("request panicked", "path", c.FullPath(), "error", p)
		refuse(c, http.StatusInternalServerError, "internal", "Something broke on our side.")
	}), secure)
	routes(engine, &conversations{opts: o})
	return engine
}

// secure sets the headers of every answer.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}

// page serves one of the embedded files.
func page(name, contentType string) gin.HandlerFunc {
	return func(c *gin.Context) {
		data, err := fs.ReadFile(pageFiles, "page/"+name)
		if err != nil {
			refuse(c, http.StatusNotFound, "not_found", "There is no such page.")
			return
		}
		c.Header("Cache-Control", "no-cache")
		c.Data(http.StatusOK, contentType, data)
	}
}
