package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/internal/answer"
)

// Trial is how a service is tried. Base, Secret, HTTP, Clock and Run must be there.
type Trial struct {
	Base   *url.URL
	Secret string `json:"-"`
	HTTP   *http.Client
	Clock  Clock
	// Run makes the keys of this trial others than those of all before, which the service may remember.
	Run string
	// Callbacks are at an address that the service can reach; nil if there is none: then a block must not be pending.
	Callbacks *Callbacks
	// Patience bounds the wait for a callback; 0 is a minute.
	Patience time.Duration
}

// Finding is the end of one check.
type Finding struct {
	Check   string `json:"check"`
	Problem string `json:"problem,omitempty"` // empty if all is well
}

// Conform tries whether a service keeps to the protocol: it reads the manifest, sends calls that must be refused, and plays
// each example, with repeats of the same key one after another and at once, to the end of its waits and callbacks. The findings
// stand in the order of the checks. Settings of examples are sent as they are, so that templates in them are not filled in.
func Conform(ctx context.Context, t Trial) []Finding {
	c := &conforming{Trial: t, client: plain(t.HTTP)}
	if c.Patience <= 0 {
		c.Patience = time.Minute
	}
	m, err := Fetch(ctx, t.HTTP, t.Base)
	c.found("the manifest can be read", err)
	if err != nil {
		return c.findings
	}
	c.manifest = m
	c.found("the manifest is good", c.good())
	c.found("the manifest is the same each time", c.same(ctx))
	c.refusals(ctx)
	for i := range m.Examples {
		c.example(ctx, i)
	}
	return c.findings
}

// conforming is a trial in work.
type conforming struct {
	Trial
	client   *http.Client
	manifest *custom.Manifest
	findings []Finding
	calls    int
	come     <-chan json.RawMessage // what is posted to the address of the last call that was made
}

func (c *conforming) found(check string, err error) {
	f := Finding{Check: check}
	if err != nil {
		f.Problem = err.Error()
	}
	c.findings = append(c.findings, f)
}

func (c *conforming) good() error {
	p, err := custom.NewPackage(c.manifest, nil)
	if err != nil {
		return err
	}
	var all []error
	for _, x := range custom.Check(p, New(Options{})) {
		all = append(all, fmt.Errorf("%s: %s", x.Path, x.Message))
	}
	return errors.Join(all...)
}

func (c *conforming) same(ctx context.Context) error {
	again, err := Fetch(ctx, c.HTTP, c.Base)
	if err != nil {
		return err
	}
	one, err := Digest(c.manifest)
	if err != nil {
		return err
	}
	two, err := Digest(again)
	if err == nil && one != two {
		err = errors.New("it was another one the second time")
	}
	return err
}

// refusals sends what must not be carried out.
func (c *conforming) refusals(ctx context.Context) {
	body, err := json.Marshal(c.call(c.settings(0)))
	if err != nil {
		c.found("a call can be made", err)
		return
	}
	other := c.call(c.settings(0))
	other.Protocol = custom.Protocol + 1000
	future, err := json.Marshal(other)
	if err != nil {
		c.found("a call can be made", err)
		return
	}
	now := c.Clock.Now()
	for _, x := range []struct {
		check, signature string
		body             []byte
		want             int
	}{
		{"a call without a signature is refused", "", body, http.StatusUnauthorized},
		{"a signature that is no signature is refused", "t=" + strconv.FormatInt(now.Unix(), 10) + ",v1=", body, http.StatusUnauthorized},
		{"a signature by another secret is refused", Sign(c.Secret+"x", now, body), body, http.StatusUnauthorized},
		{"an old signature is refused", Sign(c.Secret, now.Add(-2*Window), body), body, http.StatusUnauthorized},
		{"a signature of the future is refused", Sign(c.Secret, now.Add(2*Window), body), body, http.StatusUnauthorized},
		{"a signature of another body is refused", Sign(c.Secret, now, append([]byte(" "), body...)), body, http.StatusUnauthorized},
		{"a body that is no JSON is refused", Sign(c.Secret, now, []byte("{")), []byte("{"), http.StatusBadRequest},
		{"a call of another protocol is refused", Sign(c.Secret, now, future), future, http.StatusBadRequest},
	} {
		status, _, err := c.post(ctx, x.body, x.signature, c.key())
		if err == nil && status != x.want {
			err = fmt.Errorf("the service answers with the status %d, and %d is expected", status, x.want)
		}
		c.found(x.check, err)
	}
}

// example plays an example of the manifest.
func (c *conforming) example(ctx context.Context, i int) {
	x := c.manifest.Examples[i]
	name := fmt.Sprintf("example %d", i+1)
	if title := x.Title["en"]; title != "" {
		name += " (" + title + ")"
	}
	call := c.call(c.settings(i))
	call.Variables = x.Values
	a, err := c.ask(ctx, call)
	c.found(name+": the answer is valid", err)
	if err != nil {
		return
	}
	c.found(name+": the answer is the expected one", expected(x, a))
	c.found(name+": the same key gives the same answer", c.again(ctx, call, a))
	c.found(name+": it comes to an end", c.finish(ctx, call, a))
	other := c.call(call.Config)
	other.Variables = x.Values
	c.found(name+": the same key at once gives one answer", c.atOnce(ctx, other))
}

// expected compares an answer with what the example says.
func expected(x custom.Example, a custom.Answer) error {
	failed := ""
	if a.Error != nil {
		failed = a.Error.Code
	}
	switch {
	case failed != x.Error:
		return fmt.Errorf("the error is %q, and %q is expected", failed, x.Error)
	case a.Exit != x.Exit && (a.Pending == nil || x.Exit == ""):
		return fmt.Errorf("the exit is %q, and %q is expected", a.Exit, x.Exit)
	case a.Exit != "" && x.Outputs != nil && !reflect.DeepEqual(a.Outputs, x.Outputs):
		return fmt.Errorf("the outputs are %v, and %v are expected", a.Outputs, x.Outputs)
	}
	return nil
}

func (c *conforming) again(ctx context.Context, call custom.Call, first custom.Answer) error {
	second, err := c.ask(ctx, call)
	if err == nil && !reflect.DeepEqual(first, second) {
		err = errors.New("the second answer is another one: the work was done twice")
	}
	return err
}

// atOnce makes the call several times at once, as it happens when an answer is lost on its way.
func (c *conforming) atOnce(ctx context.Context, call custom.Call) error {
	var answers [3]custom.Answer
	var errs [3]error
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i], errs[i] = c.ask(ctx, call) })
	}
	all.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	for _, a := range answers[1:] {
		if !reflect.DeepEqual(a, answers[0]) {
			return errors.New("the answers differ: the work was done more than once")
		}
	}
	return nil
}

// maxSteps is how many events an example gets that goes on waiting.
const maxSteps = 10

// finish has events come until the block leaves: a callback where it is pending, and of a wait everything it accepts in turn.
func (c *conforming) finish(ctx context.Context, call custom.Call, a custom.Answer) error {
	for step := 0; ; step++ {
		var ev *custom.Event
		switch {
		case a.Exit != "" || a.Error != nil:
			return nil
		case step == maxSteps && a.Wait != nil:
			return nil // it asks again and again, as it may
		case step == maxSteps:
			return errors.New("it is pending again and again")
		case a.Wait != nil && len(a.Wait.Accept) > 0:
			ev = event(a, a.Wait.Accept[step%len(a.Wait.Accept)])
		case a.Wait != nil:
			return errors.New("it waits for nothing")
		default:
			data, err := c.callback(ctx)
			if err != nil {
				return err
			}
			ev = &custom.Event{Kind: "callback", Data: data}
		}
		next := call
		next.Key, next.Event, next.State = c.key(), ev, a.State
		if c.Callbacks != nil {
			next.CallbackURL, c.come = c.Callbacks.Address()
		}
		var err error
		if a, err = c.ask(ctx, next); err != nil {
			return fmt.Errorf("after the event %s: %w", ev.Kind, err)
		}
	}
}

// event makes one of the kind: a button is the first that the answer has.
func event(a custom.Answer, kind string) *custom.Event {
	ev := &custom.Event{Kind: kind}
	switch kind {
	case "text":
		ev.Text = "42"
	case "button":
		for _, m := range a.Messages {
			for _, row := range m.Buttons {
				for _, b := range row {
					if b.ID != "" {
						ev.Button, ev.Text = b.ID, b.Label
						return ev
					}
				}
			}
		}
	case "photo", "document", "voice", "video":
		ev.File = "file"
	case "location":
		ev.Data = json.RawMessage(`{"latitude": 52.52, "longitude": 13.405}`)
	case "contact":
		ev.Data = json.RawMessage(`{"phone_number": "+491512345678", "first_name": "Ann"}`)
	}
	return ev
}

func (c *conforming) callback(ctx context.Context) (json.RawMessage, error) {
	if c.Callbacks == nil {
		return nil, errors.New("it is pending, although the call had no callback_url")
	}
	ctx, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	select {
	case data := <-c.come:
		return data, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("it is pending, and its callback did not come: %w", ctx.Err())
	}
}

// settings are those of an example.
func (c *conforming) settings(i int) map[string]any {
	var out map[string]any
	if i < len(c.manifest.Examples) {
		_ = json.Unmarshal(c.manifest.Examples[i].Config, &out) // what is no object the service has to refuse
	}
	return out
}

func (c *conforming) key() string {
	c.calls++
	return c.Run + "." + strconv.Itoa(c.calls)
}

func (c *conforming) call(config map[string]any) custom.Call {
	now := c.Clock.Now().UTC()
	out := custom.Call{
		Protocol: custom.Protocol, Block: custom.BlockID{Type: c.manifest.Name, Version: c.manifest.Version}, Key: c.key(),
		Now: now, Deadline: now.Add(usualTimeout), Config: config, Language: "en", User: c.user(),
	}
	if c.Callbacks != nil {
		out.CallbackURL, c.come = c.Callbacks.Address()
	}
	return out
}

func (c *conforming) user() *custom.Person {
	if !c.manifest.Permissions.Contacts {
		return nil
	}
	return &custom.Person{ID: 42, FirstName: "Ann", Language: "en"}
}

// ask makes a call and judges the answer.
func (c *conforming) ask(ctx context.Context, call custom.Call) (custom.Answer, error) {
	body, err := json.Marshal(call)
	if err != nil {
		return custom.Answer{}, err
	}
	status, text, err := c.post(ctx, body, Sign(c.Secret, c.Clock.Now(), body), call.Key)
	switch {
	case err != nil:
		return custom.Answer{}, err
	case status != http.StatusOK:
		return custom.Answer{}, fmt.Errorf("the service answers with the status %d", status)
	}
	a, err := answer.Decode(text)
	if err != nil {
		return custom.Answer{}, err
	}
	if err := a.Judge(c.manifest, c.exits()); err != nil {
		if own, ok := errors.AsType[*engine.RunError](err); ok {
			return custom.Answer{}, errors.New(own.Message)
		}
		return custom.Answer{}, err
	}
	return a, nil
}

// exits are those of the manifest; nil where the settings make some.
func (c *conforming) exits() []string {
	if len(c.manifest.Lists) > 0 {
		return nil
	}
	out := make([]string, len(c.manifest.Exits))
	for i, e := range c.manifest.Exits {
		out[i] = e.Name
	}
	return out
}

func (c *conforming) post(ctx context.Context, body []byte, signature, key string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base.String()+"/execute", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(KeyHeader, key)
	req.Header.Set(DeadlineHeader, c.Clock.Now().Add(usualTimeout).UTC().Format(time.RFC3339))
	if signature != "" {
		req.Header.Set(SignatureHeader, signature)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, nil, innermost(err)
	}
	defer res.Body.Close()
	text, err := readAll(res.Body, mostAnswer)
	return res.StatusCode, text, err
}
