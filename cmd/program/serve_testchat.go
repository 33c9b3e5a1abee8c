package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/storage"
)

var (
	_ testchat.Store = (*storage.DB)(nil)
	_ studio.Tests   = savedTests{}
)

// addTestChat lets authors talk to their drafts in the editor.
func (s *server) addTestChat(o *editor.Options) error {
	client, err := outbound.New(outbound.Options{Allow: s.s.AllowHosts})
	if err != nil {
		return wrong("SCENARIST_ALLOW_HOSTS", "%v", err)
	}
	if s.env.Machine.HTTP != nil {
		client = s.env.Machine.HTTP
	}
	bots, err := newSamples(s.env.bots())
	if err != nil {
		return err
	}
	made := testchat.Options{
		Registry: s.env.Registry, Registries: s.registries, Drafts: drafts{s.db}, Store: s.db, Secrets: drafts{s.db}, Media: drafts{s.db}, Log: s.log, HTTP: client, Sample: bots.of,
	}
	s.chats = testchat.New(made)
	o.TestChats, o.Tests = s.chats, testchat.NewTests(made)
	return nil
}

// registries gives what a document of a bot in the editor is compiled with.
func (s *server) registries(ctx context.Context, bot string, doc *flow.Document) (*engine.Registry, error) {
	return s.studio.RegistryOf(ctx, bot, doc)
}

// drafts gives what is being edited, with secrets and files.
type drafts struct{ db *storage.DB }

var (
	_ testchat.Secrets = drafts{}
	_ testchat.Media   = drafts{}
)

// OpenMedia gives a file of the bot's library.
func (d drafts) OpenMedia(ctx context.Context, bot, name string) (data []byte, fileName string, err error) {
	store := d.db.Studio()
	files, err := store.Media(ctx, bot)
	if err != nil {
		return nil, "", err
	}
	i := slices.IndexFunc(files, func(m studio.Media) bool { return m.Name == name && m.BinnedAt.IsZero() })
	if i < 0 {
		return nil, "", fmt.Errorf("open %q of bot %s: %w", name, bot, engine.ErrNotFound)
	}
	in, err := store.OpenMedia(ctx, bot, &files[i])
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	data, err = io.ReadAll(in)
	return data, path.Base(name), err
}

// Secret gives a secret of the bot; engine.ErrNotFound if it is not set.
func (d drafts) Secret(ctx context.Context, bot, name string) (string, error) {
	return d.db.Studio().Secret(ctx, bot, name)
}

// Draft gives the document of a bot and its version.
func (d drafts) Draft(ctx context.Context, bot string) ([]byte, int64, error) {
	x, err := d.db.Studio().Draft(ctx, bot)
	return x.Document, x.Version, err
}

// savedTests are what the studio runs before a publish.
type savedTests struct{ tests *testchat.Tests }

// Run plays the tests of a bot on a document.
func (t savedTests) Run(ctx context.Context, bot string, document []byte) (studio.TestCount, error) {
	failed, of, err := t.tests.On(ctx, bot, document)
	return studio.TestCount{Failed: failed, Of: of}, err
}

// samples are the examples as what drafts may come from.
type samples []sample

type sample struct {
	blocks map[string]bool // ids
	given  *testchat.Sample
}

func newSamples(tree fs.FS) (samples, error) {
	files, err := fs.Glob(tree, "*/bot.json")
	if err != nil {
		return nil, fmt.Errorf("list examples: %w", err)
	}
	var out samples
	for _, file := range files {
		data, err := fs.ReadFile(tree, file)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", file, err)
		}
		doc, err := flow.Load(data)
		if err != nil {
			return nil, fmt.Errorf("load example %s: %w", file, err)
		}
		dir, err := fs.Sub(tree, path.Dir(file))
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", file, err)
		}
		standin, err := simulator.LoadStandin(dir)
		if err != nil {
			return nil, err
		}
		out = append(out, sample{blocks: blocksOf(doc), given: &testchat.Sample{Standin: standin, Files: dir}})
	}
	return out, nil
}

func blocksOf(doc *flow.Document) map[string]bool {
	ids := map[string]bool{}
	for i := range doc.Flows {
		for j := range doc.Flows[i].Blocks {
			ids[doc.Flows[i].Blocks[j].ID] = true
		}
	}
	return ids
}

// of finds the example that a document comes from: the one of which most blocks are still there, at least half of them. A
// document does not say it itself, and may have come by way of a file.
func (s samples) of(doc *flow.Document) *testchat.Sample {
	have := blocksOf(doc)
	var best *testchat.Sample
	most := 0.5
	for i := range s {
		same := 0
		for id := range s[i].blocks {
			if have[id] {
				same++
			}
		}
		if share := float64(same) / float64(max(len(s[i].blocks), 1)); share >= most {
			best, most = s[i].given, share
		}
	}
	return best
}
