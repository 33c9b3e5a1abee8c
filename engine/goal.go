package engine

import (
	"slices"
	"time"
)

// Goal is when a goal was reached last.
type Goal struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// reached remembers a goal.
func (t *Turn) reached(goal string) {
	goals := slices.DeleteFunc(slices.Clone(t.s.Goals), func(g Goal) bool { return g.Name == goal })
	if len(goals) >= MaxGoals {
		goals = goals[len(goals)-MaxGoals+1:]
	}
	g := Goal{Name: goal, At: t.deps.Now}
	t.s.Goals = append(goals, g)
	t.grew(g.bytes())
}
