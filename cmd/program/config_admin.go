package program

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

const (
	// shortestPassword is too long to be guessed over the network.
	shortestPassword = 12
	maxMetricsBots   = 10_000
	maxDrain         = 10 * time.Minute
)

// checkAdmin checks what is for whoever runs the server. The admin pages are off unless they are asked for: a second server on
// the machine would find the port taken, and whoever draws a bot does not need them. They are never on the public address.
func (s *settings) checkAdmin() error {
	if s.AdminListen != "" {
		host, port, err := net.SplitHostPort(s.AdminListen)
		if err != nil {
			return wrong("SCENARIST_ADMIN_LISTEN", "%q is no address; write host and port, such as 127.0.0.1:9464", s.AdminListen)
		}
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return wrong("SCENARIST_ADMIN_LISTEN", "%q is no port; it is a number from 0 to 65535, such as 9464", port)
		}
		if s.AdminPassword == "" && !loopback(host) {
			return wrong("SCENARIST_ADMIN_PASSWORD", "other machines can reach %s, so its pages need a password; set one, or listen on 127.0.0.1", s.AdminListen)
		}
	}
	if s.AdminPassword != "" && len(s.AdminPassword) < shortestPassword {
		return wrong("SCENARIST_ADMIN_PASSWORD", "it is too short: it needs %d characters; make one with: openssl rand -hex 16", shortestPassword)
	}
	// Empty is what commands have that serve nothing.
	var err error
	if s.MetricsBots != "" {
		if s.metricsBots, err = strconv.Atoi(s.MetricsBots); err != nil || s.metricsBots < 1 || s.metricsBots > maxMetricsBots {
			return wrong("SCENARIST_METRICS_BOTS", "%q is no number of bots; it is a number from 1 to %d, such as 50", s.MetricsBots, maxMetricsBots)
		}
	}
	if s.Drain != "" {
		if s.drain, err = time.ParseDuration(s.Drain); err != nil || s.drain < 0 || s.drain > maxDrain {
			return wrong("SCENARIST_DRAIN", "%q is no time to wait; write it like 10s, up to 10m", s.Drain)
		}
	}
	return nil
}

// loopback reports whether only this machine reaches the host. A name other than localhost may lead anywhere.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
