package editor

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
)

// Problem is what every request that fails is answered with, as application/problem+json (RFC 9457).
type Problem struct { //nolint:errname // the word of RFC 9457
	Status int    `json:"status" doc:"HTTP status" example:"422"`
	Code   string `json:"code" doc:"Stable name of the kind of problem, snake_case" example:"invalid"`
	Title  string `json:"title" spoken:"author" doc:"What is wrong, in plain words"`
	Detail string `json:"detail,omitempty" spoken:"author" doc:"More of it, and what to do"`
	// Issues say what is wrong where: JSON pointers into the body, or into the document that it is about.
	Issues []engine.Issue `json:"issues,omitempty"`

	headers http.Header
}

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.HeadersError      = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)

func problem(status int, code, title string) *Problem {
	return &Problem{Status: status, Code: code, Title: title}
}

// Error gives the title.
func (p *Problem) Error() string { return p.Title }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives what goes with the answer, such as Retry-After.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType is that of all problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// with gives a copy with a header.
func (p *Problem) with(name, value string) *Problem {
	out := *p
	out.headers = p.headers.Clone()
	if out.headers == nil {
		out.headers = http.Header{}
	}
	out.headers.Set(name, value)
	return &out
}

// fromHuma makes a Problem of what huma found wrong with a request.
func fromHuma(m *huma.ErrorModel) *Problem {
	p := problem(m.Status, "bad_request", "The request cannot be read.")
	p.Detail = wording.Plain(m.Detail)
	switch m.Status {
	case http.StatusUnprocessableEntity:
		p.Code, p.Title, p.Detail = "invalid", "Something in the request is not as it has to be.", ""
	case http.StatusRequestEntityTooLarge:
		p.Code, p.Title = "too_large", "The request is too large."
	case http.StatusNotAcceptable:
		p.Code, p.Title = "not_acceptable", "The answer is not there in the form that was asked for."
	case http.StatusUnsupportedMediaType:
		p.Code, p.Title = "unsupported_media_type", "The request is in a form that is not understood here; send application/json."
	}
	for _, e := range m.Errors {
		p.Issues = append(p.Issues, engine.Issue{
			Code: "invalid", Severity: engine.SeverityError, Path: pointer(e.Location), Message: wording.Plain(e.Message),
		})
	}
	slices.SortStableFunc(p.Issues, func(a, b engine.Issue) int { return strings.Compare(a.Path, b.Path) })
	return p
}

// pointer makes a JSON pointer of huma's place, such as body.people[2].name; places outside the body stay as they are.
func pointer(location string) string {
	rest, inside := strings.CutPrefix(location, "body")
	if !inside {
		return location
	}
	var b strings.Builder
	for _, part := range strings.FieldsFunc(rest, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(part))
	}
	return b.String()
}
