package botapi

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// linkEntity makes e a link to a user or to an address; it is false when the
// link is not one, in which case Telegram drops the entity silently.
func linkEntity(e *Entity, link string) bool {
	if id, ok := linkUserID(link); ok {
		e.Type, e.User = "text_mention", &User{ID: id}
		return true
	}
	u, ok := checkedLink(link)
	if ok {
		e.Type, e.URL = "text_link", u
	}
	return ok
}

// linkUserID reads tg://user?id=N.
func linkUserID(link string) (int64, bool) {
	lower := strings.ToLower(strings.TrimSpace(link))
	rest, ok := strings.CutPrefix(lower, "tg://user?")
	if !ok {
		rest, ok = strings.CutPrefix(lower, "tg:user?")
	}
	if !ok {
		return 0, false
	}
	q, err := url.ParseQuery(rest)
	if err != nil {
		return 0, false
	}
	id, err := strconv.ParseInt(q.Get("id"), 10, 64)
	return id, err == nil && id > 0
}

func checkedLink(link string) (string, bool) {
	u, problem := checkLink(link, false)
	return u, problem == ""
}

// checkLink checks an address as buttons need it and gives it with a scheme.
// The second value is Telegram's text of what is wrong, "" when nothing is.
func checkLink(link string, httpsOnly bool) (string, string) {
	wrong := func(reason string) (string, string) {
		return "", "URL '" + link + "' is invalid: " + reason
	}
	link = strings.TrimSpace(link)
	lower := strings.ToLower(link)
	for _, scheme := range []string{"tg:", "ton:", "tonsite:"} {
		if strings.HasPrefix(lower, scheme) {
			if httpsOnly {
				return wrong("Only HTTPS links are allowed")
			}
			return link, ""
		}
	}
	full := link
	if scheme, _, found := strings.Cut(lower, "://"); !found {
		full = "http://" + link
	} else if scheme != "http" && scheme != "https" {
		return wrong("Unsupported URL protocol")
	}
	u, err := url.Parse(full)
	if err != nil {
		return wrong("Wrong HTTP URL")
	}
	if u.Hostname() == "" {
		return wrong("URL host is empty")
	}
	if !strings.Contains(u.Hostname(), ".") || strings.ContainsAny(u.Hostname(), " _") {
		return wrong("Wrong HTTP URL")
	}
	if httpsOnly && u.Scheme != "https" {
		return wrong("Only HTTPS links are allowed")
	}
	if u.Path == "" && u.RawQuery == "" && u.Fragment == "" {
		full += "/"
	}
	return full, ""
}

// loopbackURL tells whether the address is one of this machine, where a local
// Bot API server allows plain HTTP.
func loopbackURL(u *url.URL) bool {
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}
