package declarative

import (
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Spec is the part http of a manifest: what is called and what is made of the answers. Texts are templates with
// {{ expressions }}; fields that are called an expression have none of the braces.
type Spec struct {
	BaseURL  string            `json:"base_url,omitempty"` // template; paths of requests are added to it
	Auth     *Auth             `json:"auth,omitempty"`
	Headers  map[string]Scalar `json:"headers,omitempty"` // of all requests
	Rate     *Rate             `json:"rate,omitempty"`
	Retry    *Retry            `json:"retry,omitempty"`
	Requests []Request         `json:"requests"` // one after another
	Errors   []ErrorRule       `json:"errors,omitempty"`
	Outputs  map[string]string `json:"outputs,omitempty"` // by the manifest's names, expressions
	Set      map[string]string `json:"set,omitempty"`     // variables, expressions
	Messages []Message         `json:"messages,omitempty"`
	Exits    []ExitRule        `json:"exits,omitempty"` // the first that fits; else the manifest's first exit
}

// Auth is how the service knows who calls.
type Auth struct {
	Kind     string `json:"kind"`               // none, header, query, bearer, basic, oauth2
	Name     string `json:"name,omitempty"`     // header, query: of the header or parameter
	Token    string `json:"token,omitempty"`    // header, query, bearer
	User     string `json:"user,omitempty"`     // basic
	Password string `json:"password,omitempty"` // basic

	// Of oauth2. The token is fetched when it is needed and kept in memory until it runs out.
	Grant        string            `json:"grant,omitempty"` // client_credentials, refresh_token, jwt_bearer
	TokenURL     string            `json:"token_url,omitempty"`
	ClientID     string            `json:"client_id,omitempty"`
	ClientSecret string            `json:"client_secret,omitempty"`
	ClientAuth   string            `json:"client_auth,omitempty"` // where these two go: body (default) or basic
	RefreshToken string            `json:"refresh_token,omitempty"`
	Scope        string            `json:"scope,omitempty"`
	Extra        map[string]Scalar `json:"extra,omitempty"`       // further fields of the request for a token
	Issuer       string            `json:"issuer,omitempty"`      // jwt_bearer: e-mail of the service account
	PrivateKey   string            `json:"private_key,omitempty"` // jwt_bearer: PEM, RSA
}

// Rate is how often the service may be called with the same credentials.
type Rate struct {
	Calls int    `json:"calls"`
	Per   string `json:"per"` // second, minute, hour
}

// Retry is how long a request that met a trouble that passes is made again. Only what a repeat cannot double is.
type Retry struct {
	For flow.Duration `json:"for"` // 0 for never; the default is 30s
}

// Request is one call.
type Request struct {
	Name    string            `json:"name,omitempty"`   // what answer.<name> is; needed where there are several
	When    string            `json:"when,omitempty"`   // expression; else it is left out
	Method  string            `json:"method,omitempty"` // GET, with a body POST
	Path    string            `json:"path,omitempty"`   // template; a value is one segment, a list several
	URL     string            `json:"url,omitempty"`    // template, in place of base_url and path
	Query   map[string]Scalar `json:"query,omitempty"`
	Headers map[string]Scalar `json:"headers,omitempty"`
	Auth    *Auth             `json:"auth,omitempty"` // in place of the block's

	JSON        json.RawMessage   `json:"json,omitempty"`
	Form        map[string]Scalar `json:"form,omitempty"`
	Multipart   map[string]Part   `json:"multipart,omitempty"`
	Text        string            `json:"text,omitempty"`
	ContentType string            `json:"content_type,omitempty"` // of text

	Read     string `json:"read,omitempty"`      // auto (default), json, text, none
	MaxBytes int    `json:"max_bytes,omitempty"` // of the answer; 1 MiB, at most 8

	Repeatable        bool   `json:"repeatable,omitempty"`         // may be made twice; GET, PUT and DELETE may be anyway
	IdempotencyHeader string `json:"idempotency_header,omitempty"` // gets a key that is the same for each repeat; makes it repeatable

	Errors   []ErrorRule `json:"errors,omitempty"` // before those of the block
	Paging   *Paging     `json:"paging,omitempty"`
	Poll     *Poll       `json:"poll,omitempty"`
	Callback *Callback   `json:"callback,omitempty"`
}

// Part is a field of a multipart body. A plain text is its value.
type Part struct {
	Text        string `json:"text"`
	Filename    string `json:"filename,omitempty"`
	ContentType string `json:"content_type,omitempty"`
}

// ErrorRule says what an answer means that is not the wanted one. The first that fits counts.
type ErrorRule struct {
	Status  Statuses    `json:"status,omitempty"` // such as 429 or 4xx
	When    string      `json:"when,omitempty"`   // expression
	Exit    string      `json:"exit,omitempty"`   // leaves by it, without outputs; else Code is a trouble
	Code    string      `json:"code,omitempty"`
	Message engine.Text `json:"message,omitempty"` // templates, for the owner of the bot
	Retry   bool        `json:"retry,omitempty"`   // may pass by itself
}

// Paging fetches one page after the other: by the address of the next one, by a cursor, or by number. The answer is the list
// of all items then.
type Paging struct {
	Items    string `json:"items"`               // expression: the list of a page
	Next     string `json:"next,omitempty"`      // expression: address of the next page
	LinkNext bool   `json:"link_next,omitempty"` // its address is in the header Link, as RFC 8288 has it
	Cursor   string `json:"cursor,omitempty"`    // expression: what Param is for the next page
	Param    string `json:"param,omitempty"`     // of the query; with neither Next nor Cursor it counts pages
	From     *int   `json:"from,omitempty"`      // number of the first page, 1
	Pages    int    `json:"pages,omitempty"`     // at most; 10, and never more than 50
}

// Poll asks again and again until the service has done its work. The session waits meanwhile, and nothing else does.
type Poll struct {
	Until   string        `json:"until"`            // expression
	Every   flow.Duration `json:"every,omitzero"`   // 5s
	Slowest flow.Duration `json:"slowest,omitzero"` // pauses grow by half up to it
	For     flow.Duration `json:"for,omitzero"`     // 10m; then the block leaves by timeout
}

// Callback waits until the service calls call.callback_url. What it sends is answer.callback afterwards.
type Callback struct {
	For flow.Duration `json:"for,omitzero"` // 10m; then the block leaves by timeout
}

// Message is something for the user.
type Message struct {
	When     string `json:"when,omitempty"` // expression
	Text     string `json:"text,omitempty"`
	Photo    string `json:"photo,omitempty"`    // address
	Document string `json:"document,omitempty"` // address
}

// ExitRule chooses an exit.
type ExitRule struct {
	When string `json:"when"` // expression
	Exit string `json:"exit"`
}

// Scalar is a template that may be written as a number or as true and false, too.
type Scalar string

// UnmarshalJSON takes what is not a list or an object.
func (s *Scalar) UnmarshalJSON(data []byte) error {
	text, err := scalar(data)
	*s = Scalar(text)
	return err
}

// UnmarshalJSON takes a text or an object.
func (p *Part) UnmarshalJSON(data []byte) error {
	if text, err := scalar(data); err == nil {
		p.Text = text
		return nil
	}
	type plain Part
	return decodeStrictly(data, (*plain)(p))
}

// Statuses are three digits each, or such as 4xx.
type Statuses []string

// UnmarshalJSON takes one or a list.
func (s *Statuses) UnmarshalJSON(data []byte) error {
	if text, err := scalar(data); err == nil {
		*s = Statuses{text}
		return nil
	}
	var list []Scalar
	if err := json.Unmarshal(data, &list); err != nil {
		return errStatuses
	}
	for _, x := range list {
		*s = append(*s, string(x))
	}
	return nil
}
