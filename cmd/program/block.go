package program

// blockCmd is `scenarist block`.
type blockCmd struct {
	Inspect       blockInspectCmd `cmd:"" help:"Say what a package is and may do, and what is wrong with it."`
	Install       blockInstallCmd `cmd:"" help:"Install a package in a workspace, also while the server runs."`
	List          blockListCmd    `cmd:"" help:"List the packages that a workspace has."`
	Remove        blockRemoveCmd  `cmd:"" help:"Remove a version of a package that nothing uses."`
	ImportOpenAPI blockImportCmd  `cmd:"" name:"import-openapi" help:"Make a package of one operation of an HTTP API that OpenAPI describes."`
	FromFlow      blockFlowCmd    `cmd:"" name:"from-flow" help:"Make a package of a flow of a bot."`
	Test          blockTryCmd     `cmd:"" help:"Hold a package, or a service, to the rules of block types."`
}
