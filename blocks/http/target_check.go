package http

import (
	"fmt"
	nethttp "net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// check reports what would fail, or do harm, on every call. At is where the settings stand in the config.
func (x *target) check(k *engine.Checking, at string) {
	x.checkURL(k, at+"/url")
	checkPairs(k, at+"/query", x.Query)
	checkPairs(k, at+"/headers", x.Headers)
	x.checkHeaders(k, at+"/headers")
	if x.Auth != nil {
		x.Auth.check(k, at+"/auth")
	}
	if x.Body != nil {
		x.Body.check(k, at+"/body")
		switch x.Method {
		case nethttp.MethodHead:
			k.Error("body_unused", at+"/body", "a HEAD request has no body: take another method")
		case nethttp.MethodGet:
			k.Warn("body_with_get", at+"/body", "many services ignore the body of a GET request: use parameters, or another method")
		}
	}
	if d := x.Timeout; d != nil && (d.Std() < minTimeout || d.Std() > maxTimeout) {
		k.Error("timeout_range", at+"/timeout", "the time must be from 1 to %d seconds", int(maxTimeout.Seconds()))
	}
}

func (x *target) checkURL(k *engine.Checking, path string) {
	if x.URL.IsZero() {
		k.Error("url_missing", path, "the address is missing")
	}
	for lang, src := range x.URL.Sources() {
		at := path
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
		case u.Scheme == "http" && (x.Auth != nil || strings.Contains(src, "secret.")):
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

// checkHeaders reports headers that cannot be set, or are set twice.
func (x *target) checkHeaders(k *engine.Checking, path string) {
	for i, h := range x.Headers {
		at := fmt.Sprintf("%s/%d/name", path, i)
		switch {
		case !settable(k, at, h.Name):
		case strings.EqualFold(h.Name, "Content-Type") && x.Body != nil && x.Body.Kind == kindMultipart:
			k.Error("header_reserved", at, "the content type of a form with files is set by itself")
		case strings.EqualFold(h.Name, "Authorization") && x.Auth != nil:
			k.Error("header_twice", at, "the header Authorization is set by the setting for signing in")
		}
	}
}

// settable reports a header that cannot be set; its tag reports one without a name.
func settable(k *engine.Checking, at, name string) bool {
	switch {
	case name == "":
		return false
	case !validName(name):
		k.Error("header_invalid", at, "%q cannot name a header: letters, digits and - only", name)
		return false
	case reservedHeader(name):
		k.Error("header_reserved", at, "the header %s is set by the connection itself", name)
		return false
	}
	return true
}

// checkContentType reports what is no content type.
func checkContentType(k *engine.Checking, at, typ string) {
	if typ != "" && (!validHeader("Content-Type", typ) || !strings.Contains(typ, "/")) {
		k.Error("header_invalid", at, "%q is no content type, such as text/plain", typ)
	}
}

func (a *auth) check(k *engine.Checking, at string) {
	need := func(l *engine.Line, name string) {
		if l.IsZero() {
			k.Error("auth_incomplete", at+"/"+name, "signing in by %s needs the setting %s", a.Kind, name)
		}
	}
	switch a.Kind {
	case "basic":
		need(&a.User, "user")
	case "header", "query":
		need(&a.Token, "token")
		if a.Name == "" {
			k.Error("auth_incomplete", at+"/name", "signing in by %s needs its name", a.Kind)
		} else if a.Kind == "header" && (!validName(a.Name) || reservedHeader(a.Name)) {
			k.Error("header_invalid", at+"/name", "%q cannot be set as a header", a.Name)
		}
	default:
		need(&a.Token, "token")
	}
}

func (b *body) check(k *engine.Checking, at string) {
	checkPairs(k, at+"/fields", b.Form)
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
			k.Error("body_incomplete", at+"/"+x.name, "a body of the kind %s needs %s", b.Kind, x.name)
		case !fits && x.set:
			k.Error("body_unused", at+"/"+x.name, "%s is not sent with a body of the kind %s", x.name, b.Kind)
		}
	}
	if b.Kind == kindMultipart && len(b.Form) == 0 && len(b.Files) == 0 {
		k.Error("body_incomplete", at, "a form with files needs fields or files")
	}
	if b.ContentType != "" && b.Kind == kindMultipart {
		k.Error("header_reserved", at+"/content_type", "the content type of a form with files is set by itself")
		return
	}
	checkContentType(k, at+"/content_type", b.ContentType)
}
