package wasm

// Busy reports whether a call of the module is running.
func (e *executor) Busy() bool { return len(e.own) > 0 && len(e.all) > 0 }
