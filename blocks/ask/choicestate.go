package ask

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"github.com/scenarist/scenarist/engine"
)

// choiceState is what a choice remembers while it waits.
type choiceState struct {
	Picked []pick `json:"picked,omitempty"` // with many
	Page   int    `json:"page,omitempty"`
}

// pick is one chosen option: the id of a fixed one, the value of one from the list, or a text of the user's own.
type pick struct {
	ID    string `json:"id"`
	Value any    `json:"value,omitempty"`
}

// shownOption is an option that can be chosen now.
type shownOption struct {
	pick

	label string
	words []string
	fixed *option
	item  engine.ListItem
}

// shown gives the options that can be chosen now, in order.
func (c *choice) shown(t *engine.Turn) ([]shownOption, error) {
	var out []shownOption
	for i := range c.Options {
		o := &c.Options[i]
		show, err := t.Test(&o.ShowIf)
		if err != nil {
			return nil, err
		}
		if !show {
			continue
		}
		label, err := t.Line(&o.Label)
		if err != nil {
			return nil, err
		}
		out = append(out, shownOption{pick: pick{ID: o.ID}, label: engine.ShownLabel(label), words: o.Words, fixed: o})
	}
	if c.List == nil {
		return out, nil
	}
	l := c.List.buttons()
	items, err := l.Shown(t)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		out = append(out, shownOption{pick: pick{ID: listButton, Value: item.Value}, label: item.Label, item: item})
	}
	return out, nil
}

// buttons is the list as the engine's button list.
func (l *optionList) buttons() *engine.ButtonList {
	most := l.Max
	if most == 0 {
		most = defaultListMax
	}
	return &engine.ButtonList{ID: listButton, Items: l.Items, Label: l.Label, Value: l.Value, ShowIf: l.ShowIf, Max: most}
}

// value gives what an option is saved as.
func (c *choice) value(t *engine.Turn, o *shownOption) (any, error) {
	switch {
	case o.fixed == nil:
		return o.Value, nil
	case o.fixed.Value.IsZero():
		return o.label, nil
	default:
		return t.Value(&o.fixed.Value)
	}
}

// rows makes the buttons of the page: options, paging, and with many the button Done.
func (c *choice) rows(t *engine.Turn, options []shownOption, s choiceState) ([][]engine.Button, error) {
	size := c.pageSize(len(options))
	from := min(s.Page*size, len(options))
	page := options[from:min(from+size, len(options))]
	columns := max(c.Columns, 1)
	var rows [][]engine.Button
	for n := range page {
		o := &page[n]
		if n%columns == 0 {
			rows = append(rows, nil)
		}
		b := engine.Button{Label: o.label}
		if o.fixed != nil {
			b.Token = t.Token(o.ID, false)
		} else {
			b = c.List.buttons().Button(t, o.item, false)
		}
		if s.has(o.pick) {
			b.Label = chosenMark + b.Label
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	if len(options) > size {
		rows = append(rows, pageRow(t, s.Page, (len(options)+size-1)/size))
	}
	last, err := c.lastRow(t)
	if err != nil {
		return nil, err
	}
	if len(last) > 0 {
		rows = append(rows, last)
	}
	return rows, nil
}

const chosenMark = "✅ "

// pageSize is how many options a page has: all of them if they fit.
func (c *choice) pageSize(options int) int {
	if c.PageSize > 0 {
		return c.PageSize
	}
	if options <= 2*defaultPageSize {
		return max(options, 1)
	}
	return defaultPageSize
}

// pageRow has a button to the page before, the number of this one, and a button to the next.
func pageRow(t *engine.Turn, page, pages int) []engine.Button {
	to := func(label string, n int) engine.Button {
		return engine.Button{Label: label, Token: t.TextToken(pageButton, strconv.Itoa((n+pages)%pages), false)}
	}
	return []engine.Button{
		to("◀️", page-1), to(strconv.Itoa(page+1)+"/"+strconv.Itoa(pages), page), to("▶️", page+1),
	}
}

// lastRow has the buttons Other and Done.
func (c *choice) lastRow(t *engine.Turn) ([]engine.Button, error) {
	var row []engine.Button
	if c.Other != nil {
		b, err := c.Other.button(t)
		if err != nil {
			return nil, err
		}
		row = append(row, b)
	}
	if c.Many {
		row = append(row, engine.Button{Label: t.Words("done"), Token: t.Token(doneButton, false)})
	}
	return row, nil
}

func (s *choiceState) has(p pick) bool { return s.index(p) >= 0 }

func (s *choiceState) index(p pick) int {
	return slices.IndexFunc(s.Picked, func(x pick) bool { return x.same(p) })
}

// same compares picks; values are as JSON gives them, in the state and in events alike.
func (p pick) same(q pick) bool {
	return p.ID == q.ID && reflect.DeepEqual(jsonValue(p.Value), jsonValue(q.Value))
}

// jsonValue brings a value to what JSON gives back.
func jsonValue(v any) any {
	switch v.(type) {
	case nil, bool, string, float64:
		return v
	}
	data, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return v
	}
	return out
}

// toggle adds the pick or takes it out.
func (s *choiceState) toggle(p pick) {
	if i := s.index(p); i >= 0 {
		s.Picked = slices.Delete(slices.Clone(s.Picked), i, i+1)
		return
	}
	s.Picked = append(s.Picked, p)
}
