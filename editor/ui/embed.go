// Package ui holds the built page of the editor.
//
// dist is what `make ui` builds with Vite and is not committed, but for a placeholder that says how to build it; so the
// Go code builds and its tests run without Node.
package ui

import "embed"

// Dist is the built page: index.html and what it loads. Without a build it is the placeholder alone.
//
//go:embed all:dist
var Dist embed.FS
