package engine

import (
	"fmt"
	"regexp"
	"sort"
	"sync"

	"github.com/go-playground/validator/v10"
)

// Registry holds block types and job types. It is filled before use and then read by any number of goroutines.
type Registry struct {
	types   map[string]BlockType
	jobs    map[string]JobType
	schemas map[string]func() (*configSchema, error) // by type, made at the first use
	rules   *validator.Validate
}

// NewRegistry gives a registry without block types. The job type of Turn.AskTelegram is in it.
func NewRegistry() *Registry {
	call := telegramJob()
	return &Registry{
		types: map[string]BlockType{}, jobs: map[string]JobType{call.Name: call},
		schemas: map[string]func() (*configSchema, error){}, rules: newValidate(),
	}
}

var typeName = regexp.MustCompile(`^[a-z][a-z0-9_]*([./][a-z][a-z0-9_]*)+$`)

// Add registers block types. A name that is taken or malformed, a type without constructor, titles or example, and a
// count of upgrades that does not fit the version are errors.
func (r *Registry) Add(types ...BlockType) error {
	for _, t := range types {
		switch {
		case !typeName.MatchString(t.Name):
			return fmt.Errorf("register block type %q: the name must be family.name or vendor/name", t.Name)
		case t.New == nil:
			return fmt.Errorf("register block type %q: New is missing", t.Name)
		case t.Version < 1 || len(t.Upgrades) != t.Version-1:
			return fmt.Errorf("register block type %q: version %d needs %d upgrades, has %d", t.Name, t.Version, t.Version-1, len(t.Upgrades))
		case t.Title["en"] == "" || t.Help["en"] == "":
			return fmt.Errorf("register block type %q: title and help in English are missing", t.Name)
		case t.Example == "":
			return fmt.Errorf("register block type %q: the example is missing", t.Name)
		}
		if _, ok := t.New().(Trigger); ok != t.Trigger {
			return fmt.Errorf("register block type %q: Trigger does not fit what New gives", t.Name)
		}
		if _, taken := r.types[t.Name]; taken {
			return fmt.Errorf("register block type %q: the name is taken", t.Name)
		}
		r.types[t.Name] = t
		r.schemas[t.Name] = sync.OnceValues(func() (*configSchema, error) { return newConfigSchema(t) })
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
	t, ok := r.types[name]
	return t, ok
}

// Types gives all block types, sorted by name.
func (r *Registry) Types() []BlockType {
	out := make([]BlockType, 0, len(r.types))
	for _, t := range r.types {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Job gives a job type by name.
func (r *Registry) Job(name string) (JobType, bool) {
	t, ok := r.jobs[name]
	return t, ok
}
