package outbound

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// allowList is what an operator lets bots call besides the public internet.
type allowList struct {
	hosts    []string // lower case, without the final dot
	networks []netip.Prefix
}

// parseAllow reads the operator's list.
func parseAllow(entries []string) (*allowList, error) {
	a := &allowList{}
	for _, e := range entries {
		e = strings.TrimSpace(e)
		if p, err := netip.ParsePrefix(e); err == nil {
			a.networks = append(a.networks, p.Masked())
			continue
		}
		if ip, err := netip.ParseAddr(strings.Trim(e, "[]")); err == nil {
			ip = ip.Unmap().WithZone("")
			a.networks = append(a.networks, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		host := strings.ToLower(strings.TrimSuffix(e, "."))
		if !isHostName(host) {
			return nil, fmt.Errorf(`allow %q: a host name, an address or a network such as "10.0.0.0/8" is expected, without scheme and port`, e)
		}
		a.hosts = append(a.hosts, host)
	}
	return a, nil
}

// isHostName reports whether the text is made of labels as RFC 1123 has them, underscores let through.
func isHostName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	// What looks like a number would be taken for an address somewhere on the way.
	return strings.Trim(s, "0123456789.") != ""
}

// host reports whether the host is allowed by name.
func (a *allowList) host(name string) bool {
	return slices.Contains(a.hosts, strings.ToLower(strings.TrimSuffix(name, ".")))
}

// errPort is the reason for refusing a port.
var errPort = errors.New("ports below 1024 other than 80 and 443 are not for HTTP")

// guard gives the check of a resolved address that net.Dialer makes before it connects.
func (a *allowList) guard() func(network, address string, c syscall.RawConn) error {
	public := ssrf.New(ssrf.WithAnyPort())
	return func(network, address string, c syscall.RawConn) error {
		if ap, err := netip.ParseAddrPort(address); err == nil {
			ip := ap.Addr().Unmap().WithZone("")
			if slices.ContainsFunc(a.networks, func(p netip.Prefix) bool { return p.Contains(ip) }) {
				return nil
			}
			if port := ap.Port(); port < 1024 && port != 80 && port != 443 {
				return &RefusedError{Address: address, Err: errPort}
			}
		}
		if err := public.Safe(network, address, c); err != nil {
			return &RefusedError{Address: address, Err: err}
		}
		return nil
	}
}
