package engine_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestUnanswered_SaysWhyWithoutTheErrorsOwnText(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"no answer came in time":                                context.DeadlineExceeded,
		"no answer came in time ":                               &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded},
		"the call was given up":                                 context.Canceled,
		"nobody answers at this address":                        &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)},
		"there is no server of this name":                       &net.DNSError{Err: "no such host", Name: "secret.example", IsNotFound: true},
		"its name could not be looked up, as without internet":  &net.DNSError{Err: "server misbehaving", Name: "secret.example"},
		"the connection broke before the answer came":           io.ErrUnexpectedEOF,
		"the block may not call it":                             engine.Trouble("permission_denied", "the block may not call secret.example"),
		"the connection failed":                                 errors.New("secret.example is odd"),
		"there is no way to this address, as without internet ": syscall.ENETUNREACH,
	} {
		if got := engine.Unanswered(fmt.Errorf("get https://secret.example: %w", err)); got != strings.TrimSpace(want) {
			t.Errorf("%v is told as %q, want %q", err, got, want)
		}
	}
}

func TestSendFailure_SaysWhatItsCodeMeans(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]engine.SendFailure{
		"it was not sent: there is no such chat, or the bot is not in it (chat not found)": {Code: "chat_not_found", Message: "chat not found"},
		"it was not sent: the person's account is gone":                                    {Code: "deactivated"},
		"it was not sent: BOT_TOO_ODD":                                                     {Code: "other", Message: "BOT_TOO_ODD"},
	} {
		if got := f.Trouble(); got.Message != want || got.Code != "send_"+f.Code {
			t.Errorf("%+v is told as %v, want %q", f, got, want)
		}
	}
}

func TestCallTrouble_SaysWhatTheAuthorCanDo(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	passing := func(code, message string) engine.RunError {
		return engine.RunError{Code: code, Message: message, Retryable: true}
	}
	for _, c := range []struct {
		err  error
		want engine.RunError
	}{
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, passing("http_timeout", "shop.example did not answer in time")},
		{forbidden{true}, engine.RunError{Code: "http_refused", Message: "calling shop.example is not allowed: it is private"}},
		{forbidden{false}, passing("http_unreachable", "shop.example cannot be reached, or broke the connection: is its address right, and does it run?")},
		{
			x509.HostnameError{Certificate: new(x509.Certificate), Host: "shop.example"},
			engine.RunError{Code: "http_tls", Message: "the certificate of shop.example is not valid, so that nobody can be sure who answers there"},
		},
		{url.InvalidHostError("s%p"), engine.RunError{Code: "http_url", Message: "shop.example is not the name of a host"}},
		{
			&net.DNSError{Err: "no such host", IsNotFound: true},
			engine.RunError{Code: "http_unreachable", Message: "there is no server shop.example on the internet: is its name spelt right?"},
		},
		{syscall.ECONNREFUSED, passing("http_unreachable", "shop.example cannot be reached, or broke the connection: is its address right, and does it run?")},
	} {
		err := fmt.Errorf("get https://secret.example: %w", c.err)
		if got := engine.CallTrouble(t.Context(), "shop.example", err); !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%v is %+v, want %+v", c.err, *got, c.want)
		}
		if got := engine.CallTrouble(over, "shop.example", err); got.Code != "http_timeout" || !got.Retryable {
			t.Errorf("%v, too late, is %+v", c.err, *got)
		}
	}
}

// forbidden is what a guard of addresses says.
type forbidden struct{ refused bool }

func (forbidden) Error() string   { return "secret.example" }
func (f forbidden) Refused() bool { return f.refused }
func (forbidden) Words() string   { return "it is private" }

func TestStatusTrouble_MayPassWhereTheStatusSpeaksOfNow(t *testing.T) {
	t.Parallel()
	for _, want := range []engine.RunError{
		{HTTPStatus: 404, Message: "shop.example answered 404: there is nothing at this address"},
		{HTTPStatus: 418, Message: "shop.example answered 418"},
		{HTTPStatus: 429, Message: "shop.example answered 429: these are too many requests for the service: make fewer, or try later", Retryable: true},
		{HTTPStatus: 501, Message: "shop.example answered 501: the service itself is in trouble: try later"},
		{HTTPStatus: 503, Message: "shop.example answered 503: the service itself is in trouble: try later", Retryable: true},
	} {
		want.Code = "http_status"
		if got := engine.StatusTrouble("shop.example", want.HTTPStatus); !reflect.DeepEqual(*got, want) {
			t.Errorf("%+v, want %+v", *got, want)
		}
	}
}
