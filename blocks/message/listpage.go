package message

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

const (
	// pageRoom is how many buttons a page has besides those of the elements and the author's: three that turn pages, and one
	// that ends the search.
	pageRoom = 4

	// maxValueInButton is how many bytes of a value a token has room for, beside a long block id and a generation of six
	// digits.
	maxValueInButton = 20

	maxQuery       = 100 // characters of a query that are kept
	maxQueryButton = 20  // and shown on the button that ends the search
)

// listElement is one element that is shown.
type listElement struct {
	text  string // Telegram's HTML
	label string
	value any

	actions []shownAction
}

// elements gives what is shown of the list now: elements whose ShowIf holds and that the query finds.
func (l *list) elements(t *engine.Turn, query string) ([]listElement, error) {
	v, err := t.Eval(&l.Items)
	if err != nil {
		return nil, err
	}
	items, ok := v.([]any)
	if !ok && v != nil {
		return nil, engine.Trouble("list_expected", "%s is to be shown, which is no list", l.Items.Source())
	}
	if len(items) > maxListItems {
		return nil, engine.Trouble("list_too_long", "the list has %d elements; at most %d can be shown: narrow it down before", len(items), maxListItems)
	}
	var out []listElement
	for _, item := range items {
		err := t.WithItem(item, len(out), func() error {
			show, err := t.Test(&l.ShowIf)
			if err != nil || !show {
				return err
			}
			e, err := l.element(t, item)
			if err != nil {
				return err
			}
			if found, err := l.finds(t, query, e); err != nil || !found {
				return err
			}
			out = append(out, e)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// element renders the element that expressions see as item.
func (l *list) element(t *engine.Turn, item any) (listElement, error) {
	e := listElement{value: item}
	var err error
	if e.text, err = t.Text(&l.Item); err != nil {
		return e, err
	}
	if !l.picks() {
		return e, nil
	}
	if e.actions, err = l.actions(t); err != nil {
		return e, err
	}
	if !l.Label.IsZero() {
		if e.label, err = t.Line(&l.Label); err != nil {
			return e, err
		}
		e.label = engine.ShownLabel(e.label)
	}
	if !l.Value.IsZero() {
		e.value, err = t.Eval(&l.Value)
	}
	return e, err
}

// finds reports whether the query finds the element that expressions see as item.
func (l *list) finds(t *engine.Turn, query string, e listElement) (bool, error) {
	if l.Search == nil || query == "" {
		return true, nil
	}
	if !l.Search.Match.IsZero() {
		return t.Test(&l.Search.Match)
	}
	in := engine.Fold(engine.PlainText(e.text) + " " + e.label)
	for word := range strings.FieldsSeq(engine.Fold(query)) {
		if !strings.Contains(in, word) {
			return false, nil
		}
	}
	return true, nil
}

// listPage is a range of elements.
type listPage struct{ from, to int }

// paged divides the elements into pages: at most size elements, and with their texts no more characters than there is room
// for. There is at least one page.
func paged(elements []listElement, size, room int) ([]listPage, error) {
	pages := []listPage{{}}
	used := 0
	for i := range elements {
		n := 0
		if elements[i].text != "" {
			n = engine.VisibleLength(elements[i].text) + len("\n")
		}
		if n > room {
			return nil, engine.Trouble("text_too_long", "an element of the list has %d characters; with the header there is room for %d in one message", n, max(room, 0))
		}
		last := &pages[len(pages)-1]
		if i-last.from == size || used+n > room {
			pages = append(pages, listPage{from: i})
			last, used = &pages[len(pages)-1], 0
		}
		last.to, used = i+1, used+n
	}
	return pages, nil
}

// render makes the text and the buttons of a page, and gives the page as it came out: one behind the last is the last.
func (l *list) render(t *engine.Turn, elements []listElement, page int, query string) (string, [][]engine.Button, int, error) {
	text, err := l.above(t, len(elements) == 0, query)
	if err != nil {
		return "", nil, 0, err
	}
	pages, err := paged(elements, l.pageSize(), engine.MaxTextLength-engine.VisibleLength(text)-len("\n\n"))
	if err != nil {
		return "", nil, 0, err
	}
	page = min(max(page, 0), len(pages)-1)
	shown := elements[pages[page].from:pages[page].to]
	lines := make([]string, 0, len(shown))
	for _, e := range shown {
		if e.text != "" {
			lines = append(lines, e.text)
		}
	}
	if len(lines) > 0 && text != "" {
		text += "\n\n"
	}
	text += strings.Join(lines, "\n")
	rows := l.rows(t, shown)
	if len(pages) > 1 {
		rows = append(rows, pageRow(page, len(pages), func(n int) string {
			return t.TextToken(pageButton, strconv.Itoa(n), l.Anyone)
		}))
	}
	if query != "" {
		rows = append(rows, []engine.Button{{Label: "✖️ " + engine.Shorten(query, maxQueryButton), Token: t.Token(allButton, l.Anyone)}})
	}
	own, err := l.below().Inline(t)
	if err != nil {
		return "", nil, 0, err
	}
	rows = append(rows, own...)
	n := 0
	for _, row := range rows {
		n += len(row)
	}
	if n > engine.MaxInlineButtons {
		return "", nil, 0, engine.Trouble("buttons_too_many", "the message has %d buttons; Telegram allows %d", n, engine.MaxInlineButtons)
	}
	return text, rows, page, nil
}

// above gives what stands above the elements, or instead of them if there are none.
func (l *list) above(t *engine.Turn, empty bool, query string) (string, error) {
	switch {
	case !empty:
		return t.Text(&l.Header)
	case query != "" && l.Search != nil && !l.Search.Nothing.IsZero():
		return t.Text(&l.Search.Nothing)
	case query != "":
		return engine.EscapeText(t.Words("list_nothing", "query", query)), nil
	case !l.EmptyText.IsZero():
		return t.Text(&l.EmptyText)
	default:
		return engine.EscapeText(t.Words("list_empty")), nil
	}
}

// pickToken makes the callback data of an element's button.
func (l *list) pickToken(t *engine.Turn, value any) string {
	if s, ok := value.(string); ok && len(s) <= maxValueInButton {
		return t.ValueToken(pickButton, s, l.Anyone)
	}
	return t.ValueToken(findButton, valueDigest(value), l.Anyone)
}

// valueDigest names a value: equal values have the same, whatever they went through as JSON. Empty for one that is no
// JSON, which no list of a session holds.
func valueDigest(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func (l *list) pageSize() int {
	if l.PageSize == 0 {
		return defaultListPage
	}
	return l.PageSize
}
