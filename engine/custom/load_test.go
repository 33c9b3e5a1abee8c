package custom_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/scenarist/scenarist/engine/custom"
)

const asYAML = `
manifest: 1
name: acme/poll
version: 1.2.0
kind: go
title: {en: Poll}
help: {en: Asks.}
config:
  type: object
  properties:
    b: {x-widget: line}
    a: {type: number, default: 1}
exits:
  - name: next
    title: {en: Next}
examples:
  - config: {b: x}
    exit: next
`

func TestLoad_YAMLIsAsGoodAsJSON(t *testing.T) {
	t.Parallel()
	m, err := custom.Load([]byte(asYAML))
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.Index(m.Config, []byte(`"b"`)); m.Name != "acme/poll" || m.Version != "1.2.0" || i < 0 || i > bytes.Index(m.Config, []byte(`"a"`)) {
		t.Errorf("%+v, config %s", m, m.Config)
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := custom.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	a := must[*custom.Package](t)(custom.NewPackage(m, nil))
	b := must[*custom.Package](t)(custom.NewPackage(again, nil))
	if a.Digest != b.Digest || len(a.Digest) != 64 {
		t.Errorf("digests %s and %s", a.Digest, b.Digest)
	}
}

func TestLoad_SaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return strings.Replace(asYAML, from, to, 1) }
	for name, c := range map[string]struct{ source, want string }{
		"empty":          {"", "one document"},
		"no YAML":        {"a: [", "1:4: this is no YAML"},
		"no JSON":        {"{\n  \"manifest\": 1,\n}", "3:1: this is no JSON"},
		"misspelt":       {change("version:", "varsion:"), `4:1: /varsion: unknown setting "varsion"; did you mean "version"?`},
		"JSON, misspelt": {"{\"manifest\": 1,\n \"naem\": \"acme/x\"}", `2:10: /naem: unknown setting "naem"; did you mean "name"?`},
		"a wrong type":   {change("title: {en: Next}", "title: Next"), `15:5: /exits/0/title: this setting needs a group of settings, not a text`},
		"a wrong name":   {change("acme/poll", "poll"), `3:1: /name: "poll" is not written as it has to be: it is vendor/name, both in lower-case letters`},
		"a wrong kind":   {change("kind: go", "kind: perl"), `5:1: /kind: "perl" is none of: http, remote, wasm, composite, go`},
		"no English":     {change("title: {en: Poll}", "title: {ru: Опрос}"), `6:1: /title/en: the setting "en" is missing`},
		"no example":     {change("examples:\n  - config: {b: x}\n    exit: next", "examples: []"), `/examples: too few entries: 0, at least 1`},
		"an anchor":      {change("title: {en: Next}", "title: &a {en: Next}"), `anchors, aliases and tags are not taken`},
		"large":          {strings.Repeat("#", custom.MaxManifestBytes+1), "at most 524288 are taken"},
	} {
		_, err := custom.Load([]byte(c.source))
		var bad *custom.LoadError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

func TestCheck_FindsWhatCannotWork(t *testing.T) {
	t.Parallel()
	if p := custom.Check(load(t, manifest), nil); len(p) != 0 {
		t.Errorf("the sound one has %v", p)
	}
	for _, c := range []struct{ from, to, want string }{
		{`"x-widget": "line", "title"`, `"x-widget": "lime", "title"`, `/config/properties/text/x-widget: "lime" is no widget`},
		{`"key": {"x-widget": "secret"}`, `"save": {}`, `/config/properties/save: this name is kept`},
		{`{"name": "next", "title"`, `{"name": "error", "title"`, `/exits/0/name: the exit "error" is added by itself`},
		{`"setting": "choices"`, `"setting": "choises"`, `/lists/0/setting: there is no setting "choises"`},
		{`["text", "button"]`, `["txt"]`, `/accepts/0: there is nothing called "txt" to wait for`},
		{`"api.example.com"`, `"*.com"`, `/permissions/hosts/0: "*.com" is no name of a host`},
		{`"api.example.com"`, `"https://x"`, `/permissions/hosts/0`},
		{`"user.points"`, `"points"`, `/permissions/read/0: "points" is no variable`},
		{`"version": "1.2.0"`, `"version": "1.2.0", "config_version": 3`, `/upgrades: version 3 of the settings needs 2 upgrades, and there are 0`},
		{`"kind": "go"`, `"kind": "http"`, `/http: the part "http" is missing`},
		{`"kind": "go"`, `"kind": "go", "wasm": {}`, `/wasm: a package of the kind go has no part "wasm"`},
		{`{"text": "Hi"}`, `{}`, `/examples/0/config/text: the setting "text" is missing`},
		{`"exit": "next"`, `"exit": "choice:x"`, ``},
		{`"exit": "next"`, `"exit": "nxt"`, `/examples/0/exit: there is no exit "nxt"`},
		{`"exit": "next"`, `"exit": "error"`, `/examples/0/error: the code of the error is missing`},
		{`"exit": "next"`, `"exit": "next", "outputs": {"x": 1}`, `/examples/0/outputs: there is no output "x"`},
	} {
		if !strings.Contains(manifest, c.from) {
			t.Fatalf("the manifest has no %s", c.from)
		}
		problems := custom.Check(load(t, strings.Replace(manifest, c.from, c.to, 1)), nil)
		got := ""
		for _, p := range problems {
			got += fmt.Sprintf("%s: %s\n", p.Path, p.Message)
		}
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\nwant %s", c.to, got, c.want)
		}
	}
}

func TestPackage_FoldersAndArchivesAreTheSame(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"manifest.yaml": {Data: []byte(asYAML)}, "lib/a.wasm": {Data: []byte("module")}, ".git/config": {Data: []byte("x")}, "README.md": {Data: []byte("Read me.")},
	}
	p := must[*custom.Package](t)(custom.LoadDir(files))
	if len(p.Files) != 2 || string(p.Files["lib/a.wasm"]) != "module" {
		t.Errorf("files %v", p.Files)
	}
	data := must[[]byte](t)(p.Archive())
	again := must[*custom.Package](t)(custom.LoadArchive(data))
	if again.Digest != p.Digest {
		t.Errorf("digest %s, want %s", again.Digest, p.Digest)
	}
	if twice := must[[]byte](t)(again.Archive()); !bytes.Equal(data, twice) {
		t.Error("the archive of an equal package is not equal")
	}
	inFolder := archive(t, map[string]string{"poll/manifest.yaml": asYAML, "poll/README.md": "Read me.", "poll/lib/a.wasm": "module", "__MACOSX/poll/x": ""})
	if q := must[*custom.Package](t)(custom.LoadArchive(inFolder)); q.Digest != p.Digest {
		t.Errorf("in a folder the digest is %s, want %s", q.Digest, p.Digest)
	}
}

func TestPackage_HostileArchivesAreRefused(t *testing.T) {
	t.Parallel()
	many := map[string]string{"manifest.yaml": asYAML}
	for i := range custom.MaxPackageFiles {
		many[fmt.Sprintf("f%d", i)] = ""
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no archive":  {[]byte("PK"), "this is no zip archive"},
		"no manifest": {archive(t, map[string]string{"x": "y"}), "there is no manifest in the package"},
		"outside":     {archive(t, map[string]string{"../x": "y"}), "no plain file inside of it"},
		"many files":  {archive(t, many), "at most 200 files"},
		"a bomb":      {archive(t, map[string]string{"x": strings.Repeat("0", custom.MaxPackageBytes+1)}), "at most 33554432 bytes"},
	} {
		if _, err := custom.LoadArchive(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func archive(tb testing.TB, files map[string]string) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range files {
		w := must[interface{ Write([]byte) (int, error) }](tb)(create(z, name))
		must[int](tb)(w.Write([]byte(content)))
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func create(z *zip.Writer, name string) (interface{ Write([]byte) (int, error) }, error) {
	return z.Create(name)
}

func TestType_UpgradesAsTheManifestSays(t *testing.T) {
	t.Parallel()
	p := load(t, strings.Replace(manifest, `"version": "1.2.0"`, `"version": "1.2.0", "config_version": 3, "upgrades": [
		{"rename": {"words": "text", "text": "old"}, "set": {"text": "none"}}, {"remove": ["old"]}]`, 1))
	if bad := custom.Check(p, nil); len(bad) != 0 {
		t.Fatal(bad)
	}
	exec := &funcExecutor{&funcKind{name: custom.Go, pure: true}}
	typ, _, err := custom.Type(p, exec)
	if err != nil {
		t.Fatal(err)
	}
	config := json.RawMessage(`{"words": "Hi", "text": 1}`)
	for _, up := range typ.Upgrades {
		if config, err = up(config); err != nil {
			t.Fatal(err)
		}
	}
	if string(config) != `{"text":"Hi"}` {
		t.Errorf("came to %s", config)
	}
}
