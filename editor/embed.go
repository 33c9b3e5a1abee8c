package editor

import "embed"

//go:embed trypage
var pageFiles embed.FS
