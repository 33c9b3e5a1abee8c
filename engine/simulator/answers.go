package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"sync"
)

// Answers are canned answers in use. It is safe for concurrent use.
type Answers struct {
	open func(name string) ([]byte, error)

	mu      sync.Mutex
	list    []*cannedAnswer
	refused []string
	seed    uint64            // of what is drawn
	asked   map[string]uint64 // how often each request came; nil where answers take turns
}

type cannedAnswer struct {
	Answer
	used  int // in this round
	given bool
}

// NewAnswers makes answers usable. open reads the files that they name; nil if there are none.
func NewAnswers(list []Answer, open func(name string) ([]byte, error)) (*Answers, error) {
	a := &Answers{open: open}
	if err := a.Replace(list); err != nil {
		return nil, err
	}
	return a, nil
}

// Replace gives other answers from now on.
func (a *Answers) Replace(list []Answer) error {
	made := make([]*cannedAnswer, 0, len(list))
	for i, x := range list {
		if err := x.check(); err != nil {
			return fmt.Errorf("http answer %d: %w", i+1, err)
		}
		if x.Method == "" {
			x.Method = http.MethodGet
		}
		if x.Status == 0 {
			x.Status = http.StatusOK
		}
		x.Times = max(x.Times, 1)
		made = append(made, &cannedAnswer{Answer: x})
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = made
	return nil
}

func (x *Answer) check() error {
	bodies := 0
	for _, has := range []bool{len(x.Body) > 0, x.Text != "", len(x.Data) > 0, x.File != "", x.Fail} {
		if has {
			bodies++
		}
	}
	switch {
	case x.URL == "":
		return errors.New("url is missing")
	case bodies > 1:
		return errors.New("only one of body, text, data, file and fail can be set")
	case x.Times < 0:
		return errors.New("times cannot be negative")
	case x.Status != 0 && (x.Status < 100 || x.Status > 599):
		return fmt.Errorf("%d is no status", x.Status)
	}
	return nil
}

// title names an answer for people.
func (x *Answer) title() string { return x.Method + " " + x.URL }

// take finds the answer to a request; nil and the reason if there is none.
func (a *Answers) take(req *http.Request, body []byte) (*Answer, string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	address := req.URL.String()
	reason := "no answer is listed for it"
	var fits []*cannedAnswer
	for _, x := range a.list {
		if x.Method != "*" && x.Method != req.Method || !matches(x.URL, address) {
			continue
		}
		if why := x.Request.differs(req, body); why != "" {
			reason = why
			continue
		}
		fits = append(fits, x)
	}
	if x := a.chosen(fits, req.Method, address, body); x != nil {
		x.used++
		x.given = true
		return &x.Answer, ""
	}
	if len(fits) > 0 {
		reason = "all its answers are used up"
	}
	return nil, reason
}

// Draw makes the answers to a request be drawn by chance from now on, each as likely as its Times say, instead of taking
// turns. What a request gets depends on the seed, on the request and on how often it came before, and not on other
// requests.
func (a *Answers) Draw(seed uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seed, a.asked = seed, map[string]uint64{}
}

// chosen is the answer among those that fit.
func (a *Answers) chosen(fits []*cannedAnswer, method, address string, body []byte) *cannedAnswer {
	if a.asked == nil {
		return next(fits)
	}
	total := 0
	for _, x := range fits {
		total += x.Times
	}
	if total == 0 {
		return nil
	}
	request := method + " " + address + "\n" + string(body)
	h := fnv.New64a()
	h.Write([]byte(request))
	rnd := rand.New(rand.NewPCG(a.seed^h.Sum64(), a.asked[request]))
	a.asked[request]++
	n := rnd.IntN(total)
	for _, x := range fits {
		if n -= x.Times; n < 0 {
			return x
		}
	}
	return nil
}

// next takes turns; nil when all are used up.
func next(fits []*cannedAnswer) *cannedAnswer {
	again := false
	for _, x := range fits {
		if x.used < x.Times {
			return x
		}
		again = again || x.Repeat
	}
	if !again {
		return nil
	}
	for _, x := range fits {
		x.used = 0
	}
	return fits[0]
}

// differs says what is wrong with a request; empty if nothing is.
func (r *Request) differs(req *http.Request, body []byte) string {
	if r == nil {
		return ""
	}
	for name, want := range r.Headers {
		if got := req.Header.Get(name); got != want {
			return fmt.Sprintf("header %s is %q; expected %q", name, got, want)
		}
	}
	if len(r.Body) == 0 {
		return ""
	}
	var want, got any
	if err := json.Unmarshal(r.Body, &want); err != nil {
		return "the expected body is no JSON"
	}
	if err := json.Unmarshal(body, &got); err != nil {
		got = string(body)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("its body is %s; expected %s", compact(got), compact(want))
	}
	return ""
}

func compact(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// matches compares an address with a pattern in which "*" stands for any signs.
func matches(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, last)
}

// refuse notes a call that nothing was listed for.
func (a *Answers) refuse(what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused = append(a.refused, what)
}

// Refused are the calls that nothing was listed for, in order, with the reason.
func (a *Answers) Refused() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.refused...)
}

// Unused are the answers that should have been given and were not.
func (a *Answers) Unused() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for _, x := range a.list {
		switch {
		case x.Repeat || x.used == x.Times:
		case !x.given:
			out = append(out, x.title())
		default:
			out = append(out, fmt.Sprintf("%s, given %d of %d times", x.title(), x.used, x.Times))
		}
	}
	return out
}

// content gives the body and its type.
func (a *Answers) content(x *Answer) (body []byte, contentType string, err error) {
	switch {
	case len(x.Body) > 0:
		return x.Body, "application/json", nil
	case len(x.Data) > 0:
		return x.Data, http.DetectContentType(x.Data), nil
	case x.File != "":
		if a.open == nil {
			return nil, "", fmt.Errorf("read %s: there are no files", x.File)
		}
		data, err := a.open(x.File)
		if err != nil {
			return nil, "", fmt.Errorf("read %s: %w", x.File, err)
		}
		return data, http.DetectContentType(data), nil
	default:
		return []byte(x.Text), "text/plain; charset=utf-8", nil
	}
}

// readBody takes the body of a request.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}
