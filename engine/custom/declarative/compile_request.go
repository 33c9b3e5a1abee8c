package declarative

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
)

var (
	methodName = regexp.MustCompile(`^[A-Z]{1,20}$`)
	headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$") // RFC 9110, section 5.6.2
	statusWord = regexp.MustCompile(`^[1-5]([0-9][0-9]|xx)$`)
	codeWord   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
)

// ownHeaders are made from other parts of a request.
var ownHeaders = []string{"Host", "Content-Length", "Transfer-Encoding", "Connection"}

// request compiles the request at an index. names are those of the requests so far, with its own.
func (c *compiler) request(s *Spec, i int, names []string) {
	r, at := &s.Requests[i], root+"/requests/"+strconv.Itoa(i)
	x := step{name: names[i], method: r.Method, read: r.Read, maxBytes: r.MaxBytes, idempotency: r.IdempotencyHeader}
	x.when = c.program(r.When, at+"/when")
	c.target(s, r, &x, at)
	x.query = c.fields(r.Query, at+"/query")
	x.headers = c.headers(r.Headers, at+"/headers")
	x.auth = c.plan.auth
	if r.Auth != nil {
		x.auth = c.auth(r.Auth, at+"/auth")
	}
	x.body = c.body(r, at)
	if x.method == "" {
		x.method = "GET"
		if x.body.kind != "" {
			x.method = "POST"
		}
	}
	switch {
	case !methodName.MatchString(x.method):
		c.add(at+"/method", "a method such as GET or POST is needed")
	case x.method == "GET" && x.body.kind != "":
		c.add(at+"/method", "a GET has no body")
	}
	if x.idempotency != "" && !headerName.MatchString(x.idempotency) {
		c.add(at+"/idempotency_header", "%q is no name of a header", x.idempotency)
	}
	x.repeatable = r.Repeatable || x.idempotency != "" || safeToRepeat(x.method)
	if x.read == "" {
		x.read = readAuto
	}
	c.oneOf(x.read, at+"/read", readAuto, readJSON, readText, readNone)
	if x.maxBytes == 0 {
		x.maxBytes = defaultMaxBytes
	}
	if x.maxBytes < 1 || x.maxBytes > maxMaxBytes {
		c.add(at+"/max_bytes", "a number from 1 to %d is needed", maxMaxBytes)
	}
	c.plan.steps = append(c.plan.steps, x)
	last := &c.plan.steps[i]
	c.after(names[i])
	last.rules = append(c.rules(r.Errors, at+"/errors"), c.rules(s.Errors, root+"/errors")...)
	last.paging = c.paging(r.Paging, at+"/paging")
	last.poll = c.poll(r.Poll, at+"/poll")
	if r.Callback != nil {
		c.after(callbackAnswer)
		last.pending = c.span(r.Callback.For, defaultWait, time.Second, maxWait, at+"/callback/for")
	}
	if r.Poll != nil && r.Paging != nil || r.Callback != nil && (r.Poll != nil || r.Paging != nil) {
		c.add(at, "a request has pages, is asked again, or waits for a callback: one of them")
	}
}

// target compiles where the request goes.
func (c *compiler) target(s *Spec, r *Request, x *step, at string) {
	switch {
	case r.URL != "" && r.Path != "":
		c.add(at+"/url", "a request has a path, or an address of its own")
	case r.URL != "":
		x.url = c.address(r.URL, at+"/url")
	case s.BaseURL == "":
		c.add(at+"/path", "without base_url each request needs its url")
	default:
		x.path = c.path(r.Path, at+"/path")
	}
}

// path compiles the segments of a path.
func (c *compiler) path(src, at string) []segment {
	src = strings.TrimPrefix(src, "/")
	if src == "" {
		return nil
	}
	var out []segment
	for _, part := range splitPath(src) {
		p := c.whole(part)
		if p == nil && !strings.Contains(part, "{{") {
			if strings.ContainsAny(part, "?#") {
				c.add(at, "parameters go into query, not into the path")
			}
			if part == "." || part == ".." {
				c.add(at, "a path has no dots that lead elsewhere")
			}
		}
		if p != nil {
			out = append(out, segment{whole: p})
			continue
		}
		out = append(out, segment{mixed: c.template(part, at, expr.EscapeURL)})
	}
	return out
}

// address compiles a whole address. As far as it is known its host must be permitted; all of it is looked at again before a
// call.
func (c *compiler) address(src, path string) *value {
	v := c.value(src, path)
	if src == "" || strings.Contains(src, "{{") {
		return v
	}
	u, err := url.Parse(src)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		c.add(path, "a web address is needed, such as https://api.example.com/v1")
	case u.User != nil || u.Fragment != "":
		c.add(path, "the address has a part that is not sent: leave out what is before @ or behind #")
	case !custom.HostAllowed(c.manifest.Permissions.Hosts, u):
		c.add(path, "the host %s is not among permissions.hosts", u.Hostname())
	}
	return v
}

func (c *compiler) headers(m map[string]Scalar, path string) []field {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		own := slices.ContainsFunc(ownHeaders, func(h string) bool { return strings.EqualFold(h, name) })
		if own || !headerName.MatchString(name) {
			c.add(pointer(path, name), "%q cannot be set as a header", name)
		}
	}
	return c.fields(m, path)
}

// body compiles the body, of which there is one at most.
func (c *compiler) body(r *Request, at string) body {
	b, kinds := body{contentType: r.ContentType}, 0
	take := func(kind string) { b.kind, kinds = kind, kinds+1 }
	if len(r.JSON) > 0 {
		take(bodyJSON)
		d := json.NewDecoder(bytes.NewReader(r.JSON))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			c.add(at+"/json", "%v", err)
		}
		b.json = c.shape(v, at+"/json")
	}
	if r.Form != nil {
		take(bodyForm)
		b.fields = c.fields(r.Form, at+"/form")
	}
	if r.Multipart != nil {
		take(bodyMultipart)
		for _, name := range slices.Sorted(maps.Keys(r.Multipart)) {
			p := r.Multipart[name]
			f := c.fields(map[string]Scalar{name: Scalar(p.Text)}, at+"/multipart")
			b.parts = append(b.parts, part{f[0], c.value(p.Filename, pointer(at+"/multipart", name)+"/filename"), p.ContentType})
		}
	}
	if r.Text != "" {
		take(bodyText)
		b.text = c.template(r.Text, at+"/text", escapeFor(r.ContentType))
	}
	if kinds > 1 {
		c.add(at, "a request has one body: json, form, multipart or text")
	}
	if r.ContentType != "" && b.kind != bodyText && b.kind != bodyJSON {
		c.add(at+"/content_type", "this is for a body of the kind text or json")
	}
	return b
}

// escapeFor keeps values from breaking what is around them in a text of a type.
func escapeFor(contentType string) expr.Escape {
	switch {
	case strings.Contains(contentType, "xml"), strings.Contains(contentType, "html"):
		return expr.EscapeHTML
	case strings.Contains(contentType, "json"):
		return expr.EscapeJSON
	case strings.Contains(contentType, "x-www-form-urlencoded"):
		return expr.EscapeURL
	default:
		return expr.EscapeNone
	}
}

func (c *compiler) rules(list []ErrorRule, path string) []rule {
	var out []rule
	for i, r := range list {
		at := path + "/" + strconv.Itoa(i)
		for _, s := range r.Status {
			if !statusWord.MatchString(s) {
				c.add(at+"/status", "%q is no status: write 429 or 4xx", s)
			}
		}
		switch {
		case len(r.Status) == 0 && r.When == "":
			c.add(at, "say by status or when, or both, which answers are meant")
		case (r.Exit == "") == (r.Code == ""):
			c.add(at, "an answer leads to an exit, or is a trouble with a code: one of them")
		case r.Exit != "":
			c.exit(r.Exit, at+"/exit")
		case !codeWord.MatchString(r.Code):
			c.add(at+"/code", "a code is a word of small letters, digits and _")
		}
		out = append(out, rule{r.Status, c.program(r.When, at+"/when"), r.Exit, r.Code, c.words(r.Message, at+"/message"), r.Retry})
	}
	return out
}

func (c *compiler) paging(p *Paging, at string) *paging {
	if p == nil {
		return nil
	}
	x := &paging{
		items: c.needed(p.Items, at+"/items"), next: c.program(p.Next, at+"/next"), cursor: c.program(p.Cursor, at+"/cursor"),
		link: p.LinkNext, param: p.Param, from: 1, pages: defaultPages,
	}
	ways := 0
	for _, set := range []bool{p.Next != "", p.LinkNext, p.Cursor != "", p.Cursor == "" && p.Param != ""} {
		if set {
			ways++
		}
	}
	switch {
	case ways != 1:
		c.add(at, "the next page is found by next, by link_next, by cursor with param, or by param alone: one of them")
	case p.Cursor != "" && p.Param == "":
		c.add(at+"/param", "say which parameter takes the cursor")
	case p.Pages < 0 || p.Pages > maxPages:
		c.add(at+"/pages", "a number from 1 to %d is needed", maxPages)
	}
	if p.From != nil {
		x.from = *p.From
	}
	if p.Pages > 0 {
		x.pages = p.Pages
	}
	return x
}

func (c *compiler) poll(p *Poll, at string) *poll {
	if p == nil {
		return nil
	}
	x := &poll{until: c.needed(p.Until, at+"/until")}
	x.every = c.span(p.Every, defaultEvery, minEvery, time.Hour, at+"/every")
	x.slowest = c.span(p.Slowest, x.every, x.every, 24*time.Hour, at+"/slowest")
	x.max = c.span(p.For, defaultWait, x.every, maxWait, at+"/for")
	if !slices.Contains(c.manifest.Accepts, custom.TimeoutEvent) {
		c.add("/accepts", "a request that is asked again needs timeout among what the block accepts")
	}
	return x
}
