package program

import (
	"net/url"
	"regexp"
	"strings"
)

var domainName = regexp.MustCompile(`^@?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$`)

// checkOIDC reads how people log in by another server. The secret is never repeated.
func (c config) checkOIDC() error {
	if c.OIDCIssuer == "" {
		if c.OIDCClientID != "" || c.OIDCClientSecret != "" || len(c.OIDCAllowedDomains) > 0 {
			return wrong("SCENARIST_OIDC_ISSUER", "it is empty, and settings that go with it are not; write it like https://accounts.example.com")
		}
		return nil
	}
	u, err := url.Parse(c.OIDCIssuer)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
		return wrong("SCENARIST_OIDC_ISSUER", "%q is no web address; write it like https://accounts.example.com", c.OIDCIssuer)
	case c.OIDCClientID == "":
		return wrong("SCENARIST_OIDC_CLIENT_ID", "it is empty; the issuer gives one where this server is made known to it")
	}
	for _, d := range c.OIDCAllowedDomains {
		if !domainName.MatchString(strings.TrimSpace(d)) {
			return wrong("SCENARIST_OIDC_ALLOWED_DOMAINS", "%q is no domain; write them like example.com,example.org", d)
		}
	}
	return nil
}
