package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"sort"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples"
)

// tryExamples are the bots of the try page: each conversation is a simulated world of its own.
type tryExamples struct {
	reg  *engine.Registry
	log  *slog.Logger
	list []editor.Example
	bots map[string]tryBot
}

var _ editor.Examples = (*tryExamples)(nil)

// tryBot is one of them.
type tryBot struct {
	doc *flow.Document
	dir fs.FS // of its document: the stand-in's answers and the media library are there
}

// shippedExamples are those in the binary.
func shippedExamples(reg *engine.Registry, log *slog.Logger) (*tryExamples, error) {
	files, err := fs.Glob(examples.Files, "*/bot.json")
	if err != nil {
		return nil, fmt.Errorf("list examples: %w", err)
	}
	sort.Strings(files)
	t := &tryExamples{reg: reg, log: log, bots: map[string]tryBot{}}
	for _, file := range files {
		name := path.Dir(file)
		data, err := fs.ReadFile(examples.Files, file)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		dir, err := fs.Sub(examples.Files, name)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		if err := t.add(name, "examples/"+file, data, dir); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// oneExample is a single bot whose document is in a file; it was found to be right before.
func oneExample(reg *engine.Registry, log *slog.Logger, name, file string, document []byte) *tryExamples {
	t := &tryExamples{reg: reg, log: log, bots: map[string]tryBot{}}
	if err := t.add(name, file, document, os.DirFS(filepath.Dir(file))); err != nil {
		log.Error("a bot cannot be tried on the page", "error", err)
	}
	return t
}

func (t *tryExamples) add(name, file string, data []byte, dir fs.FS) error {
	doc, err := flow.Load(data)
	if err != nil {
		return fmt.Errorf("load example %s: %w", name, err)
	}
	t.bots[name] = tryBot{doc: doc, dir: dir}
	t.list = append(t.list, editor.Example{Name: name, Title: doc.Name, Description: doc.Description, File: file})
	return nil
}

// List gives the bots by name.
func (t *tryExamples) List() []editor.Example { return t.list }

// Open starts a conversation.
func (t *tryExamples) Open(ctx context.Context, name, lang string) (editor.Conversation, error) {
	b, ok := t.bots[name]
	if !ok {
		return nil, editor.ErrUnknownBot
	}
	o, _, err := simulatedOptions(b.doc, b.dir, t.reg, nil)
	if err != nil {
		return nil, fmt.Errorf("open example %s: %w", name, err)
	}
	o.Log = t.log.With("example", name)
	return newTryConversation(ctx, o, lang)
}

// simulatedOptions are a world's options for a document: the stand-in's answers and secrets, and the media library, lie
// beside it. Secrets that nobody gives have a made-up value, so that a bot can be tried before anybody signs up
// anywhere. The stand-in is nil if there is none.
func simulatedOptions(doc *flow.Document, dir fs.FS, reg *engine.Registry, secret func(name string) string) (simulator.Options, *simulator.Standin, error) {
	o := simulator.Options{
		Document: doc, Registry: reg, Secrets: map[string]string{}, Asset: simulator.AssetsIn(dir),
	}
	s, err := simulator.LoadStandin(dir)
	if err != nil {
		return o, nil, err
	}
	given := map[string]string{}
	if s != nil {
		given = s.Secrets
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
	return &editor.Problem{Message: sentence(err.Error())}
}
