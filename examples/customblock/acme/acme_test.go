package acme_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/examples/customblock/acme"
)

// TestTypes_Conform is all the testing that a block needs besides its cases: testdata/<name>.json is a conversation or more for each
// type, whose expected part `go test ./examples/customblock/acme -update` writes.
func TestTypes_Conform(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := errors.Join(blocks.Register(reg), reg.Add(acme.Types()...), reg.AddJob(acme.Jobs()...)); err != nil {
		t.Fatal(err)
	}
	enginetest.Conform(t, enginetest.Conformance{
		Registry: reg, Types: acme.Types(), Cases: "testdata",
		Reach: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // the service, as far as the cases go
			if r.FormValue("to") == "the moon" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			fmt.Fprint(w, `{"minutes": 25, "price": 90}`)
		}),
	})
}
