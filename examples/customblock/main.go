// Customblock is an integrator's program in miniature: Scenarist with block types of its own, for the tea houses of Acme. Run it with
//
//	go run ./examples/customblock
//
// and open the address that it prints. Everything here is exported API that is kept; nothing is forked.
package main

import (
	"embed"
	"io/fs"

	"github.com/scenarist/scenarist/cmd/program"
	"github.com/scenarist/scenarist/examples/customblock/acme"
)

//go:embed bots
var files embed.FS

// bots are what people may begin with: a folder each.
func bots() fs.FS {
	sub, err := fs.Sub(files, "bots")
	if err != nil {
		panic(err) // the name is right, or the program would not compile
	}
	return sub
}

func main() {
	program.Main(program.Options{
		Name: "teahouse", Types: acme.Types(), Jobs: acme.Jobs(), Examples: bots(), Usual: []string{"serve"},
	})
}
