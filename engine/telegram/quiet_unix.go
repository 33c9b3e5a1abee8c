//go:build unix

package telegram

import (
	"errors"
	"net"
	"syscall"
)

// canWatch is whether quiet can tell.
const canWatch = true

// quiet reports whether a connection on which nothing is under way is still open: nothing can be read from it yet.
func quiet(conn net.Conn) bool {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, err := syscall.Read(int(fd), b[:])
		open = errors.Is(err, syscall.EAGAIN)
		return true
	})
	return err == nil && open
}
