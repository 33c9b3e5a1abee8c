package program

// ForgetStartPages is what a server that has started calls.
func ForgetStartPages() { forgetStartPages() }

// Untouched gives the begins and ends of parts of memory.
func Untouched(smaps, file string) [][2]uintptr {
	var out [][2]uintptr
	for _, p := range untouched([]byte(smaps), file) {
		out = append(out, [2]uintptr{p.begin, p.end})
	}
	return out
}
