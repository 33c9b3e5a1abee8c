package declarative

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

var stepName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// block compiles everything in the order in which it is carried out, so that each part sees what is known by then.
func (c *compiler) block(s *Spec) {
	p := c.plan
	if len(c.manifest.Permissions.Hosts) == 0 {
		c.add("/permissions/hosts", "name the hosts that the requests go to")
	}
	p.base = c.address(s.BaseURL, root+"/base_url")
	p.auth = c.auth(s.Auth, root+"/auth")
	p.headers = c.headers(s.Headers, root+"/headers")
	p.every = c.rate(s.Rate)
	p.retry = defaultRetry
	if s.Retry != nil {
		p.retry = s.Retry.For.Std()
		if p.retry > maxRetry {
			c.add(root+"/retry/for", "users do not wait longer than %s for a repeat", "10m")
		}
	}
	if len(s.Requests) == 0 || len(s.Requests) > maxRequests {
		c.add(root+"/requests", "from 1 to %d requests are needed", maxRequests)
	}
	var names []string
	for i := range s.Requests {
		c.step = i
		names = append(names, c.name(s, i, names))
		c.request(s, i, names)
		if len(c.problems) > 0 {
			return // what comes later would only repeat it
		}
	}
	c.step = len(s.Requests)
	c.answers(s)
}

// name gives the request its name.
func (c *compiler) name(s *Spec, i int, names []string) string {
	at := root + "/requests/" + strconv.Itoa(i) + "/name"
	name := s.Requests[i].Name
	switch {
	case name == "" && len(s.Requests) == 1:
		return "main"
	case !stepName.MatchString(name):
		c.add(at, "a name of small letters, digits and _ is needed, so that later templates can say answer.name")
	case name == callbackAnswer || slices.Contains(names, name):
		c.add(at, "the name %q is taken", name)
	}
	return name
}

// callbackAnswer is the name under which the body of a callback is kept.
const callbackAnswer = "callback"

// answers compiles what is made of the answers.
func (c *compiler) answers(s *Spec) {
	p, m := c.plan, c.manifest
	declared := map[string]bool{}
	for _, o := range m.Outputs {
		declared[o.Name] = true
		if _, ok := s.Outputs[o.Name]; !ok {
			c.add(root+"/outputs", "nothing says what the output %q is", o.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Outputs)) {
		at := pointer(root+"/outputs", name)
		if !declared[name] {
			c.add(at, "the manifest has no output %q", name)
		}
		p.outputs = append(p.outputs, result{name, c.needed(s.Outputs[name], at)})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Set)) {
		at := pointer(root+"/set", name)
		if !slices.Contains(m.Permissions.Write, name) {
			c.add(at, "%q is not among permissions.write", name)
		}
		p.set = append(p.set, result{name, c.needed(s.Set[name], at)})
	}
	for i, x := range s.Messages {
		at := root + "/messages/" + strconv.Itoa(i)
		if x.Text == "" && x.Photo == "" && x.Document == "" {
			c.add(at, "a message needs a text, a photo or a document")
		}
		p.messages = append(p.messages, message{
			when: c.program(x.When, at+"/when"), text: c.value(x.Text, at+"/text"),
			photo: c.value(x.Photo, at+"/photo"), document: c.value(x.Document, at+"/document"),
		})
	}
	for i, x := range s.Exits {
		at := root + "/exits/" + strconv.Itoa(i)
		c.exit(x.Exit, at+"/exit")
		p.exits = append(p.exits, exitRule{c.needed(x.When, at+"/when"), x.Exit})
	}
	if len(m.Exits) == 0 {
		c.add("/exits", "at least one exit is needed, such as next")
	}
}

// exit reports one that the manifest does not have.
func (c *compiler) exit(name, path string) {
	known := slices.ContainsFunc(c.manifest.Exits, func(e custom.Exit) bool { return e.Name == name })
	if !known && len(c.manifest.Lists) == 0 {
		c.add(path, "the manifest has no exit %q", name)
	}
}

// rate gives the time between two calls.
func (c *compiler) rate(r *Rate) time.Duration {
	if r == nil {
		return 0
	}
	per := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour}[r.Per]
	c.oneOf(r.Per, root+"/rate/per", "second", "minute", "hour")
	if r.Calls < 1 || r.Calls > 1000 {
		c.add(root+"/rate/calls", "a number from 1 to 1000 is needed")
		return 0
	}
	return per / time.Duration(r.Calls)
}
