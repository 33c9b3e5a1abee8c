package http

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
)

// explain makes a trouble of what went wrong, in words for the author. Errors of net/http hold the address with its
// secrets, so that none of their text is used. unsent says that nothing has left yet.
func (x *exchange) explain(outer, ctx context.Context, a *answer, err error, unsent bool) error {
	if _, ok := errors.AsType[*faulty](err); ok {
		return err
	}
	if outer.Err() != nil && !errors.Is(outer.Err(), context.DeadlineExceeded) {
		// The process stops. The job will be run again where that is safe.
		if unsent || safeToRepeat(x.call.Method) || x.call.Idempotent {
			return outer.Err()
		}
		return fault(codeInterrupted, "the call of %s was cut off: whether it was carried out is not known", a.Host)
	}
	switch late := ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded); {
	case late && unsent:
		return &faulty{trouble{Code: codeTimeout, Message: "the files of the request could not be fetched in time", Retryable: true}}
	case late:
		return &faulty{trouble{Code: codeTimeout, Message: a.Host + " did not answer in time", Retryable: true}}
	case unsent:
		return err // reading a secret or a file: ours
	}
	var refused interface {
		error
		Refused() bool
		Words() string
	}
	var unverified *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var notFound *net.DNSError
	var bad url.InvalidHostError
	switch {
	case errors.As(err, &refused) && refused.Refused():
		return fault(codeRefused, "calling %s is not allowed: %s", a.Host, refused.Words())
	case errors.As(err, &unverified), errors.As(err, &authority), errors.As(err, &hostname):
		return fault(codeTLS, "the certificate of %s is not valid, so that nobody can be sure who answers there", a.Host)
	case errors.As(err, &bad):
		return fault(codeURL, "%s is not the name of a host", a.Host)
	case errors.As(err, &notFound) && notFound.IsNotFound:
		return fault(codeUnreachable, "there is no server %s on the internet: is its name spelt right?", a.Host)
	}
	return &faulty{trouble{Code: codeUnreachable, Message: a.Host + " cannot be reached, or broke the connection: is its address right, and does it run?", Retryable: true}}
}
