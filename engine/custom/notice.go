package custom

import (
	"context"
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Notice is a manifest that the service of an installed block offers now in place of the installed one, which goes on as it was
// agreed on.
type Notice struct {
	Manifest *Manifest
	Digest   string // tells one offer from the next
	At       time.Time
}

func (n *Notice) id() BlockID { return BlockID{Type: n.Manifest.Name, Version: n.Manifest.Version} }

type workspaceKey struct{}

// WorkspaceOf gives the workspace whose block makes a call; empty where that is not known, as in a trial.
func WorkspaceOf(ctx context.Context) string {
	workspace, _ := ctx.Value(workspaceKey{}).(string)
	return workspace
}

// inWorkspace gives a job type whose calls know the workspace: executors are shared by all that have the same package.
func inWorkspace(j engine.JobType, workspace string) engine.JobType {
	run := j.Run
	if workspace == "" {
		workspace = MainWorkspace
	}
	j.Run = func(ctx context.Context, d engine.JobDeps, job engine.Job) (json.RawMessage, error) {
		return run(context.WithValue(ctx, workspaceKey{}, workspace), d, job)
	}
	return j
}
