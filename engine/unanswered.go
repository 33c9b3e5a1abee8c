package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

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
	var unverified *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return "the call was given up"
	case errors.As(err, &unverified), errors.As(err, &authority), errors.As(err, &hostname):
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
