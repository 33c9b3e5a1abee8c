package wasm_test

import (
	"encoding/binary"
	"fmt"
)

// parts are what the small modules of these tests differ in; the rest is that of a good module whose memory begins with
// one page, whose alloc always gives 1024 and whose execute says what answer is.
type parts struct {
	abi     int32
	alloc   []byte // code
	execute []byte // code, without its end; answers with `answer` if it is nil
	start   []byte // code
	more    []byte // code of one function more, () -> i64, with index first(imports)+3
	imports []imports
	memory  []byte // limits
	table   []byte // whole content of the section
	globals int    // mutable numbers of 32 bits that begin with 0
	answer  string // at 16
	other   string // at 512
	exports []string
}

type imports struct {
	module, name string
	typ          int
}

// The types that the modules have.
const (
	getsI32   = 0 // () -> i32
	i32ToI32  = 1
	twoToI64  = 2 // (i32, i32) -> i64
	nothing   = 3
	takesTwo  = 4
	takes3    = 5
	getsI64   = 6
	takesOne  = 7
	twoToI32  = 8
	fourToI32 = 9
)

const good = `{"exit":"next"}`

// Code.
var (
	end         = []byte{0x0b}
	unreachable = []byte{0x00}
	drop        = []byte{0x1a}
)

func num(v int32) []byte { return signed([]byte{0x41}, int64(v)) }

func signed(to []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(to, b)
		}
		to = append(to, b|0x80)
	}
}

func code(pieces ...[]byte) []byte {
	var out []byte
	for _, p := range pieces {
		out = append(out, p...)
	}
	return out
}

// call calls a function by its index.
func call(index int) []byte { return binary.AppendUvarint([]byte{0x10}, uint64(index)) }

// forever repeats code.
func forever(inside []byte) []byte { return code([]byte{0x03, 0x40}, inside, []byte{0x0c, 0, 0x0b}) }

// gives is the code that answers with what lies at an address.
func gives(at, n int) []byte { return signed([]byte{0x42}, int64(at)<<32|int64(n)) }

// otherwise answers with p.other where the number on the stack is not 0.
func otherwise(other string) []byte {
	return code([]byte{0x04, 0x40}, gives(512, len(other)), []byte{0x0f, 0x0b})
}

func (p parts) build() []byte {
	list := func(items ...[]byte) []byte {
		return code(append([][]byte{binary.AppendUvarint(nil, uint64(len(items)))}, items...)...)
	}
	text := func(s string) []byte { return append(binary.AppendUvarint(nil, uint64(len(s))), s...) }
	function := func(body []byte) []byte {
		b := code([]byte{0}, body, end)
		return append(binary.AppendUvarint(nil, uint64(len(b))), b...)
	}
	out := []byte("\x00asm\x01\x00\x00\x00")
	add := func(id byte, content []byte) { out = append(append(out, id), text(string(content))...) }
	add(1, list([]byte{0x60, 0, 1, 0x7f}, []byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 2, 0x7f, 0x7f, 1, 0x7e}, []byte{0x60, 0, 0},
		[]byte{0x60, 2, 0x7f, 0x7f, 0}, []byte{0x60, 3, 0x7f, 0x7f, 0x7f, 0}, []byte{0x60, 0, 1, 0x7e}, []byte{0x60, 1, 0x7f, 0},
		[]byte{0x60, 2, 0x7f, 0x7f, 1, 0x7f}, []byte{0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f}))
	var im [][]byte
	for _, i := range p.imports {
		im = append(im, code(text(i.module), text(i.name), []byte{0, byte(i.typ)}))
	}
	if len(im) > 0 {
		add(2, list(im...))
	}
	functions := [][]byte{{getsI32}, {i32ToI32}, {twoToI64}}
	bodies := [][]byte{function(num(max(p.abi, 1))), nil, nil}
	if p.abi < 0 {
		bodies[0] = function(num(0))
	}
	if p.alloc == nil {
		p.alloc = num(1024)
	}
	if p.execute == nil {
		p.execute = gives(16, len(p.answer))
	}
	bodies[1], bodies[2] = function(p.alloc), function(p.execute)
	if p.more != nil {
		functions, bodies = append(functions, []byte{getsI64}), append(bodies, function(p.more))
	}
	if p.start != nil {
		functions, bodies = append(functions, []byte{nothing}), append(bodies, function(p.start))
	}
	add(3, list(functions...))
	if p.table != nil {
		add(4, p.table)
	}
	if p.memory == nil {
		p.memory = []byte{0, 1}
	}
	add(5, list(p.memory))
	if p.globals > 0 {
		g := make([][]byte, p.globals)
		for i := range g {
			g[i] = []byte{0x7f, 1, 0x41, 0, 0x0b}
		}
		add(6, list(g...))
	}
	if p.exports == nil {
		p.exports = []string{"scenarist_abi", "scenarist_alloc", "scenarist_execute", "memory"}
	}
	var ex [][]byte
	for i, name := range p.exports {
		if name == "memory" {
			ex = append(ex, code(text(name), []byte{2, 0}))
		} else {
			ex = append(ex, code(text(name), []byte{0, byte(len(p.imports) + i)}))
		}
	}
	add(7, list(ex...))
	if p.start != nil {
		add(8, []byte{byte(len(p.imports) + len(functions) - 1)})
	}
	add(10, list(bodies...))
	segment := func(at int32, s string) []byte { return code([]byte{0}, num(at), end, text(s)) }
	add(11, list(segment(16, p.answer), segment(512, p.other)))
	return out
}

// leaves is an answer by an exit of that name.
func leaves(exit string) string { return fmt.Sprintf(`{"exit":%q}`, exit) }
