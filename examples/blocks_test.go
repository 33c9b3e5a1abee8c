package examples_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/examples"
)

// blockPackages are the packages of blocks that come with us, by folder.
func blockPackages(t *testing.T) map[string]*custom.Package {
	t.Helper()
	names, err := fs.Glob(examples.Blocks(), "*/manifest.yaml")
	if err != nil || len(names) < 8 {
		t.Fatalf("there are only %d packages (%v)", len(names), err)
	}
	out := map[string]*custom.Package{}
	for _, name := range names {
		data, err := fs.ReadFile(examples.Blocks(), name)
		if err == nil {
			data, err = yaml.YAMLToJSON(data)
		}
		m := new(custom.Manifest)
		if err == nil {
			err = json.Unmarshal(data, m)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[path.Dir(name)] = &custom.Package{Manifest: m}
	}
	return out
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
