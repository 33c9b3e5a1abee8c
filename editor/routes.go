package editor

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

// routes lists every address.
func (h *Handler) routes(r *gin.Engine) {
	r.GET("/", page("index.html", "text/html; charset=utf-8"))
	r.GET("/try.css", page("try.css", "text/css; charset=utf-8"))
	r.GET("/try.js", page("try.js", "text/javascript; charset=utf-8"))
	r.GET("/favicon.svg", page("favicon.svg", "image/svg+xml"))

	api := r.Group("/api/try")
	api.Use(sameOrigin)
	api.GET("/bots", h.open.list)
	api.POST("/conversations", h.open.create)
	one := api.Group("/conversations/:id", h.open.find)
	one.GET("", h.open.screen)
	one.DELETE("", h.open.remove)
	one.POST("/say", h.open.say)
	one.POST("/press", h.open.press)
	one.POST("/keyboard", h.open.keyboard)
	one.POST("/pay", h.open.pay)
	one.POST("/send", h.open.send)
	one.POST("/wait", h.open.wait)

	r.NoRoute(func(c *gin.Context) {
		refuse(c, http.StatusNotFound, "not_found", "There is nothing at this address.")
	})
}

// sameOrigin refuses changes that another site's page asks for: the API has no log-in, so the browser must not be used
// against its owner. Browsers send Sec-Fetch-Site, but not over plain HTTP in a network; then Origin tells. Programs send
// neither.
func sameOrigin(c *gin.Context) {
	foreign := false
	switch site := c.GetHeader("Sec-Fetch-Site"); site {
	case "":
		if origin := c.GetHeader("Origin"); origin != "" {
			u, err := url.Parse(origin)
			foreign = err != nil || u.Host != c.Request.Host
		}
	default:
		foreign = site != "same-origin" && site != "none"
	}
	if foreign {
		refuse(c, http.StatusForbidden, "other_site", "This page may only be used from its own address.")
	}
}
