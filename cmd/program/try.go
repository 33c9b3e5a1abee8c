package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// tryExamples are the bots that can be tried.
type tryExamples struct {
	list []trypage.Example
	bots map[string]tryBot
}

// tryBot is one of them.
type tryBot struct {
	doc *flow.Document
	rev *engine.Revision
	dir fs.FS // of its document: the stand-in's answers and the media library are there
}

// shippedExamples are those in the binary.
func shippedExamples(tree fs.FS, reg *engine.Registry) (*tryExamples, error) {
	files, err := fs.Glob(tree, "*/bot.json")
	if err != nil {
		return nil, fmt.Errorf("list examples: %w", err)
	}
	sort.Strings(files)
	t := &tryExamples{bots: map[string]tryBot{}}
	for _, file := range files {
		name := path.Dir(file)
		data, err := fs.ReadFile(tree, file)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		dir, err := fs.Sub(tree, name)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		if err := t.add(reg, name, "examples/"+file, data, dir); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// oneExample is a single bot whose document is in a file.
func oneExample(reg *engine.Registry, name, file string, document []byte) (*tryExamples, error) {
	t := &tryExamples{bots: map[string]tryBot{}}
	return t, t.add(reg, name, file, document, os.DirFS(filepath.Dir(file)))
}

func (t *tryExamples) add(reg *engine.Registry, name, file string, data []byte, dir fs.FS) error {
	doc, err := flow.Load(data)
	if err != nil {
		return fmt.Errorf("load example %s: %w", name, err)
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		return fmt.Errorf("compile example %s: %w", name, err)
	}
	t.bots[name] = tryBot{doc: doc, rev: rev, dir: dir}
	t.list = append(t.list, trypage.Example{Name: name, Title: doc.Name, Description: doc.Description, Descriptions: doc.Descriptions, File: file})
	return nil
}

// simulatedOptions are a world's options for a document: the stand-in's answers and secrets, and the media library, lie
// beside it. Secrets that nobody gives have a made-up value, so that a bot can be tried before anybody signs up
// anywhere. The stand-in is nil if there is none.
func simulatedOptions(doc *flow.Document, dir fs.FS, reg *engine.Registry, secret func(name string) string) (simulator.Options, *simulator.Standin, error) {
	o := simulator.Options{
		Document: doc, Registry: reg, Secrets: map[string]string{}, Asset: simulator.AssetsIn(dir), Say: wording.In,
	}
	s, err := simulator.LoadStandin(dir)
	if err != nil {
		return o, nil, err
	}
	given := map[string]string{}
	if s != nil {
		given, o.Places = s.Secrets, s.Chats
		if o.Answers, err = s.Answers(dir); err != nil {
			return o, nil, fmt.Errorf("read %s: %w", simulator.StandinFile, err)
		}
	}
	if doc.Settings != nil {
		for _, name := range doc.Settings.Secrets {
			value := given[name]
			if secret != nil && secret(name) != "" {
				value = secret(name)
			}
			if value == "" {
				value = "simulated-" + name
			}
			o.Secrets[name] = value
		}
	}
	return o, s, nil
}

// inPlainWords makes a slip of the person a problem that the page shows; what is ours stays an error.
func inPlainWords(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &trypage.Problem{Message: screen.Sentence(err.Error())}
}
