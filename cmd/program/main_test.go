package program

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	binaries "github.com/scenarist/scenarist/cmd/internal/served"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// scratch is what the tests share on the disk, and what there is of it in the end is removed.
type scratch struct{ storagetest.Main }

func (s scratch) Run() int {
	code := s.Main.Run()
	if programDir != "" {
		_ = os.RemoveAll(programDir)
	}
	return code
}

// programDir is where the program is, and empty while it is not built.
var programDir string

// wholeProgram makes the program, once: linking it takes as long as many of the tests.
var wholeProgram = sync.OnceValues(func() (binary string, err error) {
	if programDir, err = os.MkdirTemp("", "scenarist-tests-*"); err != nil {
		return "", err
	}
	return binaries.Build(context.Background(), programDir)
})

func buildBinary(t *testing.T) string {
	t.Helper()
	binary, err := wholeProgram()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(scratch{storagetest.Main{M: m}},
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"), // connections that http.DefaultClient keeps
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
	)
}
