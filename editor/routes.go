package editor

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// routes adds every operation, resource by resource.
func (a *api) routes(r *gin.Engine) {
	a.addSession()
	a.addOIDC(r)
	a.addAccount()
	a.addSecondStep()
	a.addTokens()
	a.addWorkspaces()
	a.addMembers()
	a.addInvitations()
	a.addAudit()
	a.addCatalogue()
	a.addBlocks()
	a.addBlockManifest()
	a.addFlowBlocks()
	a.addSharedBlocks()
	a.addExamples()
	a.addBots()
	a.addDrafts()
	a.addEvents()
	a.addTelegram()
	a.addPublishing()
	a.addSecrets()
	a.addMedia()
	a.addTestChat()
	a.addContacts()
	a.addContactRunning()
	a.addFigures()
	a.addExpressions()

	// huma describes its own shape of errors with every operation; all of ours are Problems.
	described := a.OpenAPI().Components.Schemas.Map()
	delete(described, "ErrorModel")
	delete(described, "ErrorDetail")
	for _, s := range described {
		neverNull(s)
	}
}

// neverNull takes back that lists may be null, which huma says of every slice: ours never are.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(more)
	}
}
