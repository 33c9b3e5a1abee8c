package engine

import "errors"

// VariableRefused is the name of the note that tells why a variable could not be written from outside.
const VariableRefused = "variable_refused"

// assign writes a variable for somebody outside of the flows, such as whoever tries the bot. Nothing else changes: waits go
// on waiting. A value that the variable cannot hold is a note, not a trouble of the run.
func (t *Turn) assign() error {
	w := t.ev.Set
	if w == nil {
		return nil
	}
	t.res.Handled = true
	err := t.assigned(*w)
	if re, ok := errors.AsType[*RunError](err); ok {
		t.Note(Note{Kind: NoteInfo, Name: VariableRefused, Text: re.Message, Error: re})
		return nil
	}
	return err
}

func (t *Turn) assigned(w Write) error {
	if w.Op == WriteSet {
		x, err := t.Convert(Var(w.Scope+"."+w.Name), w.Value)
		if err != nil {
			return err
		}
		w.Value = x
	}
	return t.Write(w)
}
