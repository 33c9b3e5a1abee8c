package openapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
)

// body makes settings of the request's body.
func (i *importer) body() {
	b := i.follow(i.op.get("requestBody"))
	content := b.object("content")
	if len(content) == 0 {
		return
	}
	typ, media := choose(content)
	schema := i.merged(i.follow(media.value).get("schema"), 0)
	example := exampleOf(i, i.follow(media.value))
	if len(content) > 1 {
		i.note("the body may have %d types; %s is taken", len(content), typ)
	}
	switch {
	case typ == "json" && typeOf(schema) == "object" && len(schema.object("properties")) > 0:
		i.request.JSON = encode(i.members(schema, example))
	case typ == "json":
		id, fixed := i.add("body", schema, b.text("description"), b.is("required"), example)
		i.request.JSON = encode(firstOf(fixed, "{{ config."+id+" }}"))
	case typ == "form" || typ == "multipart":
		fields := i.members(schema, example)
		for _, m := range fields {
			text, _ := m.value.(string)
			if typ == "form" {
				if i.request.Form == nil {
					i.request.Form = map[string]declarative.Scalar{}
				}
				i.request.Form[m.name] = declarative.Scalar(text)
				continue
			}
			if i.request.Multipart == nil {
				i.request.Multipart = map[string]declarative.Part{}
			}
			i.request.Multipart[m.name] = declarative.Part{Text: text}
		}
	case typ == "text":
		id, fixed := i.add("body", object{{"type", "string"}}, b.text("description"), true, example)
		i.request.Text, i.request.ContentType = firstOf(fixed, "{{ config."+id+" }}"), media.name
	default:
		i.note("the body of the type %s is left out: blocks send JSON, forms and texts", media.name)
	}
}

// choose takes the type of a body that is best to send or to read.
func choose(content object) (string, member) {
	for _, kind := range []struct{ name, part string }{{"json", "json"}, {"form", "x-www-form-urlencoded"}, {"multipart", "multipart/form-data"}, {"text", "text/"}, {"text", "xml"}} {
		for _, m := range content {
			if strings.Contains(m.name, kind.part) || kind.name == "json" && m.name == "*/*" {
				return kind.name, m
			}
		}
	}
	return "", content[0]
}

// members makes a setting of each property, and the templates that send them.
func (i *importer) members(schema object, example any) object {
	given, _ := example.(object)
	out := object{}
	for _, p := range schema.object("properties") {
		s := i.merged(p.value, 0)
		switch {
		case s.is("readOnly"):
			continue
		case s.text("format") == "binary" || s.text("format") == "byte":
			i.note("the file %s is left out: send its address if the service takes one", p.name)
			continue
		}
		required := slices.Contains(schema.list("required"), any(p.name))
		id, fixed := i.add(p.name, p.value, "", required, given.get(p.name))
		if fixed == "" {
			fixed = "{{ config." + id + " }}"
		}
		out = out.set(p.name, fixed)
	}
	if schema.get("additionalProperties") != nil && schema.get("additionalProperties") != false && len(out) == 0 {
		i.note("the body may have any fields; write those that you need into json")
	}
	return out
}

// security says who calls, by the first way that blocks know.
func (i *importer) security() {
	ways, ok := i.op.get("security").([]any)
	if !ok {
		ways = i.doc.list("security")
	}
	if len(ways) == 0 {
		return
	}
	var left []string
	for _, w := range ways {
		way, _ := w.(object)
		if len(way) == 0 {
			return // without a key is one of the ways
		}
		s := i.follow(i.doc.object("components").object("securitySchemes").get(way[0].name))
		if i.auth = i.scheme(s); i.auth != nil {
			for _, other := range way[1:] {
				i.note("the service also wants %q: add it to headers or query", other.name)
			}
			return
		}
		left = append(left, firstOf(s.text("type"), way[0].name))
	}
	i.note("how the service knows who calls is left out: %s is nothing that blocks know", strings.Join(left, ", "))
}

// scheme makes the auth of a security scheme; nil if it is none that blocks know.
func (i *importer) scheme(s object) *declarative.Auth {
	help := paragraph(s.text("description"))
	switch t := strings.ToLower(s.text("type") + " " + s.text("scheme") + " " + s.text("in")); strings.TrimSpace(t) {
	case "apikey  header":
		return &declarative.Auth{Kind: "header", Name: s.text("name"), Token: i.secret("api_key", "API key", help)}
	case "apikey  query":
		return &declarative.Auth{Kind: "query", Name: s.text("name"), Token: i.secret("api_key", "API key", help)}
	case "http bearer":
		return &declarative.Auth{Kind: "bearer", Token: i.secret("token", "Token", help)}
	case "http basic":
		id, _ := i.add("user", object{{"type", "string"}, {"maxLength", 100.0}}, "The user name at the service.", true, "user")
		return &declarative.Auth{Kind: "basic", User: "{{ config." + id + " }}", Password: i.secret("password", "Password", help)}
	case "oauth2":
		return i.oauth(s, help)
	default:
		return nil
	}
}

func (i *importer) oauth(s object, help string) *declarative.Auth {
	a := &declarative.Auth{Kind: "oauth2", Grant: "client_credentials"}
	f := s.object("flows").object("clientCredentials")
	if f == nil {
		a.Grant = "refresh_token"
		f = s.object("flows").object("authorizationCode")
	}
	u, err := url.Parse(f.text("tokenUrl"))
	if f == nil || err != nil || u.Host == "" {
		return nil
	}
	i.host(u)
	a.TokenURL = f.text("tokenUrl")
	id, _ := i.add("client_id", object{{"type", "string"}, {"maxLength", 200.0}}, "The number of your application at the service.", true, "client")
	a.ClientID, a.ClientSecret = "{{ config."+id+" }}", i.secret("client_secret", "Client secret", help)
	if a.Grant == "refresh_token" {
		a.RefreshToken = i.secret("refresh_token", "Refresh token", "")
		i.note("a person has to agree once, outside of the bot, to get the refresh token")
	}
	var scopes []string
	for _, m := range f.object("scopes") {
		scopes = append(scopes, m.name)
	}
	if len(scopes) > 0 && len(scopes) <= 5 {
		a.Scope = strings.Join(scopes, " ")
	} else if len(scopes) > 0 {
		i.note("there are %d scopes; write those that the block needs into auth.scope", len(scopes))
	}
	return a
}

// secret adds a setting that names a secret.
func (i *importer) secret(name, title, help string) string {
	id := i.setting(name)
	if help == "" {
		help = "Where the service shows it in your account; write here how to get there."
		i.note("the help of the setting %s does not say where to get the key: write it", id)
	}
	i.config = i.config.set(id, object{{"x-widget", "secret"}, {"x-title", object{{"en", title}}}, {"x-help", object{{"en", engine.Shorten(help, 300)}}}})
	i.required = append(i.required, id)
	i.example = i.example.set(id, id)
	i.secrets[id] = "test-" + strings.ReplaceAll(id, "_", "-") + "-0123456789"
	return "{{ config." + id + " }}"
}

// maxOutputs is how many outputs a block gets.
const maxOutputs = 20

// responses makes outputs of the good answer, and error rules of the others.
func (i *importer) responses() {
	i.exampleStatus = 200
	good := false
	for _, m := range i.op.object("responses") {
		r := i.follow(m.value)
		status := strings.ToLower(m.name)
		switch {
		case status[:1] == "2" && !good:
			good = true
			if _, err := fmt.Sscan(m.name, &i.exampleStatus); err != nil {
				i.exampleStatus = 200
			}
			i.output(r)
		case (status[:1] == "4" || status[:1] == "5") && len(status) == 3:
			i.rules = append(i.rules, errorRule(status, paragraph(r.text("description"))))
		}
	}
	if r := i.follow(i.op.object("responses").get("default")); !good && r != nil {
		i.output(r)
	}
	slices.SortStableFunc(i.rules, func(a, b declarative.ErrorRule) int { // 404 before 4xx
		return strings.Count(a.Status[0], "x") - strings.Count(b.Status[0], "x")
	})
}

func errorRule(status, words string) declarative.ErrorRule {
	code, known := map[string]string{"401": "wrong_key", "402": "limit_reached", "403": "no_access", "404": "not_found", "429": "too_many"}[status]
	if !known {
		code = "error_" + status
	}
	r := declarative.ErrorRule{Status: declarative.Statuses{status}, Code: code, Retry: status == "429" || status[:1] == "5"}
	if words != "" {
		r.Message = engine.Text{"en": strings.ReplaceAll(engine.Shorten(words, 200), "{{", "{ {")}
	}
	return r
}

// output makes outputs of an answer.
func (i *importer) output(r object) {
	content := r.object("content")
	if len(content) == 0 {
		return
	}
	typ, media := choose(content)
	i.outputValues = map[string]string{}
	add := func(name, kind, title, value string) {
		i.outputs = append(i.outputs, custom.Output{Name: name, Type: kind, Title: engine.Text{"en": title}})
		i.outputValues[name] = value
	}
	if typ != "json" {
		i.exampleAnswer = "text"
		add("text", "text", "Answer", "body")
		return
	}
	i.request.Read = "json"
	schema := i.merged(i.follow(media.value).get("schema"), 0)
	if i.exampleAnswer = exampleOf(i, i.follow(media.value)); i.exampleAnswer == nil {
		leave := i.enter(i.follow(media.value).get("schema"))
		i.exampleAnswer = i.sample(schema, 0, "writeOnly")
		leave()
	}
	if i.exampleAnswer == nil {
		i.exampleAnswer = object{}
	}
	properties := schema.object("properties")
	switch {
	case typeOf(schema) == "array":
		add("items", "list", "List", "body")
		return
	case len(properties) == 0:
		add("answer", "any", "Answer", "body")
		return
	case len(properties) > maxOutputs:
		i.note("of the answer's %d fields the first %d are outputs", len(properties), maxOutputs)
		properties = properties[:maxOutputs]
	}
	names := map[string]bool{}
	for _, p := range properties {
		s := i.merged(p.value, 0)
		if s.is("writeOnly") {
			continue
		}
		name := cutName(identifier(p.name), 40)
		for names[name] {
			name += "_2"
		}
		names[name] = true
		kind, ok := map[string]string{"string": "text", "integer": "number", "number": "number", "boolean": "bool", "array": "list", "object": "object"}[typeOf(s)]
		if !ok {
			kind = "any"
		}
		add(name, kind, firstOf(s.text("title"), words(p.name)), fmt.Sprintf("body[%q]", p.name))
	}
}
