package expr

// loopList is what a loop goes through: a list, or nothing.
func (r *run) loopList(v any) (any, error) {
	r.loops++
	if err := r.make(loopBytes); err != nil {
		return nil, err
	}
	switch x := r.lift(v).(type) {
	case nil:
		return []any{}, nil
	case []any:
		return x, r.step(len(x))
	default:
		return nil, valueFault("a list is needed, but {} is %s", typeOf(x).words())
	}
}

// sortPairs gives the items of [item, key] pairs in the order of the keys.
func sortPairs(r *run, p []any) (any, error) {
	pairs := p[0].([]any)
	at := func(place int) func(i int) any {
		return func(i int) any { return pairs[i].([]any)[place] }
	}
	var order []any
	if p[1] != nil {
		order = p[1:2]
	}
	return r.sorted(len(pairs), at(0), at(1), order)
}

// groupPairs gives the items of [item, key] pairs in lists by key.
func groupPairs(r *run, p []any) (any, error) {
	out := make(map[string]any)
	for _, pair := range p[0].([]any) {
		item, key := pair.([]any)[0], pair.([]any)[1]
		k, err := r.key(key)
		if err != nil {
			return nil, err
		}
		if err := r.make(fieldBytes + 5*itemBytes); err != nil { // a field of its own, and a list that grows
			return nil, err
		}
		list, _ := out[k.(string)].([]any)
		out[k.(string)] = append(list, item)
	}
	return out, nil
}
