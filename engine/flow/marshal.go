package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Marshal writes a document in its canonical form: two spaces of indent, the fields of the document's own types in
// their fixed order, the names inside configs, defaults and maps sorted, no HTML escapes, a line feed at the end. Lists
// keep their order (Sort is separate). Equal documents give equal bytes, and Load of them gives an equal document.
//
// What Load could never read back is refused: configs that are no JSON, characters that cannot be stored and documents
// beyond the limits of the text are a *LoadError, whose positions belong to no file; a number or a duration that JSON
// does not have is another error. The structure is not checked, so that a draft may be saved at any time.
func Marshal(d *Document) ([]byte, error) {
	if d == nil {
		return nil, errors.New("marshal document: no document")
	}
	plain, err := d.plain()
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	encoder := json.NewEncoder(&compact)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(plain); err != nil {
		return nil, fmt.Errorf("marshal document: %w", err)
	}
	t, err := parseSound(compact.Bytes())
	if err != nil {
		return nil, fmt.Errorf("marshal document: %w", err)
	}
	out := make([]byte, 0, 2*compact.Len())
	out = append(t.appendIndented(out, 0, "\n"), '\n')
	if len(out) > MaxDocumentBytes {
		return nil, fmt.Errorf("marshal document: %w", tooLarge(len(out)))
	}
	return out, nil
}

// plain copies what Marshal has to change before encoding/json sees it: configs and defaults become canonical, lists
// that a document must have are never null, and empty inner maps go.
func (d *Document) plain() (*Document, error) {
	var err error
	c := *d
	c.Flows = make([]Flow, 0, len(d.Flows))
	for _, f := range d.Flows {
		blocks := make([]Block, 0, len(f.Blocks))
		for _, b := range f.Blocks {
			config, err := canonicalRaw(b.Config)
			if err != nil {
				return nil, fmt.Errorf("marshal config of block %q: %w", b.ID, err)
			}
			b.Config = config
			blocks = append(blocks, b)
		}
		f.Blocks = blocks
		f.Edges = append([]Edge{}, f.Edges...)
		c.Flows = append(c.Flows, f)
	}
	c.Variables = make([]Variable, 0, len(d.Variables))
	for _, v := range d.Variables {
		value, err := canonicalRaw(v.Default)
		if err != nil {
			return nil, fmt.Errorf("marshal default of variable %q: %w", v.Name, err)
		}
		v.Default = value
		c.Variables = append(c.Variables, v)
	}
	if c.Tables, err = plainTables(d.Tables); err != nil {
		return nil, err
	}
	c.Layout = withoutEmpty(d.Layout)
	if d.Settings != nil {
		settings := *d.Settings
		settings.Texts = withoutEmpty(d.Settings.Texts)
		c.Settings = &settings
	}
	return &c, nil
}

// plainTables makes rows canonical, and lists of columns lists.
func plainTables(tables []Table) ([]Table, error) {
	out := make([]Table, 0, len(tables))
	for _, t := range tables {
		t = t.clone()
		t.Columns = append([]Column{}, t.Columns...)
		for i, row := range t.Rows {
			var err error
			if t.Rows[i], err = canonicalRaw(row); err != nil {
				return nil, fmt.Errorf("marshal row %d of table %q: %w", i, t.Name, err)
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// canonicalRaw writes a raw value canonically; an empty one stays empty.
func canonicalRaw(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	t, err := parseSound(raw)
	if err != nil {
		return nil, err
	}
	return t.canonical(0), nil
}

// parseSound is parse for a text that must have no problem at all.
func parseSound(data []byte) (*tree, error) {
	var found problems
	t, err := parse(data, &found)
	if err != nil {
		return nil, err
	}
	return t, found.err()
}

// withoutEmpty copies a map of maps without the inner maps that hold nothing.
func withoutEmpty[M ~map[string]map[string]V, V any](m M) M {
	kept := make(M, len(m))
	for key, inner := range m {
		if len(inner) > 0 {
			kept[key] = inner
		}
	}
	return kept
}
