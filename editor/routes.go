package editor

// routes adds every operation, resource by resource.
func (a *api) routes() {
	a.addCatalogue()
	a.addTestChat()

	// huma describes its own shape of errors with every operation; all of ours are Problems.
	described := a.OpenAPI().Components.Schemas.Map()
	delete(described, "ErrorModel")
	delete(described, "ErrorDetail")
}
