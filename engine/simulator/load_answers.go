package simulator

import "encoding/json"

// LoadAnswers reads the HTTP answers out of a transcript or a file like StandinFile. All may be given any number of times,
// also never.
func LoadAnswers(data []byte) ([]Answer, error) {
	var kind struct {
		Steps json.RawMessage `json:"steps"`
	}
	var list []Answer
	if json.Unmarshal(data, &kind) == nil && len(kind.Steps) > 0 {
		t, err := LoadTranscript(data)
		if err != nil {
			return nil, err
		}
		list = t.HTTP
	} else {
		var s Standin
		if err := strict(data, &s); err != nil {
			return nil, err
		}
		list = s.HTTP
	}
	for i := range list {
		list[i].Repeat = true
	}
	return list, nil
}
