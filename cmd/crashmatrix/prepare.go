package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// documentOf is the document of a bot. Each has one of its own, so that a message says whose it is.
func documentOf(bot string) []byte {
	return []byte(strings.ReplaceAll(string(document), "@BOT@", bot))
}

// prepare makes the database with the bots.
func (c *cell) prepare(ctx context.Context) error {
	if c.o.from == "" {
		return makeBots(ctx, c.pgURL, c.o)
	}
	return c.addBots(ctx)
}

// addBots has the version before make the database: we would make the schema of this one, on which that would not start.
func (c *cell) addBots(ctx context.Context) error {
	way, err := c.fleet.tg.newLink(ctx, -1, 0) // of no instance
	if err != nil {
		return err
	}
	defer way.sever()
	for n := range int64(c.o.bots) {
		id := strconv.FormatInt(firstBot+n, 10)
		file := filepath.Join(c.dir, "bot.json")
		if err := os.WriteFile(file, documentOf(id), 0o600); err != nil {
			return fmt.Errorf("write document: %w", err)
		}
		cmd := exec.CommandContext(ctx, c.o.from, "bots", "add", "--document", file)
		cmd.Env = append(c.fleet.environment(way), "SCENARIST_TOKEN="+id+":crash")
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("add bot %s by %s: %w: %s", id, c.o.from, err, said)
		}
	}
	return nil
}
