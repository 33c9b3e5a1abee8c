package testchat

import (
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// ErrTooMany is returned where there are as many chats as may be, all of them in use.
var ErrTooMany = errors.New("there are too many test chats")

// Refusal is something that cannot be done, in words for the author.
type Refusal struct { //nolint:errname // it is no error of the program
	Words string
	Path  string // JSON pointer into what was asked; empty for all of it
}

// Error gives the words.
func (r *Refusal) Error() string { return r.Words }

func refuse(path, format string, args ...any) *Refusal {
	return &Refusal{Words: screen.Sentence(fmt.Sprintf(format, args...)), Path: path}
}
