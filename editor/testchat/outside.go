package testchat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// Services say how HTTP services answer in a chat.
type Services struct {
	Call      bool      `json:"call" doc:"Really call them, with the bot's real secrets; what is made up is not used then"`
	Answers   []Pretend `json:"answers" maxItems:"50" doc:"Made-up answers by address"`
	Otherwise Pretend   `json:"otherwise" doc:"The answer to every other call"`
	Standin   string    `json:"standin,omitempty" readOnly:"true" doc:"What stands in for the services of the example that the bot comes from"`
}

// Pretend is a made-up answer.
type Pretend struct {
	Method string `json:"method,omitempty" doc:"Any if left out"`
	URL    string `json:"url,omitempty" maxLength:"2048" doc:"The whole address; * stands for any signs"`
	Status int    `json:"status,omitempty" minimum:"100" maximum:"599" doc:"200 if left out"`
	Body   any    `json:"body,omitempty" doc:"Goes as JSON; a text goes as it is"`
	Fail   bool   `json:"fail,omitempty" doc:"The service cannot be reached"`
}

// outside is everything outside of Telegram as a world meets it.
type outside struct {
	o       *Options
	bot     string
	doc     *flow.Document
	sample  *Sample
	answers *simulator.Answers
	madeUp  map[string]string // secrets

	mu    sync.Mutex
	s     Services
	said  bool // by the author
	other simulator.Answer
	real  map[string]string // secrets in use, by name
}

func newOutside(o *Options, bot string, doc *flow.Document) (*outside, error) {
	out := &outside{o: o, bot: bot, doc: doc, madeUp: map[string]string{}}
	if o.Sample != nil {
		out.sample = o.Sample(doc)
	}
	given := map[string]string{}
	var open func(string) ([]byte, error)
	if s := out.sample; s != nil {
		open = simulator.FilesIn(s.Files)
		if s.Standin != nil {
			given = s.Standin.Secrets
			out.s.Standin = s.Standin.About
		}
	}
	if doc.Settings != nil {
		for _, name := range doc.Settings.Secrets {
			out.madeUp[name] = "simulated-" + name
			if v := given[name]; v != "" {
				out.madeUp[name] = v
			}
		}
	}
	var err error
	if out.answers, err = simulator.NewAnswers(nil, open); err != nil {
		return nil, err
	}
	return out, out.use(Services{Answers: []Pretend{}, Otherwise: Pretend{Status: http.StatusOK, Body: map[string]any{}}}, nil)
}

// expect has services answer what the bot saves of an answer, unless something stands in for them.
func (out *outside) expect() error {
	if out.sample != nil && out.sample.Standin != nil {
		return nil
	}
	s := out.view()
	s.Answers = expected(out.doc)
	return out.use(s, nil)
}

// use answers so from now on; own are the bot's own secrets if services are really called.
func (out *outside) use(s Services, own map[string]string) error {
	var list []simulator.Answer
	if !s.Call {
		for i := range s.Answers {
			a, err := s.Answers[i].answer()
			if err != nil {
				return err
			}
			if a.URL == "" {
				return refuse(fmt.Sprintf("/answers/%d/url", i), "the address is missing")
			}
			list = append(list, a)
		}
		if out.sample != nil && out.sample.Standin != nil {
			list = append(list, out.sample.Standin.HTTP...)
		}
	}
	other, err := s.Otherwise.answer()
	if err != nil {
		return err
	}
	if err := out.answers.Replace(list); err != nil {
		return refuse("/answers", "%s", err.Error())
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	s.Standin = out.s.Standin
	if s.Answers == nil {
		s.Answers = []Pretend{}
	}
	out.s, out.other, out.real = s, other, own
	return nil
}

// always is more often than a chat calls: the first answer that fits a call is given each time, and none takes turns.
const always = 1 << 30

// answer is how the simulator has it.
func (p *Pretend) answer() (simulator.Answer, error) {
	a := simulator.Answer{Method: strings.ToUpper(p.Method), URL: p.URL, Status: p.Status, Fail: p.Fail, Times: always, Repeat: true}
	if a.Method == "" {
		a.Method = "*"
	}
	switch body := p.Body.(type) {
	case nil:
	case string:
		a.Text = body
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return a, fmt.Errorf("write a made-up answer: %w", err)
		}
		a.Body = data
	}
	if a.Fail {
		a.Body, a.Text = nil, ""
	}
	return a, nil
}

// secrets reads the bot's own; those that are not set keep their made-up values.
func (out *outside) secrets(ctx context.Context) (map[string]string, error) {
	values := maps.Clone(out.madeUp)
	if out.o.Secrets == nil {
		return values, nil
	}
	for name := range values {
		v, err := out.o.Secrets.Secret(ctx, out.bot, name)
		switch {
		case err == nil:
			values[name] = v
		case !errors.Is(err, engine.ErrNotFound):
			return nil, fmt.Errorf("read secret %s: %w", name, err)
		}
	}
	return values, nil
}

// SetServices has services answer so from now on.
func (c *Chat) SetServices(ctx context.Context, s Services) error {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return c.useServices(ctx, s)
}

// useServices has services answer as the author says. c.mu is held.
func (c *Chat) useServices(ctx context.Context, s Services) error {
	if s.Call && c.o.HTTP == nil {
		return refuse("/call", "this server calls no services from a test chat")
	}
	values := c.outside.madeUp
	var own map[string]string
	if s.Call {
		var err error
		if values, err = c.outside.secrets(ctx); err != nil {
			return err
		}
		own = values
	}
	if err := c.outside.use(s, own); err != nil {
		return err
	}
	c.outside.said = true
	for name, v := range values {
		if err := c.world.SetSecret(ctx, name, v); err != nil {
			return err
		}
	}
	return nil
}

// with gives what the author has said, with answers to calls that it says nothing about.
func (out *outside) with(more []Pretend) Services {
	s := out.view()
	for _, x := range more {
		known := slices.ContainsFunc(s.Answers, func(a Pretend) bool { return a.Method == x.Method && a.URL == x.URL })
		if !known && len(s.Answers) < maxAnswers {
			s.Answers = append(s.Answers, x)
		}
	}
	return s
}

func (out *outside) view() Services {
	out.mu.Lock()
	defer out.mu.Unlock()
	s := out.s
	s.Answers = slices.Clone(s.Answers)
	return s
}

// client makes the calls that no answer is listed for.
func (out *outside) client() *http.Client {
	c := &http.Client{Transport: out}
	if guarded := out.o.HTTP; guarded != nil {
		c.CheckRedirect, c.Timeout = guarded.CheckRedirect, guarded.Timeout
	}
	return c
}

var errUnreachable error = syscall.ECONNREFUSED

// RoundTrip calls the service, or pretends to.
func (out *outside) RoundTrip(req *http.Request) (*http.Response, error) {
	out.mu.Lock()
	call, other := out.s.Call, out.other
	out.mu.Unlock()
	if call && out.o.HTTP != nil {
		next := out.o.HTTP.Transport
		if next == nil {
			next = http.DefaultTransport
		}
		return next.RoundTrip(req)
	}
	if _, work := simulator.JobOf(req.Context()); !work { // a file that is sent by its address
		return respond(req, http.StatusOK, "image/png", simulator.Picture()), nil
	}
	switch {
	case other.Fail:
		return nil, errUnreachable
	case len(other.Body) > 0:
		return respond(req, other.Status, "application/json", other.Body), nil
	default:
		return respond(req, other.Status, "text/plain; charset=utf-8", []byte(other.Text)), nil
	}
}

func respond(req *http.Request, status int, kind string, body []byte) *http.Response {
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// asset opens files of the bot's media library, else those of the example.
func (out *outside) asset(ctx context.Context) func(string) ([]byte, string, error) {
	return func(name string) (data []byte, fileName string, err error) {
		err = fmt.Errorf("open file %q: %w", name, engine.ErrNotFound)
		if out.o.Media != nil {
			data, fileName, err = out.o.Media.OpenMedia(ctx, out.bot, name)
		}
		if errors.Is(err, engine.ErrNotFound) && out.sample != nil {
			return simulator.AssetsIn(out.sample.Files)(name)
		}
		return data, fileName, err
	}
}

func (out *outside) places() []simulator.Place {
	if out.sample == nil || out.sample.Standin == nil {
		return nil
	}
	return out.sample.Standin.Chats
}

// mask hides the values of secrets, made-up ones too.
func (out *outside) mask(text string) string {
	out.mu.Lock()
	defer out.mu.Unlock()
	for _, values := range []map[string]string{out.real, out.madeUp} {
		for _, v := range values {
			if len(v) >= shortestSecret {
				text = strings.ReplaceAll(text, v, masked)
			}
		}
	}
	return text
}

// disguise puts made-up values in the place of real ones.
func (out *outside) disguise(text string) string {
	out.mu.Lock()
	defer out.mu.Unlock()
	for name, v := range out.real {
		if len(v) >= shortestSecret {
			text = strings.ReplaceAll(text, v, out.madeUp[name])
		}
	}
	return text
}
