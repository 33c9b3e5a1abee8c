package wasm

import "encoding/binary"

// function rewrites the code of one function that has so many parameters.
func (w *rewriting) function(b body, params uint32) ([]byte, error) {
	loops, moving, err := loopLengths(b.expr)
	if err != nil {
		return nil, err
	}
	spare := params + b.count // a local variable of our own, if it is needed
	out := make([]byte, 0, len(b.expr)+len(b.locals)+64+len(loops)*32)
	if moving {
		out = append(vec(out, b.groups+1, b.locals), 1, i32)
	} else {
		out = vec(out, b.groups, b.locals)
	}
	out = w.charge(out, callWork+int64(len(b.expr))+8*int64(b.count))
	r := &reader{b: b.expr}
	for r.more() {
		from := r.at
		in := r.instruction()
		text := r.b[from:r.at]
		w.lasting = w.lasting || in.lasting()
		switch {
		case in.op == opCall, in.op == opRefFunc:
			out = binary.AppendUvarint(append(out, in.op), w.moved(in.index))
		case in.op == opLoop:
			out = w.charge(append(out, text...), loops[0])
			loops = loops[1:]
		case in.moves():
			out = append(w.chargeBytes(out, spare), text...)
		case in.heavy():
			out = append(w.charge(out, heavyWork), text...)
		default:
			out = append(out, text...)
		}
	}
	return out, r.err
}

// loopLengths gives the lengths of all loops in bytes, in the order of their heads, and whether memory is moved.
func loopLengths(expr []byte) (lengths []int64, moving bool, err error) {
	type open struct{ loop, from int }
	var stack []open
	r := &reader{b: expr}
	ended := false
	for r.more() {
		if ended {
			r.fail("something follows the end of its code")
			break
		}
		in := r.instruction()
		moving = moving || in.moves()
		switch in.op {
		case opLoop:
			stack = append(stack, open{len(lengths), r.at})
			lengths = append(lengths, 0)
		case opBlock, opIf:
			stack = append(stack, open{loop: -1})
		case opEnd:
			if len(stack) == 0 {
				ended = true
				continue
			}
			last := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if last.loop >= 0 {
				lengths[last.loop] = int64(r.at - last.from)
			}
		}
	}
	if r.err == nil && !ended {
		r.err = errShort
	}
	return lengths, moving, r.err
}

// charge appends: the counter goes down by what the work is, and the host is asked if it is used up.
func (w *rewriting) charge(out []byte, work int64) []byte {
	out = binary.AppendUvarint(append(out, 0x23), uint64(w.fuel)) // global.get
	out = appendInt(append(out, 0x42), work)                      // i64.const
	return w.settle(out)
}

// chargeBytes appends the same for as many bytes as lie on top of the stack, which stay there.
func (w *rewriting) chargeBytes(out []byte, spare uint32) []byte {
	out = binary.AppendUvarint(append(out, 0x22), uint64(spare))  // local.tee
	out = binary.AppendUvarint(append(out, 0x23), uint64(w.fuel)) // global.get
	out = binary.AppendUvarint(append(out, 0x20), uint64(spare))  // local.get
	out = append(out, 0xad)                                       // i64.extend_i32_u
	return w.settle(out)
}

// settle appends: what is on top of the stack is taken off the counter, and so on.
func (w *rewriting) settle(out []byte) []byte {
	out = binary.AppendUvarint(append(out, 0x7d, 0x24), uint64(w.fuel)) // i64.sub, global.set
	out = binary.AppendUvarint(append(out, 0x23), uint64(w.fuel))       // global.get
	out = append(out, 0x42, 0, 0x53, opIf, 0x40, opCall)                // i64.const 0, i64.lt_s, if, call
	out = binary.AppendUvarint(out, uint64(w.tick))
	out = binary.AppendUvarint(append(out, 0x24), uint64(w.fuel)) // global.set
	return append(out, opEnd)
}
