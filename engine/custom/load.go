package custom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/scenarist/scenarist/engine/flow"
)

// LoadError lists all that is wrong with a manifest's source.
type LoadError struct{ Problems []Located }

// Located is a problem with its place in the source; both numbers count from 1 and are 0 where there is no place.
type Located struct {
	Problem
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

// Error gives every problem on a line of its own.
func (e *LoadError) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		if p.Line > 0 {
			fmt.Fprintf(&b, "%d:%d: ", p.Line, p.Column)
		}
		if p.Path != "" {
			b.WriteString(p.Path + ": ")
		}
		b.WriteString(p.Message)
	}
	return b.String()
}

// Load reads a manifest, JSON or YAML, strictly: a field that it does not know is an error. Errors are a *LoadError. What the
// parts mean is for Check to judge.
func Load(data []byte) (*Manifest, error) {
	if len(data) > MaxManifestBytes {
		return nil, whole("the manifest has %d bytes; at most %d are taken", len(data), MaxManifestBytes)
	}
	plain, locate, err := source(data)
	if err != nil {
		return nil, err
	}
	schema, err := manifestSchema()
	if err != nil {
		return nil, err
	}
	bad := &LoadError{}
	for _, i := range schema.Faults(plain) {
		p := Located{Problem: Problem{Path: i.Path, Message: i.Message}}
		p.Line, p.Column = locate(i.Path)
		bad.Problems = append(bad.Problems, p)
	}
	if len(bad.Problems) > 0 {
		return nil, bad
	}
	m := &Manifest{}
	if err := json.Unmarshal(plain, m); err != nil {
		return nil, whole("%v", err)
	}
	return m, nil
}

func whole(format string, args ...any) error {
	return &LoadError{Problems: []Located{{Problem: Problem{Message: fmt.Sprintf(format, args...)}}}}
}

// source gives a manifest as JSON, and how to find the places of its parts.
func source(data []byte) (plain json.RawMessage, locate func(path string) (line, column int), err error) {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		index := flow.NewIndex(data)
		locate = func(path string) (int, int) {
			for {
				if line, column, ok := index.Locate(path); ok || path == "" {
					return line, column
				}
				path = path[:max(0, strings.LastIndexByte(path, '/'))]
			}
		}
		var v json.RawMessage
		if err := json.Unmarshal(data, &v); err != nil {
			return nil, nil, badJSON(data, err)
		}
		return v, locate, nil
	}
	return yamlSource(data)
}

func badJSON(data []byte, err error) error {
	p := Located{Problem: Problem{Message: "this is no JSON: " + err.Error()}}
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := data[:min(int(wrong.Offset), len(data))]
		p.Line = bytes.Count(before, []byte{'\n'}) + 1
		p.Column = max(1, len(before)-bytes.LastIndexByte(before, '\n')-1)
	}
	return &LoadError{Problems: []Located{p}}
}

// yamlSource reads YAML. Anchors are refused: a few lines of them stand for as much as one likes.
func yamlSource(data []byte) (plain json.RawMessage, locate func(path string) (line, column int), err error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, nil, badYAML(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, nil, whole("a manifest is one document, JSON or YAML")
	}
	var refused refusal
	ast.Walk(&refused, file.Docs[0].Body)
	if refused.at != nil {
		at := refused.at.GetToken().Position
		return nil, nil, &LoadError{Problems: []Located{{
			Problem: Problem{Message: "anchors, aliases and tags are not taken in a manifest"}, Line: at.Line, Column: at.Column,
		}}}
	}
	plain, err = yaml.YAMLToJSON(data)
	if err != nil {
		return nil, nil, badYAML(err)
	}
	if !json.Valid(plain) {
		return nil, nil, whole("the manifest has a value that JSON does not know")
	}
	return plain, func(path string) (int, int) { return yamlPlace(file.Docs[0].Body, path) }, nil
}

func badYAML(err error) error {
	p := Located{Problem: Problem{Message: "this is no YAML: " + err.Error()}}
	if wrong, ok := errors.AsType[yaml.Error](err); ok {
		p.Message = "this is no YAML: " + wrong.GetMessage()
		if at := wrong.GetToken().Position; at != nil {
			p.Line, p.Column = at.Line, at.Column
		}
	}
	return &LoadError{Problems: []Located{p}}
}

// refusal finds the first node of a kind that is not taken.
type refusal struct{ at ast.Node }

// Visit looks at a node.
func (r *refusal) Visit(n ast.Node) ast.Visitor {
	switch n.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType, ast.TagType:
		if r.at == nil {
			r.at = n
		}
	default:
	}
	return r
}

// yamlPlace finds the nearest place that there is to a JSON pointer.
func yamlPlace(n ast.Node, path string) (line, column int) {
	at := n
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		key, value := yamlChild(n, part)
		if value == nil {
			break
		}
		at, n = key, value
	}
	p := at.GetToken().Position
	return p.Line, p.Column
}

func yamlChild(n ast.Node, name string) (key, value ast.Node) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if key, value = yamlChild(v, name); value != nil {
				return key, value
			}
		}
	case *ast.MappingValueNode:
		if n.Key.GetToken().Value == name {
			return n.Key, n.Value
		}
	case *ast.SequenceNode:
		for i, v := range n.Values {
			if fmt.Sprint(i) == name {
				return v, v
			}
		}
	}
	return nil, nil
}
