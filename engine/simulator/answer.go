package simulator

import (
	"encoding/json"

	"github.com/scenarist/scenarist/engine/flow"
)

// Answer is one canned answer of an HTTP service: which request it is for, and what comes back. At most one of Body, Text,
// Data, File and Fail is set.
type Answer struct {
	Method string `json:"method,omitempty"` // GET if empty; "*" for any
	URL    string `json:"url"`              // the whole address; "*" stands for any signs
	// Request is what the request must be besides; nil for anything.
	Request *Request `json:"request,omitempty"`

	Status  int               `json:"status,omitempty"` // 200 if zero
	Headers map[string]string `json:"headers,omitempty"`
	Body    json.RawMessage   `json:"body,omitempty"` // JSON
	Text    string            `json:"text,omitempty"` // anything else, such as a page in HTML
	Data    []byte            `json:"data,omitempty"` // anything that is no text, in base64
	File    string            `json:"file,omitempty"` // name of a file with the body, beside the file that has the answer
	Fail    bool              `json:"fail,omitempty"` // the service cannot be reached
	Delay   flow.Duration     `json:"delay,omitzero"` // by the simulated clock
	Times   int               `json:"times,omitempty"`
	// Repeat lets the answer be given any number of times, also never. Several answers to the same request take turns:
	// each is given Times times (once if zero), then they begin again if one of them has Repeat.
	Repeat bool `json:"repeat,omitempty"`
}

// Request is what a call must bring along.
type Request struct {
	// Headers must be there with these values; others may be.
	Headers map[string]string `json:"headers,omitempty"`
	// Body is the whole body: any JSON for a JSON body, a text for others.
	Body json.RawMessage `json:"body,omitempty"`
}
