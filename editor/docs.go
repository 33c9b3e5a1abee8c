package editor

import (
	"embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

// docsFiles are the page that shows the description of the API. It is plain, without a build step, and loads nothing from elsewhere.
//
//go:embed apidocs
var docsFiles embed.FS

const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// addDocs serves the page at /api/docs.
func addDocs(r *gin.Engine) {
	for path, file := range map[string]struct{ name, kind string }{
		"/api/docs":          {"index.html", "text/html; charset=utf-8"},
		"/api/docs/docs.css": {"docs.css", "text/css; charset=utf-8"},
		"/api/docs/docs.js":  {"docs.js", "text/javascript; charset=utf-8"},
	} {
		r.GET(path, func(c *gin.Context) {
			data, err := docsFiles.ReadFile("apidocs/" + file.name)
			if err != nil {
				write(c, problem(http.StatusNotFound, "not_found", "There is nothing at this address."))
				return
			}
			c.Header("Content-Security-Policy", docsPolicy)
			c.Header("Cache-Control", "no-cache")
			c.Data(http.StatusOK, file.kind, data)
		})
	}
}
