package declarative

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// request carries out a step's request, page by page if it has pages, and keeps its answer.
func (r *run) request(ctx context.Context, s *step) error {
	o, c, err := r.build(s)
	if err != nil {
		return r.rendering(err)
	}
	if s.paging != nil {
		return r.pages(ctx, s, o, c)
	}
	_, err = r.send(ctx, s, o, c)
	return err
}

// rendering makes a trouble of an error of a template.
func (r *run) rendering(err error) error {
	if _, ok := errors.AsType[*expr.Error](err); ok {
		return r.badExpression(err)
	}
	return err
}

// build fills the templates of a request in.
func (r *run) build(s *step) (*outgoing, *credentials, error) {
	env := r.scopes.env
	u, err := r.target(s)
	if err != nil {
		return nil, nil, err
	}
	pairs, err := renderFields(s.query, env)
	if err != nil {
		return nil, nil, err
	}
	u.RawQuery = joinQuery(u.RawQuery, encodePairs(pairs))
	key := r.call.Key
	if len(r.plan.steps) > 1 {
		key += "-" + s.name
	}
	text, contentType, err := s.body.render(env, boundaryOf(key))
	if err != nil {
		return nil, nil, err
	}
	h := http.Header{}
	if s.read == readJSON || s.read == readAuto {
		h.Set("Accept", "application/json, */*;q=0.5")
	}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	if s.idempotency != "" {
		h.Set(s.idempotency, key)
	}
	for _, list := range [][]field{r.plan.headers, s.headers} {
		pairs, err := renderFields(list, env)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range pairs {
			if !validHeader(p.value) {
				return nil, nil, engine.Trouble(codeRequest, "the value of the header %s has signs that headers cannot have", p.name)
			}
			h.Set(p.name, p.value)
		}
	}
	c, err := s.auth.render(r, env)
	if err != nil {
		return nil, nil, err
	}
	return &outgoing{method: s.method, url: u, header: h, body: text, read: s.read, maxBytes: s.maxBytes, safe: s.repeatable}, c, nil
}

// target gives the address without the step's parameters.
func (r *run) target(s *step) (*url.URL, error) {
	if s.url != nil {
		text, err := s.url.text(r.scopes.env)
		if err != nil {
			return nil, err
		}
		return r.targetURL(text)
	}
	base, err := r.plan.base.text(r.scopes.env)
	if err != nil {
		return nil, err
	}
	path, err := renderPath(s.path, r.scopes.env)
	if err != nil {
		return nil, err
	}
	u, err := r.targetURL(base)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return u, nil
	}
	query := u.RawQuery
	u.RawQuery = ""
	if u, err = r.targetURL(strings.TrimSuffix(u.String(), "/") + "/" + path); err == nil {
		u.RawQuery = query
	}
	return u, err
}

// send makes the request and judges its answer. A token that the service does not take any more is fetched anew once.
func (r *run) send(ctx context.Context, s *step, o *outgoing, c *credentials) (*answer, error) {
	token, fresh := "", false
	for {
		used := *o
		address := *o.url
		used.url, used.header = &address, o.header.Clone()
		if c.auth != nil && c.kind == authOAuth {
			var err error
			if token, fresh, err = r.token(ctx, c, token); err != nil {
				return nil, err
			}
		}
		if err := c.apply(r, used.header, used.url, token); err != nil {
			return nil, err
		}
		a, err := r.exchange(ctx, &used)
		if err != nil {
			r.unsafe = r.unsafe || !s.repeatable
			return nil, err
		}
		if a.status == http.StatusUnauthorized && token != "" && !fresh {
			continue
		}
		r.last, r.state.Answers[s.name] = a, a.body
		// What came too often was not done, whatever it was.
		r.unsafe = r.unsafe || !s.repeatable && a.status != http.StatusTooManyRequests
		return a, r.judge(s, a)
	}
}

// pages makes the request for each page and puts their items together.
func (r *run) pages(ctx context.Context, s *step, o *outgoing, c *credentials) error {
	p := s.paging
	all := []any{}
	counts := p.next == nil && p.cursor == nil && !p.link
	first := o.url.RawQuery
	if counts {
		o.url.RawQuery = joinQuery(first, encodePairs([]pair{{p.param, strconv.Itoa(p.from)}}))
	}
	for n := 1; ; n++ {
		a, err := r.send(ctx, s, o, c)
		if err != nil {
			return err
		}
		v, err := p.items.Eval(r.scopes.env)
		if err != nil {
			return r.badExpression(err)
		}
		items, ok := v.([]any)
		if !ok && v != nil {
			return engine.Trouble(codeShape, "the answer of %s is not as expected: there is no list where the items of a page should be", a.host)
		}
		all = append(all, items...)
		if len(all) >= expr.MaxList {
			all = all[:expr.MaxList]
			break
		}
		if n == p.pages {
			break
		}
		more, err := r.next(p, o, a, first, n, len(items))
		if err != nil {
			return r.rendering(err)
		}
		if !more {
			break
		}
	}
	r.last.body = all
	r.scopes.saw(r.last)
	r.state.Answers[s.name] = all
	return nil
}

// next makes the request one for the next page; false if there is none.
func (r *run) next(p *paging, o *outgoing, a *answer, first string, n, items int) (bool, error) {
	env := r.scopes.env
	switch {
	case p.cursor != nil:
		v, err := p.cursor.Eval(env)
		cursor := wireText(v)
		if err != nil || v == nil || v == false || cursor == "" {
			return false, err
		}
		o.url.RawQuery = joinQuery(first, encodePairs([]pair{{p.param, cursor}}))
		return true, nil
	case p.next == nil && !p.link:
		o.url.RawQuery = joinQuery(first, encodePairs([]pair{{p.param, strconv.Itoa(p.from + n)}}))
		return items > 0, nil
	}
	address := nextLink(a.headers["link"])
	if p.next != nil {
		v, err := p.next.Eval(env)
		if err != nil {
			return false, err
		}
		address = wireText(v)
	}
	if address == "" {
		return false, nil
	}
	ref, err := url.Parse(address)
	if err != nil {
		return false, engine.Trouble(codeURL, "the address of the next page that %s gives is none", a.host)
	}
	u, err := r.targetURL(o.url.ResolveReference(ref).String())
	if err == nil {
		o.url = u
	}
	return true, err
}

// nextLink finds the address of the relation next in a header Link: RFC 8288.
func nextLink(header string) string {
	for link := range strings.SplitSeq(header, "<") {
		address, params, ok := strings.Cut(link, ">")
		if !ok {
			continue
		}
		for param := range strings.SplitSeq(strings.TrimRight(params, ", "), ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
			if strings.EqualFold(name, "rel") && strings.EqualFold(strings.Trim(value, `"`), "next") {
				return address
			}
		}
	}
	return ""
}
