package simulator

import (
	"errors"
	"fmt"
	"io/fs"
)

// Standin is what stands in for the HTTP services of a bot where people try it: the file StandinFile beside its document.
type Standin struct {
	About   string            `json:"about,omitempty"` // for who tries the bot: what stands in for what
	Secrets map[string]string `json:"secrets,omitempty"`
	Chats   []Place           `json:"chats,omitempty"`
	HTTP    []Answer          `json:"http"` // all may be given any number of times, also never
}

// StandinFile is the name of the file.
const StandinFile = "standin.json"

// LoadStandin reads the file of the bot whose directory it gets; nil if there is none.
func LoadStandin(dir fs.FS) (*Standin, error) {
	data, err := fs.ReadFile(dir, StandinFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", StandinFile, err)
	}
	s := &Standin{}
	if err := strict(data, s); err != nil {
		return nil, fmt.Errorf("read %s: %w", StandinFile, err)
	}
	for i := range s.HTTP {
		s.HTTP[i].Repeat = true
	}
	return s, nil
}

// Answers makes its answers usable; the files that they name are in the directory.
func (s *Standin) Answers(dir fs.FS) (*Answers, error) { return NewAnswers(s.HTTP, FilesIn(dir)) }
