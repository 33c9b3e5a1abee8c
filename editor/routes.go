package editor

// routes adds every operation, resource by resource.
func (a *api) routes() {
	a.addSession()
	a.addAccount()
	a.addSecondStep()
	a.addTokens()
	a.addWorkspaces()
	a.addMembers()
	a.addInvitations()
	a.addAudit()
	a.addCatalogue()
	a.addExamples()
	a.addBots()
	a.addDrafts()
	a.addEvents()
	a.addTelegram()
	a.addPublishing()
	a.addSecrets()
	a.addTestChat()

	// huma describes its own shape of errors with every operation; all of ours are Problems.
	described := a.OpenAPI().Components.Schemas.Map()
	delete(described, "ErrorModel")
	delete(described, "ErrorDetail")
}
