package wasm

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"unicode/utf8"
)

// What a module may do over HTTP in one call.
const (
	maxRequests    = 8
	maxRequest     = 1 << 20 // bytes
	maxWebAnswer   = 1 << 20 // bytes of a body
	maxHeaderCount = 50
)

// web is what a call has asked over HTTP.
type web struct {
	asked  int
	answer []byte // waits to be taken
}

// request is what a module asks for, as JSON.
type request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// reply is what it gets: Error is set where there was no answer.
type reply struct {
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"` // the first of each name
	Body    string            `json:"body,omitempty"`
	Base64  string            `json:"body_base64,omitempty"` // instead, where the body is not UTF-8
	Error   string            `json:"error,omitempty"`
}

// ask carries out a request and gives the length of what can be taken afterwards.
func (w *web) ask(c *call, text []byte) int {
	out, err := w.exchange(c, text)
	c.look() // the time may be over meanwhile
	if err != nil {
		out = reply{Error: err.Error()}
	}
	w.answer, err = json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return len(w.answer)
}

func (w *web) exchange(c *call, text []byte) (reply, error) {
	if w.asked++; w.asked > maxRequests {
		return reply{}, errors.New("too many requests in one call")
	}
	if c.env.HTTP == nil {
		return reply{}, errors.New("there is no network here")
	}
	if len(text) > maxRequest {
		return reply{}, errors.New("the request is too large")
	}
	var in request
	if err := json.Unmarshal(text, &in); err != nil {
		return reply{}, errors.New("the request is not the JSON that is expected")
	}
	req, err := in.build(c)
	if err != nil {
		return reply{}, err
	}
	res, err := c.env.HTTP.Do(req)
	if err != nil {
		return reply{}, errors.New("the request did not get through")
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxWebAnswer+1))
	switch {
	case err != nil:
		return reply{}, errors.New("the answer broke off")
	case len(body) > maxWebAnswer:
		return reply{}, errors.New("the answer is too large")
	}
	out := reply{Status: res.StatusCode, Headers: map[string]string{}}
	for name := range res.Header {
		out.Headers[name] = res.Header.Get(name)
	}
	if utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Base64 = base64.StdEncoding.EncodeToString(body)
	}
	return out, nil
}

// build makes the request. Secrets are put in here, so that the module never sees one.
func (in *request) build(c *call) (*http.Request, error) {
	if len(in.Headers) > maxHeaderCount {
		return nil, errors.New("the request has too many headers")
	}
	reveal := func(s string) (string, error) {
		if c.env.Reveal == nil {
			return s, nil
		}
		return c.env.Reveal(c.ctx, s)
	}
	address, err := reveal(in.URL)
	if err != nil {
		return nil, errors.New("a secret of the address has no value")
	}
	body, err := reveal(in.Body)
	if err != nil {
		return nil, errors.New("a secret of the body has no value")
	}
	req, err := http.NewRequestWithContext(c.ctx, in.Method, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, errors.New("the method or the address of the request is wrong")
	}
	for name, value := range in.Headers {
		if value, err = reveal(value); err != nil {
			return nil, errors.New("a secret of the headers has no value")
		}
		req.Header.Set(name, value)
	}
	return req, nil
}
