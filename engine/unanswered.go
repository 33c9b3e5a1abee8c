package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"syscall"
)

// CallTrouble is the trouble of a call of an HTTP service that gave no answer, in words for the author, of the error of the call. The
// context is that of the call alone: where it has ended, the time was over. As with Unanswered, nothing of the error's own text is in it.
func CallTrouble(ctx context.Context, host string, err error) *RunError {
	passing := func(code, format string) *RunError {
		return &RunError{Code: code, Message: fmt.Sprintf(format, host), Retryable: true}
	}
	if ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return passing("http_timeout", "%s did not answer in time")
	}
	type refusal interface {
		error
		Refused() bool
		Words() string
	}
	refused, ok := errors.AsType[refusal](err)
	var name *net.DNSError
	var invalid url.InvalidHostError
	switch {
	case ok && refused.Refused():
		return Trouble("http_refused", "calling %s is not allowed: %s", host, refused.Words())
	case untrusted(err):
		return Trouble("http_tls", "the certificate of %s is not valid, so that nobody can be sure who answers there", host)
	case errors.As(err, &invalid):
		return Trouble("http_url", "%s is not the name of a host", host)
	case errors.As(err, &name) && name.IsNotFound:
		return Trouble("http_unreachable", "there is no server %s on the internet: is its name spelt right?", host)
	}
	return passing("http_unreachable", "%s cannot be reached, or broke the connection: is its address right, and does it run?")
}

// untrusted reports whether a call ended at the certificate of the server.
func untrusted(err error) bool {
	var unverified *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	return errors.As(err, &unverified) || errors.As(err, &authority) || errors.As(err, &hostname)
}

// Unanswered says to authors in plain words why a server gave no answer, of the error of the call. Nothing of the error's own text is
// in it: that has addresses, and with them secrets.
func Unanswered(err error) string {
	type refusal interface {
		error
		Words() string
	}
	if refused, ok := errors.AsType[refusal](err); ok {
		return "it may not be called: " + refused.Words()
	}
	if _, ok := errors.AsType[*RunError](err); ok { // of what a block is permitted
		return "the block may not call it"
	}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return "no answer came in time"
	}
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return "the call was given up"
	case untrusted(err):
		return "its certificate is not valid"
	case errors.As(err, &name) && name.IsNotFound:
		return "there is no server of this name"
	case errors.As(err, &name):
		return "its name could not be looked up, as without internet"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nobody answers at this address"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to this address, as without internet"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection broke before the answer came"
	default:
		return "the connection failed"
	}
}
