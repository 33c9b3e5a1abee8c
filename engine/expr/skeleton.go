package expr

// Skeleton gives the template's source with every byte of its {{ expressions }}, braces included, replaced by fill. Places
// in it are places in the source, so what surrounds the values can be judged without knowing them.
func (t *Template) Skeleton(fill byte) string {
	out := []byte(t.source)
	for i := range t.segments {
		s := &t.segments[i]
		if s.program == nil {
			continue
		}
		for at := int(s.from) - len(opening); at < int(s.to)+len(closing); at++ {
			out[at] = fill
		}
	}
	return string(out)
}
