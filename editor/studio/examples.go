package studio

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Example is a bot to begin with.
type Example struct {
	Name         string // of its directory
	Title        string
	Description  string
	Descriptions map[string]string // by other languages
	Blocks       int
}

// Examples are bots to begin with. What is told of them is read once, their documents stay where they are.
type Examples struct {
	list  []Example
	files fs.FS
}

// NewExamples reads the documents DIRECTORY/bot.json.
func NewExamples(files fs.FS) (*Examples, error) {
	names, err := fs.Glob(files, "*/bot.json")
	if err != nil {
		return nil, err
	}
	x := &Examples{list: []Example{}, files: files}
	for _, file := range names {
		name := path.Dir(file)
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		doc, err := flow.Load(data)
		if err != nil {
			return nil, fmt.Errorf("read example %s: %w", name, err)
		}
		e := Example{Name: name, Title: doc.Name, Description: doc.Description, Descriptions: doc.Descriptions}
		for i := range doc.Flows {
			e.Blocks += len(doc.Flows[i].Blocks)
		}
		x.list = append(x.list, e)
	}
	slices.SortFunc(x.list, func(a, b Example) int { return strings.Compare(a.Name, b.Name) })
	return x, nil
}

// List gives all, by name.
func (x *Examples) List() []Example { return x.list }

// Document gives one; engine.ErrNotFound if there is none of that name.
func (x *Examples) Document(name string) ([]byte, error) {
	if !slices.ContainsFunc(x.list, func(e Example) bool { return e.Name == name }) {
		return nil, fmt.Errorf("read example %q: %w", name, engine.ErrNotFound)
	}
	data, err := fs.ReadFile(x.files, name+"/bot.json")
	if err != nil {
		return nil, fmt.Errorf("read example %q: %w", name, err)
	}
	return data, nil
}
