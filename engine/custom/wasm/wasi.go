package wasm

import (
	"encoding/binary"
	"strings"

	"github.com/tetratelabs/wazero/api"
)

// Answers of WASI: its errno.
const (
	wasiOK       = 0
	wasiBadFile  = 8
	wasiInvalid  = 28
	wasiNotThere = 52
)

// wasiShapes are the parameters of the functions of WASI preview 1: i for 32 bits, l for 64. All but proc_exit give an errno.
const wasiShapes = `args_get ii, args_sizes_get ii, environ_get ii, environ_sizes_get ii, clock_res_get ii, clock_time_get ili,
fd_advise illi, fd_allocate ill, fd_close i, fd_datasync i, fd_fdstat_get ii, fd_fdstat_set_flags ii, fd_fdstat_set_rights ill,
fd_filestat_get ii, fd_filestat_set_size il, fd_filestat_set_times illi, fd_pread iiili, fd_prestat_get ii,
fd_prestat_dir_name iii, fd_pwrite iiili, fd_read iiii, fd_readdir iiili, fd_renumber ii, fd_seek ilii, fd_sync i, fd_tell ii,
fd_write iiii, path_create_directory iii, path_filestat_get iiiii, path_filestat_set_times iiiilli, path_link iiiiiii,
path_open iiiiillii, path_readlink iiiiii, path_remove_directory iii, path_rename iiiiii, path_symlink iiiii,
path_unlink_file iii, poll_oneoff iiii, proc_exit i, proc_raise i, random_get ii, sched_yield, sock_accept iii,
sock_recv iiiiii, sock_send iiiii, sock_shutdown ii`

// wasi makes the functions of WASI that toolchains link in, in a world without files, network, arguments, environment and
// clock: what has to be there answers, everything else says that there is no such file.
func wasi() map[string]hostFunction {
	there := map[string]func(c *call, mod api.Module, s []uint64) uint64{
		"args_get": func(*call, api.Module, []uint64) uint64 { return wasiOK }, "args_sizes_get": zeros,
		"environ_get": func(*call, api.Module, []uint64) uint64 { return wasiOK }, "environ_sizes_get": zeros,
		"clock_res_get":  clockResolution,
		"clock_time_get": clockTime,
		"fd_fdstat_get":  fileState,
		"fd_write":       fileWrite,
		"poll_oneoff":    poll,
		"random_get": func(c *call, mod api.Module, s []uint64) uint64 {
			c.fill(read(mod, s[0], s[1]))
			return wasiOK
		},
		"sched_yield": func(*call, api.Module, []uint64) uint64 { return wasiOK },
		"proc_raise":  func(*call, api.Module, []uint64) uint64 { return wasiNotThere },
	}
	out := map[string]hostFunction{}
	for shape := range strings.SplitSeq(wasiShapes, ",") {
		name, letters, _ := strings.Cut(strings.TrimSpace(shape), " ")
		f := hostFunction{signature: signature{params: strings.NewReplacer("i", string([]byte{i32}), "l", string([]byte{i64})).Replace(letters), results: string([]byte{i32})}}
		answer := there[name]
		f.run = func(c *call, mod api.Module, s []uint64) {
			if answer == nil {
				s[0] = wasiBadFile
				return
			}
			s[0] = answer(c, mod, s)
		}
		if name == "proc_exit" {
			f.signature.results = ""
			f.run = func(_ *call, _ api.Module, s []uint64) { panic(&exitError{code: uint32(s[0])}) }
		}
		out[name] = f
	}
	return out
}

// zeros says that there are none, and that they take no bytes.
func zeros(_ *call, mod api.Module, s []uint64) uint64 {
	clear(read(mod, s[0], 4))
	clear(read(mod, s[1], 4))
	return wasiOK
}

func clockResolution(_ *call, mod api.Module, s []uint64) uint64 {
	binary.LittleEndian.PutUint64(read(mod, s[1], 8), 1000)
	return wasiOK
}

// clockTime gives the time of the turn, or that of a clock which only moves by being looked at.
func clockTime(c *call, mod api.Module, s []uint64) uint64 {
	t := c.now()
	if uint32(s[0]) != 0 {
		t = c.monotonic()
	}
	binary.LittleEndian.PutUint64(read(mod, s[2], 8), t)
	return wasiOK
}

// fileState says of standard input, output and error that they are there.
func fileState(_ *call, mod api.Module, s []uint64) uint64 {
	if uint32(s[0]) > 2 {
		return wasiBadFile
	}
	state := read(mod, s[1], 24)
	clear(state)
	state[0] = 2                                   // character device
	binary.LittleEndian.PutUint64(state[8:], 1<<6) // rights: write
	binary.LittleEndian.PutUint64(state[16:], 0)   // and none that are handed on
	return wasiOK
}

// fileWrite takes what is written on standard output and error.
func fileWrite(c *call, mod api.Module, s []uint64) uint64 {
	const most = 1024 // parts, as in IOV_MAX
	if fd := uint32(s[0]); fd != 1 && fd != 2 {
		return wasiBadFile
	}
	n := uint32(s[2])
	if n > most {
		return wasiInvalid
	}
	parts := read(mod, s[1], uint64(n)*8)
	written := uint32(0)
	for ; len(parts) > 0; parts = parts[8:] {
		b := read(mod, uint64(binary.LittleEndian.Uint32(parts)), uint64(binary.LittleEndian.Uint32(parts[4:])))
		c.write(b)
		written += uint32(len(b))
	}
	binary.LittleEndian.PutUint32(read(mod, s[3], 4), written)
	return wasiOK
}

// poll lets the monotonic clock go on to the first moment that is waited for; nothing really waits.
func poll(c *call, mod api.Module, s []uint64) uint64 {
	const most = 64
	n := uint32(s[2])
	if n == 0 || n > most {
		return wasiInvalid
	}
	in, out := read(mod, s[0], uint64(n)*48), read(mod, s[1], uint64(n)*32)
	first, until := -1, uint64(0)
	for i := range int(n) {
		sub := in[i*48:]
		if sub[8] != 0 { // not a clock
			continue
		}
		at := binary.LittleEndian.Uint64(sub[24:])
		switch {
		case sub[40]&1 == 0:
			at += c.nano
		case binary.LittleEndian.Uint32(sub[16:]) == 0: // the time of the turn, which stands still
			at = at - min(at, c.now()) + c.nano
		}
		if first < 0 || at < until {
			first, until = i, at
		}
	}
	errno := uint16(wasiOK)
	if first < 0 {
		first, errno = 0, wasiBadFile
	} else {
		c.nano = max(c.nano, until)
	}
	event := [32]byte{10: in[first*48+8]}
	copy(event[:8], in[first*48:])
	binary.LittleEndian.PutUint16(event[8:], errno)
	copy(out, event[:])
	binary.LittleEndian.PutUint32(read(mod, s[3], 4), 1)
	return wasiOK
}
