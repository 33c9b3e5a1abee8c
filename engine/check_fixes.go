package engine

import (
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine/flow"
)

func fixReplace(title, path string, value any) *Fix {
	return &Fix{Title: title, Changes: []Patch{{Op: "replace", Path: path, Value: value}}}
}

func fixAdd(title, path string, value any) *Fix {
	return &Fix{Title: title, Changes: []Patch{{Op: "add", Path: path, Value: value}}}
}

func fixRemove(title, path string) *Fix {
	return &Fix{Title: title, Changes: []Patch{{Op: "remove", Path: path}}}
}

// fixRename gives a member of an object another name.
func fixRename(object, old, name string, value any) *Fix {
	return &Fix{Title: fmt.Sprintf("Rename to %q", name), Changes: []Patch{
		{Op: "remove", Path: object + "/" + pointerToken(old)},
		{Op: "add", Path: object + "/" + pointerToken(name), Value: value},
	}}
}

// fixDeclare adds a variable to the document.
func (c *compiling) fixDeclare(scope, name string) *Fix {
	if !variableScope(scope) {
		return nil
	}
	v := map[string]any{"name": name, "scope": scope, "type": flow.TypeAny}
	title := fmt.Sprintf("Declare %s.%s", scope, name)
	if len(c.author.Variables) == 0 {
		return fixAdd(title, "/variables", []any{v})
	}
	return fixAdd(title, "/variables/-", v)
}

// fixSecret adds a secret's name to the document.
func (c *compiling) fixSecret(name string) *Fix {
	title := fmt.Sprintf("Add %q to the bot's secrets", name)
	switch s := c.doc.Settings; {
	case s == nil:
		return fixAdd(title, "/settings", map[string]any{"secrets": []any{name}})
	case len(s.Secrets) == 0:
		return fixAdd(title, "/settings/secrets", []any{name})
	default:
		return fixAdd(title, "/settings/secrets/-", name)
	}
}

// fixExit ends an exit on purpose.
func fixExit(b *compiledBlock, exit string) *Fix {
	title := fmt.Sprintf("End the conversation at %q", exit)
	if len(b.def.Exits) == 0 {
		return fixAdd(title, b.path+"/exits", map[string]any{exit: flow.ExitEnd})
	}
	return fixAdd(title, b.path+"/exits/"+pointerToken(exit), flow.ExitEnd)
}

// fixText replaces a stretch of the text at path.
func fixText(title, path, text string, from, to int, by string) *Fix {
	return fixReplace(title, path, text[:from]+by+text[to:])
}

// decodeAny gives a raw JSON value for a patch; nil if it is none.
func decodeAny(raw json.RawMessage) any {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	return v
}
