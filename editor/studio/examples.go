package studio

import (
	"bytes"
	"encoding/json"
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
	Titles       map[string]string // by other languages
	Description  string
	Descriptions map[string]string // by other languages
	Blocks       int
}

// Examples are bots to begin with. What is told of them is read once, their documents stay where they are.
type Examples struct {
	list  []Example
	words map[string]exampleWords
	files fs.FS
}

// exampleWords are what a document says to its author, by language and then by the words of the document.
type exampleWords map[string]map[string]string

// NewExamples reads the documents DIRECTORY/bot.json, and next to them author.LANGUAGE.json: what such a document says to its author
// (names, labels, notes, messages to the staff), in another language.
func NewExamples(files fs.FS) (*Examples, error) {
	names, err := fs.Glob(files, "*/bot.json")
	if err != nil {
		return nil, err
	}
	x := &Examples{list: []Example{}, words: map[string]exampleWords{}, files: files}
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
		words, err := readWords(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the words of example %s: %w", name, err)
		}
		x.words[name] = words
		e := Example{Name: name, Title: doc.Name, Titles: map[string]string{}, Description: doc.Description, Descriptions: doc.Descriptions}
		for language, said := range words {
			e.Titles[language] = said[doc.Name]
		}
		for i := range doc.Flows {
			e.Blocks += len(doc.Flows[i].Blocks)
		}
		x.list = append(x.list, e)
	}
	slices.SortFunc(x.list, func(a, b Example) int { return strings.Compare(a.Name, b.Name) })
	return x, nil
}

func readWords(files fs.FS, example string) (exampleWords, error) {
	found, err := fs.Glob(files, example+"/author.*.json")
	if err != nil {
		return nil, err
	}
	out := exampleWords{}
	for _, file := range found {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out[strings.TrimSuffix(strings.TrimPrefix(path.Base(file), "author."), ".json")] = words
	}
	return out, nil
}

// List gives all, by name.
func (x *Examples) List() []Example { return x.list }

// Document gives one, for an author of that language where its words are known in it; engine.ErrNotFound if there is none of that
// name.
func (x *Examples) Document(name, language string) ([]byte, error) {
	if !slices.ContainsFunc(x.list, func(e Example) bool { return e.Name == name }) {
		return nil, fmt.Errorf("read example %q: %w", name, engine.ErrNotFound)
	}
	data, err := fs.ReadFile(x.files, name+"/bot.json")
	if err != nil {
		return nil, fmt.Errorf("read example %q: %w", name, err)
	}
	words := x.words[name][language]
	if words == nil {
		return data, nil
	}
	if data, err = inWords(data, language, words); err != nil {
		return nil, fmt.Errorf("example %q in %q: %w", name, language, err)
	}
	return data, nil
}

// inWords makes a document one of an author of another language. What users read stays: it is in all languages already, only
// that the author's is the first of them.
func inWords(document []byte, language string, words map[string]string) ([]byte, error) {
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	descriptions, _ := doc["descriptions"].(map[string]any)
	if own, ok := descriptions[language]; ok {
		delete(descriptions, language)
		if before, ok := doc["language"].(string); ok {
			descriptions[before] = doc["description"]
		}
		doc["description"] = own
	}
	doc["language"] = language
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(reworded(doc, language, words))
	return out.Bytes(), err
}

// reworded says every text of a value that has words. An object with the language in it has its texts by language.
func reworded(v any, language string, words map[string]string) any {
	switch v := v.(type) {
	case string:
		if said, ok := words[v]; ok {
			return said
		}
	case []any:
		for i := range v {
			v[i] = reworded(v[i], language, words)
		}
	case map[string]any:
		if _, ok := v[language]; ok {
			return v
		}
		for key := range v {
			v[key] = reworded(v[key], language, words)
		}
	}
	return v
}
