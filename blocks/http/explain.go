package http

import (
	"context"
	"errors"
	"os"

	"github.com/scenarist/scenarist/engine"
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
	late := ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded)
	switch {
	case late && unsent:
		return &faulty{trouble{Code: codeTimeout, Message: "the files of the request could not be fetched in time", Retryable: true}}
	case unsent:
		return err // reading a secret or a file: ours
	}
	t := engine.CallTrouble(ctx, a.Host, err)
	return &faulty{trouble{Code: t.Code, Message: t.Message, Retryable: t.Retryable}}
}
