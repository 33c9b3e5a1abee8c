package wasm

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// What a call may ask of its host.
const (
	maxRandom   = 64 << 10 // bytes at once
	maxLogLines = 32
	maxLogLine  = 1 << 10 // bytes
	maxOutput   = 4 << 10 // bytes of standard output and error
)

// call is the host's side of one call: it travels in the context and belongs to one goroutine.
type call struct {
	ctx    context.Context //nolint:containedctx // host functions get no other that ends with the call
	env    custom.Env
	random *rand.Rand
	nano   uint64 // of the monotonic clock, which only moves when it is read and slept by
	lines  int
	output []byte
	web    web
}

type callKey struct{}

// Errors that end a module from inside of a host function; a panic carries them.
var (
	errStopped = errors.New("the module was stopped")
	errFault   = errors.New("the module gave an address outside of its memory")
	errMuch    = errors.New("the module asks for too much at once")
)

// exitError says that a module ended itself.
type exitError struct{ code uint32 }

func (*exitError) Error() string { return "the module ended itself" }

// look ends the module if its time is over. Every host function begins with it, so that a flood of them ends as well.
func (c *call) look() {
	if c.ctx.Err() != nil {
		panic(errStopped)
	}
}

// read gives a part of the module's memory, which is valid until the module goes on.
func read(mod api.Module, ptr, n uint64) []byte {
	b, ok := mod.Memory().Read(uint32(ptr), uint32(n))
	if !ok {
		panic(errFault)
	}
	return b
}

func (c *call) log(level uint64, text []byte) {
	if c.env.Log == nil || c.lines == maxLogLines {
		return
	}
	c.lines++
	to := slog.LevelDebug
	switch uint32(level) {
	case 0:
	case 1:
		to = slog.LevelInfo
	default:
		to = slog.LevelWarn
	}
	c.env.Log.LogAttrs(c.ctx, to, "block says", slog.String("text", engine.ClipBytes(string(text), maxLogLine)))
}

// write takes what the module writes on its standard output and error.
func (c *call) write(b []byte) {
	c.output = append(c.output, b[:min(len(b), maxOutput-len(c.output))]...)
}

// fill puts chance into a part of the module's memory.
func (c *call) fill(b []byte) {
	if len(b) > maxRandom {
		panic(errMuch)
	}
	var word uint64
	for i := range b {
		if i%8 == 0 {
			word = c.random.Uint64()
		}
		b[i] = byte(word)
		word >>= 8
	}
}

// now is the time of the turn in nanoseconds since 1970.
func (c *call) now() uint64 { return uint64(c.env.Now.UnixNano()) }

// monotonic gives the time of a clock that never stands still, and that no real time drives.
func (c *call) monotonic() uint64 {
	c.nano += uint64(time.Microsecond)
	return c.nano
}
