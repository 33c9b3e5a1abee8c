package examples_test

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/custom/trial"
	"github.com/scenarist/scenarist/examples"
)

// blockPackages are the packages of blocks over HTTP that come with us, by folder.
func blockPackages(t *testing.T) map[string]*custom.Package {
	t.Helper()
	entries, err := fs.ReadDir(examples.Blocks(), ".")
	if err != nil || len(entries) < 8 {
		t.Fatalf("there are only %d packages (%v)", len(entries), err)
	}
	out := map[string]*custom.Package{}
	for _, e := range entries {
		dir, err := fs.Sub(examples.Blocks(), e.Name())
		if err != nil {
			t.Fatal(err)
		}
		p, err := custom.LoadDir(dir)
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		if p.Manifest.Kind == custom.HTTP { // the others have tests of their own
			out[e.Name()] = p
		}
	}
	return out
}

// TestBlocks_HaveNoProblems checks the packages as an installation does.
func TestBlocks_HaveNoProblems(t *testing.T) {
	t.Parallel()
	for dir, p := range blockPackages(t) {
		for _, problem := range custom.Check(p, declarative.Kind{}) {
			t.Errorf("%s: %s: %s", dir, problem.Path, problem.Message)
		}
		if want := strings.Replace(p.Manifest.Name, "/", "-", 1); dir != want {
			t.Errorf("the folder of %s is %s, not %s", p.Manifest.Name, dir, want)
		}
	}
}

// loopback carries requests to a server on this machine, whatever host they are for.
type loopback struct{ server *url.URL }

func (l loopback) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Host = req.URL.Host
	out.URL.Scheme, out.URL.Host = l.server.Scheme, l.server.Host
	return http.DefaultTransport.RoundTrip(out)
}

// TestBlocks_DoAsTheirExamplesSay plays every example over a loopback server, so that what is compared is what was sent.
func TestBlocks_DoAsTheirExamplesSay(t *testing.T) {
	t.Parallel()
	for dir, p := range blockPackages(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			for i := range p.Manifest.Examples {
				over := func(h http.Handler) http.RoundTripper {
					s := httptest.NewServer(h)
					t.Cleanup(s.Close)
					u, err := url.Parse(s.URL)
					if err != nil {
						t.Fatal(err)
					}
					return loopback{u}
				}
				for _, problem := range declarative.RunExampleOver(t.Context(), p, i, over) {
					t.Errorf("%s: %s", problem.Path, problem.Message)
				}
			}
		})
	}
}

// TestBlocks_ShowWhatGoesWrong asks of every package for an example that works, one with a wrong key, and one of a limit.
func TestBlocks_ShowWhatGoesWrong(t *testing.T) {
	t.Parallel()
	for dir, p := range blockPackages(t) {
		works, refused, troubles := false, false, 0
		for _, e := range p.Manifest.Examples {
			works = works || e.Error == "" && len(e.Outputs) > 0
			refused = refused || e.Error == "wrong_key" || e.Error == "oauth_refused"
			if e.Error != "" {
				troubles++
			}
		}
		if !works || !refused || troubles < 2 {
			t.Errorf("%s: an example that works (%v), one with a wrong key (%v) and another trouble (%d in all) are needed", dir, works, refused, troubles)
		}
	}
}

// TestBlocks_SpeakBothLanguages looks for words that are missing in one of them.
func TestBlocks_SpeakBothLanguages(t *testing.T) {
	t.Parallel()
	for dir, p := range blockPackages(t) {
		m := p.Manifest
		texts := map[string]map[string]string{"title": m.Title, "help": m.Help}
		for _, e := range m.Exits {
			texts["exit "+e.Name] = e.Title
		}
		for _, o := range m.Outputs {
			texts["output "+o.Name] = o.Title
		}
		var config struct {
			Properties map[string]struct {
				Title map[string]string `json:"x-title"`
				Help  map[string]string `json:"x-help"`
			} `json:"properties"`
		}
		var spec declarative.Spec
		if err := json.Unmarshal(m.Config, &config); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(m.HTTP, &spec); err != nil {
			t.Fatal(err)
		}
		for name, p := range config.Properties {
			texts["setting "+name], texts["help of "+name] = p.Title, p.Help
		}
		rules := spec.Errors
		for _, r := range spec.Requests {
			rules = append(rules, r.Errors...)
		}
		for i, r := range rules {
			if r.Code != "" {
				texts[fmt.Sprintf("error %d %s", i, r.Code)] = r.Message
			}
		}
		for what, text := range texts {
			if text["en"] == "" || text["ru"] == "" {
				t.Errorf("%s: %s has not both languages: %v", dir, what, text)
			}
		}
		if m.Icon == "" {
			t.Errorf("%s has no icon", dir)
		}
	}
}

// TestBlocks_WorkInABot plays every example in a bot: settings are rendered by a turn, work is done by jobs, and the session is
// saved and loaded in between.
func TestBlocks_WorkInABot(t *testing.T) {
	t.Parallel()
	for dir, p := range blockPackages(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			for i := range p.Manifest.Examples {
				e := &p.Manifest.Examples[i]
				shot := played(t, p, e)
				code := ""
				if shot.Error != nil {
					code = shot.Error.Code
				}
				if shot.Exit != e.Exit || code != e.Error {
					t.Errorf("example %d: left by %q with the trouble %q (%v), want %q and %q", i, shot.Exit, code, shot.Error, e.Exit, e.Error)
				}
			}
		})
	}
}

// played runs an example to its end, and gives the last picture of its block.
func played(t *testing.T, p *custom.Package, e *custom.Example) engine.Frameshot {
	t.Helper()
	x, err := declarative.Kind{}.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	typ, jobs, err := custom.Type(p, x)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := registry(t).With(engine.Overlay{Types: []engine.BlockType{typ}, Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	next := &inOrder{t: t, left: e.StandIn}
	bot, err := trial.New(trial.Options{
		Registry: reg, Type: typ, Version: p.Manifest.Version, Config: e.Config, Values: e.Values, Secrets: e.Secrets, HTTP: next,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = bot.Enter(t.Context())
	for range 50 {
		if err == nil {
			err = bot.Settle(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := bot.Session()
		if err != nil {
			t.Fatal(err)
		}
		if s.Top() == nil {
			break
		}
		if _, err := bot.Wake(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(next.left) > 0 {
		t.Errorf("%d requests were not made", len(next.left))
	}
	for _, shot := range slices.Backward(bot.Last.Film) {
		if shot.Type == p.Manifest.Name {
			return shot
		}
	}
	t.Fatal("the last turn did not pass the block")
	return engine.Frameshot{}
}

// inOrder gives one answer after the other.
type inOrder struct {
	t    *testing.T
	left []custom.Exchange
}

func (o *inOrder) RoundTrip(req *http.Request) (*http.Response, error) {
	if len(o.left) == 0 || o.left[0].Method != req.Method || o.left[0].URL != req.URL.String() {
		o.t.Errorf("an unexpected request: %s %s", req.Method, req.URL)
		return nil, http.ErrHandlerTimeout
	}
	x := o.left[0]
	o.left = o.left[1:]
	return &http.Response{
		StatusCode: x.Status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(string(x.Answer))), Request: req,
	}, nil
}

// TestBlocks_PageShowsAManifestThatWorks plays the manifest of the page for integrators.
func TestBlocks_PageShowsAManifestThatWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("blocks/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	source, _, _ := strings.Cut(rest, "```")
	m, err := custom.Load([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	p := &custom.Package{Manifest: m}
	for _, problem := range custom.Check(p, declarative.Kind{}) {
		t.Errorf("%s: %s", problem.Path, problem.Message)
	}
	for i := range m.Examples {
		for _, problem := range declarative.RunExample(t.Context(), p, i) {
			t.Errorf("%s: %s", problem.Path, problem.Message)
		}
	}
}
