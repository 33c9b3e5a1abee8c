package flow

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Load reads a document. It is strict: fields that a document does not have, repeated names, values of another type and
// references to parts that are not there are refused. The error is a *LoadError that lists everything that is wrong.
//
// A document of an older schema version is brought to the current one first; positions of problems are then those of
// the same parts in the source. A UTF-8 byte order mark is skipped. What a block's config means is not looked at.
//
// In the result required lists (flows, blocks, edges) are never nil, and optional lists and maps are nil when empty;
// configs and defaults are canonical, so that documents that differ in white space only are equal. Nothing in it
// aliases data.
func Load(data []byte) (*Document, error) {
	return load(data, migrations(), SchemaVersion)
}

// load is Load for any list of migrations.
func load(data []byte, steps []migration, current int) (*Document, error) {
	var found problems
	t, err := parse(data, &found)
	if err != nil {
		return nil, err
	}
	version, known := schemaVersion(t)
	if known && version > current {
		return nil, tooNew(t, &found, version, current)
	}
	if known && version >= 1 && version < current {
		if err := found.err(); err != nil {
			return nil, err // a step might mend it without a word
		}
		return loadOld(t, version, steps, current)
	}
	d := read(t, &found, current)
	err = found.err()
	var le *LoadError
	switch {
	case err == nil:
		return d, nil
	case errors.As(err, &le) && !found.full() && !slices.ContainsFunc(le.Problems, func(p Problem) bool { return !harmless(p.Code) }):
		le.Draft = d
	}
	return nil, err
}

// parse turns a text into a tree, or gives all that keeps it from being JSON.
func parse(data []byte, found *problems) (*tree, error) {
	if len(data) > MaxDocumentBytes {
		return nil, tooLarge(len(data))
	}
	t, ok := scan(bytes.TrimPrefix(data, utf8BOM), found)
	if !ok {
		return nil, found.err()
	}
	return t, nil
}

func tooLarge(size int) *LoadError {
	return &LoadError{Problems: []Problem{{
		Code: CodeDocumentTooLarge, Line: 1, Column: 1,
		Message: fmt.Sprintf("the document has %d bytes, more than %d", size, MaxDocumentBytes),
	}}}
}
