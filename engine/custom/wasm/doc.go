// Package wasm runs blocks that integrators build as WebAssembly modules, in any language that can: JSON goes in, JSON comes
// out, and there is nothing else that a module can reach.
//
// A package of this kind is a folder with manifest.json, which has "kind": "wasm" and "wasm": {"module": "block.wasm"}, and the
// module. examples/wasmblock-go and examples/wasmblock-assemblyscript are such, and each has a file with what every module in
// the language needs.
//
// # What a module exports
//
// Version 1 of the interface:
//
//	memory                                        its memory
//	scenarist_abi() -> i32                        1: the version it was made for; asked once
//	scenarist_alloc(size i32) -> ptr i32          room for a call, never 0; the host writes the call there
//	scenarist_execute(ptr i32, size i32) -> i64   runs the block; gives ptr<<32 | size of the answer
//	_initialize()                                 only where the toolchain needs it (Go, WASI reactors); run once
//
// The call is a custom.Call and the answer a custom.Answer, both as JSON in UTF-8; schemas of settings, exits and outputs are
// the manifest's. A field that is not known makes an answer invalid.
//
// # What a module may import
//
// From scenarist:
//
//	log(level i32, ptr i32, size i32)    0 debug, 1 info, 2 warning; 32 lines of 1 KiB a call; no texts of users
//	now() -> i64                         the time of the turn, in milliseconds since 1970; stands still during a call
//	random(ptr i32, size i32)            fills with chance of the turn, at most 64 KiB at once
//	http(ptr i32, size i32) -> i32       asks a server, see below; gives the size of what came
//	take(ptr i32)                        writes that to ptr
//
// From wasi_snapshot_preview1 everything, in a world without files, arguments, environment and network: standard output and error
// go to the log of the test chat (4 KiB a call), random_get is random, the clock is now, sleeping takes no time, proc_exit
// ends the call as a trouble, and the rest says that there is no such file. From env only AssemblyScript's abort. WebAssembly
// 2.0 is supported without vectors, threads and imported memories.
//
// http takes {"method", "url", "headers": {}, "body": text} and gives {"status", "headers", "body"}, or body_base64 where the
// body is not UTF-8, or {"error": text} where nobody answered; 1 MiB each, 8 requests a call. It is there only for a block whose
// manifest names hosts in its permissions, and only they can be reached. A secret that a setting holds is put in here, so that
// the module never sees it.
//
// # Purity
//
// A module without hosts is run inside of the turn: the same call in the same turn gives the same answer, on any machine,
// since time and chance are the turn's. One with hosts runs as a job.
//
// Nothing that a call leaves behind reaches another, be it of the same user: memory, global variables and tables are what they
// were after the start. So whatever takes long and is always the same belongs into the start (a package's init in Go, the
// top level in AssemblyScript), where it is done once. The start sees neither real time nor real chance; the random numbers of a
// language's own library are therefore the same in every call, those of random and random_get are not.
//
// # Limits
//
// Of a call: memory 16 MiB (limits.memory of the manifest, at most 64), 100 ms (limits.timeout, at most 1 s; 10 s and 30 s with
// hosts), 64 KiB of answer (limits.answer, at most 256). Of a module: a file of 8 MiB, 256 KiB of code in a function, 10 s of
// start. Troubles leave by the error exit with the codes wasm_timeout, wasm_trap, wasm_exit, wasm_answer, wasm_answer_size,
// wasm_call_size and wasm_busy. How many run at once is bounded (Options.Parallel), and one module never takes more than half of that. Its
// stack is the runtime's and not part of the memory: a call that goes as deep as it can takes 100 MB until it ends.
//
// # How it is done
//
// The runtime is wazero. A module is rewritten before it is compiled, for two reasons.
//
// It must stop. wazero can interrupt loops only, not calls that call each other without one, and its checks made the example
// in Go five times slower; code that does not come back also keeps Go's garbage collector waiting, and with it the whole process. So
// every function, every loop and every move of memory takes what it costs off a counter, and when that is used up, the host is
// called, which looks whether the time is over. It adds a twelfth to the time of the example in Go.
//
// It must forget. A new instance for each call is the plain way, but a module in Go takes milliseconds to start. So it starts
// once, without its start function and data: those are done by the host, the memory that comes of it is kept as an image,
// and so are the global variables, which rewriting exports. An instance maps the image (Linux; elsewhere it copies it) and begins
// in that state; after the call the pages that it wrote are dropped, or written over where most calls write them, and the global
// variables set back. What else could have changed are tables, segments and the size of the memory: an instance whose memory
// has grown, or whose code has instructions that change the others at all, is thrown away instead. What the start itself does to
// tables and segments is not kept; no toolchain that we know does such a thing.
//
// Compiled modules are kept in memory and, with Options.CacheDir, in a folder, so that only the first process that ever opens a
// module compiles it (the example in Go takes a second). The program empties that folder of what is older than a month.
package wasm
