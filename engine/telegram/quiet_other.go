//go:build !unix

package telegram

import "net"

// canWatch is whether quiet can tell.
const canWatch = false

func quiet(net.Conn) bool { return false }
