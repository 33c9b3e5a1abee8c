package wasm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/internal/answer"
)

// The codes of troubles.
const (
	codeTimeout    = "wasm_timeout"     // the time was over
	codeTrap       = "wasm_trap"        // the module broke down
	codeExit       = "wasm_exit"        // the module ended itself
	codeAnswer     = "wasm_answer"      // the answer cannot be understood
	codeAnswerSize = "wasm_answer_size" // it is larger than it may be
	codeBusy       = "wasm_busy"        // there was no place to run it in time
	codeCallSize   = "wasm_call_size"   // the call does not fit into the module's memory
)

// executor carries out the calls of one module.
type executor struct {
	started  *started
	manifest *custom.Manifest
	pure     bool
	limit    time.Duration
	answer   int64
	all, own chan struct{} // places of calls at the same time

	mu   sync.Mutex
	idle []*instance
}

// Open compiles the module and has it start.
func (k *Kind) Open(ctx context.Context, p *custom.Package) (custom.Executor, error) {
	w, _, err := prepare(p)
	if err != nil {
		return nil, fmt.Errorf("open %s %s: %w", p.Manifest.Name, p.Manifest.Version, err)
	}
	s, err := k.start(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("open %s %s: %w", p.Manifest.Name, p.Manifest.Version, err)
	}
	e := &executor{
		started: s, manifest: p.Manifest, pure: len(p.Manifest.Permissions.Hosts) == 0,
		limit:  bounded(p.Manifest.Limits.Timeout.Std(), k.timeout, max(k.timeout, maxTimeout)),
		answer: bounded(p.Manifest.Limits.Answer, defaultAnswer, maxAnswer),
		all:    k.slots, own: make(chan struct{}, max(1, cap(k.slots)/2)),
	}
	if !e.pure {
		e.limit = bounded(p.Manifest.Limits.Timeout.Std(), defaultNetwork, maxNetwork)
	}
	return e, nil
}

// Pure reports that the module may call nobody.
func (e *executor) Pure() bool { return e.pure }

// Execute runs the module once.
func (e *executor) Execute(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
	in, err := json.Marshal(c)
	if err != nil {
		return custom.Answer{}, fmt.Errorf("encode a call of %s: %w", e.manifest.Name, err)
	}
	if int64(len(in)) > int64(e.started.high)*pageSize/2 {
		return custom.Answer{}, engine.Trouble(codeCallSize, "what the block %s is told has %d bytes, which its memory does not hold", e.manifest.Name, len(in))
	}
	for _, slots := range []chan struct{}{e.own, e.all} {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return custom.Answer{}, fmt.Errorf("wait for a place to run %s: %w", e.manifest.Name, ctx.Err())
			}
			return custom.Answer{}, &engine.RunError{Code: codeBusy, Message: "too many blocks run at once for the block " + e.manifest.Name, Retryable: true}
		}
	}
	out, err := e.run(ctx, env, in)
	if err != nil {
		return custom.Answer{}, err
	}
	a, err := answer.Decode(out)
	if err != nil {
		return custom.Answer{}, engine.Trouble(codeAnswer, "the answer of the block %s cannot be used: %v", e.manifest.Name, err)
	}
	return a, nil
}

func (e *executor) run(ctx context.Context, env custom.Env, in []byte) ([]byte, error) {
	i, err := e.take(ctx)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, e.limit)
	defer cancel()
	h := &call{env: env, random: env.Rand, nano: e.started.nano}
	if h.random == nil {
		h.random = rand.New(rand.NewPCG(1, 1))
	}
	if e.pure {
		h.env.HTTP = nil
	}
	h.ctx = context.WithValue(limited, callKey{}, h)
	out, err := i.run(h, in, e.answer)
	if len(h.output) > 0 && env.Log != nil {
		env.Log.LogAttrs(ctx, slog.LevelDebug, "block wrote", slog.String("text", string(h.output)))
	}
	if err != nil {
		i.close(ctx)
		return nil, e.trouble(ctx, env, err)
	}
	e.give(ctx, i)
	return out, nil
}

// trouble says what went wrong: for the author if it was the module, and for us if it was not.
func (e *executor) trouble(ctx context.Context, env custom.Env, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) { // a deadline of the caller's is the end of the call's time
		return fmt.Errorf("run %s: %w", e.manifest.Name, ctx.Err())
	}
	if _, ours := errors.AsType[runtime.Error](err); ours {
		return fmt.Errorf("run %s: %w", e.manifest.Name, err)
	}
	if env.Log != nil {
		env.Log.LogAttrs(ctx, slog.LevelDebug, "block broke down", slog.Any("error", err))
	}
	code := codeTrap
	switch _, exited := errors.AsType[*exitError](err); {
	case exited:
		code = codeExit
	case errors.Is(err, errStopped):
		code = codeTimeout
	case errors.Is(err, errAnswerSize):
		return engine.Trouble(codeAnswerSize, "the block %s answered with more than %d bytes", e.manifest.Name, e.answer)
	}
	return engine.Trouble(code, "the block %s did not come to an end: %s", e.manifest.Name, reason(err, e.limit))
}

// reason says in one line why a module ended.
func reason(err error, limit time.Duration) string {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return fmt.Sprintf("it ended itself with the code %d", exit.code)
	}
	if errors.Is(err, errStopped) {
		return fmt.Sprintf("it took longer than %v", limit)
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(strings.TrimPrefix(line, "wasm error: "), " (recovered by wazero)")
}

// take gives an instance in the state after the start.
func (e *executor) take(ctx context.Context) (*instance, error) {
	e.mu.Lock()
	if n := len(e.idle); n > 0 {
		i := e.idle[n-1]
		e.idle = e.idle[:n-1]
		e.mu.Unlock()
		return i, nil
	}
	e.mu.Unlock()
	return e.started.instance(ctx)
}

// give puts an instance back into that state for the next call, or drops it where that cannot be done. There are never more of
// them than calls at the same time.
func (e *executor) give(ctx context.Context, i *instance) {
	if !i.reset() {
		i.close(ctx)
		return
	}
	e.mu.Lock()
	e.idle = append(e.idle, i)
	e.mu.Unlock()
}

// Close gives everything back. No call may be running.
func (e *executor) Close(ctx context.Context) error {
	e.mu.Lock()
	for _, i := range e.idle {
		i.close(ctx)
	}
	e.idle = nil
	e.mu.Unlock()
	return e.started.close(ctx)
}
