package wasm_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/wasm"
)

// patient is longer than any machine takes.
const patient = 5 * time.Minute

func newKind(tb testing.TB, o wasm.Options) *wasm.Kind {
	tb.Helper()
	k, err := wasm.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := k.Close(tb.Context()); err != nil {
			tb.Error(err)
		}
	})
	return k
}

func patientKind(tb testing.TB) *wasm.Kind {
	tb.Helper()
	return newKind(tb, wasm.Options{Timeout: patient, StartTimeout: patient})
}

func packageOf(module []byte, change ...func(m *custom.Manifest)) *custom.Package {
	m := &custom.Manifest{Manifest: 1, Name: "acme/test", Version: "1.0.0", Kind: "wasm", Wasm: json.RawMessage(`{"module": "block.wasm"}`)}
	for _, c := range change {
		c(m)
	}
	return &custom.Package{Manifest: m, Files: map[string][]byte{"block.wasm": module}}
}

func open(tb testing.TB, k *wasm.Kind, p *custom.Package) custom.Executor {
	tb.Helper()
	if problems := k.Check(p); len(problems) > 0 {
		tb.Fatalf("problems %v", problems)
	}
	e, err := k.Open(tb.Context(), p)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(tb.Context()); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// env is that of a turn.
func env(seed uint64) custom.Env {
	return custom.Env{Now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Rand: rand.New(rand.NewPCG(seed, 1))}
}

// wantTrouble wants a trouble with the code.
func wantTrouble(tb testing.TB, err error, code string) {
	tb.Helper()
	var trouble *engine.RunError
	if !errors.As(err, &trouble) || trouble.Code != code {
		tb.Errorf("error %v, want the trouble %s", err, code)
	}
}

// load reads the package of an example, with a module in place of the file that its manifest names.
func load(tb testing.TB, dir string, module []byte) *custom.Package {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("../../../examples", dir, "manifest.json"))
	if err != nil {
		tb.Fatal(err)
	}
	m, err := custom.Load(text)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := custom.NewPackage(m, map[string][]byte{"block.wasm": module})
	if err != nil {
		tb.Fatal(err)
	}
	if problems := custom.Check(p, patientKind(tb)); len(problems) > 0 {
		tb.Fatalf("problems %v", problems)
	}
	return p
}

var buildGo = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "wasmblock")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "block.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-ldflags=-s", "-o", file, ".")
	build.Dir = "../../../examples/wasmblock-go"
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// goPackage builds the example in Go.
func goPackage(tb testing.TB) *custom.Package {
	tb.Helper()
	module, err := buildGo()
	if err != nil {
		tb.Fatal(err)
	}
	return load(tb, "wasmblock-go", module)
}

func scriptPackage(tb testing.TB) *custom.Package {
	tb.Helper()
	module, err := os.ReadFile("../../../examples/wasmblock-assemblyscript/block.wasm")
	if err != nil {
		tb.Fatal(err)
	}
	return load(tb, "wasmblock-assemblyscript", module)
}

// callOf is a call with the settings.
func callOf(tb testing.TB, config string) custom.Call {
	tb.Helper()
	c := custom.Call{Protocol: custom.Protocol, Block: custom.BlockID{Type: "acme/test", Version: "1.0.0"}, Key: "k", Language: "en"}
	if err := json.Unmarshal([]byte(config), &c.Config); err != nil {
		tb.Fatal(err)
	}
	return c
}

// playExamples runs the examples of a package's manifest.
func playExamples(t *testing.T, e custom.Executor, p *custom.Package) {
	t.Helper()
	if !e.Pure() {
		t.Errorf("%s is not pure", p.Manifest.Name)
	}
	for _, x := range p.Manifest.Examples {
		a, err := e.Execute(t.Context(), env(1), callOf(t, string(x.Config)))
		if err != nil {
			t.Fatal(err)
		}
		failed := ""
		if a.Error != nil {
			failed = a.Error.Code
		}
		if a.Exit != x.Exit || failed != x.Error || x.Outputs != nil && !reflect.DeepEqual(a.Outputs, x.Outputs) {
			t.Errorf("%s, %s: answer %+v, trouble %q", p.Manifest.Name, x.Title["en"], a, failed)
		}
	}
}

// TestGo_DrawsTheSameOfTheSameTurn has two executors, whose instances know nothing of each other, agree on every turn.
func TestGo_DrawsTheSameOfTheSameTurn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiling a module of 3 MB takes long under the race detector, which sees nothing of what it does")
	}
	k, p := patientKind(t), goPackage(t)
	one, two := open(t, k, p), open(t, k, p)
	playExamples(t, one, p)
	c := callOf(t, `{"prizes": [{"name": "a"}, {"name": "b"}, {"name": "c"}], "chance": 50}`)
	drawn := map[any]int{}
	for seed := range uint64(60) {
		a, err := one.Execute(t.Context(), env(seed), c)
		if err != nil {
			t.Fatal(err)
		}
		b, err := two.Execute(t.Context(), env(seed), c)
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("turn %d: %+v and then %+v, %v", seed, a, b, err)
		}
		drawn[a.Outputs["prize"]]++
	}
	if len(drawn) != 4 {
		t.Errorf("drawn %v, want three prizes and none", drawn)
	}
}

func TestScript_WaitsAndJudges(t *testing.T) {
	t.Parallel()
	p := scriptPackage(t)
	e := open(t, patientKind(t), p)
	playExamples(t, e, p)
	c := callOf(t, `{"question": "Your card, please?"}`)
	a, err := e.Execute(t.Context(), env(1), c)
	if err != nil {
		t.Fatal(err)
	}
	want := custom.Answer{Wait: &custom.Wait{Accept: []string{"text"}}, Messages: []custom.Message{{Text: "Your card, please?"}}}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("answer %+v, want %+v", a, want)
	}
	for text, want := range map[string]string{"4539 1488 0343 6467": "right", "4539 1488 0343 6468": "wrong", "я забыл": "wrong"} {
		c.Event = &custom.Event{Kind: "text", Text: text}
		if a, err := e.Execute(t.Context(), env(1), c); err != nil || a.Exit != want {
			t.Errorf("%q leaves by %q, %v; want %s", text, a.Exit, err, want)
		}
	}
}

// remembering are modules that would know a second call from a first, each by something else that an instance has.
func remembering() map[string]parts {
	const first, second = `{"exit":"first"}`, `{"exit":"second"}`
	base := parts{answer: first, other: second}
	with := func(change func(p *parts)) parts {
		p := base
		change(&p)
		return p
	}
	load, store := []byte{0x28, 2, 0}, []byte{0x36, 2, 0}
	return map[string]parts{
		"memory": with(func(p *parts) {
			p.execute = code(num(4096), load, otherwise(second), num(4096), num(1), store, gives(16, len(first)))
		}),
		"global": with(func(p *parts) {
			p.globals = 1
			p.execute = code([]byte{0x23, 0}, otherwise(second), num(7), []byte{0x24, 0}, gives(16, len(first)))
		}),
		"size of the memory": with(func(p *parts) {
			p.execute = code([]byte{0x3f, 0}, num(1), []byte{0x47}, otherwise(second), num(1), []byte{0x40, 0}, drop, gives(16, len(first)))
		}),
		"size of a table": with(func(p *parts) {
			p.table = []byte{1, 0x70, 0, 0}
			p.execute = code([]byte{0xfc, 16, 0}, otherwise(second), []byte{0xd0, 0x70}, num(3), []byte{0xfc, 15, 0}, drop, gives(16, len(first)))
		}),
		"element of a table": with(func(p *parts) {
			p.table = []byte{1, 0x6f, 0, 1}
			p.execute = code(num(0), []byte{0x25, 0, 0xd1, 0x45}, otherwise(second), num(0), []byte{0xd0, 0x6f, 0x26, 0}, gives(16, len(first)))
		}),
		"memory of a growing module": with(func(p *parts) {
			p.start = code(num(2), []byte{0x40, 0}, drop)
			p.execute = code(num(150_000), load, otherwise(second), num(150_000), num(1), store, gives(16, len(first)))
		}),
	}
}

func TestExecute_RemembersNothing(t *testing.T) {
	t.Parallel()
	k := patientKind(t)
	for name, p := range remembering() {
		e := open(t, k, packageOf(p.build()))
		for n := range 4 {
			if a, err := e.Execute(t.Context(), env(1), custom.Call{}); err != nil || a.Exit != "first" {
				t.Errorf("%s: call %d leaves by %q, %v", name, n+1, a.Exit, err)
			}
		}
	}
}

func TestExecute_RunsManyAtOnce(t *testing.T) {
	t.Parallel()
	k := newKind(t, wasm.Options{Timeout: patient, StartTimeout: patient, Parallel: 6})
	e := open(t, k, packageOf(remembering()["memory"].build()))
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			for range 20 {
				if a, err := e.Execute(t.Context(), env(1), custom.Call{}); err != nil || a.Exit != "first" {
					t.Errorf("answer %+v, %v", a, err)
				}
			}
		})
	}
	all.Wait()
}

func TestOpen_KeepsWhatTheStartDid(t *testing.T) {
	t.Parallel()
	p := parts{answer: leaves("not_started"), other: leaves("started"), globals: 1}
	p.start = code(num(1), []byte{0x24, 0}, num(4096), num(1), []byte{0x36, 2, 0})
	p.execute = code([]byte{0x23, 0}, num(4096), []byte{0x28, 2, 0, 0x71}, otherwise(p.other), gives(16, len(p.answer)))
	e := open(t, patientKind(t), packageOf(p.build()))
	for range 3 {
		if a, err := e.Execute(t.Context(), env(1), custom.Call{}); err != nil || a.Exit != "started" {
			t.Errorf("answer %+v, %v", a, err)
		}
	}
}

func TestOpen_TakesTheCompiledModuleFromTheFolder(t *testing.T) {
	t.Parallel()
	dir, p := t.TempDir(), packageOf(parts{answer: good}.build())
	files := func() int {
		n := 0
		if err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				n++
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	open(t, newKind(t, wasm.Options{CacheDir: dir, Timeout: patient, StartTimeout: patient}), p)
	kept := files()
	e := open(t, newKind(t, wasm.Options{CacheDir: dir, Timeout: patient, StartTimeout: patient}), p)
	if a, err := e.Execute(t.Context(), env(1), custom.Call{}); err != nil || a.Exit != "next" {
		t.Errorf("answer %+v, %v", a, err)
	}
	if kept == 0 || files() != kept {
		t.Errorf("%d files in the folder, and %d after the second time", kept, files())
	}
}

func TestScript_IsBuiltFromItsSources(t *testing.T) {
	t.Parallel()
	dir := "../../../examples/wasmblock-assemblyscript"
	sums, err := os.ReadFile(filepath.Join(dir, "block.sources"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"assembly/abi.ts", "assembly/block.ts", "block.wasm", "package-lock.json", "package.json"} {
		content, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(content), file); !strings.Contains(string(sums), line) {
			t.Errorf("block.wasm is not built from the %s that is there: run npm ci && npm run build in %s", file, dir)
		}
	}
}
