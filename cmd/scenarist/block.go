package main

// blockCmd is `scenarist block`.
type blockCmd struct {
	ImportOpenAPI blockImportCmd `cmd:"" name:"import-openapi" help:"Make a package of one operation of an HTTP API that OpenAPI describes."`
}
