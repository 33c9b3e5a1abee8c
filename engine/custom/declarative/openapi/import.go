package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// Options say what is wanted of the document.
type Options struct {
	Operation string // its operationId, or method and path: "GET /pets/{id}"
	Name      string // vendor/name of the block; made of the document's if empty
	Server    string // address of the API, where the document does not have it or another is meant
}

// Result is what the import came to.
type Result struct {
	Manifest *custom.Manifest
	YAML     []byte   // the manifest as a file
	Notes    []string // what could not be brought over, and what is left to do, in words
}

// UnknownError says that there is no such operation.
type UnknownError struct {
	Operation string
	Known     []string // all that there are, in the document's order
}

// Error names some of those that there are.
func (e *UnknownError) Error() string {
	list := e.Known
	more := ""
	if len(list) > 20 {
		list, more = list[:20], fmt.Sprintf(" and %d more", len(e.Known)-20)
	}
	if e.Operation == "" {
		return "say which operation is meant; there are " + strings.Join(list, ", ") + more
	}
	return fmt.Sprintf("there is no operation %q; there are %s%s", e.Operation, strings.Join(list, ", "), more)
}

// Import makes a manifest of an operation. Errors are of documents that cannot be read, an *UnknownError, and an address that
// is missing.
func Import(ctx context.Context, data []byte, o Options) (*Result, error) {
	doc, err := parse(data)
	if err != nil {
		return nil, err
	}
	switch version := doc.text("openapi"); {
	case doc.get("swagger") != nil:
		return nil, errors.New("this is a Swagger 2 document: convert it to OpenAPI 3 first, such as at editor.swagger.io")
	case !strings.HasPrefix(version, "3."):
		return nil, errors.New("this is no OpenAPI document: its field openapi should say 3.0 or 3.1")
	}
	i := &importer{doc: doc, options: o, taken: map[string]bool{custom.SaveSetting: true}, config: object{}, open: map[string]bool{}, example: object{}, secrets: map[string]string{}}
	if err := i.find(); err != nil {
		return nil, err
	}
	base, err := i.server()
	if err != nil {
		return nil, err
	}
	m := i.manifest(base)
	return i.finish(ctx, m)
}

// importer is one operation on its way.
type importer struct {
	doc     object
	options Options
	notes   []string
	unsaid  []string // what the document does not explain

	method, path  string
	item, op      object // of the path, of the method
	taken         map[string]bool
	config        object // properties of the settings
	required      []any
	example       object // settings of the example
	secrets       map[string]string
	hosts         []string
	request       declarative.Request
	auth          *declarative.Auth
	outputs       []custom.Output
	outputValues  map[string]string
	rules         []declarative.ErrorRule
	exampleStatus int
	exampleAnswer any
	open          map[string]bool // references that are being followed
}

func (i *importer) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(i.notes, text) {
		i.notes = append(i.notes, text)
	}
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch"}

// find looks for the operation.
func (i *importer) find() error {
	unknown := &UnknownError{Operation: i.options.Operation}
	for _, p := range i.doc.object("paths") {
		item := i.follow(p.value)
		for _, m := range item {
			op, ok := m.value.(object)
			if !ok || !slices.Contains(methods, m.name) {
				continue
			}
			id, place := op.text("operationId"), strings.ToUpper(m.name)+" "+p.name
			if i.options.Operation != "" && (id == i.options.Operation || place == i.options.Operation) {
				i.method, i.path, i.item, i.op = strings.ToUpper(m.name), p.name, item, op
				return nil
			}
			if id == "" {
				id = place
			}
			unknown.Known = append(unknown.Known, id)
		}
	}
	if len(unknown.Known) == 0 {
		return errors.New("the document has no operations")
	}
	return unknown
}

// server gives the address of the API.
func (i *importer) server() (string, error) {
	base := i.options.Server
	for _, o := range []object{i.op, i.item, i.doc} {
		servers := o.list("servers")
		if base != "" || len(servers) == 0 {
			continue
		}
		s := i.follow(servers[0])
		base = s.text("url")
		for _, v := range s.object("variables") {
			x, _ := v.value.(object)
			base = strings.ReplaceAll(base, "{"+v.name+"}", x.text("default"))
		}
		if len(servers) > 1 {
			i.note("the API has %d addresses; the first is taken: %s", len(servers), base)
		}
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New("the document does not say where the API is: give its address, such as https://api.example.com/v1")
	}
	i.host(u)
	return strings.TrimSuffix(base, "/"), nil
}

func (i *importer) host(u *url.URL) {
	if host := strings.ToLower(u.Host); !slices.Contains(i.hosts, host) {
		i.hosts = append(i.hosts, host)
	}
}

// manifest brings everything over.
func (i *importer) manifest(base string) *custom.Manifest {
	i.parameters()
	i.body()
	i.security()
	i.responses()
	title := firstOf(i.op.text("summary"), words(i.op.text("operationId")), i.method+" "+i.path)
	help := firstOf(paragraph(i.op.text("description")), i.op.text("summary"), "Calls "+i.method+" "+i.path+".")
	name := i.options.Name
	if name == "" {
		vendor := identifier(firstOf(i.doc.object("info").text("title"), "api"))
		name = cutName(vendor, 24) + "/" + cutName(identifier(firstOf(i.op.text("operationId"), i.method+i.path)), 38)
	}
	m := &custom.Manifest{
		Manifest: 1, Name: name, Version: "1.0.0", Kind: custom.HTTP, Icon: "world-www",
		Title: engine.Text{"en": engine.Shorten(title, 60)}, Help: engine.Text{"en": engine.Shorten(help, 600)},
		Exits: []custom.Exit{{Name: "next", Title: engine.Text{"en": "Done", "ru": "Готово"}}}, Outputs: i.outputs,
		Permissions: custom.Permissions{Hosts: i.hosts},
	}
	i.note("titles and helps are in English as the document has them: add the Russian ones (ru)")
	config := object{{"type", "object"}, {"additionalProperties", false}}
	if len(i.required) > 0 {
		config = config.set("required", i.required)
	}
	m.Config = encode(config.set("properties", i.config))
	m.HTTP = encode(declarative.Spec{
		BaseURL: base, Auth: i.auth, Requests: []declarative.Request{i.request}, Errors: i.rules, Outputs: i.outputValues,
	})
	answers := []custom.Exchange{{Status: i.exampleStatus, Answer: encodeAnswer(i.exampleAnswer)}}
	if i.auth != nil && i.auth.Kind == "oauth2" {
		token := encode(object{{"access_token", "test-token-0123456789"}, {"expires_in", 3600.0}})
		answers = append([]custom.Exchange{{Status: 200, Answer: token}}, answers...)
	}
	m.Examples = []custom.Example{{Config: encode(i.example), Secrets: i.secrets, StandIn: answers}}
	return m
}

// finish fills the example in by playing it, and writes the manifest.
func (i *importer) finish(ctx context.Context, m *custom.Manifest) (*Result, error) {
	p := &custom.Package{Manifest: m}
	for _, problem := range (declarative.Kind{}).Check(p) {
		i.note("the manifest is not usable yet: %s: %s", problem.Path, problem.Message)
	}
	if err := declarative.RecordExample(ctx, p, 0); err != nil {
		i.note("the example does not work yet: %v", err)
	}
	data, err := write(m)
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	if len(i.unsaid) > 0 {
		i.note("the document does not say what these are for, so write better helps: %s", strings.Join(i.unsaid, ", "))
	}
	return &Result{Manifest: m, YAML: data, Notes: i.notes}, nil
}

// write gives the manifest as YAML, with the examples at its end, where they are in the way of nobody.
func write(m *custom.Manifest) ([]byte, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	o, err := parse(data)
	if err != nil {
		return nil, err
	}
	examples := o.get("examples")
	o = append(slices.DeleteFunc(o, func(m member) bool { return m.name == "examples" }), member{"examples", examples})
	return yaml.JSONToYAML(encode(o))
}

// encode writes what was made here; all of it can be written.
func encode(v any) json.RawMessage {
	data, err := object{{"v", v}}.MarshalJSON()
	if err != nil {
		return json.RawMessage("null")
	}
	return data[len(`{"v":`) : len(data)-1]
}

// encodeAnswer writes an answer; nil for none.
func encodeAnswer(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	return encode(v)
}
