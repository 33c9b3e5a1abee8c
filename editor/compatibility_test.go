package editor_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// object is a JSON object of a description.
type object map[string]any

// at follows names down; an empty object where there is nothing.
func (o object) at(names ...string) object {
	for _, name := range names {
		next, _ := o[name].(map[string]any)
		o = next
	}
	return o
}

func (o object) texts(name string) []string {
	list, _ := o[name].([]any)
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprint(v)
	}
	return out
}

// comparison finds what breaks programs that keep to the older of two descriptions.
type comparison struct {
	before, now object
	operation   string
	found       []string
}

// compatibility gives what would break programs, sorted by operation.
func compatibility(before, now object) []string {
	c := &comparison{before: before, now: now}
	paths := before.at("paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths.at(path))) {
			c.operation = strings.ToUpper(method) + " " + path
			old, fresh := paths.at(path, method), now.at("paths", path, method)
			if fresh == nil {
				c.say("it is gone")
				continue
			}
			c.compare(old, fresh)
		}
	}
	return c.found
}

func (c *comparison) say(format string, args ...any) {
	c.found = append(c.found, c.operation+": "+fmt.Sprintf(format, args...))
}

func (c *comparison) compare(old, fresh object) {
	if old["operationId"] != fresh["operationId"] {
		c.say("it is called %v instead of %v", fresh["operationId"], old["operationId"])
	}
	was, is := parameters(old), parameters(fresh)
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if is[name] == nil {
			c.say("the parameter %s is gone", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if is[name]["required"] == true && (was[name] == nil || was[name]["required"] != true) {
			c.say("the parameter %s is required", name)
		}
	}
	content := []string{"content", "application/json", "schema"}
	c.schemas(old.at("requestBody").at(content...), fresh.at("requestBody").at(content...), "request ", true, nil)
	for _, status := range slices.Sorted(maps.Keys(old.at("responses"))) {
		if fresh.at("responses", status) == nil {
			c.say("it does not answer %s any more", status)
			continue
		}
		c.schemas(old.at("responses", status).at(content...), fresh.at("responses", status).at(content...), "answer ", false, nil)
	}
}

func parameters(operation object) map[string]object {
	out := map[string]object{}
	list, _ := operation["parameters"].([]any)
	for _, v := range list {
		p, _ := v.(map[string]any)
		out[fmt.Sprint(p["in"], ".", p["name"])] = p
	}
	return out
}

// resolved follows a reference to the schemas of a description.
func resolved(schema, description object) object {
	if ref, ok := schema["$ref"].(string); ok {
		return description.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return schema
}

// schemas compares what is sent, or answered, at a place. seen are the references on the way to it.
func (c *comparison) schemas(old, fresh object, place string, request bool, seen []string) {
	if old == nil {
		return
	}
	if fresh == nil {
		c.say("%s is gone", place)
		return
	}
	if ref, ok := old["$ref"].(string); ok {
		if slices.Contains(seen, ref) {
			return
		}
		seen = append(slices.Clone(seen), ref)
	}
	old, fresh = resolved(old, c.before), resolved(fresh, c.now)
	if was, is := fmt.Sprint(old["type"]), fmt.Sprint(fresh["type"]); was != is {
		c.say("%s is %s instead of %s", place, is, was)
		return
	}
	is := fresh.texts("enum")
	for _, value := range old.texts("enum") {
		if request && len(is) > 0 && !slices.Contains(is, value) {
			c.say("%s may not be %s any more", place, value)
		}
	}
	properties := fresh.at("properties")
	for _, name := range slices.Sorted(maps.Keys(old.at("properties"))) {
		if properties.at(name) == nil {
			c.say("%s/%s is gone", place, name)
			continue
		}
		c.schemas(old.at("properties", name), properties.at(name), place+"/"+name, request, seen)
		if !request && slices.Contains(old.texts("required"), name) && !slices.Contains(fresh.texts("required"), name) {
			c.say("%s/%s may be missing", place, name)
		}
	}
	for _, name := range fresh.texts("required") {
		if request && !slices.Contains(old.texts("required"), name) {
			c.say("%s/%s is required", place, name)
		}
	}
	c.schemas(old.at("items"), fresh.at("items"), place+"/*", request, seen)
	c.schemas(old.at("additionalProperties"), fresh.at("additionalProperties"), place+"/*", request, seen)
}
