package message

import (
	"context"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// menuPlace is what a menu shows: the item that is open, none for the first level, and the page of its items. It is the
// state of the wait and, written out, the value of a button.
type menuPlace struct {
	Item string `json:"item,omitempty"`
	Page int    `json:"page,omitempty"`
}

// String gives the place as buttons carry it: the id, and behind a slash the page if it is not the first.
func (p menuPlace) String() string {
	if p.Page == 0 {
		return p.Item
	}
	return p.Item + "/" + strconv.Itoa(p.Page)
}

func readMenuPlace(s string) menuPlace {
	item, page, _ := strings.Cut(s, "/")
	n, _ := strconv.Atoi(page)
	return menuPlace{Item: item, Page: n}
}

// token makes the callback data of a button that leads to the place.
func (m *menu) token(t *engine.Turn, p menuPlace) string {
	return t.TextToken(goButton, p.String(), m.Anyone)
}

// Enter shows the first level, and waits for a press where an item leads on and there is nowhere else to go.
func (m *menu) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	shown, err := m.visible(t, m.Items)
	if err != nil {
		return engine.Stay(), err
	}
	if len(shown) == 0 && t.Connected(emptyExit) {
		return engine.Leave(emptyExit), nil
	}
	text, rows, _, err := m.render(t, nil, 0)
	if err != nil {
		return engine.Stay(), err
	}
	if err := m.send(t, text, rows); err != nil {
		return engine.Stay(), err
	}
	if len(shown) == 0 || !m.waits() || t.Connected(nextExit) {
		return engine.Leave(nextExit), nil
	}
	return engine.WaitFor(engine.Wait{
		Accept: []engine.EventKind{engine.ButtonPressed}, Interrupt: engine.InterruptAny,
	}), nil
}

// Resume goes where the pressed button leads.
func (m *menu) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return m.Press(ctx, t, ev)
}

// Press goes where the button leads, whether the session waits here or not.
func (m *menu) Press(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.ButtonPressed || ev.Button == nil {
		return engine.Stay(), nil
	}
	value, _ := ev.Button.Value.(string)
	to := readMenuPlace(value)
	path, found, err := m.find(t, m.Items, to.Item)
	if err != nil {
		return engine.Stay(), err
	}
	if !found {
		t.Answer(engine.ButtonAnswer{Text: t.Words("stale_button")})
		to.Page = 0
	} else if n := len(path); n > 0 && path[n-1].leadsOn() {
		m.chosen(t)
		return engine.Leave(itemExit(to.Item)), nil
	}
	text, rows, at, err := m.render(t, path, to.Page)
	if err != nil {
		return engine.Stay(), err
	}
	if err := m.put(t, text, rows); err != nil {
		return engine.Stay(), err
	}
	if t.Wait() == nil {
		return engine.Keep(), nil
	}
	return t.WaitOn(at), nil
}

// Reshow sends the menu again, at the place where it was.
func (m *menu) Reshow(_ context.Context, t *engine.Turn) error {
	var at menuPlace
	if err := t.Load(&at); err != nil {
		return err
	}
	path, found, err := m.find(t, m.Items, at.Item)
	if err != nil {
		return err
	}
	if n := len(path); n > 0 && path[n-1].leadsOn() { // the place was changed into a way on by a publish
		path, found = path[:n-1], false
	}
	if !found {
		at.Page = 0
	}
	text, rows, _, err := m.render(t, path, at.Page)
	if err != nil {
		return err
	}
	return m.send(t, text, rows)
}

// find gives the items that lead to the one with the id, that one last; none for the first level. Where one of them is
// hidden, or there is no such item, found is false and the path ends before it.
func (m *menu) find(t *engine.Turn, items []menuItem, id string) (path []*menuItem, found bool, err error) {
	if id == "" {
		return nil, true, nil
	}
	way := wayTo(items, id)
	for n, i := range way {
		show, err := t.Test(&i.ShowIf)
		if err != nil || !show {
			return way[:n], false, err
		}
	}
	return way, len(way) > 0, nil
}

// wayTo gives the items that lead to the one with the id, whether they are shown or not; nil if there is none.
func wayTo(items []menuItem, id string) []*menuItem {
	for n := range items {
		i := &items[n]
		if i.ID == id {
			return []*menuItem{i}
		}
		if way := wayTo(i.Items, id); way != nil {
			return append([]*menuItem{i}, way...)
		}
	}
	return nil
}

// render makes the text and the buttons of the place that the path leads to, and gives the place as it came out: a page
// behind the last one is the last one.
func (m *menu) render(t *engine.Turn, path []*menuItem, page int) (string, [][]engine.Button, menuPlace, error) {
	var at menuPlace
	items := m.Items
	if n := len(path); n > 0 {
		at.Item, items = path[n-1].ID, path[n-1].Items
	}
	text, err := m.heading(t, path)
	if err != nil {
		return "", nil, at, err
	}
	shown, err := m.visible(t, items)
	if err != nil {
		return "", nil, at, err
	}
	size := m.pageSize()
	pages := max((len(shown)+size-1)/size, 1)
	at.Page = min(max(page, 0), pages-1)
	from := at.Page * size
	var buttons []engine.Button
	for _, i := range shown[from:min(from+size, len(shown))] {
		label, err := i.label(t)
		if err != nil {
			return "", nil, at, err
		}
		buttons = append(buttons, engine.Button{Label: label, Token: m.token(t, menuPlace{Item: i.ID})})
	}
	rows := inColumns(buttons, m.Columns)
	if pages > 1 {
		rows = append(rows, pageRow(at.Page, pages, func(page int) string {
			return m.token(t, menuPlace{Item: at.Item, Page: page})
		}))
	}
	last, err := m.lastRow(t, path)
	if err != nil {
		return "", nil, at, err
	}
	if len(last) > 0 {
		rows = append(rows, last)
	}
	return text, rows, at, nil
}

// heading gives the text of a place.
func (m *menu) heading(t *engine.Turn, path []*menuItem) (string, error) {
	if len(path) == 0 {
		return t.Text(&m.Text)
	}
	i := path[len(path)-1]
	if !i.Text.IsZero() {
		return t.Text(&i.Text)
	}
	label, err := i.label(t)
	return "<b>" + engine.EscapeText(label) + "</b>", err
}

// lastRow has the buttons one level up, to the page that shows the item, and to the first level.
func (m *menu) lastRow(t *engine.Turn, path []*menuItem) ([]engine.Button, error) {
	if len(path) == 0 {
		return nil, nil
	}
	var up menuPlace
	siblings := m.Items
	if n := len(path) - 1; n > 0 {
		up.Item, siblings = path[n-1].ID, path[n-1].Items
	}
	shown, err := m.visible(t, siblings)
	if err != nil {
		return nil, err
	}
	for n, i := range shown {
		if i == path[len(path)-1] {
			up.Page = n / m.pageSize()
		}
	}
	back, err := ownOr(t, &m.Back, "⬅️ "+t.Words("back"))
	if err != nil {
		return nil, err
	}
	row := []engine.Button{{Label: back, Token: m.token(t, up)}}
	if len(path) > 1 {
		home, err := ownOr(t, &m.Home, "🏠 "+t.Words("home"))
		if err != nil {
			return nil, err
		}
		row = append(row, engine.Button{Label: home, Token: m.token(t, menuPlace{})})
	}
	return row, nil
}

// visible gives the items that are shown now.
func (m *menu) visible(t *engine.Turn, items []menuItem) ([]*menuItem, error) {
	var out []*menuItem
	for n := range items {
		show, err := t.Test(&items[n].ShowIf)
		if err != nil {
			return nil, err
		}
		if show {
			out = append(out, &items[n])
		}
	}
	return out, nil
}

func (m *menu) pageSize() int {
	if m.PageSize == 0 {
		return defaultMenuPage
	}
	return m.PageSize
}

// label gives what stands on the item's button.
func (i *menuItem) label(t *engine.Turn) (string, error) {
	label, err := t.Line(&i.Label)
	if label = engine.ShownLabel(label); i.Emoji != "" {
		label = i.Emoji + " " + label
	}
	return label, err
}

// ownOr gives the author's own label, else the other one.
func ownOr(t *engine.Turn, l *engine.Line, otherwise string) (string, error) {
	label, err := t.Line(l)
	if strings.TrimSpace(label) == "" {
		label = otherwise
	}
	return label, err
}
