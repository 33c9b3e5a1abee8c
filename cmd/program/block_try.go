package program

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

// blockTryCmd is `scenarist block test`.
type blockTryCmd struct {
	Package string `arg:"" help:"Folder, zip archive or manifest of a package, or a folder with several; or the address of a service, such as http://127.0.0.1:8090/weather: what stands before /manifest and /execute."`
	Secret  string `env:"SCENARIST_BLOCK_SECRET" help:"The secret that the service has, with which calls are signed; only for services."`
	Listen  string `default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Where to take what the service posts to callback addresses."`
	JSON    bool   `name:"json" help:"Print the findings as JSON, for scripts."`
}

// Help gives examples.
func (c *blockTryCmd) Help() string {
	return `Holds a package to the rules of block types: the form, wrong settings, its examples with their stand-ins, turns that are taken
again and from a saved session, work that is done twice or takes too long, and what is not permitted. Nothing is called that the
examples have no stand-in for. A service is tried over the network: signatures, repeats, waits and callbacks. Nothing needs to be
installed. Exit code 0: all rules are kept. 1: not.

Examples:
  scenarist block test acme-weather
  scenarist block test blocks                    every package of the folder
  SCENARIST_BLOCK_SECRET=s3cret scenarist block test http://127.0.0.1:8090/weather
  scenarist block test --json acme-weather.zip | jq '.[].findings[] | select(.problem)'`
}

// requestTime bounds one request of a trial.
const requestTime = time.Minute

// blockReport is what came of one package.
type blockReport struct {
	Package  string            `json:"package"` // block type and version, or where it is if it cannot be read
	Findings []conform.Finding `json:"findings"`
}

// Run tries the package, or all of them.
func (c *blockTryCmd) Run(env *runEnv) error {
	reports, err := c.reports(env)
	if err != nil {
		return err
	}
	if err := env.Context.Err(); err != nil {
		return fmt.Errorf("try %s: %w", c.Package, err)
	}
	bad := 0
	for i := range reports {
		bad += len(conform.Problems(reports[i].Findings))
	}
	if c.JSON {
		e := json.NewEncoder(env.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(reports); err != nil {
			return fmt.Errorf("print the findings: %w", err)
		}
	} else {
		for i := range reports {
			fmt.Fprint(env.Stdout, reports[i].text())
		}
	}
	if bad > 0 {
		return errProblem
	}
	return nil
}

func (c *blockTryCmd) reports(env *runEnv) ([]blockReport, error) {
	if strings.HasPrefix(c.Package, "http://") || strings.HasPrefix(c.Package, "https://") {
		base, err := remote.Address(c.Package)
		if err != nil {
			return nil, &usageError{err.Error()}
		}
		r, err := c.service(env, base, blockReport{Package: base.String()})
		return []blockReport{r}, err
	}
	info, err := os.Stat(c.Package)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{fmt.Sprintf("there is no folder or file %s; the address of a service begins with http:// or https://", c.Package)}
	}
	if err != nil {
		return nil, fmt.Errorf("read the package: %w", err)
	}
	places := []string{c.Package}
	if info.IsDir() && !isPackage(c.Package) {
		if places, err = packagesIn(c.Package); err != nil {
			return nil, err
		}
	}
	kinds := env.Kinds
	if kinds == nil {
		if kinds, err = env.blockKinds(nil); err != nil {
			return nil, fmt.Errorf("make the kinds of packages: %w", err)
		}
	}
	var beside []*custom.Package // what can be read of them may be inside of the others
	for _, place := range places {
		if p, err := readPackageAt(place); err == nil {
			beside = append(beside, p)
		}
	}
	reports := make([]blockReport, len(places))
	for i, place := range places {
		if reports[i], err = c.report(env, kinds, beside, place); err != nil {
			return nil, err
		}
	}
	return reports, nil
}

// isPackage reports whether a folder has a manifest.
func isPackage(folder string) bool {
	for _, name := range []string{"manifest.json", "manifest.yaml", "manifest.yml"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}

// packagesIn gives the packages that lie in a folder, by name.
func packagesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read the folder of packages: %w", err)
	}
	var out []string
	for _, e := range entries {
		at := filepath.Join(folder, e.Name())
		if e.IsDir() && isPackage(at) || filepath.Ext(at) == ".zip" {
			out = append(out, at)
		}
	}
	if out == nil {
		return nil, fmt.Errorf("there is no package in %s: neither it nor a folder in it has a manifest.json or manifest.yaml", folder)
	}
	return out, nil
}

// report tries the package at a place.
func (c *blockTryCmd) report(env *runEnv, kinds []custom.Kind, beside []*custom.Package, place string) (blockReport, error) {
	p, err := readPackageAt(place)
	if bad, ok := errors.AsType[*custom.LoadError](err); ok {
		r := blockReport{Package: place}
		for _, x := range bad.Problems {
			where := x.Path
			if x.Line > 0 {
				where = strings.TrimSpace(fmt.Sprintf("line %d %s", x.Line, x.Path))
			}
			r.Findings = append(r.Findings, conform.Finding{Rule: conform.Readable, Where: where, Problem: x.Message, Mend: conform.Readable.Mend()})
		}
		return r, nil
	}
	if err != nil {
		return blockReport{}, err
	}
	r := blockReport{Package: p.ID().String()}
	i := slices.IndexFunc(kinds, func(k custom.Kind) bool { return k.Name() == p.Manifest.Kind })
	if i < 0 {
		r.Findings = []conform.Finding{{
			Rule: conform.Readable, Where: "/kind", Problem: fmt.Sprintf("packages of the kind %s cannot be carried out here", p.Manifest.Kind),
			Mend: conform.Readable.Mend(),
		}}
		return r, nil
	}
	o := conform.PackageOptions{
		Base: env.Registry, Kind: kinds[i], Beside: beside, BesideKinds: kinds, Static: p.Manifest.Kind == custom.Remote,
	}
	if p.Manifest.Kind == custom.HTTP {
		o.Plays = declarative.RunExample
	}
	r.Findings = conform.CheckPackage(env.Context, p, o)
	if !o.Static || len(conform.Problems(r.Findings)) > 0 {
		return r, nil
	}
	base, err := remote.ServiceOf(p.Manifest)
	if err != nil {
		return r, err
	}
	return c.service(env, base, r)
}

// service tries whether a service keeps to the protocol.
func (c *blockTryCmd) service(env *runEnv, base *url.URL, r blockReport) (blockReport, error) {
	if c.Secret == "" {
		return r, &usageError{"a service is tried with the secret that it has: set SCENARIST_BLOCK_SECRET, or --secret"}
	}
	l, err := (&net.ListenConfig{}).Listen(env.Context, "tcp", c.Listen)
	if err != nil {
		return r, fmt.Errorf("listen for callbacks: %w", err)
	}
	callbacks := remote.NewCallbacks("http://" + l.Addr().String())
	s := &http.Server{Handler: callbacks, ReadHeaderTimeout: requestTime}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	client := &http.Client{Timeout: requestTime}
	if r.Findings == nil {
		r = c.manifest(env.Context, env, client, base, r)
	}
	for _, f := range remote.Conform(env.Context, remote.Trial{
		Base: base, Secret: c.Secret, HTTP: client, Clock: host.SystemClock{}, Run: rand.Text(), Callbacks: callbacks,
	}) {
		x := conform.Finding{Rule: conform.Protocol, Where: f.Check, Problem: f.Problem}
		if f.Problem != "" {
			x.Mend = conform.Protocol.Mend()
		}
		r.Findings = append(r.Findings, x)
	}
	if err := errors.Join(s.Close(), <-served); !errors.Is(err, http.ErrServerClosed) {
		return r, fmt.Errorf("take callbacks: %w", err)
	}
	return r, nil
}

// manifest holds the manifest that a service gives to the rules. Whether it can be read the protocol asks, too.
func (c *blockTryCmd) manifest(ctx context.Context, env *runEnv, client *http.Client, base *url.URL, r blockReport) blockReport {
	m, err := remote.Fetch(ctx, client, base)
	if err != nil {
		return r
	}
	p, err := custom.NewPackage(m, nil)
	if err != nil {
		return r
	}
	kind := remote.New(remote.Options{Clock: host.SystemClock{}, HTTP: client, Look: -1})
	return blockReport{
		Package: p.ID().String(), Findings: conform.CheckPackage(ctx, p, conform.PackageOptions{Base: env.Registry, Kind: kind, Static: true}),
	}
}

// text is the report as people read it: a line for each rule, and for each check of the protocol, with what is wrong below it.
func (r *blockReport) text() string {
	type line struct {
		words    string
		problems []conform.Finding
	}
	var lines []*line
	for _, f := range r.Findings {
		words := f.Rule.Asks()
		if f.Rule == conform.Protocol {
			words = cmp.Or(f.Where, words)
		}
		i := slices.IndexFunc(lines, func(l *line) bool { return l.words == words })
		if i < 0 {
			i, lines = len(lines), append(lines, &line{words: words})
		}
		if f.Problem != "" {
			lines[i].problems = append(lines[i].problems, f)
		}
	}
	var b strings.Builder
	bad := 0
	fmt.Fprintf(&b, "%s\n", r.Package)
	for _, l := range lines {
		if len(l.problems) == 0 {
			fmt.Fprintf(&b, "  ✓ %s\n", l.words)
			continue
		}
		bad++
		fmt.Fprintf(&b, "  ✗ %s\n", l.words)
		for _, f := range l.problems {
			where := ""
			if f.Where != "" && f.Rule != conform.Protocol {
				where = f.Where + ": "
			}
			fmt.Fprintf(&b, "      %s%s\n", where, strings.ReplaceAll(f.Problem, "\n", "\n      "))
		}
		fmt.Fprintf(&b, "      to mend it: %s\n", l.problems[0].Mend)
	}
	if bad == 0 {
		fmt.Fprintf(&b, "  %s, all kept\n", counted(len(lines), "rule", "rules"))
	} else {
		fmt.Fprintf(&b, "  %s, %d not kept\n", counted(len(lines), "rule", "rules"), bad)
	}
	return b.String()
}
