package testchat

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
)

// maxAnswers is how many made-up answers a chat has; Services says the same.
const maxAnswers = 50

var (
	bracedValue = regexp.MustCompile(`\{\{[^{}]*\}\}`)
	plainPath   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$`)
)

// request is what is read of the settings of a block that calls a service.
type request struct {
	Method string          `json:"method"`
	URL    string          `json:"url"`
	Query  json.RawMessage `json:"query"`
	Save   []struct {
		Part string `json:"part"`
		From string `json:"from"`
		To   string `json:"to"`
		Type string `json:"type"`
		When string `json:"when"`
	} `json:"save"`
}

// expected makes up an answer for every request that takes something out of one, with just that in it: so a conversation goes
// on before its author has said what the service answers.
func expected(doc *flow.Document) []Pretend {
	types := map[string]string{}
	for _, v := range doc.Variables {
		types[v.Scope+"."+v.Name] = v.Type
	}
	out := []Pretend{}
	for i := range doc.Flows {
		for _, b := range doc.Flows[i].Blocks {
			var r request
			if b.Type != "http.request" || json.Unmarshal(b.Config, &r) != nil || r.URL == "" {
				continue
			}
			p := Pretend{Method: cmp.Or(r.Method, "GET"), URL: bracedValue.ReplaceAllString(r.URL, "*")}
			if len(r.Query) > 0 {
				p.URL += "*" // they may be left out
			}
			same := func(x Pretend) bool { return x.Method == p.Method && x.URL == p.URL }
			if body := r.body(types); len(body) > 0 && len(out) < maxAnswers && !slices.ContainsFunc(out, same) {
				p.Body = body
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Pretend) int { return len(b.URL) - len(a.URL) }) // a longer address says more
	return out
}

// body has a sample of everything that is saved of a good answer, by the types of the variables.
func (r *request) body(types map[string]string) map[string]any {
	body := map[string]any{}
	for _, s := range r.Save {
		path := strings.TrimPrefix(strings.TrimPrefix(s.From, "$"), ".")
		if s.Part != "" && s.Part != "body" || s.When == "error" || !plainPath.MatchString(path) {
			continue
		}
		steps := strings.Split(path, ".")
		at, last := body, steps[len(steps)-1]
		for _, step := range steps[:len(steps)-1] {
			inner, ok := at[step].(map[string]any)
			if !ok {
				inner = map[string]any{}
				at[step] = inner
			}
			at = inner
		}
		if _, taken := at[last]; !taken {
			at[last] = sampleOf(cmp.Or(s.Type, types[s.To]), last)
		}
	}
	return body
}

func sampleOf(typ, name string) any {
	switch typ {
	case "number":
		return 1
	case "bool":
		return true
	case "date":
		return "2030-01-31"
	case "list":
		return []any{}
	case "object":
		return map[string]any{}
	default:
		return name
	}
}
