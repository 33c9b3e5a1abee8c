package program

import (
	"testing"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/storage/storagetest"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(storagetest.Main{M: m},
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"), // connections that http.DefaultClient keeps
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
	)
}
