package message

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// files are those of the settings and then those of the list, without the ones that came out empty.
func (a *album) files(t *engine.Turn) ([]engine.Media, error) {
	var out []engine.Media
	add := func(one engine.Media, ok bool) error {
		switch {
		case !ok:
			return nil
		case albumFamily(one.Kind) == "":
			return engine.Trouble("album_kind", "Telegram takes no %s into an album", one.Kind)
		}
		one.Spoiler = (one.Spoiler || a.Spoiler) && hidable(one.Kind)
		out = append(out, one)
		return nil
	}
	for i := range a.Items {
		one, ok, err := a.Items[i].media(t)
		if err != nil {
			return nil, err
		}
		if err := add(one, ok); err != nil {
			return nil, err
		}
	}
	list, err := a.elements(t)
	if err != nil {
		return nil, err
	}
	for i, x := range list {
		one, err := a.element(x, i)
		if err != nil {
			return nil, err
		}
		if err := add(one, one.FileID != "" || one.URL != ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// elements are the files that the list gives, as they are. One alone counts as a list.
func (a *album) elements(t *engine.Turn) ([]any, error) {
	v, err := t.Eval(&a.List)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok && v != nil {
		list = []any{v}
	}
	if a.Value.IsZero() || len(list) > maxAlbumItems {
		return list, nil
	}
	out := make([]any, len(list))
	for i, x := range list {
		err := t.WithItem(x, i, func() (err error) {
			out[i], err = t.Eval(&a.Value)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// element reads one element: a file object, a file_id or an address; empty for none.
func (a *album) element(v any, index int) (engine.Media, error) {
	one := engine.Media{Kind: a.Kind}
	switch v := v.(type) {
	case nil:
	case string:
		s := strings.TrimSpace(v)
		if !strings.Contains(s, "://") {
			one.FileID = s
			break
		}
		if why := wrongAddress(s); why != "" {
			return one, engine.Trouble("media_url", "file %d of the list cannot be fetched: %s", index+1, why)
		}
		one.URL = s
	case map[string]any:
		one.FileID, _ = v["id"].(string)
		if kind, _ := v["kind"].(string); kind != "" { // a file_id keeps its kind
			one.Kind = kind
		}
		if one.FileID == "" {
			return one, notFile(index)
		}
	default:
		return one, notFile(index)
	}
	if one.Kind == "" {
		one.Kind = defaultKind
	}
	return one, nil
}

func notFile(index int) error {
	return engine.Trouble("album_item", "element %d of the list is no file: one that a user sent, a file_id or an address is expected", index+1)
}
