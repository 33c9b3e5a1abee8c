package program

import (
	"errors"
	"syscall"
)

// wsaeaddrinuse: Windows Sockets error codes.
const wsaeaddrinuse = syscall.Errno(10048)

// inUse reports whether a listen failed because the address is taken.
func inUse(err error) bool { return errors.Is(err, wsaeaddrinuse) }
