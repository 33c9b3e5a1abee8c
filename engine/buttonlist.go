package engine

// ListItem is one element of a ButtonList as it is shown.
type ListItem struct {
	Label string
	Value any
}

// Shown gives what the list shows now: elements whose ShowIf holds, at most Max of them. A list expression that gives
// something else, or a value that is too large for a button, is a trouble.
func (l *ButtonList) Shown(t *Turn) ([]ListItem, error) {
	v, err := t.Eval(&l.Items)
	if err != nil {
		return nil, err
	}
	elements, ok := v.([]any)
	if !ok && v != nil {
		return nil, Trouble("list_expected", "the buttons are to be made of %s, which is no list", l.Items.Source())
	}
	most := l.Max
	if most == 0 {
		most = DefaultListButtons
	}
	var items []ListItem
	for i, element := range elements {
		if len(items) == most {
			break
		}
		item := ListItem{Value: element}
		show := false
		err := t.WithItem(element, i, func() (err error) {
			if show, err = t.Test(&l.ShowIf); err != nil || !show {
				return err
			}
			if item.Label, err = t.Line(&l.Label); err != nil {
				return err
			}
			if !l.Value.IsZero() {
				item.Value, err = t.Eval(&l.Value)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if !show {
			continue
		}
		if _, n, err := jsonLike(item.Value, 0); err != nil || n > MaxListValueBytes {
			return nil, Trouble("list_value_too_large", "a button's value is over %d bytes: use a short value such as an id", MaxListValueBytes)
		}
		item.Label = ShownLabel(item.Label)
		items = append(items, item)
	}
	return items, nil
}

// Button makes the item's button.
func (l *ButtonList) Button(t *Turn, item ListItem, anyone bool) Button {
	return Button{Label: item.Label, Token: t.ValueToken(l.ID, item.Value, anyone)}
}

// render makes the list's buttons; those that marks accepts carry its mark.
func (l *ButtonList) render(t *Turn, anyone bool, mark func(id string, value any) string) ([][]Button, error) {
	items, err := l.Shown(t)
	if err != nil {
		return nil, err
	}
	columns := max(l.Columns, 1)
	var rows [][]Button
	for n, item := range items {
		if n%columns == 0 {
			rows = append(rows, nil)
		}
		b := l.Button(t, item, anyone)
		b.Label = mark(l.ID, item.Value) + b.Label
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows, nil
}

// ShownLabel replaces an empty label, which Telegram refuses, so that one element without a name does not cost the
// whole message.
func ShownLabel(s string) string {
	if blank(s) {
		return "…"
	}
	return s
}
