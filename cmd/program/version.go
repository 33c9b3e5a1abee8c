package program

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/scenarist/scenarist/engine/flow"
)

// versionCmd is `scenarist version`.
type versionCmd struct {
	JSON bool `name:"json" help:"Print as JSON, for scripts."`
}

// Help gives examples.
func (c *versionCmd) Help() string {
	return `Examples:
  scenarist version
  scenarist version --json | jq -r .version`
}

// versionInfo is what this program is.
type versionInfo struct {
	Version       string `json:"version"` // of the module; "(devel)" for a build out of a checkout
	Commit        string `json:"commit,omitempty"`
	Go            string `json:"go"`
	OS            string `json:"os"`
	Arch          string `json:"arch"`
	SchemaVersion int    `json:"schema_version"` // of the documents it writes
	BlockTypes    int    `json:"block_types"`
}

// programVersion is that of the module; "(devel)" for a build out of a checkout.
func programVersion() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" {
		return b.Main.Version
	}
	return "(devel)"
}

// thisProgram tells what is running.
func thisProgram(env *runEnv) versionInfo {
	v := versionInfo{
		Version: programVersion(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
		SchemaVersion: flow.SchemaVersion, BlockTypes: len(env.Registry.Types()),
	}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				v.Commit = s.Value
			}
		}
	}
	return v
}

// Run prints the version.
func (c *versionCmd) Run(env *runEnv) error {
	v := thisProgram(env)
	if c.JSON {
		if err := json.NewEncoder(env.Stdout).Encode(v); err != nil {
			return fmt.Errorf("print the version: %w", err)
		}
		return nil
	}
	fmt.Fprintf(env.Stdout, "scenarist %s (%s, %s/%s), document version %d, %d block types\n",
		v.Version, v.Go, v.OS, v.Arch, v.SchemaVersion, v.BlockTypes)
	return nil
}
