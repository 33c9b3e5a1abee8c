package message

// Paged gives the pages of elements with these texts, as pairs of the first and the one behind the last.
func Paged(texts []string, size, room int) ([][2]int, error) {
	elements := make([]listElement, len(texts))
	for i := range texts {
		elements[i].text = texts[i]
	}
	pages, err := paged(elements, size, room)
	var out [][2]int
	for _, p := range pages {
		out = append(out, [2]int{p.from, p.to})
	}
	return out, err
}
