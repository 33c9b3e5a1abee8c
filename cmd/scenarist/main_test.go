package main

import (
	"testing"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"), // connections that http.DefaultClient keeps
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
	)
}
