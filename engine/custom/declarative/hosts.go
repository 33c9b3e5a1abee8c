package declarative

import (
	"net/url"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// targetURL reads an address that a template gave. Whatever went into it, it must be one that may be called.
func (r *run) targetURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil:
		return nil, engine.Trouble(codeURL, "the address of the service is not a web address: it must look like https://example.com/path")
	case !custom.HostAllowed(r.plan.manifest.Permissions.Hosts, u):
		return nil, engine.Trouble(codeDenied, "the block may not call %s: it is permitted to call %s",
			r.secrets.replacer().Replace(u.Hostname()), strings.Join(r.plan.manifest.Permissions.Hosts, ", "))
	}
	u.Fragment = ""
	return u, nil
}
