package declarative

import (
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
)

// plan is a compiled Spec. It is never changed and is used by any number of goroutines.
type plan struct {
	manifest *custom.Manifest
	base     *value
	auth     *auth
	headers  []field
	every    time.Duration // between two calls; 0 without a rate
	retry    time.Duration
	steps    []step
	outputs  []result
	set      []result
	messages []message
	exits    []exitRule

	secrets  map[string]bool // that templates name
	settings []string        // that are names of secrets
	lastUse  map[string]int  // by answer, the last step that reads it; the outputs are behind the last
}

// step is a compiled Request.
type step struct {
	name        string
	when        *expr.Program
	method      string
	path        []segment
	url         *value
	query       []field
	headers     []field
	auth        *auth
	body        body
	read        string
	maxBytes    int
	repeatable  bool
	idempotency string
	rules       []rule
	paging      *paging
	poll        *poll
	pending     time.Duration // until a callback; 0 for none is asked for
}

type field struct {
	name  string
	value *value
}

type result struct {
	name    string
	program *expr.Program
}

type rule struct {
	status  []string
	when    *expr.Program
	exit    string
	code    string
	message words
	retry   bool
}

type paging struct {
	items, next, cursor *expr.Program
	link                bool
	param               string
	from, pages         int
}

type poll struct {
	until               *expr.Program
	every, slowest, max time.Duration
}

type message struct {
	when                  *expr.Program
	text, photo, document *value
}

type exitRule struct {
	when *expr.Program
	exit string
}

// body is a compiled body; its kind is empty for none.
type body struct {
	kind        string
	json        shape
	fields      []field
	parts       []part
	text        *expr.Template
	contentType string
}

type part struct {
	field

	filename    *value
	contentType string
}

// The kinds of bodies.
const (
	bodyJSON      = "json"
	bodyForm      = "form"
	bodyMultipart = "multipart"
	bodyText      = "text"
)

// Limits of what a manifest may ask for.
const (
	maxRequests     = 20
	defaultMaxBytes = 1 << 20
	maxMaxBytes     = 8 << 20
	defaultPages    = 10
	maxPages        = 50
	defaultRetry    = 30 * time.Second
	maxRetry        = 10 * time.Minute
	defaultEvery    = 5 * time.Second
	minEvery        = time.Second
	defaultWait     = 10 * time.Minute
	maxWait         = 7 * 24 * time.Hour
	maxState        = 16 << 10 // bytes: what package custom keeps while a block waits
)
