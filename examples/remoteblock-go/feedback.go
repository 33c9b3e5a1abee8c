package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
)

// asked is what acme/feedback remembers while it waits.
type asked struct {
	Misses int `json:"misses"`
}

// feedback (acme/feedback) asks for stars.
func feedback(c custom.Call) custom.Answer {
	most := 5
	if n, ok := c.Config["stars"].(float64); ok {
		most = int(n)
	}
	if c.Event == nil {
		question, _ := c.Config["question"].(string)
		return ask(question, most, asked{})
	}
	var state asked
	if err := json.Unmarshal(c.State, &state); err != nil {
		return custom.Answer{Error: &custom.Failure{Code: "state_lost", Message: "the state of the conversation cannot be read"}}
	}
	switch c.Event.Kind {
	case "button":
		if n, err := strconv.Atoi(strings.TrimPrefix(c.Event.Button, "stars-")); err == nil && n >= 1 && n <= most {
			return custom.Answer{Exit: "rated", Outputs: map[string]any{"stars": n}, Messages: []custom.Message{{Text: "Thank you!"}}}
		}
	case "timeout":
		return custom.Answer{Exit: "silent"}
	}
	if state.Misses++; state.Misses == 3 {
		return custom.Answer{Exit: "silent"}
	}
	return ask("Please press one of the buttons.", most, state)
}

func ask(text string, most int, state asked) custom.Answer {
	row := make([]custom.Button, most)
	for i := range row {
		row[i] = custom.Button{ID: "stars-" + strconv.Itoa(i+1), Label: strconv.Itoa(i+1) + " ★"}
	}
	data, _ := json.Marshal(state)
	return custom.Answer{
		Messages: []custom.Message{{Text: text, Buttons: [][]custom.Button{row}}},
		Wait:     &custom.Wait{Accept: []string{"button", "text", "timeout"}, Timeout: "1h"},
		State:    data,
	}
}
