package flow

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// migration brings a document from one schema version to the next. It works on JSON, since the Go types know the
// newest version only; it need not set schema_version, nor keep the order of fields.
type migration struct {
	from int
	up   func(old []byte) ([]byte, error)
}

// migrations lists the steps from version 1 to SchemaVersion, one for each version between. Each has a folder
// testdata/migrations/<from> with documents before and after.
func migrations() []migration {
	return nil // version 1 is the first
}

// Migrate brings a document of an older schema version to the current one and says which version it had. A current
// document comes back as it is, but for a byte order mark. The result is not checked beyond its version: Load does that,
// and migrates by itself. Errors are *LoadError: a text that is no JSON, a schema_version that is missing or newer than
// this program knows, a step that failed.
func Migrate(data []byte) (migrated []byte, from int, err error) {
	return migrate(data, migrations(), SchemaVersion)
}

// migrate is Migrate for any list of migrations.
func migrate(data []byte, steps []migration, current int) (migrated []byte, from int, err error) {
	var found problems
	t, err := parse(data, &found)
	if err != nil {
		return nil, 0, err
	}
	version, known := schemaVersion(t)
	switch {
	case !known || version < 1:
		r := &reader{tree: t, problems: &found}
		if o, ok := r.object(0); ok {
			o.whole("schema_version", required, 1, current)
		}
		return nil, 0, found.err()
	case version > current:
		return nil, 0, tooNew(t, &found, version, current)
	}
	migrated, err = climb(t.source, version, steps, current)
	return migrated, version, err
}

// schemaVersion reads the version of a document; known is false when it is missing or no whole number.
func schemaVersion(t *tree) (version int, known bool) {
	if t.nodes[0].kind != kindObject {
		return 0, false
	}
	c := t.member(0, "schema_version")
	if c == none || t.nodes[c].kind != kindNumber {
		return 0, false
	}
	version, err := strconv.Atoi(string(t.raw(c)))
	return version, err == nil
}

// climb applies the steps from a version to the current one.
func climb(data []byte, version int, steps []migration, current int) ([]byte, error) {
	for ; version < current; version++ {
		if version > len(steps) || steps[version-1].from != version {
			return nil, migrationFailed(version, errors.New("there is no step for this version"))
		}
		next, err := steps[version-1].up(data)
		if err != nil {
			return nil, migrationFailed(version, err)
		}
		data, err = stamp(next, version+1)
		if err != nil {
			return nil, migrationFailed(version, err)
		}
	}
	return data, nil
}

// stamp sets the schema_version of a document.
func stamp(data []byte, version int) ([]byte, error) {
	var found problems
	t, err := parse(data, &found)
	if err != nil {
		return nil, err
	}
	if t.nodes[0].kind != kindObject {
		return nil, errors.New("the step gave no object")
	}
	number := strconv.Itoa(version)
	source := t.source
	if c := t.member(0, "schema_version"); c != none {
		return replace(source, int(t.nodes[c].start), int(t.nodes[c].end), number), nil
	}
	field := `"schema_version":` + number
	if t.nodes[0].child != none {
		field += ","
	}
	return replace(source, int(t.nodes[0].start)+1, int(t.nodes[0].start)+1, field), nil
}

// replace puts a text in the place of source[start:end], leaving the source as it is.
func replace(source []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(source)+len(text))
	out = append(out, source[:start]...)
	out = append(out, text...)
	return append(out, source[end:]...)
}

// loadOld loads a document of an older version.
func loadOld(t *tree, version int, steps []migration, current int) (*Document, error) {
	migrated, err := climb(t.source, version, steps, current)
	if err != nil {
		return nil, err
	}
	d, err := load(migrated, steps, current)
	if broken, ok := errors.AsType[*LoadError](err); ok {
		index := &Index{tree: t, positions: newPositions(t.source)}
		for i, p := range broken.Problems {
			broken.Problems[i].Line, broken.Problems[i].Column, _ = index.Locate(p.Path)
		}
		slices.SortStableFunc(broken.Problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
	}
	return d, err
}

// tooNew reports a document that a later program wrote.
func tooNew(t *tree, found *problems, version, current int) error {
	found.add(CodeVersionNewer, t.member(0, "schema_version"),
		fmt.Sprintf("the document has schema version %d, and this program knows versions up to %d: update the program", version, current))
	return found.err()
}

// migrationFailed reports a document that could not be brought to the next version.
func migrationFailed(version int, err error) *LoadError {
	return &LoadError{Problems: []Problem{{
		Code: CodeMigrationFailed, Line: 1, Column: 1,
		Message: fmt.Sprintf("bring the document from schema version %d to %d: %s", version, version+1, err),
	}}}
}
