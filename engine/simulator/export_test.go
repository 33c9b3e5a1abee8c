package simulator

import (
	"net/http"

	"github.com/scenarist/scenarist/engine"
)

// ErrNotFound is what a missing file gives.
var ErrNotFound = engine.ErrNotFound

// ClientOf makes calls that the answers answer.
func ClientOf(a *Answers) *http.Client { return &http.Client{Transport: &transport{answers: a}} }
