package custom

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// guard holds what a call uses to the permissions of its manifest.
type guard struct {
	manifest *Manifest
	deps     engine.JobDeps
	named    []string // secrets that the settings name
	marks    []string // of secrets that expressions of the settings left
}

// client gives the HTTP client with the hosts that are permitted. Redirects come by here too.
func (g *guard) client() *http.Client {
	if g.deps.HTTP == nil {
		return nil
	}
	c := *g.deps.HTTP
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport //nolint:forbidigo // a client without a transport of its own means this one
	}
	c.Transport = &hosts{allowed: g.manifest.Permissions.Hosts, next: next}
	return &c
}

// hosts lets calls of some hosts through.
type hosts struct {
	allowed []string
	next    http.RoundTripper
}

// RoundTrip refuses other hosts with a *engine.RunError.
func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	if !HostAllowed(h.allowed, r.URL) {
		if r.Body != nil {
			_ = r.Body.Close() // nothing was read from it
		}
		return nil, denied("the block may not call %s: its manifest does not list it", r.URL.Hostname())
	}
	return h.next.RoundTrip(r)
}

// HostAllowed reports whether an address is at one of the hosts: names, names with a port, and *.example.com for all below.
func HostAllowed(allowed []string, u *url.URL) bool {
	name, whole := strings.ToLower(u.Hostname()), strings.ToLower(u.Host)
	return slices.ContainsFunc(allowed, func(host string) bool {
		host = strings.ToLower(host)
		if below, ok := strings.CutPrefix(host, "*."); ok {
			return strings.HasSuffix(name, "."+below)
		}
		return host == name || host == whole
	})
}

func (g *guard) secret(ctx context.Context, name string) (string, error) {
	if !slices.Contains(g.manifest.Permissions.Secrets, name) && !slices.Contains(g.named, name) {
		return "", denied("the block may not read the secret %q", name)
	}
	return g.deps.Secret(ctx, name)
}

// reveal reveals only what the settings have in them: a block cannot make up a mark, and must not use one that it once saw.
func (g *guard) reveal(ctx context.Context, text string) (string, error) {
	for _, mark := range engine.SecretMarks(text) {
		if !slices.Contains(g.marks, mark) {
			return "", denied("the block may not read a secret that its settings do not name")
		}
	}
	return g.deps.Reveal(ctx, text)
}

// marksIn gathers the secret marks of all texts in a value.
func marksIn(v any, out []string) []string {
	switch x := v.(type) {
	case string:
		out = append(out, engine.SecretMarks(x)...)
	case []any:
		for _, e := range x {
			out = marksIn(e, out)
		}
	case map[string]any:
		for _, e := range x {
			out = marksIn(e, out)
		}
	}
	return out
}
