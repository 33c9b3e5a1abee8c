package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
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
