package reference

// Page is one page of the reference.
type Page struct {
	Name  string // of the file, without its ending
	Title string
	parts []part
}

// part is one part of a page. Texts may hold `code`, **strong words** and [links](page.md).
type part interface{ isPart() }

type (
	heading struct {
		level int // from 2
		text  string
	}
	paragraph struct{ text string }
	listing   struct{ items []string }
	source    struct{ text string } // JSON
	// table is rows under headings. The last column is the one with the long texts.
	table struct {
		head []string
		rows [][]string
	}
)

func (heading) isPart()   {}
func (paragraph) isPart() {}
func (listing) isPart()   {}
func (source) isPart()    {}
func (table) isPart()     {}

func (p *Page) head(text string) { p.parts = append(p.parts, heading{2, text}) }

func (p *Page) subhead(text string) { p.parts = append(p.parts, heading{3, text}) }

// say adds a paragraph unless it is empty.
func (p *Page) say(text string) {
	if text != "" {
		p.parts = append(p.parts, paragraph{text})
	}
}

func (p *Page) list(items ...string) { p.parts = append(p.parts, listing{items}) }

// show adds a piece of JSON.
func (p *Page) show(text string) { p.parts = append(p.parts, source{text}) }

// tabulate adds a table without the columns in which nothing stands.
func (p *Page) tabulate(head []string, rows [][]string) {
	t := table{rows: make([][]string, len(rows))}
	for col := range head {
		empty := true
		for _, row := range rows {
			empty = empty && row[col] == ""
		}
		if empty {
			continue
		}
		t.head = append(t.head, head[col])
		for i, row := range rows {
			t.rows[i] = append(t.rows[i], row[col])
		}
	}
	p.parts = append(p.parts, t)
}

// code makes a text stand as code.
func code(s string) string { return "`" + s + "`" }
