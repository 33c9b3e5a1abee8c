package program

import (
	"encoding/json"
	"fmt"
)

// checkCmd is `scenarist check`.
type checkCmd struct {
	blocksFlag

	File string `arg:"" help:"The bot's document."`
	JSON bool   `name:"json" help:"Print the report as JSON, for scripts."`
}

// Help gives examples.
func (c *checkCmd) Help() string {
	return `Every defect is named at once with line, column and JSON path: exits that lead nowhere, unknown variables, texts that
Telegram refuses, triggers that never get a turn. Exit code 0: no errors (there may be warnings). 1: errors.

Examples:
  scenarist check bot.json
  scenarist check --json bot.json | jq .issues`
}

// Run checks the document.
func (c *checkCmd) Run(env *runEnv) error {
	data, err := readDocument(c.File)
	if err != nil {
		return err
	}
	if err := env.openBlocks(c.Blocks, nil); err != nil {
		return err
	}
	_, r := inspect(c.File, data, env.types)
	if c.JSON {
		enc := json.NewEncoder(env.Stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
	} else {
		fmt.Fprint(env.Stdout, r.text())
	}
	if r.Errors > 0 {
		return errProblem
	}
	return nil
}
