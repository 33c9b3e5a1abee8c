package enginetest

// What the tests of this package see of the runner.
var DiffJSON = diffJSON

// ReadBlockFile reads a file of cases as the runner does.
func ReadBlockFile(typ, path string) error {
	_, err := readBlockFile(typ, path, false)
	return err
}
