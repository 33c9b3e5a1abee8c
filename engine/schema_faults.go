package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/scenarist/scenarist/engine/flow"
)

// schemaFaults turns what a validation found into issues.
type schemaFaults struct {
	c      *compiling
	base   string // pointer of the config
	config any
	schema any
	seen   map[string]bool // paths that have an issue
	lacks  []Issue         // missing settings, noted last
}

// leaves visits the errors that have no cause inside them. Of a choice, the branch that was meant tells.
func (f *schemaFaults) leaves(e *jsonschema.ValidationError) {
	switch e.ErrorKind.(type) {
	case *kind.PropertyNames: // its cause says nothing of the place
		f.leaf(e)
		return
	case *kind.AnyOf, *kind.OneOf:
		if branches := meant(e); len(branches) == 1 {
			f.leaves(branches[0])
			return
		}
	default:
		if len(e.Causes) > 0 {
			for _, cause := range e.Causes {
				f.leaves(cause)
			}
			return
		}
	}
	f.leaf(e)
}

// meant gives the branches of a choice that went wrong only inside: where it is a single one, the author meant it.
func meant(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	var inside []*jsonschema.ValidationError
	for _, branch := range e.Causes {
		leaf := branch
		for len(leaf.Causes) > 0 {
			leaf = leaf.Causes[0]
		}
		if _, wrong := leaf.ErrorKind.(*kind.Type); wrong && len(leaf.InstanceLocation) == len(e.InstanceLocation) {
			continue
		}
		inside = append(inside, branch)
	}
	return inside
}

func (f *schemaFaults) leaf(e *jsonschema.ValidationError) {
	var where strings.Builder
	for _, part := range e.InstanceLocation {
		where.WriteString("/" + pointerToken(part))
	}
	at := where.String()
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			f.lacks = append(f.lacks, Issue{Code: "config_missing", Path: at + "/" + pointerToken(name), Message: fmt.Sprintf("the setting %q is missing", name)})
		}
	case *kind.AdditionalProperties:
		for _, name := range slices.Sorted(slices.Values(k.Properties)) {
			f.unknown(e, at, name)
		}
	case *kind.PropertyNames:
		f.add(Issue{Code: "config_invalid", Path: at + "/" + pointerToken(k.Property), Message: fmt.Sprintf("%q is no %s", k.Property, nameWords(e))})
	default:
		i := Issue{Code: "config_invalid", Path: at, Message: f.words(e)}
		i.Fix = f.mend(e, at)
		f.add(i)
	}
}

// add notes one issue; its path is inside the config. The first of a path stays alone: the others follow from it.
func (f *schemaFaults) add(i Issue) {
	i.Path = f.base + i.Path
	if f.seen[i.Path] {
		return
	}
	f.seen[i.Path] = true
	i.Severity = SeverityError
	f.c.add(i)
}

// flush notes the missing settings, but for those that are there under a misspelt name.
func (f *schemaFaults) flush() {
	for _, i := range f.lacks {
		f.add(i)
	}
}

// nameWords says what the names of an object's members are to be.
func nameWords(e *jsonschema.ValidationError) string {
	for _, cause := range e.Causes {
		for len(cause.Causes) > 0 {
			cause = cause.Causes[0]
		}
		if p, ok := cause.ErrorKind.(*kind.Pattern); ok && p.Want == flow.LanguagePattern {
			return "language code such as en or pt-br"
		}
	}
	return "name that is allowed here"
}

// unknown notes a setting that the schema does not have.
func (f *schemaFaults) unknown(e *jsonschema.ValidationError, at, name string) {
	path := at + "/" + pointerToken(name)
	i := Issue{
		Code: "config_unknown_field", Path: path, Message: fmt.Sprintf("unknown setting %q", name),
		Fix: fixRemove(fmt.Sprintf("Remove %q", name), f.base+path),
	}
	object, _ := find(f.config, at).(map[string]any)
	if n := nearest(name, f.properties(e.SchemaURL)); n != "" {
		i.Message += fmt.Sprintf("; did you mean %q?", n)
		if _, taken := object[n]; !taken {
			i.Fix = fixRename(f.base+at, name, n, object[name])
			f.seen[f.base+at+"/"+pointerToken(n)] = true
		}
	}
	f.add(i)
}

// properties gives the settings that a part of the schema has, sorted.
func (f *schemaFaults) properties(url string) []string {
	_, pointer, _ := strings.Cut(url, "#")
	part, _ := find(f.schema, pointer).(map[string]any)
	all, _ := part["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(all))
}

// find follows a JSON pointer; nil if it leads nowhere.
func find(v any, pointer string) any {
	if pointer == "" {
		return v
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			if i, err := strconv.ParseUint(part, 10, 31); err == nil && int(i) < len(x) {
				v = x[i]
			} else {
				v = nil
			}
		default:
			return nil
		}
	}
	return v
}

// words says what is wrong with a value.
func (f *schemaFaults) words(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return fmt.Sprintf("this setting needs %s, not %s", f.wanted(e.SchemaURL, k.Want), kindWords(k.Got))
	case *kind.Enum:
		known := make([]string, len(k.Want))
		for i, w := range k.Want {
			known[i] = fmt.Sprint(w)
		}
		return fmt.Sprintf("%q is none of: %s", fmt.Sprint(k.Got), strings.Join(known, ", ")) + didYouMean(fmt.Sprint(k.Got), known)
	case *kind.Const:
		return fmt.Sprintf("must be %v", k.Want)
	case *kind.MinLength:
		if k.Want == 1 {
			return "this setting must not be empty"
		}
		return fmt.Sprintf("too short: %d characters, at least %d", k.Got, k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("too long: %d characters, at most %d", k.Got, k.Want)
	case *kind.MinItems:
		return fmt.Sprintf("too few entries: %d, at least %d", k.Got, k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("too many entries: %d, at most %d", k.Got, k.Want)
	case *kind.MinProperties:
		return fmt.Sprintf("too few entries: %d, at least %d", k.Got, k.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("too many entries: %d, at most %d", k.Got, k.Want)
	case *kind.UniqueItems:
		return fmt.Sprintf("the entries %d and %d are the same", k.Duplicates[0]+1, k.Duplicates[1]+1)
	case *kind.Minimum:
		return "must be at least " + numberWords(k.Want)
	case *kind.Maximum:
		return "must be at most " + numberWords(k.Want)
	case *kind.ExclusiveMinimum:
		return "must be more than " + numberWords(k.Want)
	case *kind.ExclusiveMaximum:
		return "must be less than " + numberWords(k.Want)
	case *kind.MultipleOf:
		return "must be a multiple of " + numberWords(k.Want)
	case *kind.Format:
		if k.Want == durationFormat {
			return k.Err.Error()
		}
		return "this is not written as it has to be: " + k.Want
	case *kind.Pattern:
		if k.Want == durationPattern {
			return `write a time such as "90s", "15m" or "1h30m"`
		}
		if how := spelt(k.Want); how != "" {
			return fmt.Sprintf("%q is not written as it has to be: %s", k.Got, how)
		}
		return fmt.Sprintf("%q is not written as it has to be", k.Got)
	default:
		return "this does not fit here"
	}
}

// spelt says in words what a pattern wants; empty for one that has no words.
func spelt(pattern string) string {
	switch pattern {
	case flow.PackagePattern:
		return "it is vendor/name, both in lower-case letters, digits, _ and -, beginning with a letter, such as acme/poll"
	case flow.VersionPattern:
		return "it is three numbers such as 1.4.0"
	default:
		return ""
	}
}

// mend gives a quick fix where there is a plain one.
func (f *schemaFaults) mend(e *jsonschema.ValidationError, at string) *Fix {
	switch k := e.ErrorKind.(type) {
	case *kind.Enum:
		known := make([]string, len(k.Want))
		for i, w := range k.Want {
			known[i] = fmt.Sprint(w)
		}
		if n := nearest(fmt.Sprint(k.Got), known); n != "" {
			return fixReplace(fmt.Sprintf("Use %q", n), f.base+at, k.Want[slices.Index(known, n)])
		}
	case *kind.Minimum:
		return fixReplace("Set it to "+numberWords(k.Want), f.base+at, json.Number(numberWords(k.Want)))
	case *kind.Maximum:
		return fixReplace("Set it to "+numberWords(k.Want), f.base+at, json.Number(numberWords(k.Want)))
	}
	return nil
}

// wanted words the kinds of value that a part of the schema takes.
func (f *schemaFaults) wanted(url string, kinds []string) string {
	_, pointer, _ := strings.Cut(url, "#")
	name, _ := refName("#" + pointer)
	switch name {
	case defTemplate, defLine:
		return "a text, or texts by language"
	case defLink:
		return "a web address, or addresses by language"
	case defCondition:
		return "a condition"
	case defDuration:
		return `a time such as "15m"`
	}
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = kindWords(k)
	}
	return strings.Join(words, " or ")
}

func kindWords(k string) string {
	switch k {
	case "string":
		return "a text"
	case "number":
		return "a number"
	case "integer":
		return "a whole number"
	case "boolean":
		return "yes or no (true or false)"
	case "array":
		return "a list"
	case "object":
		return "a group of settings"
	default:
		return "nothing"
	}
}

// numberWords writes a bound of a schema, which has few digits.
func numberWords(r *big.Rat) string {
	f, _ := r.Float64()
	return strconv.FormatFloat(f, 'f', -1, 64)
}
