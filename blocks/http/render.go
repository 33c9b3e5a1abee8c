package http

import (
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// call is a rendered request as the job gets it: secrets are still marks in it.
type call struct {
	Try            int           `json:"try"` // from 0
	Method         string        `json:"method"`
	URL            string        `json:"url"`
	Query          []field       `json:"query,omitempty"`
	Headers        []field       `json:"headers,omitempty"`
	Auth           *credentials  `json:"auth,omitempty"`
	Body           *content      `json:"body,omitempty"`
	Timeout        time.Duration `json:"timeout"` // nanoseconds
	Answer         string        `json:"answer"`
	MaxBytes       int           `json:"max_bytes"`
	IdempotencyKey string        `json:"idempotency_key,omitempty"`
	Idempotent     bool          `json:"idempotent,omitempty"` // the service knows the key: a repeat does nothing twice
}

// field is a name with its value.
type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// credentials are a rendered auth.
type credentials struct {
	Kind     string `json:"kind"`
	Token    string `json:"token,omitempty"`
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`
	Name     string `json:"name,omitempty"`
}

// content is a rendered body.
type content struct {
	Kind        string  `json:"kind"`
	JSON        any     `json:"json,omitempty"`
	Fields      []field `json:"fields,omitempty"`
	Files       []part  `json:"files,omitempty"`
	Text        string  `json:"text,omitempty"`
	ContentType string  `json:"content_type,omitempty"`
}

// part is one file of a multipart body.
type part struct {
	Name     string `json:"name"`
	FileID   string `json:"file_id"`
	FileName string `json:"file_name,omitempty"`
	MIME     string `json:"mime,omitempty"`
}

// over reports whether the call is longer than so many bytes as JSON.
func (c *call) over(limit int) bool { return c.atMost() > limit && c.size() > limit }

// atMost is more bytes than the call takes as JSON. Most calls are short, and are not written out only to see that.
func (c *call) atMost() int {
	n := 400 + textAtMost(c.URL) + textAtMost(c.IdempotencyKey) + fieldsAtMost(c.Query) + fieldsAtMost(c.Headers)
	if a := c.Auth; a != nil {
		n += 100 + textAtMost(a.Token) + textAtMost(a.User) + textAtMost(a.Password) + textAtMost(a.Name)
	}
	if b := c.Body; b != nil {
		n += 100 + valueAtMost(b.JSON) + fieldsAtMost(b.Fields) + textAtMost(b.Text) + textAtMost(b.ContentType)
		for _, f := range b.Files {
			n += 100 + textAtMost(f.Name) + textAtMost(f.FileID) + textAtMost(f.FileName) + textAtMost(f.MIME)
		}
	}
	return n
}

func fieldsAtMost(fields []field) int {
	n := 20
	for _, f := range fields {
		n += 20 + textAtMost(f.Name) + textAtMost(f.Value)
	}
	return n
}

// valueAtMost is textAtMost for a JSON-like value.
func valueAtMost(v any) int {
	n := 30 // a number, or the brackets
	switch v := v.(type) {
	case string:
		n += textAtMost(v)
	case []any:
		for _, x := range v {
			n += 1 + valueAtMost(x)
		}
	case map[string]any:
		for k, x := range v {
			n += 2 + textAtMost(k) + valueAtMost(x)
		}
	}
	return n
}

// textAtMost is more bytes than a text takes as JSON: a sign of one byte is at most \u0000.
func textAtMost(s string) int { return 2 + 6*len(s) }

// size is the call's length in bytes as JSON.
func (c *call) size() int {
	data, err := json.Marshal(c)
	if err != nil {
		return maxCall + 1
	}
	return len(data)
}

// render makes the call of this pass; how its answer is read is left to the caller.
func (x *target) render(t *engine.Turn) (*call, error) {
	c := &call{Method: x.Method, Timeout: x.limit(t)}
	var err error
	if c.URL, err = t.Link(&x.URL); err != nil {
		return nil, err
	}
	if c.Query, err = render(t, x.Query); err != nil {
		return nil, err
	}
	if c.Headers, err = render(t, x.Headers); err != nil {
		return nil, err
	}
	if x.Auth != nil {
		if c.Auth, err = x.Auth.render(t); err != nil {
			return nil, err
		}
	}
	if x.Body != nil {
		if c.Body, err = x.Body.render(t); err != nil {
			return nil, err
		}
	}
	if c.over(maxCall) {
		return nil, engine.Trouble("http_request", "the request would take %d bytes; the limit is %d", c.size(), maxCall)
	}
	return c, nil
}

func render(t *engine.Turn, pairs []pair) ([]field, error) {
	var out []field
	for i := range pairs {
		v, err := t.Line(&pairs[i].Value)
		if err != nil {
			return nil, err
		}
		if v == "" && pairs[i].OmitEmpty {
			continue
		}
		out = append(out, field{pairs[i].Name, v})
	}
	return out, nil
}

func (a *auth) render(t *engine.Turn) (*credentials, error) {
	c := &credentials{Kind: a.Kind, Name: a.Name}
	for _, x := range []struct {
		from *engine.Line
		to   *string
	}{{&a.Token, &c.Token}, {&a.User, &c.User}, {&a.Password, &c.Password}} {
		var err error
		if *x.to, err = t.Line(x.from); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (b *body) render(t *engine.Turn) (*content, error) {
	c := &content{Kind: b.Kind, ContentType: b.ContentType}
	var err error
	switch b.Kind {
	case kindJSON:
		c.JSON, err = t.Value(&b.JSON)
	case kindText:
		c.Text, err = t.Line(&b.Text)
	default:
		c.Fields, err = render(t, b.Form)
	}
	if err != nil {
		return nil, err
	}
	for i := range b.Files {
		if c.Files, err = b.Files[i].render(t, c.Files); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// ReadsFiles says that files to be sent are downloaded from Telegram first.
func (r *request) ReadsFiles() bool { return r.Body != nil && len(r.Body.Files) > 0 }

// render adds the files that the expression gives; nothing adds nothing.
func (u *upload) render(t *engine.Turn, to []part) ([]part, error) {
	v, err := t.Eval(&u.File)
	if err != nil {
		return nil, err
	}
	name, err := t.Line(&u.FileName)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok && v != nil && v != "" {
		list = []any{v}
	}
	for _, f := range list {
		p := part{Name: u.Name, FileName: name}
		switch f := f.(type) {
		case string:
			p.FileID = f
		case map[string]any:
			p.FileID = expr.Format(f["id"], "en")
			p.MIME, _ = f["mime"].(string)
			if own, _ := f["name"].(string); p.FileName == "" {
				p.FileName = own
			}
		}
		if p.FileID == "" {
			return nil, engine.Trouble("file_missing", "%s gives no file for the field %q", u.File.Source(), u.Name)
		}
		to = append(to, p)
	}
	if len(to) > maxFiles {
		return nil, engine.Trouble("http_request", "the request would send %d files; the limit is %d", len(to), maxFiles)
	}
	return to, nil
}

// The kinds of bodies.
const (
	kindJSON      = "json"
	kindForm      = "form"
	kindMultipart = "multipart"
	kindText      = "text"
)

// maxFiles is how many files one request may send.
const maxFiles = 10
