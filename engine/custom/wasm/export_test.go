package wasm

// Busy reports whether a call of the module is running.
func (e *executor) Busy() bool { return len(e.own) > 0 && len(e.all) > 0 }

// Features are those that modules may use.
const Features = features

// Rewrite rewrites a module, whatever it exports and imports.
func Rewrite(file []byte) ([]byte, error) {
	m, err := parse(file)
	if err != nil {
		return nil, err
	}
	w, err := m.rewrite(defaultMemory / pageSize)
	if err != nil {
		return nil, err
	}
	return w.file, nil
}
