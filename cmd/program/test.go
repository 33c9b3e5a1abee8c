package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine/simulator"
)

// testCmd is `scenarist test`.
type testCmd struct {
	blocksFlag

	Dir    string `arg:"" optional:"" default:"." help:"Directory with the transcripts, or one transcript."`
	JSON   bool   `name:"json" help:"Print the report as JSON, for scripts."`
	Update bool   `help:"Write what the bot says into the transcripts instead of comparing it."`
}

// transcriptSuffix is how the names of transcripts end.
const transcriptSuffix = ".transcript.json"

// Help gives examples.
func (c *testCmd) Help() string {
	return `A transcript (NAME.transcript.json) is a conversation, written down: what people do and what they see then. Playing it
runs the real bot in a simulated Telegram and compares everything: texts, buttons, edits, invoices, what the staff gets,
the HTTP calls. Every difference is shown with its step and line. Exit code 0: all as expected. 1: not.

Examples:
  scenarist test examples
  scenarist test --update my-bot/buys.transcript.json     after a change that you want
  scenarist test --json . | jq .failed`
}

// testReport is everything that came of a run.
type testReport struct {
	Transcripts []*simulator.Report `json:"transcripts"`
	Failed      int                 `json:"failed"`
	Updated     int                 `json:"updated,omitempty"`
}

// Run plays the transcripts.
func (c *testCmd) Run(env *runEnv) error {
	files, err := transcripts(c.Dir)
	if err != nil {
		return err
	}
	if err := env.openBlocks(c.Blocks, nil); err != nil {
		return err
	}
	report := testReport{Transcripts: []*simulator.Report{}}
	for _, file := range files {
		r, err := simulator.Play(env.Context, file, simulator.PlayOptions{Registry: env.Registry, Types: env.types, Update: c.Update, Say: wording.In})
		if err != nil {
			return err
		}
		if env.Context.Err() != nil {
			return fmt.Errorf("play %s: %w", file, env.Context.Err())
		}
		report.Transcripts = append(report.Transcripts, r)
		if !r.OK() {
			report.Failed++
		}
		if r.Updated {
			report.Updated++
		}
		if !c.JSON {
			fmt.Fprint(env.Stdout, resultText(r))
		}
	}
	if c.JSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
	} else {
		fmt.Fprintln(env.Stdout, report.summary())
	}
	if report.Failed > 0 {
		return errProblem
	}
	return nil
}

// transcripts lists the files, in order.
func transcripts(dir string) ([]string, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no directory or file %s", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("look for transcripts: %w", err)
	}
	if !info.IsDir() {
		return []string{dir}, nil
	}
	var files []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(d.Name(), transcriptSuffix) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for transcripts: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there is no transcript (*%s) in %s", transcriptSuffix, dir)
	}
	return files, nil
}

// resultText is what became of one transcript.
func resultText(r *simulator.Report) string {
	word := "ok  "
	switch {
	case !r.OK():
		word = "FAIL"
	case r.Updated:
		word = "new "
	}
	return fmt.Sprintf("%s  %s  %s\n%s", word, r.File, r.Name, r.Text())
}

func (r *testReport) summary() string {
	words := count(len(r.Transcripts), "transcript") + ", "
	switch {
	case r.Failed > 0:
		words += fmt.Sprintf("%d not as expected.", r.Failed)
	case r.Updated > 0:
		words += fmt.Sprintf("%d updated.", r.Updated)
	default:
		words += "all as expected."
	}
	return words
}
