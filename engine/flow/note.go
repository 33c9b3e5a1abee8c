package flow

import "fmt"

// Note is something to read on the canvas, or a frame around blocks. Nothing but the editor reads it.
type Note struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	X      float64 `json:"x"` // of its upper left corner, in pixels
	Y      float64 `json:"y"`
	Width  float64 `json:"w"`
	Height float64 `json:"h"`
	Color  string  `json:"color,omitempty"` // one of NoteColors; empty is the editor's own choice
	Frame  bool    `json:"frame,omitempty"` // it stands behind blocks, and its text is their title
}

// NoteColors gives the colours that a note may have, by name, so that each theme has shades of its own.
func NoteColors() []string {
	return []string{"gray", "red", "orange", "yellow", "green", "blue", "violet", "pink"}
}

// noteList reads the notes of a flow. The limit counts those of all flows together; ids are unique in their flow.
func (o *object) noteList(name string) []Note {
	var list []Note
	seen := make(map[string]bool)
	o.each(name, optional, &o.notes, func(n int32) {
		p, ok := o.object(n)
		if !ok {
			return
		}
		note := Note{
			ID:     p.text("id", required, isID),
			Text:   p.text("text", required, upTo(MaxNoteLength)),
			X:      p.coordinate("x", -MaxCoordinate),
			Y:      p.coordinate("y", -MaxCoordinate),
			Width:  p.coordinate("w", 0),
			Height: p.coordinate("h", 0),
			Color:  p.noteColor(),
			Frame:  p.yes("frame"),
		}
		p.close()
		if note.ID != "" && seen[note.ID] {
			o.problems.add(CodeDuplicateNote, o.tree.member(n, "id"), fmt.Sprintf("the flow has a note %q already", note.ID))
		}
		seen[note.ID] = true
		list = append(list, note)
	})
	return list
}

// noteColor reads a colour by name. Editors of a time wrote the other spelling of gray, which is taken for what it means.
func (o *object) noteColor() string {
	const grey = "grey"
	color := o.text("color", optional, func(value string) (code, message string) {
		if value == grey {
			return "", ""
		}
		return oneOf(NoteColors())(value)
	})
	if color == grey {
		return "gray"
	}
	return color
}

// coordinate reads a number of pixels that is not below least.
func (o *object) coordinate(name string, least int) float64 {
	c := o.field(name, required)
	if c == none || !o.expect(c, kindNumber, "number") {
		return 0
	}
	value := o.number(c)
	if value < float64(least) || value > MaxCoordinate {
		o.problems.add(CodeNumberRange, c, numbers(least, MaxCoordinate)+" expected")
		return 0
	}
	return value
}
