package openapi

// exampleOf gives the example of a parameter or a media type.
func exampleOf(i *importer, o object) any {
	if v := o.get("example"); v != nil {
		return v
	}
	if list := o.object("examples"); len(list) > 0 {
		return i.follow(list[0].value).get("value")
	}
	return nil
}

// sample gives a value that a schema describes; nil where nothing is said. Properties that are
// without (readOnly, writeOnly) are left out.
func (i *importer) sample(s object, depth int, without string) any {
	if v := s.get("example"); v != nil {
		return v
	}
	for _, name := range []string{"examples", "enum"} {
		if list := s.list(name); len(list) > 0 {
			return list[0]
		}
	}
	for _, name := range []string{"default", "const"} {
		if v := s.get(name); v != nil {
			return v
		}
	}
	if depth > maxDepth {
		return nil
	}
	switch typeOf(s) {
	case "string":
		return sampleText(s.text("format"))
	case "integer", "number":
		if m, ok := s.get("minimum").(float64); ok {
			return m
		}
		return 1.0
	case "boolean":
		return true
	case "array":
		if x := i.sampleOf(s.get("items"), depth, without); x != nil {
			return []any{x}
		}
		return []any{}
	case "object":
		out := object{}
		for _, p := range s.object("properties") {
			if i.merged(p.value, 0).is(without) {
				continue
			}
			if x := i.sampleOf(p.value, depth, without); x != nil {
				out = out.set(p.name, x)
			}
		}
		return out
	default:
		return nil
	}
}

// sampleOf gives a value of a part.
func (i *importer) sampleOf(schema any, depth int, without string) any {
	if i.again(schema) {
		return nil
	}
	defer i.enter(schema)()
	return i.sample(i.merged(schema, 0), depth+1, without)
}

func sampleText(format string) string {
	switch format {
	case "date":
		return "2026-01-05"
	case "date-time":
		return "2026-01-05T09:00:00Z"
	case "email":
		return "ann@example.com"
	case "uri", "url":
		return "https://example.com/"
	case "uuid":
		return "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	default:
		return "text"
	}
}
