package engine

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"sort"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/scenarist/scenarist/engine/flow"
)

// Registry holds block types and job types. It is filled before use and then read by any number of goroutines.
type Registry struct {
	types   map[string]*BlockType
	jobs    map[string]JobType
	schemas map[string]func() (*configSchema, error) // by type, made at the first use
	rules   *validator.Validate
	offers  map[string]Offer
}

// Offer is a block type that a document could pin, though it does not.
type Offer struct {
	Version  string // of the package
	Disabled bool   // what uses it goes on, and nothing new is to use it
}

// Overlay is what a registry has besides another one.
type Overlay struct {
	Types []BlockType
	Jobs  []JobType
	// Offers are the packages that are installed, by block type: issues of types that are not pinned name them.
	Offers map[string]Offer
}

// With gives a registry that has all of this one and the overlay's. Names that are taken are errors, as in Add and AddJob.
func (r *Registry) With(o Overlay) (*Registry, error) {
	out := &Registry{types: maps.Clone(r.types), jobs: maps.Clone(r.jobs), schemas: maps.Clone(r.schemas), rules: r.rules, offers: o.Offers}
	if err := out.Add(o.Types...); err != nil {
		return nil, err
	}
	return out, out.AddJob(o.Jobs...)
}

// NewRegistry gives a registry without block types. The job type of Turn.AskTelegram is in it.
func NewRegistry() *Registry {
	call := telegramJob()
	return &Registry{
		types: map[string]*BlockType{}, jobs: map[string]JobType{call.Name: call},
		schemas: map[string]func() (*configSchema, error){}, rules: newValidate(),
	}
}

var typeName = regexp.MustCompile(flow.BlockTypePattern)

// Add registers block types. A name that is taken or malformed, a type without constructor, titles or example, and a
// count of upgrades that does not fit the version are errors.
func (r *Registry) Add(types ...BlockType) error {
	for _, t := range types {
		if err := fitting(t); err != nil {
			return fmt.Errorf("register block type %q: %w", t.Name, err)
		}
		if _, taken := r.types[t.Name]; taken {
			return fmt.Errorf("register block type %q: the name is taken", t.Name)
		}
		r.types[t.Name] = &t
		r.schemas[t.Name] = sync.OnceValues(func() (*configSchema, error) { return newConfigSchema(t) })
	}
	return nil
}

// fitting says what is wrong with a block type.
func fitting(t BlockType) error {
	switch {
	case !typeName.MatchString(t.Name):
		return errors.New("the name must be family.name or vendor/name")
	case t.New == nil:
		return errors.New("New is missing")
	case t.Version < 1 || len(t.Upgrades) != t.Version-1:
		return fmt.Errorf("version %d needs %d upgrades, has %d", t.Version, t.Version-1, len(t.Upgrades))
	case t.Title["en"] == "" || t.Help["en"] == "":
		return errors.New("title and help in English are missing")
	case t.Example == "":
		return errors.New("the example is missing")
	}
	blk := t.New()
	if _, ok := blk.(Trigger); ok != t.Trigger {
		return errors.New("Trigger does not fit what New gives")
	}
	given, ok := blk.(givenSettings)
	if ok != (t.Config != nil) || ok && given.settings().schema != t.Config {
		return errors.New("New must give a block with the Settings of Config")
	}
	return nil
}

// AddJob registers job types; a name that is taken is an error.
func (r *Registry) AddJob(types ...JobType) error {
	for _, t := range types {
		if t.Name == "" || t.Run == nil {
			return fmt.Errorf("register job type %q: name and Run are needed", t.Name)
		}
		if _, taken := r.jobs[t.Name]; taken {
			return fmt.Errorf("register job type %q: the name is taken", t.Name)
		}
		r.jobs[t.Name] = t
	}
	return nil
}

// Type gives a block type by name.
func (r *Registry) Type(name string) (BlockType, bool) {
	if t := r.types[name]; t != nil {
		return *t, true
	}
	return BlockType{}, false
}

// Types gives all block types, sorted by name.
func (r *Registry) Types() []BlockType {
	out := make([]BlockType, 0, len(r.types))
	for _, t := range r.types {
		out = append(out, *t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Job gives a job type by name.
func (r *Registry) Job(name string) (JobType, bool) {
	t, ok := r.jobs[name]
	return t, ok
}
