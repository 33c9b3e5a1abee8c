package flow_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestMarshal_LoadsAsTheSameDocument(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		before := d.Clone()
		data, err := flow.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, before) {
			t.Fatal("Marshal has changed the document")
		}
		loaded, err := flow.Load(data)
		if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
		if !reflect.DeepEqual(loaded, d) {
			t.Fatalf("got %+v, want %+v", loaded, d)
		}
		again, err := flow.Marshal(loaded)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("a second Marshal gives %s, %v instead of %s", again, err, data)
		}
	})
}

// TestLoad_WhiteSpaceAndOrderOfNamesMeanNothing writes a document in another way, and loads the same.
func TestLoad_WhiteSpaceAndOrderOfNamesMeanNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		data, err := flow.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		var fields any
		if err := decoder.Decode(&fields); err != nil {
			t.Fatal(err)
		}
		sorted, err := json.Marshal(fields) // all names sorted, HTML escaped, no white space
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := flow.Load(sorted)
		if err != nil || !reflect.DeepEqual(loaded, d) {
			t.Fatalf("got %+v, %v; want %+v", loaded, err, d)
		}
	})
}

// TestLoad_BrokenTextsAreRefusedWithAPlace cuts, doubles and changes bytes of a document: what is refused has problems
// that lie inside the text, and what is accepted is written and loaded again.
func TestLoad_BrokenTextsAreRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	source := readFile(t, "testdata/documents/full.json")
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(source)
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			from := rapid.IntRange(0, len(data)-1).Draw(t, "from")
			to := min(len(data), from+rapid.IntRange(0, 8).Draw(t, "length"))
			data = bytes.Join([][]byte{data[:from], []byte(rapid.SampledFrom(
				[]string{"", "{", "}", `"`, "[", "]", ",", ":", "null", "0", "\\u0000", "\xff", "-", "é", string(data[from:to]) + string(data[from:to])},
			).Draw(t, "instead")), data[to:]}, nil)
		}
		requireSound(t, data)
	})
}

// failer is a rapid check or a fuzz run.
type failer interface {
	Fatalf(format string, args ...any)
	Helper()
}

// requireSound loads any text and checks what Load promises of every text.
func requireSound(t failer, data []byte) {
	t.Helper()
	d, err := flow.Load(data)
	if err != nil {
		broken, ok := err.(*flow.LoadError) //nolint:errorlint // Load promises this very type
		if !ok || d != nil || len(broken.Problems) == 0 || len(broken.Problems) > flow.MaxProblems {
			t.Fatalf("document %v with the error %v", d, err)
		}
		lines := strings.Split(string(data), "\n")
		for i, p := range broken.Problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len(lines[p.Line-1])+1 {
				t.Fatalf("%s lies outside the text", p)
			}
			if before := broken.Problems[max(i-1, 0)]; before.Line > p.Line || before.Line == p.Line && before.Column > p.Column {
				t.Fatalf("%s comes after %s", p, before)
			}
			if p.Code == "" || p.Message == "" || p.Path != "" && p.Path[0] != '/' {
				t.Fatalf("incomplete problem %+v", p)
			}
		}
		return
	}
	if !json.Valid(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))) {
		t.Fatalf("accepted what is no JSON")
	}
	written, err := flow.Marshal(d)
	if err != nil {
		t.Fatalf("accepted, but not written: %v", err)
	}
	again, err := flow.Load(written)
	if err != nil || !reflect.DeepEqual(again, d) {
		t.Fatalf("written as %s, which loads as %+v, %v", written, again, err)
	}
	if !reflect.DeepEqual(d.Clone(), d) {
		t.Fatalf("clone of %+v differs", d)
	}
}

// drawDocument makes a document that Load accepts.
func drawDocument(t *rapid.T) *flow.Document {
	d := &flow.Document{
		SchemaVersion: flow.SchemaVersion,
		Name:          drawName(t),
		Description:   drawText(t),
		Descriptions:  rapid.SampledFrom([]map[string]string{nil, {"ru": "Магазин"}, {"de": "Laden", "pl": ""}}).Draw(t, "descriptions"),
		Language:      rapid.SampledFrom([]string{"en", "ru", "pt-br"}).Draw(t, "language"),
		Languages:     rapid.SampledFrom([][]string{nil, {"en"}, {"ru", "en"}}).Draw(t, "languages"),
		TimeZone:      rapid.SampledFrom([]string{"", "UTC", "Asia/Almaty"}).Draw(t, "time zone"),
		Uses:          rapid.SampledFrom([]map[string]string{nil, {"acme/poll": "1.4.0", "b/c-d.e": "0.1.0-rc.1"}}).Draw(t, "uses"),
		Flows:         []flow.Flow{},
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "variables") {
		d.Variables = append(d.Variables, drawVariable(t, fmt.Sprintf("v%d", i)))
	}
	if rapid.Bool().Draw(t, "table") {
		d.Tables = []flow.Table{drawTable(t)}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "flows") {
		d.Flows = append(d.Flows, drawFlow(t, fmt.Sprintf("flow-%d", i)))
	}
	if len(d.Flows) > 0 && rapid.Bool().Draw(t, "settings") {
		d.Settings = &flow.Settings{}
		f := d.Flows[0]
		if len(f.Blocks) > 0 {
			d.Settings.OnError = &flow.Handler{Flow: f.ID, Block: rapid.SampledFrom([]string{"", f.Blocks[0].ID}).Draw(t, "handler")}
		}
		d.Settings.Texts = rapid.SampledFrom([]flow.Texts{nil, {"stop": {"en": drawText(t), "ru": "Стоп"}, "go.on": {"en": ""}}}).Draw(t, "texts")
		d.Settings.Secrets = rapid.SampledFrom([][]string{nil, {"key", "ключ"}}).Draw(t, "secrets")
		d.Layout = flow.Layout{f.ID: {"gone": {
			rapid.Float64Range(-flow.MaxCoordinate, flow.MaxCoordinate).Draw(t, "x"), 0,
		}}}
	}
	return d
}

func drawTable(t *rapid.T) flow.Table {
	table := flow.Table{
		Name: "goods", Note: drawText(t), Key: "sku", Columns: []flow.Column{
			{Name: "sku", Type: flow.TypeText}, {Name: "price", Type: flow.TypeNumber, Required: rapid.Bool().Draw(t, "required")},
		},
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "rows") {
		table.Rows = append(table.Rows, json.RawMessage(fmt.Sprintf(`{"price":%d,"sku":"s%d"}`, i, i)))
	}
	return table
}

func drawVariable(t *rapid.T, name string) flow.Variable {
	v := flow.Variable{
		Name: name, Title: drawText(t), Note: drawText(t),
		Scope: rapid.SampledFrom(flow.Scopes()).Draw(t, "scope"), Type: rapid.SampledFrom(flow.ValueTypes()).Draw(t, "type"),
	}
	if rapid.Bool().Draw(t, "default") {
		v.Default = json.RawMessage(map[string]string{
			flow.TypeText: `"M <&> \"☕\""`, flow.TypeNumber: `-1.50e3`, flow.TypeBool: `false`, flow.TypeList: `[1,[]]`,
			flow.TypeObject: `{"A":{},"a":null}`, flow.TypeDate: `"2026-02-28"`, flow.TypeAny: `null`,
		}[v.Type])
	}
	return v
}

func drawFlow(t *rapid.T, id string) flow.Flow {
	f := flow.Flow{ID: id, Name: drawName(t), Note: drawText(t), Blocks: []flow.Block{}, Edges: []flow.Edge{}}
	if rapid.Bool().Draw(t, "params") {
		f.Params = []flow.Param{{Name: "p", Type: flow.TypeAny, Required: rapid.Bool().Draw(t, "required")}}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "blocks") {
		f.Blocks = append(f.Blocks, drawBlock(t, fmt.Sprintf("%s_%d", id, i)))
	}
	for i, b := range f.Blocks {
		if rapid.Bool().Draw(t, "edge") {
			f.Edges = append(f.Edges, flow.Edge{From: b.ID, Exit: "next", To: f.Blocks[(i*3+1)%len(f.Blocks)].ID})
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "notes") {
		f.Notes = append(f.Notes, flow.Note{
			ID: fmt.Sprintf("n%d", i), Text: drawText(t), X: rapid.Float64Range(-flow.MaxCoordinate, flow.MaxCoordinate).Draw(t, "x"),
			Width: 200, Height: 80, Color: rapid.SampledFrom(append(flow.NoteColors(), "")).Draw(t, "color"), Frame: rapid.Bool().Draw(t, "frame"),
		})
	}
	if len(f.Blocks) > 0 && rapid.Bool().Draw(t, "handler") {
		f.OnError = &flow.Handler{Flow: id, Block: f.Blocks[0].ID}
	}
	return f
}

func drawBlock(t *rapid.T, id string) flow.Block {
	b := flow.Block{
		ID: id, Type: rapid.SampledFrom([]string{"ask.text", "data.table.get", "acme/crm.find"}).Draw(t, "type"),
		Version: rapid.IntRange(0, flow.MaxConfigVersion).Draw(t, "version"),
		Label:   rapid.SampledFrom([]string{"", "Label", "Ярлык"}).Draw(t, "label"), Note: drawText(t),
		SkipIf: drawText(t), SkipExit: rapid.SampledFrom([]string{"", "button:buy"}).Draw(t, "skip exit"),
		OncePer: rapid.SampledFrom([]string{"", flow.OncePerUser, flow.OncePerDay, flow.OncePerSession}).Draw(t, "once"),
		Goal:    rapid.SampledFrom([]string{"", "paid"}).Draw(t, "goal"),
		Timeout: drawDuration(t), Cooldown: drawDuration(t),
		Roles: rapid.SampledFrom([][]string{nil, {"staff", "owner"}}).Draw(t, "roles"),
		Exits: rapid.SampledFrom([]map[string]string{nil, {"error": flow.ExitInherit, "4xx": flow.ExitEnd}}).Draw(t, "exits"),
	}
	if rapid.Bool().Draw(t, "cost") {
		b.Cost = new(rapid.Float64Range(0, flow.MaxCost).Draw(t, "cost value"))
	}
	if rapid.Bool().Draw(t, "retry") {
		b.OnError = &flow.Retry{Retries: rapid.IntRange(0, flow.MaxRetries).Draw(t, "retries"), Backoff: drawDuration(t)}
	}
	if rapid.Bool().Draw(t, "config") {
		b.Config = drawConfig(t)
	}
	return b
}

// drawConfig makes a config in the canonical form, which encoding/json writes but for U+2028 and U+2029.
func drawConfig(t *rapid.T) json.RawMessage {
	config := map[string]any{}
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		config[drawText(t)] = rapid.SampledFrom([]any{
			drawText(t), true, nil,
			[]any{},
			[]any{drawText(t), []any{1, 2.5}},
			map[string]any{drawText(t): map[string]any{}},
			rapid.Int64Range(-flow.MaxInteger, flow.MaxInteger).Draw(t, "whole"),
			rapid.Float64Range(-1e15, 1e15).Draw(t, "float") + 0, // no -0, which is written as 0
			json.Number("1e300"),
		}).Draw(t, "value")
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(config); err != nil {
		t.Fatal(err)
	}
	return json.RawMessage(bytes.TrimSpace(out.Bytes()))
}

func drawDuration(t *rapid.T) *flow.Duration {
	if rapid.Bool().Draw(t, "no duration") {
		return nil
	}
	d, err := flow.Seconds(rapid.Int64Range(1, 10_000_000).Draw(t, "seconds"))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// drawText makes a text of characters that JSON, HTML and terminals treat in their own ways.
func drawText(t *rapid.T) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("ab </>&\"\\\n\t\x01é☕👩🏽\u00a0\ufeff~/0")), 0, 12, -1).Draw(t, "text")
}

func drawName(t *rapid.T) string {
	return "n" + drawText(t)
}
