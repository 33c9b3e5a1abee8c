package wasm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// What a module may be, whatever its manifest says.
const (
	maxModule    = 8 << 20   // bytes of the file
	maxFunction  = 256 << 10 // bytes of a function's code: compiling takes more than in proportion to it
	maxFunctions = 50_000
	maxGlobals   = 1_000
	maxLocals    = 5_000 // of a function
	maxTable     = 64 << 10
	maxTables    = 4
	pageSize     = 64 << 10 // bytes: WebAssembly Core Specification, section 4.2.8
)

// The kinds of values that functions take and give here, as they are in the binary format.
const (
	i32 byte = 0x7f
	i64 byte = 0x7e
	f32 byte = 0x7d
	f64 byte = 0x7c

	funcref   byte = 0x70
	externref byte = 0x6f
)

// signature is what a function takes and gives.
type signature struct{ params, results string }

// module is what is known of a module before it is compiled; its parts point into the file.
type module struct {
	types   []signature
	imports []imported
	funcs   []uint32 // types of the module's own functions
	tables  []table
	memory  limits
	globals []global
	exports []exported
	start   int64 // function; -1 for none
	elems   [][]byte
	counted bool // has a section that counts the data
	code    []body
	data    []data

	rawTypes []byte
}

type imported struct {
	module, name string
	typ          uint32
}

type limits struct {
	low, high uint32
	bounded   bool
}

type table struct {
	ref byte
	limits
}

type global struct {
	typ     byte
	mutable bool
	init    []byte // with its end
}

type exported struct {
	name  string
	kind  byte // 0 function, 1 table, 2 memory, 3 global
	index uint32
}

type body struct {
	locals []byte // declarations without their number
	groups int
	count  uint32 // of the locals that are declared
	expr   []byte
}

type data struct {
	active  bool
	offset  []byte // expression, with its end
	content []byte
}

// parse reads a module and refuses what is not supported here. What it lets through the runtime still validates.
func parse(file []byte) (*module, error) {
	if len(file) > maxModule {
		return nil, fmt.Errorf("the module has %d bytes, of which at most %d are allowed", len(file), maxModule)
	}
	if !bytes.HasPrefix(file, []byte("\x00asm")) {
		return nil, fmt.Errorf("this is no WebAssembly module")
	}
	if !bytes.HasPrefix(file, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, fmt.Errorf("this is a component or another version of WebAssembly: a plain module of version 1 is needed")
	}
	m := &module{start: -1}
	r := &reader{b: file, at: 8}
	last := 0
	for r.more() {
		id := r.byte()
		content := r.bytes(r.u32())
		if r.err != nil {
			break
		}
		if id == 0 {
			continue // names and debug information
		}
		// The count of the data has a number of its own, but stands before the code.
		order := slices.Index([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11}, id) + 1
		if order == 0 {
			return nil, fmt.Errorf("the section %d of the module is not supported", id)
		}
		if order <= last {
			return nil, fmt.Errorf("the section %d of the module is in a wrong place", id)
		}
		last = order
		s := &reader{b: content}
		m.section(id, s)
		if s.err == nil && s.at != len(s.b) {
			s.fail("something follows its end")
		}
		if s.err != nil {
			return nil, fmt.Errorf("section %d of the module: %w", id, s.err)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	if len(m.code) != len(m.funcs) {
		return nil, fmt.Errorf("the module names %d functions and has the code of %d", len(m.funcs), len(m.code))
	}
	return m, nil
}

func (m *module) section(id byte, r *reader) {
	switch id {
	case 1:
		m.rawTypes = r.b
		for range r.count() {
			if r.byte() != 0x60 {
				r.fail("a type is not that of a function")
			}
			m.types = append(m.types, signature{r.name(), r.name()})
		}
	case 2:
		for range r.count() {
			im := imported{module: r.name(), name: r.name()}
			if kind := r.byte(); kind != 0 {
				r.fail("%s.%s: only functions may be imported", im.module, im.name)
			}
			im.typ = r.u32()
			m.imports = append(m.imports, im)
		}
	case 3:
		n := r.count()
		if n > maxFunctions {
			r.fail("the module has %d functions, of which at most %d are allowed", n, maxFunctions)
			return
		}
		for range n {
			m.funcs = append(m.funcs, r.u32())
		}
	case 4:
		m.readTables(r)
	case 5:
		if n := r.count(); n > 1 {
			r.fail("the module has %d memories", n)
			return
		} else if n == 1 {
			m.memory.low, m.memory.high, m.memory.bounded = r.limits()
		}
	case 6:
		m.readGlobals(r)
	case 7:
		for range r.count() {
			m.exports = append(m.exports, exported{r.name(), r.byte(), r.u32()})
		}
	case 8:
		m.start = int64(r.u32())
	case 9:
		for range r.count() {
			from := r.at
			m.skipElement(r)
			if r.err == nil {
				m.elems = append(m.elems, r.b[from:r.at])
			}
		}
	case 12:
		m.counted = true
		r.u32()
	case 10:
		for range r.count() {
			m.readBody(&reader{b: r.bytes(r.u32())}, r)
		}
	case 11:
		m.readData(r)
	}
}

func (m *module) readTables(r *reader) {
	for range r.count() {
		t := table{ref: r.byte()}
		if t.ref != funcref && t.ref != externref {
			r.fail("this kind of tables is not supported")
		}
		t.low, t.high, t.bounded = r.limits()
		if t.low > maxTable {
			r.fail("a table has %d elements, of which at most %d are allowed", t.low, maxTable)
		}
		m.tables = append(m.tables, t)
	}
	if len(m.tables) > maxTables {
		r.fail("the module has %d tables, of which at most %d are allowed", len(m.tables), maxTables)
	}
}

func (m *module) readGlobals(r *reader) {
	n := r.count()
	if n > maxGlobals {
		r.fail("the module has %d global variables, of which at most %d are allowed", n, maxGlobals)
		return
	}
	for range n {
		g := global{typ: r.byte(), mutable: r.byte() == 1}
		if g.typ < f64 && g.mutable {
			r.fail("global variables that change must be numbers")
		}
		g.init = m.constant(r)
		m.globals = append(m.globals, g)
	}
}

// constant reads a constant expression.
func (m *module) constant(r *reader) []byte {
	from := r.at
	for r.err == nil {
		switch op := r.byte(); op {
		case 0x0b:
			return r.b[from:r.at]
		case 0x41, 0x42:
			r.skipInt()
		case 0x43:
			r.bytes(4)
		case 0x44:
			r.bytes(8)
		case 0x23, 0xd2:
			r.u32()
		case 0xd0:
			r.byte()
		default:
			r.fail("the constant expression 0x%02x is not supported", op)
		}
	}
	return nil
}

// skipElement passes by a segment of a table; rewriting reads it once more.
func (m *module) skipElement(r *reader) { m.element(r, func(uint32) {}, func([]byte) {}) }

// element reads a segment of a table: function gets the indexes of functions, other the bytes between.
func (m *module) element(r *reader, function func(uint32), other func([]byte)) {
	from := r.at
	keep := func() {
		if r.err == nil {
			other(r.b[from:r.at])
		}
	}
	flag := r.u32()
	if flag > 7 {
		r.fail("a segment of a table is not supported")
		return
	}
	if flag&1 == 0 { // active
		if flag&2 != 0 {
			r.u32()
		}
		m.constant(r)
	}
	if flag&3 != 0 {
		r.byte() // kind of elements or of references
	}
	n := r.count()
	keep()
	for range n {
		if flag&4 == 0 {
			function(r.u32())
			continue
		}
		// An expression: only ref.func names a function.
		from = r.at
		e := m.constant(r)
		if len(e) > 1 && e[0] == 0xd2 {
			other(e[:1])
			function((&reader{b: e[1:]}).u32())
			other([]byte{0x0b})
		} else {
			keep()
		}
		if r.err != nil {
			return
		}
	}
}

func (m *module) readBody(b, r *reader) {
	if len(b.b) > maxFunction {
		r.fail("a function has %d bytes, of which at most %d are allowed", len(b.b), maxFunction)
		return
	}
	groups := b.count()
	from := b.at
	var locals uint64
	for range groups {
		locals += uint64(b.u32())
		b.byte()
	}
	if locals > maxLocals {
		r.fail("a function has %d local variables, of which at most %d are allowed", locals, maxLocals)
		return
	}
	if b.err != nil {
		r.fail("code of a function: %w", b.err)
		return
	}
	m.code = append(m.code, body{locals: b.b[from:b.at], groups: int(groups), count: uint32(locals), expr: b.b[b.at:]})
}

func (m *module) readData(r *reader) {
	for range r.count() {
		d := data{}
		switch flag := r.u32(); flag {
		case 0:
			d.active, d.offset = true, m.constant(r)
		case 1:
		case 2:
			if r.u32() != 0 {
				r.fail("there is only one memory")
			}
			d.active, d.offset = true, m.constant(r)
		default:
			r.fail("a segment of data is not supported")
		}
		d.content = r.bytes(r.u32())
		m.data = append(m.data, d)
	}
}

// function gives the type of a function by its index, imported ones first; false if there is none.
func (m *module) function(index uint32) (signature, bool) {
	typ := uint32(0)
	switch n := uint32(len(m.imports)); {
	case index < n:
		typ = m.imports[index].typ
	case index-n < uint32(len(m.funcs)):
		typ = m.funcs[index-n]
	default:
		return signature{}, false
	}
	if typ >= uint32(len(m.types)) {
		return signature{}, false
	}
	return m.types[typ], true
}

// export finds what is exported under the name.
func (m *module) export(name string, kind byte) (exported, bool) {
	for _, e := range m.exports {
		if e.name == name && e.kind == kind {
			return e, true
		}
	}
	return exported{}, false
}

// place reads where a segment of data goes: a constant number, as every toolchain writes it.
func (d data) place() (uint32, bool) {
	if len(d.offset) < 3 || d.offset[0] != 0x41 {
		return 0, false
	}
	v, shift := int64(0), 0
	for i, b := range d.offset[1 : len(d.offset)-1] {
		v |= int64(b&0x7f) << shift
		shift += 7
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v |= -1 << shift
			}
			return uint32(v), i == len(d.offset)-3
		}
	}
	return 0, false
}

// appendName appends a text.
func appendName(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}
