package editor

import (
	"math"
	"net/http"
	"strconv"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// refusal makes a Problem of what somebody did wrong about accounts.
func refusal(r *account.Refusal) *Problem {
	status := http.StatusConflict
	switch r.Code {
	case account.CodeWrongLogin, account.CodeCodeRequired, account.CodeWrongCode:
		status = http.StatusUnauthorized
	case account.CodeTooMany:
		status = http.StatusTooManyRequests
	case account.CodeInvalid:
		status = http.StatusUnprocessableEntity
	case account.CodeLinkOver:
		status = http.StatusNotFound
	}
	p := problem(status, r.Code, r.Title)
	if r.Field != "" {
		p.Issues = []engine.Issue{{Code: r.Code, Severity: engine.SeverityError, Path: "/" + r.Field, Message: r.Title}}
	}
	if r.After > 0 {
		return p.with("Retry-After", strconv.Itoa(int(math.Ceil(r.After.Seconds()))))
	}
	return p
}
