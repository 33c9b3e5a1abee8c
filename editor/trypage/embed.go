package trypage

import "embed"

//go:embed page
var pageFiles embed.FS
