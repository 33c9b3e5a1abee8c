package wasm

// instruction is one instruction of a function, as much of it as rewriting needs.
type instruction struct {
	op    byte
	sub   uint32 // of those that begin with prefix
	index uint32 // function of call and ref.func
}

// Instructions that rewriting looks at: WebAssembly Core Specification, section 5.4.
const (
	opBlock    byte = 0x02
	opLoop     byte = 0x03
	opIf       byte = 0x04
	opEnd      byte = 0x0b
	opCall     byte = 0x10
	opTableSet byte = 0x26
	opGrow     byte = 0x40 // memory.grow
	opRefFunc  byte = 0xd2
	opPrefix   byte = 0xfc

	subMemoryInit uint32 = 8
	subDataDrop   uint32 = 9
	subMemoryCopy uint32 = 10
	subMemoryFill uint32 = 11
	subTableInit  uint32 = 12
	subElemDrop   uint32 = 13
	subTableCopy  uint32 = 14
	subTableGrow  uint32 = 15
	subTableSize  uint32 = 16
	subTableFill  uint32 = 17
)

// instruction reads the next one.
func (r *reader) instruction() instruction {
	in := instruction{op: r.byte()}
	switch op := in.op; {
	case op == 0x00, op == 0x01, op == 0x05, op == opEnd, op == 0x0f, op == 0x1a, op == 0x1b, op == 0xd1:
	case op == opBlock, op == opLoop, op == opIf:
		r.skipInt()
	case op == 0x0c, op == 0x0d, op >= 0x20 && op <= opTableSet:
		r.u32()
	case op == 0x0e:
		for range r.count() {
			r.u32()
		}
		r.u32()
	case op == opCall, op == opRefFunc:
		in.index = r.u32()
	case op == 0x11, op >= 0x28 && op <= 0x3e:
		r.u32()
		r.u32()
	case op == 0x1c:
		r.bytes(r.u32())
	case op == 0x3f, op == opGrow, op == 0xd0:
		r.byte()
	case op == 0x41, op == 0x42:
		r.skipInt()
	case op == 0x43:
		r.bytes(4)
	case op == 0x44:
		r.bytes(8)
	case op >= 0x45 && op <= 0xc4:
	case op == opPrefix:
		in.sub = r.u32()
		r.bulk(in.sub)
	default:
		r.fail("the instruction 0x%02x is not supported: vectors, threads, exceptions and tail calls are to be switched off", op)
	}
	return in
}

// bulk passes by what follows the number of an instruction with the prefix.
func (r *reader) bulk(sub uint32) {
	switch {
	case sub < subMemoryInit: // conversions
	case sub == subMemoryInit:
		r.u32()
		r.byte()
	case sub == subMemoryCopy:
		r.bytes(2)
	case sub == subMemoryFill:
		r.byte()
	case sub == subTableInit, sub == subTableCopy:
		r.u32()
		r.u32()
	case sub <= subTableFill:
		r.u32()
	default:
		r.fail("the instruction 0xfc %d is not supported", sub)
	}
}

// moves reports whether the instruction works on as many bytes as its last operand says.
func (in instruction) moves() bool {
	return in.op == opPrefix && (in.sub == subMemoryInit || in.sub == subMemoryCopy || in.sub == subMemoryFill)
}

// heavy reports whether it takes long in a way that its operands alone do not say.
func (in instruction) heavy() bool {
	return in.op == opGrow || in.op == opPrefix && (in.sub == subTableInit || in.sub >= subTableCopy && in.sub != subTableSize)
}

// lasting reports whether it changes something that is neither memory nor a global variable.
func (in instruction) lasting() bool {
	switch in.op {
	case opTableSet:
		return true
	case opPrefix:
		return in.sub == subDataDrop || in.sub >= subTableInit && in.sub != subTableSize
	default:
		return false
	}
}
