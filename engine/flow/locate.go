package flow

// Locate finds one value in a source by its JSON pointer: Index.Locate for a single path.
func Locate(data []byte, path string) (line, column int, ok bool) {
	return NewIndex(data).Locate(path)
}
