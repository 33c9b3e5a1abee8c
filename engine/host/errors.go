package host

import "errors"

// ErrFull means that the host has as much to do as it takes on: the sender of the event keeps it and comes again.
var ErrFull = errors.New("too many events are waiting")

// ErrUnknownBot means that the bot is not served here.
var ErrUnknownBot = errors.New("the bot is not served here")

// ErrUnusable means that a revision is there but cannot run: its document, or what it needs, is not of this program.
var ErrUnusable = errors.New("the revision cannot run")

// ErrStopped means that the host does not run, or is being stopped.
var ErrStopped = errors.New("the host is stopped")
