package examples_test

import (
	"io/fs"
	"path"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples"
)

func registry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	return reg
}

// documents are the examples' documents by directory.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := fs.Glob(examples.Files, "*/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("there are no examples")
	}
	out := map[string][]byte{}
	for _, name := range names {
		data, err := fs.ReadFile(examples.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		out[path.Dir(name)] = data
	}
	return out
}

func TestExamples_HaveNoIssues(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	for dir, data := range documents(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			doc, err := flow.Load(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range engine.Check(doc, reg) {
				t.Errorf("%s %s at %s: %s", i.Severity, i.Code, i.Path, i.Message)
			}
		})
	}
}

func TestExamples_AreCanonical(t *testing.T) {
	t.Parallel()
	for dir, data := range documents(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			doc, err := flow.Load(data)
			if err != nil {
				t.Fatal(err)
			}
			again, err := flow.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if string(again) != string(data) {
				t.Error("the document is not in canonical form: write it with flow.Marshal")
			}
		})
	}
}

func TestExamples_StandinsAreUsable(t *testing.T) {
	t.Parallel()
	for dir, data := range documents(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			files, err := fs.Sub(examples.Files, dir)
			if err != nil {
				t.Fatal(err)
			}
			standin, err := simulator.LoadStandin(files)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := flow.Load(data)
			if err != nil {
				t.Fatal(err)
			}
			var secrets []string
			if doc.Settings != nil {
				secrets = doc.Settings.Secrets
			}
			if standin == nil {
				if len(secrets) > 0 {
					t.Error("the bot has secrets, and no stand-in says what they are")
				}
				return
			}
			if _, err := standin.Answers(files); err != nil {
				t.Error(err)
			}
			for _, name := range secrets {
				if standin.Secrets[name] == "" {
					t.Errorf("the stand-in does not say what secret %q is", name)
				}
			}
		})
	}
}
