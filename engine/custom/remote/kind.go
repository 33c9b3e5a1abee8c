package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

// Clock gives the real time, which is not that of the turns of a test chat.
type Clock interface {
	Now() time.Time
	// AfterFunc runs f once, after d, in a goroutine of its own. Stop reports whether it came in time.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// Options are what the kind needs of the server. Clock, HTTP and Secret must be there.
type Options struct {
	Clock Clock
	// HTTP is the guarded client, with which manifests are read. Calls are made with that of their Env.
	HTTP *http.Client
	// Secret gives the secret that is shared with the service of a block, by the block's name; engine.ErrNotFound if it has none.
	// custom.WorkspaceOf says whose block it is.
	Secret func(ctx context.Context, block string) (string, error)
	// Look is how often a service whose block is in use is asked for its manifest; 0 is every hour, less is never.
	Look time.Duration
	// Noticed is told what came of that: a *ChangedError for a manifest that is not the installed one any more, another error
	// where it could not be read, and nil where it is as it was. It is called from goroutines of its own.
	Noticed func(p *custom.Package, err error)
}

const usualLook = time.Hour

// Kind calls services. It may be used by any number of goroutines.
type Kind struct {
	o        Options
	mu       sync.Mutex
	breakers map[string]*breaker // by the address of the service
}

var _ custom.Kind = (*Kind)(nil)

// New makes the kind.
func New(o Options) *Kind {
	if o.Look == 0 {
		o.Look = usualLook
	}
	return &Kind{o: o, breakers: map[string]*breaker{}}
}

// Pure is never so: a service is outside.
func (*Kind) Pure(*custom.Package) bool { return false }

// Name is remote.
func (*Kind) Name() string { return "remote" }

// part is the kind's own part of the manifest.
type part struct {
	URL string `json:"url"` // of the service, without manifest and execute
}

// readPart reads it, and gives the address without a slash at its end.
func readPart(m *custom.Manifest) (base *url.URL, path string, err error) {
	if len(m.Remote) == 0 {
		return nil, "/remote", errors.New(`the manifest of a remote block needs "remote": {"url": "https://…"}`)
	}
	var own part
	d := json.NewDecoder(bytes.NewReader(m.Remote))
	d.DisallowUnknownFields()
	if err := d.Decode(&own); err != nil {
		return nil, "/remote", fmt.Errorf("only the field url, an address, is expected here: %w", err)
	}
	base, err = Address(own.URL)
	return base, "/remote/url", err
}

// ServiceOf gives the address of the service behind a manifest.
func ServiceOf(m *custom.Manifest) (*url.URL, error) {
	base, _, err := readPart(m)
	return base, err
}

// Address reads the address of a service, as people type it. It must be encrypted, unless the service is of the same network.
func Address(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(text), "/"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the address of a service is such as https://blocks.example.com/weather")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the address of a service has no name, password, ? or # in it")
	case u.Scheme == "http" && !inner(u.Hostname()):
		return nil, fmt.Errorf("calls of %s would go through the internet unencrypted: use https", u.Hostname())
	}
	return u, nil
}

// inner reports whether a name can only be one of the same machine or network.
func inner(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".localhost")
}

// Check finds what is wrong with the address of the service.
func (*Kind) Check(p *custom.Package) []custom.Problem {
	base, path, err := readPart(p.Manifest)
	if err != nil {
		return []custom.Problem{{Path: path, Message: err.Error()}}
	}
	if !custom.HostAllowed(p.Manifest.Permissions.Hosts, base) {
		return []custom.Problem{{Path: "/permissions/hosts", Message: fmt.Sprintf("the service itself must be among them: %s", base.Hostname())}}
	}
	return nil
}

// Open makes calls of a service possible and begins to look after its manifest. The service need not be there.
func (k *Kind) Open(ctx context.Context, p *custom.Package) (custom.Executor, error) {
	base, _, err := readPart(p.Manifest)
	if err != nil {
		return nil, fmt.Errorf("open %s %s: %w", p.Manifest.Name, p.Manifest.Version, err)
	}
	e := &executor{kind: k, manifest: p.Manifest, base: base.String(), limit: usualTimeout, answer: usualAnswer}
	if t := p.Manifest.Limits.Timeout.Std(); t > 0 {
		e.limit = min(t, mostTimeout)
	}
	if n := p.Manifest.Limits.Answer; n > 0 {
		e.answer = min(n, mostAnswer)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	e.breaker = k.breakers[e.base]
	if e.breaker == nil {
		e.breaker = &breaker{}
		k.breakers[e.base] = e.breaker
	}
	e.breaker.users++
	if k.o.Noticed != nil && k.o.Look > 0 {
		e.watch = k.watch(context.WithoutCancel(ctx), p)
	}
	return e, nil
}

// closed forgets the state of a service that nobody calls any more.
func (k *Kind) closed(e *executor) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e.breaker.users--; e.breaker.users == 0 {
		delete(k.breakers, e.base)
	}
}
