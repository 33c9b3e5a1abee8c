package wasm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ABI is the version of what a module and its host expect of each other; a module says by scenarist_abi which it was made for.
const ABI = 1

// What a module exports.
const (
	exportMemory     = "memory"
	exportABI        = "scenarist_abi"
	exportAlloc      = "scenarist_alloc"
	exportExecute    = "scenarist_execute"
	exportInitialize = "_initialize" // of toolchains whose modules need a start: Go, WASI reactors
	exportStart      = "_start"      // of those that make programs instead
)

// fits finds what keeps a module from being a block; granted says whether it may call over HTTP.
func (m *module) fits(granted bool) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, im := range m.imports {
		f, ok := hostFunctions[im.module][im.name]
		switch {
		case !ok && hostFunctions[im.module] == nil:
			fault("the module imports %s.%s: there is no module %s here, only %s", im.module, im.name, im.module, strings.Join(hostModules(), ", "))
		case !ok:
			fault("the module imports %s.%s, which does not exist here", im.module, im.name)
		case int(im.typ) >= len(m.types) || m.types[im.typ] != f.signature:
			fault("the module imports %s.%s with other parameters or results than it has", im.module, im.name)
		case f.granted && !granted:
			fault("the module imports %s.%s, but the manifest names no hosts in its permissions", im.module, im.name)
		}
	}
	if e, ok := m.export(exportMemory, 2); !ok || e.index != 0 {
		fault("the module does not export its memory as %q", exportMemory)
	}
	for _, x := range []struct {
		name, text string
		signature  signature
	}{
		{exportABI, "() -> i32", signature{"", string(i32)}},
		{exportAlloc, "(i32) -> i32", signature{string(i32), string(i32)}},
		{exportExecute, "(i32, i32) -> i64", signature{string([]byte{i32, i32}), string(i64)}},
		{exportInitialize, "()", signature{}},
	} {
		e, ok := m.export(x.name, 0)
		if !ok {
			if x.name != exportInitialize {
				fault("the module does not export the function %s%s", x.name, x.text)
			}
			continue
		}
		if f, ok := m.function(e.index); !ok || f != x.signature {
			fault("the function %s of the module is not %s", x.name, x.text)
		}
	}
	if _, program := m.export(exportStart, 0); program {
		if _, library := m.export(exportInitialize, 0); !library {
			fault("the module is a program with %s: build it as a library (Go: -buildmode=c-shared, C and Rust: a reactor)", exportStart)
		}
	}
	if m.start >= 0 {
		if f, ok := m.function(uint32(m.start)); !ok || f != (signature{}) {
			fault("the start function of the module takes or gives something")
		}
	}
	return errors.Join(faults...)
}

// hostModules are the names of the modules that may be imported from, sorted.
func hostModules() []string {
	var names []string
	for name := range hostFunctions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
