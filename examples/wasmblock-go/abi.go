//go:build wasip1

package main

import (
	"encoding/binary"
	"encoding/json"
	"unsafe"
)

// call is what this block reads of a call.
type call struct {
	Config config `json:"config"`
}

// answer is what it says of one.
type answer struct {
	Exit    string         `json:"exit,omitempty"`
	Error   *failure       `json:"error,omitempty"`
	Outputs map[string]any `json:"outputs,omitempty"`
}

type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func main() {} // a library has none

func init() { run([]byte(example)) }

// run answers a call in JSON.
func run(in []byte) []byte {
	var c call
	a := answer{}
	if err := json.Unmarshal(in, &c); err != nil {
		a.Error = &failure{"call_invalid", err.Error()}
	} else {
		a = execute(c)
	}
	out, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return out
}

// Version 1 of the interface.
//
//go:wasmexport scenarist_abi
func scenaristABI() int32 { return 1 }

// kept holds what the host is about to write or read, so that it is not collected meanwhile.
var kept []byte

//go:wasmexport scenarist_alloc
func scenaristAlloc(size int32) int32 {
	kept = make([]byte, max(size, 1))
	return int32(uintptr(unsafe.Pointer(&kept[0])))
}

// The call lies in what was allocated last.
//
//go:wasmexport scenarist_execute
func scenaristExecute(_, size int32) int64 {
	kept = run(kept[:size])
	return int64(uintptr(unsafe.Pointer(&kept[0])))<<32 | int64(len(kept))
}

//go:wasmimport scenarist random
func hostRandom(ptr unsafe.Pointer, size int32)

// random gives a number from 0 up to, but not, 1. It is from the turn: the same turn always draws the same.
func random() float64 {
	var b [8]byte
	hostRandom(unsafe.Pointer(&b[0]), int32(len(b)))
	return float64(binary.LittleEndian.Uint64(b[:])>>11) / (1 << 53)
}
