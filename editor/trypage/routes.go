package trypage

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

// routes lists every address.
func routes(r *gin.Engine, talk *conversations) {
	r.GET("/", page("index.html", "text/html; charset=utf-8"))
	r.GET("/try.css", page("try.css", "text/css; charset=utf-8"))
	r.GET("/try.js", page("try.js", "text/javascript; charset=utf-8"))
	r.GET("/favicon.svg", page("favicon.svg", "image/svg+xml"))

	api := r.Group("/api/try")
	api.Use(sameOrigin)
	api.GET("/bots", talk.list)
	api.POST("/conversations", talk.create)
	api.DELETE("/conversations/:id", talk.remove)
	one := api.Group("/conversations/:id", talk.find)
	one.GET("", talk.screen)
	one.POST("/say", talk.say)
	one.POST("/press", talk.press)
	one.POST("/keyboard", talk.keyboard)
	one.POST("/pay", talk.pay)
	one.POST("/send", talk.send)
	one.POST("/wait", talk.wait)

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
