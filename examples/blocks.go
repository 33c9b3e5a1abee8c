package examples

import (
	"embed"
	"io/fs"
)

//go:embed blocks/*/manifest.yaml
var blocks embed.FS

// Blocks gives the packages of custom blocks that come with Scenarist: a folder each, with its manifest.yaml.
func Blocks() fs.FS {
	sub, err := fs.Sub(blocks, "blocks")
	if err != nil {
		panic(err) // the name is right, or the package would not compile
	}
	return sub
}
