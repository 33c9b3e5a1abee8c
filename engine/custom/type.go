package custom

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Bounds of a call, whatever the manifest says.
const (
	DefaultTimeout     = 10 * time.Second
	DefaultPureTimeout = 100 * time.Millisecond
	MaxTimeout         = time.Minute
	MaxPureTimeout     = time.Second
	DefaultAnswer      = 64 << 10 // bytes
	MaxAnswer          = 1 << 20  // bytes
)

// Type makes the block type of a package, and the job types that it needs, which Check must have found to be well.
func Type(p *Package, exec Executor) (engine.BlockType, []engine.JobType, error) {
	m := p.Manifest
	settings, err := settingsSchema(m)
	if err != nil {
		return engine.BlockType{}, nil, fmt.Errorf("settings of %s: %w", p.ID(), err)
	}
	s := &spec{pkg: p, exec: exec, id: p.ID(), pure: exec.Pure(), job: JobName(p.ID())}
	t := typeOf(m, settings)
	s.own = len(t.Exits)
	if !s.pure || len(m.Accepts) > 0 {
		t.Exits = append(t.Exits, engine.TimeoutExit())
	}
	t.Exits = append(t.Exits, engine.ErrorExit())
	t.New = func() engine.Block {
		b := &block{Settings: settings.New(), spec: s}
		switch {
		case s.pure && len(m.Accepts) == 0:
			return &instant{block: b}
		case s.pure:
			return &quick{block: b}
		default:
			return b
		}
	}
	if s.pure {
		return t, nil, nil
	}
	return t, []engine.JobType{{Name: s.job, Timeout: s.limit() + overhead, Run: s.run}}, nil
}

// typeOf gives what the manifest alone says of the block type.
func typeOf(m *Manifest, settings *engine.SettingsSchema) engine.BlockType {
	t := engine.BlockType{
		Name: m.Name, Version: max(1, m.ConfigVersion), Title: m.Title, Help: m.Help, Icon: m.Icon,
		Example: example(m), Config: settings, Upgrades: upgrades(m),
	}
	for _, e := range m.Exits {
		t.Exits = append(t.Exits, engine.Exit{Name: e.Name, Title: e.Title})
	}
	for _, o := range m.Outputs {
		t.Outputs = append(t.Outputs, engine.Output{Name: o.Name, Type: o.Type, Title: o.Title})
	}
	return t
}

// JobName is the job type of a version of a package.
func JobName(id BlockID) string { return "block:" + id.Type + "@" + id.Version }

// JobBlock reads the name of a job type that Type made.
func JobBlock(job string) (BlockID, bool) {
	parts := jobName.FindStringSubmatch(job)
	if parts == nil {
		return BlockID{}, false
	}
	return BlockID{Type: parts[1], Version: parts[2]}, true
}

var jobName = regexp.MustCompile(`^block:([^@]+)@(.+)$`)

func example(m *Manifest) string {
	if len(m.Examples) == 0 || len(m.Examples[0].Config) == 0 {
		return "{}"
	}
	return string(m.Examples[0].Config)
}

// spec is what all blocks of one type share.
type spec struct {
	pkg  *Package
	exec Executor
	id   BlockID
	pure bool
	job  string
	own  int // exits of the manifest's own
}

// limit is how long one call may take.
func (s *spec) limit() time.Duration {
	limit, most := s.pkg.Manifest.Limits.Timeout.Std(), MaxTimeout
	switch {
	case s.pure && limit == 0:
		return DefaultPureTimeout
	case s.pure:
		most = MaxPureTimeout
	case limit == 0:
		return DefaultTimeout
	}
	return min(limit, most)
}

// answer is how many bytes an answer may have.
func (s *spec) answer() int64 {
	if n := s.pkg.Manifest.Limits.Answer; n > 0 {
		return min(n, MaxAnswer)
	}
	return DefaultAnswer
}

// block is one block of a type that a package makes.
//
// Config: the manifest's, and save. Waits: for the job that carries the call out, for what an answer waits for, for a callback.
// Exits: the manifest's, those of its lists, timeout, error. Errors: those of the block itself, and block_answer (an answer that
// makes no sense), block_timeout, block_failed, permission_denied, insufficient, setting_type.
type block struct {
	engine.Settings

	spec *spec
}

// instant is a block that never waits.
type instant struct {
	engine.NoWait
	*block
}

// Resume stays.
func (i *instant) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return i.NoWait.Resume(ctx, t, ev)
}

// quick is a block that may leave in the turn that enters it, and may wait.
type quick struct{ *block }

// Immediate says that only the end of a wait is never at once.
func (*quick) Immediate(exit string) bool { return exit != timeoutExit }

// Exits adds those that the settings make, before timeout and error.
func (b *block) Exits(fixed []engine.Exit) []engine.Exit {
	out := slices.Clone(fixed[:b.spec.own])
	for _, l := range b.spec.pkg.Manifest.Lists {
		for _, e := range b.elements(l) {
			name := l.Prefix + ":" + e.id
			if e.id == "" || slices.ContainsFunc(out, func(x engine.Exit) bool { return x.Name == name }) {
				continue
			}
			out = append(out, engine.Exit{Name: name, Title: e.title})
		}
	}
	return append(out, fixed[b.spec.own:]...)
}

// Outputs gives those that a variable keeps, by its name.
func (b *block) Outputs(fixed []engine.Output) []engine.Output {
	var out []engine.Output
	save, _ := b.Get(SaveSetting).(map[string]any)
	for _, o := range fixed {
		if name, ok := save[o.Name].(string); ok && name != "" {
			out = append(out, engine.Output{Name: name, Type: o.Type, Title: o.Title})
		}
	}
	return out
}

// listed is an element of a setting that makes exits.
type listed struct {
	at    string // pointer into the settings
	id    string // empty where it has none that can be an exit's name
	raw   string
	title engine.Text
}

var exitName = regexp.MustCompile(flow.ExitPattern)

func (b *block) elements(l List) []listed {
	list, _ := b.Get(l.Setting).([]any)
	out := make([]listed, 0, len(list))
	for i, v := range list {
		e := listed{at: fmt.Sprintf("/%s/%d", l.Setting, i)}
		object, _ := v.(map[string]any)
		if l.Field == "" {
			e.raw, _ = v.(string)
		} else {
			e.raw, _ = object[l.Field].(string)
			e.at += "/" + l.Field
		}
		if e.id = e.raw; !exitName.MatchString(l.Prefix + ":" + e.raw) {
			e.id = ""
		}
		switch title := object[l.Title].(type) {
		case string:
			e.title = engine.Text{"en": title}
		case map[string]any:
			e.title = engine.Text{}
			for lang, words := range title {
				if s, ok := words.(string); ok {
					e.title[lang] = s
					if _, ok := e.title["en"]; !ok {
						e.title["en"] = s
					}
				}
			}
		}
		if e.title.In("en") == "" {
			e.title = engine.Text{"en": e.raw}
		}
		out = append(out, e)
	}
	return out
}

// Check reports what the schema cannot: elements that make no exits, and variables that cannot hold an output.
func (b *block) Check(k *engine.Checking) {
	for _, l := range b.spec.pkg.Manifest.Lists {
		seen := map[string]bool{}
		for _, e := range b.elements(l) {
			switch {
			case e.id == "":
				k.Error("exit_name_invalid", e.at, "%q cannot name an exit: use letters, digits, _, - and dots", e.raw)
			case seen[e.id]:
				k.Error("exit_name_taken", e.at, "%q is there twice", e.raw)
			}
			seen[e.id] = true
		}
	}
	save, _ := b.Get(SaveSetting).(map[string]any)
	for _, o := range b.spec.pkg.Manifest.Outputs {
		if name, ok := save[o.Name].(string); ok && name != "" {
			k.Assign("/"+SaveSetting+"/"+o.Name, engine.Var(name), expr.Type(o.Type))
		}
	}
}

// encoded is a value as JSON, of which something went wrong only if it is none.
func encoded(v any) (json.RawMessage, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, engine.Trouble("block_answer", "the block gave a value that is no JSON: %v", err)
	}
	return data, nil
}
