package http

import (
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// target is whom a call goes to and what it brings, but not what becomes of the answer. Configs embed it.
type target struct {
	Method  string         `json:"method,omitempty" validate:"omitempty,oneof=GET HEAD POST PUT PATCH DELETE OPTIONS" jsonschema:"enum=GET,enum=HEAD,enum=POST,enum=PUT,enum=PATCH,enum=DELETE,enum=OPTIONS"`
	URL     engine.Link    `json:"url" scenarist:"secrets"`
	Query   []pair         `json:"query,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Headers []pair         `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Auth    *auth          `json:"auth,omitempty" scenarist:"secrets"`
	Body    *body          `json:"body,omitempty" scenarist:"secrets"`
	Timeout *flow.Duration `json:"timeout,omitempty"`
}

// pair is a named text: a query parameter, a header, a field of a form.
type pair struct {
	Name  string      `json:"name" validate:"required,max=200" jsonschema:"maxLength=200"`
	Value engine.Line `json:"value" scenarist:"one"`
	// OmitEmpty leaves it out where the value is empty.
	OmitEmpty bool `json:"omit_empty,omitempty"`
}

// auth is how the call says who makes it.
type auth struct {
	Kind     string      `json:"kind" validate:"required,oneof=bearer basic header query" jsonschema:"enum=bearer,enum=basic,enum=header,enum=query"`
	Token    engine.Line `json:"token,omitzero" scenarist:"one"` // bearer, header, query
	User     engine.Line `json:"user,omitzero" scenarist:"one"`  // basic
	Password engine.Line `json:"password,omitzero" scenarist:"one"`
	Name     string      `json:"name,omitempty" validate:"max=200" jsonschema:"maxLength=200"` // of the header or query parameter
}

// body is what is sent: the fields that belong to its kind are set.
type body struct {
	Kind        string       `json:"kind" validate:"required,oneof=json form multipart text" jsonschema:"enum=json,enum=form,enum=multipart,enum=text"`
	JSON        engine.Value `json:"json,omitzero"`
	Form        []pair       `json:"fields,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	Files       []upload     `json:"files,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"`
	Text        engine.Line  `json:"text,omitzero" scenarist:"one"`
	ContentType string       `json:"content_type,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
}

// upload is a file of a multipart body.
type upload struct {
	Name string `json:"name" validate:"required,max=200" jsonschema:"maxLength=200"`
	// File gives a file as events have it (event.file), the file_id of one, or a list of either.
	File     engine.Expression `json:"file" validate:"required"`
	FileName engine.Line       `json:"file_name,omitzero" scenarist:"one"`
}

// Limits of a call.
const (
	defaultTimeout  = 30 * time.Second
	minTimeout      = time.Second
	maxTimeout      = 120 * time.Second
	overhead        = 15 * time.Second // what a job takes besides the call: secrets, files, waiting for a worker
	defaultMaxBytes = 1 << 20
	maxKept         = 24 << 10 // bytes of a rendered call that the session may keep for repeats
	maxCall         = 256 << 10
)

// defaults fills in the method.
func (c *target) defaults(method string) {
	if c.Method == "" {
		c.Method = method
	}
}

// limit is the time of one try.
func (c *target) limit(t *engine.Turn) time.Duration {
	d := defaultTimeout
	if c.Timeout != nil {
		d = c.Timeout.Std()
	}
	if all := t.Timeout(); all > 0 {
		d = min(d, all)
	}
	return min(max(d, minTimeout), maxTimeout)
}

// orDefault is a time that may be left out.
func orDefault(d *flow.Duration, usual time.Duration) time.Duration {
	if d == nil {
		return usual
	}
	return d.Std()
}
