package wasm

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// Names that rewriting adds to a module.
const (
	hostModule  = "scenarist:host"
	tickName    = "tick"
	startName   = "scenarist:start"
	globalNames = "scenarist:global:" // and the index
)

const (
	// interval is after how much work a module comes back to Go: about the bytes of the code that it ran and of the memory
	// that it moved. It is a millisecond at most, and most often far less.
	interval = 4 << 20
	// heavyWork is what an instruction is counted as that works on a table or gets memory.
	heavyWork = 1 << 18
	// callWork is what entering a function is counted as besides its code: it takes of the stack, which grows by copying.
	callWork = 64
)

// rewritten is a module that can be stopped and begun again from a known state.
type rewritten struct {
	file []byte
	// changing are the global variables that change, by index; they are exported under their names.
	changing []int
	// lasting means that code may change what is neither memory nor a global variable, so that an instance cannot be put back.
	lasting bool
	start   bool
	data    []data // active segments, which are taken out
	low     uint32 // pages of the memory
	high    uint32
}

// rewrite makes the module give account of its work: at the entry of every function, at the head of every loop and before
// instructions that move memory, a counter goes down, and the host is called when it is used up, which ends the module or
// lets it go on. It takes out what runs and fills memory by itself when an instance is made, and exports what has to be put
// back. high is the most pages that the memory may get.
func (m *module) rewrite(high uint32) (*rewritten, error) {
	w := &rewriting{module: m, tick: uint32(len(m.imports)), fuel: uint32(len(m.globals))}
	out := &rewritten{low: m.memory.low, high: high, start: m.start >= 0}
	if m.memory.bounded {
		out.high = min(high, m.memory.high)
	}
	if out.low > out.high {
		return nil, fmt.Errorf("the module wants %d pages of memory to begin with, of which at most %d are allowed", out.low, out.high)
	}
	code, err := w.code()
	if err != nil {
		return nil, err
	}
	file := []byte("\x00asm\x01\x00\x00\x00")
	file = section(file, 1, w.types())
	file = section(file, 2, w.imports())
	file = section(file, 3, w.functions())
	file = section(file, 4, w.tables())
	file = section(file, 5, binary.AppendUvarint(binary.AppendUvarint([]byte{1, 1}, uint64(out.low)), uint64(out.high)))
	file = section(file, 6, w.globals())
	file = section(file, 7, w.exports(out))
	file = section(file, 9, w.elements())
	if m.counted {
		file = section(file, 12, binary.AppendUvarint(nil, uint64(len(m.data))))
	}
	file = section(file, 10, code)
	file = section(file, 11, w.datas(out))
	out.file, out.lasting = file, w.lasting
	return out, nil
}

// rewriting is a rewrite in work.
type rewriting struct {
	module  *module
	tick    uint32 // index of the function that is imported in addition: those of the module's own move up by one
	fuel    uint32 // index of the global variable that is added
	lasting bool
}

// moved is the new index of a function.
func (w *rewriting) moved(index uint32) uint64 {
	if index >= w.tick {
		return uint64(index) + 1
	}
	return uint64(index)
}

func (w *rewriting) types() []byte {
	r := &reader{b: w.module.rawTypes}
	r.u32()
	var rest []byte
	if len(w.module.types) > 0 {
		rest = r.b[r.at:]
	}
	return append(vec(nil, len(w.module.types)+1, rest), 0x60, 0, 1, i64)
}

func (w *rewriting) imports() []byte {
	out := binary.AppendUvarint(nil, uint64(len(w.module.imports)+1))
	for _, im := range append(slices.Clip(w.module.imports), imported{hostModule, tickName, uint32(len(w.module.types))}) {
		out = append(appendName(appendName(out, im.module), im.name), 0)
		out = binary.AppendUvarint(out, uint64(im.typ))
	}
	return out
}

func (w *rewriting) functions() []byte {
	out := binary.AppendUvarint(nil, uint64(len(w.module.funcs)))
	for _, f := range w.module.funcs {
		out = binary.AppendUvarint(out, uint64(f))
	}
	return out
}

func (w *rewriting) tables() []byte {
	if len(w.module.tables) == 0 {
		return nil
	}
	out := binary.AppendUvarint(nil, uint64(len(w.module.tables)))
	for _, t := range w.module.tables {
		high := uint32(maxTable)
		if t.bounded {
			high = min(high, t.high)
		}
		out = binary.AppendUvarint(append(out, t.ref, 1), uint64(t.low))
		out = binary.AppendUvarint(out, uint64(high))
	}
	return out
}

func (w *rewriting) globals() []byte {
	out := binary.AppendUvarint(nil, uint64(len(w.module.globals)+1))
	for _, g := range w.module.globals {
		changing := byte(0)
		if g.mutable {
			changing = 1
		}
		out = append(out, g.typ, changing)
		if g.init[0] == opRefFunc {
			index := (&reader{b: g.init[1:]}).u32()
			out = append(binary.AppendUvarint(append(out, opRefFunc), w.moved(index)), opEnd)
		} else {
			out = append(out, g.init...)
		}
	}
	return append(appendInt(append(out, i64, 1, 0x42), interval), opEnd)
}

func (w *rewriting) exports(out *rewritten) []byte {
	var content []byte
	n := 0
	add := func(name string, kind byte, index uint64) {
		content = binary.AppendUvarint(append(appendName(content, name), kind), index)
		n++
	}
	for _, name := range []string{exportABI, exportAlloc, exportExecute, exportInitialize} {
		if e, ok := w.module.export(name, 0); ok {
			add(name, 0, w.moved(e.index))
		}
	}
	add(exportMemory, 2, 0)
	if out.start {
		add(startName, 0, w.moved(uint32(w.module.start)))
	}
	for i, g := range w.module.globals {
		if g.mutable {
			out.changing = append(out.changing, i)
		}
	}
	out.changing = append(out.changing, int(w.fuel))
	for _, i := range out.changing {
		add(globalNames+strconv.Itoa(i), 3, uint64(i))
	}
	return vec(nil, n, content)
}

func (w *rewriting) elements() []byte {
	if len(w.module.elems) == 0 {
		return nil
	}
	out := binary.AppendUvarint(nil, uint64(len(w.module.elems)))
	for _, e := range w.module.elems {
		w.module.element(&reader{b: e},
			func(index uint32) { out = binary.AppendUvarint(out, w.moved(index)) },
			func(other []byte) { out = append(out, other...) })
	}
	return out
}

// datas gives the section of data without what is active: that is put into the memory once, and the memory kept.
func (w *rewriting) datas(out *rewritten) []byte {
	if len(w.module.data) == 0 {
		return nil
	}
	section := binary.AppendUvarint(nil, uint64(len(w.module.data)))
	for _, d := range w.module.data {
		if d.active {
			out.data = append(out.data, d)
			section = append(section, 0, 0x41, 0, opEnd, 0)
			continue
		}
		section = vec(append(section, 1), len(d.content), d.content)
	}
	return section
}

func (w *rewriting) code() ([]byte, error) {
	out := binary.AppendUvarint(nil, uint64(len(w.module.code)))
	for i, b := range w.module.code {
		params := uint32(0)
		if typ := w.module.funcs[i]; typ < uint32(len(w.module.types)) {
			params = uint32(len(w.module.types[typ].params))
		}
		code, err := w.function(b, params)
		if err != nil {
			return nil, fmt.Errorf("function %d of the module: %w", i+len(w.module.imports), err)
		}
		out = vec(out, len(code), code)
	}
	return out, nil
}
