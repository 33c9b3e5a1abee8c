package http

import (
	"fmt"
	nethttp "net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Check reports what would fail, or do harm, on every run.
func (r *request) Check(k *engine.Checking) {
	r.checkURL(k)
	checkPairs(k, "/query", r.Query)
	checkPairs(k, "/headers", r.Headers)
	r.checkHeaders(k)
	if r.Auth != nil {
		r.Auth.check(k)
	}
	if r.Body != nil {
		r.Body.check(k)
		switch r.Method {
		case nethttp.MethodHead:
			k.Error("body_unused", "/body", "a HEAD request has no body: take another method")
		case nethttp.MethodGet:
			k.Warn("body_with_get", "/body", "many services ignore the body of a GET request: use parameters, or another method")
		}
	}
	if d := r.Timeout; d != nil && (d.Std() < minTimeout || d.Std() > maxTimeout) {
		k.Error("timeout_range", "/timeout", "the time must be from 1 to %d seconds", int(maxTimeout.Seconds()))
	}
	if r.Retries > 0 && !r.repeatable() {
		k.Error("retries_unsafe", "/retries", "a repeated %s may do its work twice: allow repeats only if the service knows the Idempotency-Key (idempotent), or take none", r.Method)
	}
	if d := r.RetryPause; d != nil && d.Std() > maxPause {
		k.Error("retry_pause_range", "/retry_pause", "the pause must be at most %d minutes", int(maxPause.Minutes()))
	}
	r.checkAnswer(k)
}

func (r *request) checkURL(k *engine.Checking) {
	if r.URL.IsZero() {
		k.Error("url_missing", "/url", "the address is missing")
	}
	for lang, src := range r.URL.Sources() {
		at := "/url"
		if lang != "" {
			at += "/" + lang
		}
		src = strings.TrimSpace(src)
		fixed, _, dynamic := strings.Cut(src, "{{")
		if dynamic && !strings.Contains(fixed, "://") {
			if fixed != "" && !strings.HasPrefix("https://", fixed) && !strings.HasPrefix("http://", fixed) {
				k.Error("url_invalid", at, "the address must begin with https://")
			}
			continue
		}
		u, err := url.Parse(strings.TrimSuffix(fixed, "%"))
		switch {
		case err != nil, u.Scheme != "http" && u.Scheme != "https", !dynamic && u.Hostname() == "":
			k.Error("url_invalid", at, "the address must look like https://example.com/path")
		case u.User != nil:
			k.Error("url_password", at, "a password must not stand in the address: use the setting for signing in")
		case inner(u.Hostname()):
			k.Warn("url_inner", at, "%s is an inner address: calls are refused unless the server's operator allows it", u.Hostname())
		case u.Scheme == "http" && (r.Auth != nil || strings.Contains(src, "secret.")):
			k.Warn("url_not_encrypted", at, "the call is not encrypted, so that others may read its secrets: use https://")
		}
	}
}

// inner reports whether a host is surely not on the internet.
func inner(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal")
}

// checkPairs is for what queries, headers and forms have in common; the names are required by their tags.
func checkPairs(k *engine.Checking, path string, pairs []pair) {
	for i := range pairs {
		if pairs[i].Value.IsZero() && pairs[i].OmitEmpty {
			k.Warn("value_empty", fmt.Sprintf("%s/%d/value", path, i), "%s has no value and is left out where it is empty: it will never be sent", pairs[i].Name)
		}
	}
}

func (r *request) checkHeaders(k *engine.Checking) {
	for i, h := range r.Headers {
		at := fmt.Sprintf("/headers/%d/name", i)
		switch {
		case h.Name == "": // its tag says so
		case !validName(h.Name):
			k.Error("header_invalid", at, "%q cannot name a header: letters, digits and - only", h.Name)
		case reservedHeader(h.Name):
			k.Error("header_reserved", at, "the header %s is set by the connection itself", h.Name)
		case strings.EqualFold(h.Name, "Content-Type") && r.Body != nil && r.Body.Kind == kindMultipart:
			k.Error("header_reserved", at, "the content type of a form with files is set by itself")
		case strings.EqualFold(h.Name, "Authorization") && r.Auth != nil:
			k.Error("header_twice", at, "the header Authorization is set by the setting for signing in")
		}
	}
}

func (a *auth) check(k *engine.Checking) {
	need := func(l *engine.Line, name string) {
		if l.IsZero() {
			k.Error("auth_incomplete", "/auth/"+name, "signing in by %s needs the setting %s", a.Kind, name)
		}
	}
	switch a.Kind {
	case "basic":
		need(&a.User, "user")
	case "header", "query":
		need(&a.Token, "token")
		if a.Name == "" {
			k.Error("auth_incomplete", "/auth/name", "signing in by %s needs its name", a.Kind)
		} else if a.Kind == "header" && (!validName(a.Name) || reservedHeader(a.Name)) {
			k.Error("header_invalid", "/auth/name", "%q cannot be set as a header", a.Name)
		}
	default:
		need(&a.Token, "token")
	}
}

func (b *body) check(k *engine.Checking) {
	checkPairs(k, "/body/fields", b.Form)
	for _, x := range []struct {
		set         bool
		name, kinds string
		required    bool
	}{
		{!b.JSON.IsZero(), "json", kindJSON, true},
		{!b.Text.IsZero(), "text", kindText, true},
		{len(b.Form) > 0, "fields", kindForm + " " + kindMultipart, b.Kind == kindForm},
		{len(b.Files) > 0, "files", kindMultipart, false},
	} {
		fits := strings.Contains(" "+x.kinds+" ", " "+b.Kind+" ")
		switch {
		case fits && x.required && !x.set:
			k.Error("body_incomplete", "/body/"+x.name, "a body of the kind %s needs %s", b.Kind, x.name)
		case !fits && x.set:
			k.Error("body_unused", "/body/"+x.name, "%s is not sent with a body of the kind %s", x.name, b.Kind)
		}
	}
	if b.Kind == kindMultipart && len(b.Form) == 0 && len(b.Files) == 0 {
		k.Error("body_incomplete", "/body", "a form with files needs fields or files")
	}
	switch {
	case b.ContentType == "":
	case b.Kind == kindMultipart:
		k.Error("header_reserved", "/body/content_type", "the content type of a form with files is set by itself")
	case !validHeader("Content-Type", b.ContentType) || !strings.Contains(b.ContentType, "/"):
		k.Error("header_invalid", "/body/content_type", "%q is no content type, such as text/plain", b.ContentType)
	}
}

func (r *request) checkAnswer(k *engine.Checking) {
	unread := r.Answer == answerNone || r.Method == nethttp.MethodHead
	check := func(p path, at string) {
		_, err := p.steps()
		switch {
		case err != nil:
			k.Error("path_invalid", at, "the path %q cannot be read: %v", string(p), err)
		case unread:
			k.Error("answer_unread", at, "the body of the answer is not read here")
		case r.Answer == answerText && !p.whole():
			k.Error("answer_text", at, "a text has no parts: read the answer as JSON, or save all of it")
		}
	}
	for i := range r.Expect {
		e := &r.Expect[i]
		check(e.Path, fmt.Sprintf("/expect/%d/path", i))
		for j, v := range e.OneOf {
			switch v.(type) {
			case []any, map[string]any:
				k.Error("one_of_plain", fmt.Sprintf("/expect/%d/one_of/%d", i, j), "only texts, numbers and yes or no can be compared")
			}
		}
	}
	for i := range r.Save {
		s, at := &r.Save[i], fmt.Sprintf("/save/%d/from", i)
		switch {
		case s.inBody():
			check(s.From, at)
		case s.Part == partHeaders && s.From != "" && !validName(string(s.From)):
			k.Error("header_invalid", at, "%q cannot name a header", string(s.From))
		}
	}
}
