package editor

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
)

// usePath names what uses a package.
func usePath(u *studio.BlockUse) string {
	if u.Inside != "" {
		return "/blocks"
	}
	return "/bots/" + u.Bot
}

// studioProblem makes a Problem of what the studio refuses; nil for other errors.
func studioProblem(err error) error {
	if e, ok := errors.AsType[*studio.StaleError](err); ok {
		p := problem(http.StatusPreconditionFailed, "stale", "The draft has been changed meanwhile.")
		p.Detail = fmt.Sprintf("The newest version is %d: read it, and make the change again if it is still wanted.", e.Version)
		return p.with("ETag", versionTag(e.Version))
	}
	if e, ok := errors.AsType[*studio.BrokenError](err); ok {
		p := problem(http.StatusUnprocessableEntity, "document_invalid", "This is not a bot that can be edited.")
		p.Issues = e.Issues
		return p
	}
	if e, ok := errors.AsType[*draft.PathError](err); ok {
		p := problem(http.StatusUnprocessableEntity, "invalid", "One of the changes makes no sense.")
		p.Issues = []engine.Issue{{
			Code: "change_invalid", Severity: engine.SeverityError, Path: "/changes/" + strconv.Itoa(e.Index), Message: e.Message,
		}}
		return p
	}
	if e, ok := errors.AsType[*studio.InUseError](err); ok {
		p := problem(http.StatusConflict, "in_use", "The published bot sends this file: publish it without the file first.")
		for _, u := range e.Uses {
			p.Issues = append(p.Issues, engine.Issue{
				Code: "in_use", Severity: engine.SeverityError, Path: u.Path, Flow: u.Flow, Block: u.Block,
				Message: fmt.Sprintf("revision %d sends it here", e.Revision),
			})
		}
		return p
	}
	if e, ok := errors.AsType[*studio.BlockError](err); ok {
		p := problem(http.StatusUnprocessableEntity, "block_invalid", "The package cannot be installed.")
		for _, x := range e.Problems {
			p.Issues = append(p.Issues, engine.Issue{Code: "block_invalid", Severity: engine.SeverityError, Path: x.Path, Message: x.Message})
		}
		return p
	}
	if e, ok := errors.AsType[*studio.UsedError](err); ok {
		p := problem(http.StatusConflict, "block_used", "Bots use this version of the package. Change them first.")
		for i := range e.Uses {
			p.Issues = append(p.Issues, engine.Issue{Code: "block_used", Severity: engine.SeverityError, Path: usePath(&e.Uses[i]), Message: e.Uses[i].Advice()})
		}
		return p
	}
	if e, ok := errors.AsType[*studio.Refusal](err); ok {
		status := map[string]int{
			studio.CodeInvalid: http.StatusUnprocessableEntity, studio.CodeStale: http.StatusPreconditionFailed,
			studio.CodeConflict: http.StatusConflict, studio.CodeTooLarge: http.StatusRequestEntityTooLarge,
			"not_connected": http.StatusConflict, "not_published": http.StatusConflict, "token_taken": http.StatusConflict, "other_bot": http.StatusConflict,
			"published_meanwhile": http.StatusConflict, "telegram_unreachable": http.StatusBadGateway,
		}[e.Code]
		if status == 0 {
			status = http.StatusUnprocessableEntity
		}
		p := problem(status, e.Code, e.Title)
		if e.Field != "" {
			p.Issues = []engine.Issue{{Code: e.Code, Severity: engine.SeverityError, Path: e.Field, Message: e.Title}}
		}
		return p
	}
	return nil
}

// versionTag is the ETag of a version of a draft.
func versionTag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
