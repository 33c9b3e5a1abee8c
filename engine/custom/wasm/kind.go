package wasm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/tetratelabs/wazero"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/trial"
)

// Bounds of a call: what a manifest gets that asks for nothing, and the most that it gets.
const (
	defaultMemory  = 16 << 20 // bytes
	maxMemory      = 64 << 20
	defaultTimeout = 100 * time.Millisecond
	maxTimeout     = time.Second // of what runs inside of a turn
	defaultNetwork = 10 * time.Second
	maxNetwork     = 30 * time.Second // of what may call others, and therefore runs as a job
	defaultAnswer  = 64 << 10         // bytes
	maxAnswer      = 256 << 10
	startTimeout   = 10 * time.Second // of what a module does once, before its first call
)

// Options say what modules may take of the machine.
type Options struct {
	// CacheDir is a folder for compiled modules, which must be the program's alone: what lies there is run. Empty keeps
	// them in memory only.
	CacheDir string
	// Parallel is how many calls run at once, of all modules; half of them may be of one module. 0 is twice the processors.
	Parallel int
	// Timeout is how long a call inside of a turn may take that asks for nothing else; 0 is 100 milliseconds.
	Timeout time.Duration
	// StartTimeout bounds what a module does once, before its first call; 0 is 10 seconds.
	StartTimeout time.Duration
}

// Kind runs WebAssembly modules. It may be used by any number of goroutines.
type Kind struct {
	cache    wazero.CompilationCache
	slots    chan struct{}
	timeout  time.Duration
	starting time.Duration
}

var (
	_ custom.Kind   = (*Kind)(nil)
	_ custom.Player = (*Kind)(nil)
)

// New makes the kind. Close it after the executors that it opened.
func New(o Options) (*Kind, error) {
	k := &Kind{cache: wazero.NewCompilationCache(), timeout: o.Timeout, starting: o.StartTimeout}
	if o.CacheDir != "" {
		var err error
		if k.cache, err = wazero.NewCompilationCacheWithDir(o.CacheDir); err != nil {
			return nil, fmt.Errorf("open the folder %q of compiled modules: %w", o.CacheDir, err)
		}
	}
	if o.Parallel <= 0 {
		o.Parallel = 2 * runtime.GOMAXPROCS(0)
	}
	if k.timeout <= 0 {
		k.timeout = defaultTimeout
	}
	if k.starting <= 0 {
		k.starting = startTimeout
	}
	k.slots = make(chan struct{}, o.Parallel)
	return k, nil
}

// Close gives back what compiled modules take.
func (k *Kind) Close(ctx context.Context) error { return k.cache.Close(ctx) }

// Pure reports that the module may call nobody, as its executor does.
func (*Kind) Pure(p *custom.Package) bool { return len(p.Manifest.Permissions.Hosts) == 0 }

// Name is wasm.
func (*Kind) Name() string { return "wasm" }

// PlayExamples runs the module for each example, with what it is answered by the example's stand-ins.
func (k *Kind) PlayExamples(ctx context.Context, p *custom.Package) (out [][]custom.Problem, err error) {
	exec, err := k.Open(ctx, p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, exec.Close(ctx)) }()
	out = make([][]custom.Problem, len(p.Manifest.Examples))
	for i := range out {
		if out[i], err = trial.Play(ctx, p, exec, i); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// part is the kind's own part of the manifest.
type part struct {
	Module string `json:"module"` // path of the file within the package
}

// readPart reads it, and finds the module.
func readPart(p *custom.Package) (file []byte, path string, err error) {
	if len(p.Manifest.Wasm) == 0 {
		return nil, "/wasm", errors.New(`the manifest of a WebAssembly block needs "wasm": {"module": "block.wasm"}`)
	}
	var own part
	d := json.NewDecoder(bytes.NewReader(p.Manifest.Wasm))
	d.DisallowUnknownFields()
	if err := d.Decode(&own); err != nil {
		return nil, "/wasm", fmt.Errorf("only the field module, a path, is expected here: %w", err)
	}
	file, ok := p.Files[own.Module]
	if !ok {
		return nil, "/wasm/module", fmt.Errorf("there is no file %q in the package", own.Module)
	}
	return file, "/wasm/module", nil
}

// prepare reads the module of a package and rewrites it.
func prepare(p *custom.Package) (*rewritten, string, error) {
	file, path, err := readPart(p)
	if err != nil {
		return nil, path, err
	}
	m, err := parse(file)
	if err != nil {
		return nil, path, err
	}
	if err := m.fits(len(p.Manifest.Permissions.Hosts) > 0); err != nil {
		return nil, path, err
	}
	memory := bounded(p.Manifest.Limits.Memory, defaultMemory, maxMemory)
	w, err := m.rewrite(uint32(memory / pageSize))
	return w, path, err
}

// bounded is the value that was asked for, or the usual one, and at most the largest.
func bounded[T int64 | time.Duration](asked, usual, most T) T {
	if asked <= 0 {
		return usual
	}
	return min(asked, most)
}

// Check finds what is wrong with the module before it is compiled.
func (*Kind) Check(p *custom.Package) []custom.Problem {
	_, path, err := prepare(p)
	if err == nil {
		return nil
	}
	faults := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		faults = several.Unwrap()
	}
	problems := make([]custom.Problem, len(faults))
	for i, f := range faults {
		problems[i] = custom.Problem{Path: path, Message: f.Error()}
	}
	return problems
}
