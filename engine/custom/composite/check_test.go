package composite_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestCheck_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := street("1.0.0", "Street?")
	block := func(b string) func(string) string {
		return func(s string) string {
			return strings.Replace(s, `{"id": "far", "type"`, b+`, {"id": "far", "type"`, 1)
		}
	}
	swap := func(a, b string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, a) {
				t.Fatalf("nothing to replace: %s", a)
			}
			return strings.ReplaceAll(s, a, b)
		}
	}
	const doc = "/composite/document"
	for name, c := range map[string]struct {
		change     func(string) string
		path, want string
	}{
		"nothing":              {func(s string) string { return s }, "", ""},
		"no such flow":         {swap(`"flow": "ask"`, `"flow": "asked"`), "/composite/flow", `no flow "asked"`},
		"a field of its own":   {swap(`"flow": "ask"`, `"flow": "ask", "more": 1`), "/composite", "more"},
		"no document":          {swap(`"language": "en",`, ``), doc, ""},
		"a trigger":            {block(`{"id": "t", "type": "trigger.command", "config": {"command": "x"}}`), doc + "/flows/0/blocks/4/type", "a trigger has no place"},
		"an end":               {block(`{"id": "t", "type": "logic.end"}`), doc + "/flows/0/blocks/4/type", "ends the conversation"},
		"a jump away":          {block(`{"id": "t", "type": "logic.jump", "config": {"flow": "ask", "drop": true}}`), doc + "/flows/0/blocks/4/config/drop", "would forget the bot"},
		"an unknown type":      {block(`{"id": "t", "type": "acme/none"}`), doc + "/flows/0/blocks/4/type", "acme/none"},
		"a block with errors":  {swap(`"branches": [`, `"branch": [`), doc + "/flows/0/blocks/1/config", ""},
		"an unknown variable":  {swap(`"save_to": "session.answer"`, `"save_to": "session.other"`), doc + "/flows/0/blocks/0/config/save_to", "there is no variable session.other"},
		"a lasting one of the": {swap(`"write": ["user.points"]`, `"write": []`), doc + "/flows/0/blocks/2/config/assignments/0/var", "writes user.points, which the permissions do not name"},
		"who the user is":      {swap(`"Street?"`, `"{{ user.first_name }}, which street?"`), doc + "/flows/0/blocks/0/config/prompt/text", "sees who the user is"},
		"all of a scope":       {swap(`"Street?"`, `"{{ len(keys(user)) }}, which street?"`), doc + "/flows/0/blocks/0/config/prompt/text", "all of user is used at once"},
		"a host": {
			block(`{"id": "t", "type": "http.request", "config": {"method": "GET", "url": "https://api.example.com/{{ session.answer }}"}, "exits": {"2xx": "end", "3xx": "end", "4xx": "end", "5xx": "end", "network": "end"}}`),
			doc + "/flows/0/blocks/4/config/url", "the flow calls api.example.com",
		},
		"a host from outside": {block(`{"id": "t", "type": "http.request", "config": {"method": "GET", "url": "{{ session.answer }}"}}`), doc + "/flows/0/blocks/4/config/url", "the host of the address has to stand there"},
		"units":               {block(`{"id": "t", "type": "ledger.balance", "config": {"unit": "coins", "save_to": "user.points"}}`), doc + "/flows/0/blocks/4/type", "moves units"},
		"a file of a library": {
			block(`{"id": "t", "type": "message.media", "config": {"kind": "photo", "asset": "logo"}, "exits": {"next": "end"}}`), doc + "/flows/0/blocks/4/config", "",
		},
		"an exit too many":                  {swap(`{"name": "far", "title": {"en": "Too far"}}`, `{"name": "far", "title": {"en": "Too far"}}, {"name": "near", "title": {"en": "Near"}}`), "/exits/2/name", `leaves by "near"`},
		"an exit too few":                   {swap(`, {"name": "far", "title": {"en": "Too far"}}`, ``), doc + "/flows/0/blocks/4/config/exit", "is no exit of the manifest"},
		"an own exit":                       {swap(`"name": "far", "title"`, `"name": "cancelled", "title"`), "/exits/1/name", "added by itself"},
		"an output too few":                 {swap(`{"name": "address", "type": "text", "title": {"en": "Address"}}`, ``), doc + "/flows/0/blocks/5/config/result/address", "is no output"},
		"an output nobody gives":            {swap(`"title": {"en": "Address"}}`, `"title": {"en": "Address"}}, {"name": "zip", "type": "text", "title": {"en": "Zip"}}`), "/outputs/1/name", `gives the output "zip"`},
		"a setting nobody takes":            {swap(`"title": "City"}`, `"title": "City"}, "zip": {"x-widget": "line"}`), "/config/properties/zip", "takes nothing called"},
		"a parameter that is not asked for": {swap(`{"name": "city", "type": "text", "required": true}`, `{"name": "city", "type": "text", "required": true}, {"name": "zip", "type": "text"}`), "/config", `the flow takes "zip"`},
		"a setting that may be missing":     {swap(`"required": ["city"],`, ``), "/config/required", "has to be required"},
		"a variable of the bot undeclared":  {swap(`"read": ["user.points"]`, `"read": ["user.level", "user.points"]`), "/permissions/read/0", "does not declare"},
		"an undeclared secret":              {swap(`"permissions": {`, `"permissions": {"secrets": ["key"], `), "/permissions/secrets", "does not list the secret"},
		"words of the bot":                  {swap(`"language": "en",`, `"language": "en", "settings": {"texts": {"error": {"en": "Oh"}}},`), doc + "/settings/texts", "built-in words are the bot's"},
		"waits of a call":                   {swap(`"examples":`, `"accepts": ["text"], "examples":`), "/accepts", "needs no listing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var problems []custom.Problem
			m, err := custom.Load([]byte(c.change(good)))
			if bad, ok := errors.AsType[*custom.LoadError](err); ok {
				for _, p := range bad.Problems {
					problems = append(problems, p.Problem)
				}
			} else {
				problems = must[[]custom.Problem](t)(library(t).CheckIn(t.Context(), "", must[*custom.Package](t)(custom.NewPackage(m, nil))))
			}
			if c.path == "" {
				if len(problems) > 0 {
					t.Errorf("found %v", problems)
				}
				return
			}
			for _, x := range problems {
				if strings.HasPrefix(x.Path, c.path) && strings.Contains(x.Message, c.want) {
					return
				}
			}
			t.Errorf("found %v, want %q at %s", problems, c.want, c.path)
		})
	}
}

// link is a composite that does nothing but have another one inside.
func link(name, version, inside, pinned string) string {
	return fmt.Sprintf(`{"manifest": 1, "name": %q, "version": %q, "kind": "composite", "title": {"en": "L"}, "help": {"en": "L"},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}}],
	"composite": {"flow": "f", "document": {"schema_version": 1, "name": "L", "language": "en", "uses": {%q: %q}, "flows": [
		{"id": "f", "name": "F", "blocks": [{"id": "b", "type": %[3]q, "config": {}, "exits": {"next": "end"}}], "edges": []}]}}}`, name, version, inside, pinned)
}

func TestCheckIn_RefusesWhatIsInsideOfItselfTooDeepOrMissing(t *testing.T) {
	t.Parallel()
	last := strings.Replace(strings.Replace(link("acme/a0", "1.0.0", "message.text", "x"), `"uses": {"message.text": "x"}, `, "", 1), `"config": {}, "exits": {"next"`, `"config": {"text": "x"}, "exits": {"next"`, 1)
	chain := []*custom.Package{pack(t, last)}
	for i := 1; i < engine.MaxNesting; i++ {
		chain = append(chain, pack(t, link(fmt.Sprintf("acme/a%d", i), "1.0.0", fmt.Sprintf("acme/a%d", i-1), "1.0.0")))
	}
	lib := library(t, chain...)
	top := fmt.Sprintf("acme/a%d", engine.MaxNesting-1)
	for name, c := range map[string]struct {
		p    string
		want string
	}{
		"itself":                 {link("acme/self", "1.0.0", "acme/self", "1.0.0"), "cannot be inside of itself"},
		"an older one of itself": {link("acme/a1", "2.0.0", "acme/a1", "1.0.0"), "cannot be inside of itself"},
		"itself by another":      {link("acme/a0", "2.0.0", "acme/a1", "1.0.0"), "inside of acme/a0 › acme/a1 › acme/a0: a block cannot be inside of itself"},
		"too deep":               {link("acme/deep", "1.0.0", top, "1.0.0"), "may be in one another"},
		"missing":                {link("acme/m", "1.0.0", "acme/none", "1.0.0"), "acme/none 1.0.0 is not installed here"},
		"another version":        {link("acme/m", "1.0.0", "acme/a0", "9.0.0"), "acme/a0 9.0.0 is not installed here"},
		"as deep as can be":      {link("acme/m", "1.0.0", fmt.Sprintf("acme/a%d", engine.MaxNesting-2), "1.0.0"), ""},
	} {
		problems := must[[]custom.Problem](t)(lib.CheckIn(t.Context(), "", pack(t, c.p)))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Message
		}
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: found %q, want %q", name, got, c.want)
		}
	}
	// A permission of what is inside has to be asked for outside.
	mean := strings.ReplaceAll(order("1.0.0", "1.0.0"), `"write": ["user.points"]`, `"write": []`)
	problems := must[[]custom.Problem](t)(library(t, pack(t, street("1.0.0", "?"))).CheckIn(t.Context(), "", pack(t, mean)))
	if len(problems) == 0 || !strings.Contains(problems[0].Message, "writes user.points") || problems[0].Path != "/composite/document/flows/1/blocks/0/config" {
		t.Errorf("found %v", problems)
	}
	// It is said of packages of a folder when they are read.
	if _, err := custom.NewLibrary(t.Context(), custom.LibraryOptions{Base: standard(t), Kinds: kinds(), Folder: []*custom.Package{pack(t, order("1.0.0", "1.0.0"))}}); err == nil || !strings.Contains(err.Error(), "acme/street 1.0.0 is not installed") {
		t.Errorf("a folder without what is needed: %v", err)
	}
}

// TestCompile_SaysWhatIsWrongInsideWhereTheAuthorSeesIt compiles bots with blocks of which something is not there.
func TestCompile_SaysWhatIsWrongInsideWhereTheAuthorSeesIt(t *testing.T) {
	t.Parallel()
	lib := library(t, pack(t, street("1.0.0", "Street?")))
	bot := func(variables string) *flow.Document {
		return loaded(t, fmt.Sprintf(`{"schema_version": 1, "name": "Bot", "language": "en", "uses": {"acme/street": "1.0.0"}, "variables": [%s], "flows": [{"id": "main", "name": "Main", "edges": [{"from": "start", "exit": "next", "to": "here"}], "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}}, {"id": "here", "type": "acme/street", "config": {"city": "Riga"}, "exits": {"next": "end", "far": "end"}}]}]}`, variables))
	}
	check := func(doc *flow.Document) (out []string) {
		for _, i := range engine.Check(doc, must[*engine.Registry](t)(lib.Registry(t.Context(), "", doc))) {
			if i.Code != "fallback_missing" {
				out = append(out, fmt.Sprintf("%s %s %s/%s: %s", i.Severity, i.Path, i.Flow, i.Block, i.Message))
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		doc  *flow.Document
		want string
	}{
		"all is there":             {bot(`{"name": "points", "scope": "user", "type": "number"}`), ""},
		"a variable is missing":    {bot(``), "error /flows/0/blocks/1/config main/here: blocks of this type read user.points, and there is no such variable"},
		"a variable of other type": {bot(`{"name": "points", "scope": "user", "type": "text"}`), "error /flows/0/blocks/1/config main/here: blocks of this type use user.points as number, and the bot declares it as text"},
	} {
		if got := strings.Join(check(c.doc), "\n"); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	// What was installed once and is gone now.
	gone := must[*engine.Registry](t)(lib.Registry(t.Context(), "", bot("")))
	typ, _ := gone.Type("acme/street")
	inside := *typ.Inside
	inside.Registry = engine.NewRegistry()
	typ.Inside = &inside
	reg := must[*engine.Registry](t)(standard(t).With(engine.Overlay{Types: []engine.BlockType{typ}}))
	issues := engine.Check(bot(`{"name": "points", "scope": "user", "type": "number"}`), reg)
	found := false
	for _, i := range issues {
		found = found || i.Path == "/flows/0/blocks/1" && i.Block == "here" &&
			i.Message == `inside of acme/street 1.0.0, at "Ask the street" (street): there is no block type "ask.text" here`
	}
	if !found {
		t.Errorf("issues %+v", issues)
	}
}
