package wasm_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/wasm"
)

// The functions that the hostile modules import, and code that calls the first of them.
var (
	random = imports{"scenarist", "random", takesTwo}
	say    = imports{"scenarist", "log", takes3}
	exit   = imports{"wasi_snapshot_preview1", "proc_exit", takesOne}
	chance = imports{"wasi_snapshot_preview1", "random_get", twoToI32}
	output = imports{"wasi_snapshot_preview1", "fd_write", fourToI32}
	poll   = imports{"wasi_snapshot_preview1", "poll_oneoff", fourToI32}
)

// fibonacci calls itself twice, for longer than anybody lives; it never loops.
func fibonacci(self int) []byte { return code(call(self), call(self), []byte{0x7c}) }

// TestExecute_SurvivesHostileModules runs each to its end: what matters besides the codes is that there is one. Those that
// never end by themselves are given little time; whether it is over sooner than it should be is no question of theirs.
func TestExecute_SurvivesHostileModules(t *testing.T) {
	t.Parallel()
	soon := newKind(t, wasm.Options{Timeout: 30 * time.Millisecond, StartTimeout: patient})
	late := patientKind(t)
	for name, x := range map[string]struct {
		kind *wasm.Kind
		parts
		code string // empty: it answers all the same
	}{
		"endless loop":          {kind: soon, parts: parts{execute: code(forever(nil), unreachable)}, code: "wasm_timeout"},
		"endless loop in alloc": {kind: soon, parts: parts{alloc: code(forever(nil), unreachable)}, code: "wasm_timeout"},
		"calls without a loop": {kind: soon, parts: parts{
			// At a depth of 40 the counter in a global variable is used up, and it goes back up: 2 to the 40 calls.
			globals: 1,
			more: code([]byte{0x23, 0}, num(40), []byte{0x4e, 0x04, 0x40, 0x42, 1, 0x0f, 0x0b}, []byte{0x23, 0}, num(1), []byte{0x6a, 0x24, 0},
				fibonacci(3), []byte{0x23, 0}, num(1), []byte{0x6b, 0x24, 0}),
			execute: call(3),
		}, code: "wasm_timeout"},
		"endless depth": {kind: late, parts: parts{more: call(3), execute: call(3)}, code: "wasm_trap"},
		"memory moved without end": {kind: soon, parts: parts{
			memory:  []byte{0, 200, 1},
			execute: code(forever(code(num(0), num(1), num(200<<16), []byte{0xfc, 11, 0})), unreachable),
		}, code: "wasm_timeout"},
		"memory without end": {kind: late, parts: parts{
			answer: good,
			// It grows until it gets no more, and breaks down if that is beyond 16 MiB.
			execute: code([]byte{0x03, 0x40}, num(1), []byte{0x40, 0}, num(-1), []byte{0x47, 0x0d, 0, 0x0b, 0x3f, 0}, num(256),
				[]byte{0x4a, 0x04, 0x40, 0x00, 0x0b}, gives(16, len(good))),
		}},
		"table without end": {kind: late, parts: parts{
			answer: good, table: []byte{1, 0x70, 0, 0},
			execute: code([]byte{0x03, 0x40, 0xd0, 0x70}, num(1000), []byte{0xfc, 15, 0}, num(-1), []byte{0x47, 0x0d, 0, 0x0b, 0xfc, 16, 0}, num(64<<10),
				[]byte{0x4a, 0x04, 0x40, 0x00, 0x0b}, gives(16, len(good))),
		}},
		"answer of 2 GB":           {kind: late, parts: parts{execute: gives(16, 1<<31)}, code: "wasm_answer_size"},
		"answer outside of memory": {kind: late, parts: parts{execute: gives(1<<30, 100)}, code: "wasm_trap"},
		"no memory for the call":   {kind: late, parts: parts{alloc: num(0)}, code: "wasm_trap"},
		"call outside of memory":   {kind: late, parts: parts{alloc: num(-8)}, code: "wasm_trap"},
		"no JSON":                  {kind: late, parts: parts{answer: "hello"}, code: "wasm_answer"},
		"half of JSON":             {kind: late, parts: parts{answer: `{"exit":"ne`}, code: "wasm_answer"},
		"empty answer":             {kind: late, parts: parts{}, code: "wasm_answer"},
		"deep JSON":                {kind: late, parts: parts{answer: `{"set":{"a":` + strings.Repeat("[", 400)}, code: "wasm_answer"},
		"unknown field":            {kind: late, parts: parts{answer: `{"exit":"a","exits":1}`}, code: "wasm_answer"},
		"two answers":              {kind: late, parts: parts{answer: good + good}, code: "wasm_answer"},
		"trap":                     {kind: late, parts: parts{execute: unreachable}, code: "wasm_trap"},
		"memory that is not there": {kind: late, parts: parts{execute: code(num(-4), []byte{0x28, 2, 0, 0x00})}, code: "wasm_trap"},
		"division by zero":         {kind: late, parts: parts{execute: code(num(1), num(0), []byte{0x6d, 0x00})}, code: "wasm_trap"},
		"end of its own":           {kind: late, parts: parts{imports: []imports{exit}, execute: code(num(3), call(0), unreachable)}, code: "wasm_exit"},
		"flood of chance": {kind: soon, parts: parts{
			imports: []imports{random}, execute: code(forever(code(num(0), num(65536), call(0))), unreachable),
		}, code: "wasm_timeout"},
		"too much chance": {kind: late, parts: parts{
			memory: []byte{0, 100}, imports: []imports{chance}, execute: code(num(0), num(1<<20), call(0), unreachable),
		}, code: "wasm_trap"},
		"flood of output": {kind: soon, parts: parts{
			imports: []imports{output}, execute: code(forever(code(num(1), num(2048), num(1024), num(8), call(0), drop)), unreachable),
		}, code: "wasm_timeout"},
		"flood of sleep": {kind: soon, parts: parts{
			imports: []imports{poll}, execute: code(forever(code(num(2048), num(8192), num(64), num(8), call(0), drop)), unreachable),
		}, code: "wasm_timeout"},
		"chance outside of memory": {kind: late, parts: parts{
			imports: []imports{random}, execute: code(num(65000), num(2000), call(0), unreachable),
		}, code: "wasm_trap"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := open(t, x.kind, packageOf(x.build()))
			for range 2 { // the second finds what the first has left
				a, err := e.Execute(t.Context(), env(1), custom.Call{})
				if x.code != "" {
					wantTrouble(t, err, x.code)
				} else if err != nil || a.Exit != "next" {
					t.Errorf("answer %+v, %v", a, err)
				}
			}
		})
	}
}

func TestExecute_LogsALittle(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	v := env(1)
	v.Log = slog.New(slog.NewTextHandler(&lines, nil))
	much := bytes.Repeat(code(num(2), num(0), num(60_000), call(0)), 100)
	e := open(t, patientKind(t), packageOf(parts{imports: []imports{say}, execute: code(much, gives(16, len(good))), answer: good}.build()))
	if a, err := e.Execute(t.Context(), v, custom.Call{}); err != nil || a.Exit != "next" {
		t.Errorf("answer %+v, %v", a, err)
	}
	if n := strings.Count(lines.String(), "level=WARN msg=\"block says\""); n != 32 || lines.Len() > 32*5000 {
		t.Errorf("%d lines of %d bytes are logged", n, lines.Len())
	}
}

func TestExecute_EndsWithItsCaller(t *testing.T) {
	t.Parallel()
	k := newKind(t, wasm.Options{Timeout: patient, StartTimeout: patient, Parallel: 1})
	e := open(t, k, packageOf(parts{execute: code(forever(nil), unreachable)}.build()))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := e.Execute(ctx, env(1), custom.Call{})
	wantTrouble(t, err, "wasm_timeout")

	ctx, stop := context.WithCancel(t.Context())
	running, ended := e.(interface{ Busy() bool }), make(chan error)
	go func() {
		_, err := e.Execute(ctx, env(1), custom.Call{})
		ended <- err
	}()
	for !running.Busy() {
		runtime.Gosched()
	}
	late, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = e.Execute(late, env(1), custom.Call{}) // finds no place
	wantTrouble(t, err, "wasm_busy")
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the caller", err)
	}
}

func TestOpen_RefusesWhatDoesNotStart(t *testing.T) {
	t.Parallel()
	soon, late := newKind(t, wasm.Options{StartTimeout: 50 * time.Millisecond}), patientKind(t)
	for name, x := range map[string]struct {
		parts
		want string
	}{
		"endless start":      {parts{start: forever(nil)}, "it took longer than 50ms"},
		"trap at the start":  {parts{start: unreachable}, "unreachable"},
		"version to come":    {parts{abi: 2}, "made for version 2 of the interface, and this server has 1"},
		"version that was":   {parts{abi: -1}, "made for version 0"},
		"data do not fit":    {parts{memory: []byte{0, 0}}, "its data do not fit"},
		"types do not fit":   {parts{execute: num(1)}, "the module is not valid"},
		"function not there": {parts{execute: call(99)}, "the module is not valid"},
	} {
		p := packageOf(x.build())
		k := late
		if strings.HasPrefix(name, "endless") {
			k = soon
		}
		e, err := k.Open(t.Context(), p)
		if err == nil {
			t.Errorf("%s: opened: %v", name, e.Close(t.Context()))
		} else if !strings.Contains(err.Error(), x.want) || !strings.HasPrefix(err.Error(), "open acme/test 1.0.0: ") {
			t.Errorf("%s: error %v, want %q", name, err, x.want)
		}
	}
}

func TestCheck_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	k := patientKind(t)
	fine := parts{answer: good}.build()
	for name, x := range map[string]struct {
		module []byte
		change func(m *custom.Manifest)
		want   string // the first problem
	}{
		"no part":        {fine, func(m *custom.Manifest) { m.Wasm = nil }, `/wasm: the manifest of a WebAssembly block needs "wasm"`},
		"unknown part":   {fine, func(m *custom.Manifest) { m.Wasm = []byte(`{"modul": "block.wasm"}`) }, "/wasm: only the field module"},
		"no file":        {fine, func(m *custom.Manifest) { m.Wasm = []byte(`{"module": "b.wasm"}`) }, `/wasm/module: there is no file "b.wasm"`},
		"no module":      {[]byte("<html>"), nil, "/wasm/module: this is no WebAssembly module"},
		"component":      {[]byte("\x00asm\x0d\x00\x01\x00"), nil, "/wasm/module: this is a component"},
		"cut off":        {fine[:len(fine)-20], nil, "/wasm/module: the module ends too early"},
		"huge":           {append(fine, make([]byte, 8<<20)...), nil, "/wasm/module: the module has"},
		"huge function":  {parts{execute: bytes.Repeat([]byte{1}, 300<<10)}.build(), nil, "/wasm/module: section 10 of the module: a function has"},
		"no exports":     {parts{exports: []string{"run"}}.build(), nil, `/wasm/module: the module does not export its memory as "memory"`},
		"wrong exports":  {parts{exports: []string{"scenarist_alloc", "scenarist_abi", "scenarist_execute", "memory"}}.build(), nil, "/wasm/module: the function scenarist_abi of the module is not () -> i32"},
		"program":        {parts{exports: []string{"scenarist_abi", "scenarist_alloc", "scenarist_execute", "memory", "_start"}, start: []byte{}}.build(), nil, "/wasm/module: the module is a program with _start"},
		"unknown module": {parts{imports: []imports{{"gojs", "syscall", nothing}}}.build(), nil, "/wasm/module: the module imports gojs.syscall: there is no module gojs here, only env, scenarist, wasi_snapshot_preview1"},
		"unknown import": {parts{imports: []imports{{"scenarist", "shell", takesTwo}}}.build(), nil, "/wasm/module: the module imports scenarist.shell, which does not exist here"},
		"wrong import":   {parts{imports: []imports{{"scenarist", "random", nothing}}}.build(), nil, "/wasm/module: the module imports scenarist.random with other parameters"},
		"no hosts":       {parts{imports: []imports{{"scenarist", "http", twoToI32}}}.build(), nil, "/wasm/module: the module imports scenarist.http, but the manifest names no hosts"},
		"much memory":    {parts{memory: []byte{0, 0x81, 2}}.build(), nil, "/wasm/module: the module wants 257 pages of memory"},
		"shared memory":  {parts{memory: []byte{3, 1, 1}}.build(), nil, "/wasm/module: section 5 of the module: shared"},
		"huge table":     {parts{table: []byte{1, 0x70, 0, 0x81, 0x80, 4}}.build(), nil, "/wasm/module: section 4 of the module: a table has 65537"},
		"vectors":        {parts{execute: []byte{0xfd, 0x0c}}.build(), nil, "/wasm/module: function 2 of the module: the instruction 0xfd is not supported"},
	} {
		var change []func(*custom.Manifest)
		if x.change != nil {
			change = append(change, x.change)
		}
		problems := k.Check(packageOf(x.module, change...))
		if len(problems) == 0 || !strings.HasPrefix(problems[0].Path+": "+problems[0].Message, x.want) {
			t.Errorf("%s: problems %v, want %q", name, problems, x.want)
		}
	}
	if problems := k.Check(packageOf(fine)); problems != nil {
		t.Errorf("problems %v of a good module", problems)
	}
}
