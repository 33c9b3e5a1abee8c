package storage

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// readDump has pg_restore write out the whole content, which finds what is damaged or missing, and counts it.
func (c *Copy) readDump(ctx context.Context) error {
	err := runTool(ctx, nil, c.scanDump, "pg_restore", "--data-only", "--file=-", c.File)
	if err != nil {
		if errors.Is(err, ErrNoTool) || ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if _, ok := c.Rows["vault_keys"]; !ok {
		return ErrForeign
	}
	return nil
}

// scanDump reads a script of pg_restore: rows are between a line "COPY schema.table (column, …) FROM stdin;" and a line "\.",
// one a line, columns between tabs.
func (c *Copy) scanDump(script io.Reader) error {
	const most = 64 << 10 // what is read of a row; what is looked at comes first
	r := bufio.NewReaderSize(script, most)
	table, columns := "", []string(nil)
	for {
		line, more, err := r.ReadLine()
		if errors.Is(err, io.EOF) {
			return nil
		}
		text := string(line)
		for more && err == nil {
			_, more, err = r.ReadLine()
		}
		if err != nil {
			return err
		}
		switch {
		case table == "":
			table, columns = copyLine(text)
			if _, known := c.Rows[table]; table != "" && !known {
				c.Rows[table] = 0
			}
		case text == `\.`:
			table = ""
		default:
			c.Rows[table]++
			if err := c.scanRow(table, columns, strings.Split(text, "\t")); err != nil {
				return err
			}
		}
	}
}

// copyLine gives the table whose rows follow, partitions under the name of their table; "" for any other line.
func copyLine(line string) (table string, columns []string) {
	rest, ok := strings.CutPrefix(line, "COPY ")
	if !ok {
		return "", nil
	}
	name, rest, ok := strings.Cut(rest, " (")
	list, ok2 := strings.CutSuffix(rest, ") FROM stdin;")
	if !ok || !ok2 {
		return "", nil
	}
	table = strings.Trim(name[strings.LastIndex(name, ".")+1:], `"`)
	for _, whole := range []parted{messagesTable, filmsTable} {
		if strings.HasPrefix(table, whole.prefix()) || table == whole.rest() {
			table = string(whole)
		}
	}
	return table, strings.Split(list, ", ")
}

func (c *Copy) scanRow(table string, columns, values []string) error {
	get := func(column string) string {
		i := slices.Index(columns, column)
		if i < 0 || i >= len(values) {
			return ""
		}
		return values[i]
	}
	for name, n := range map[string]*int64{"bots": &c.Holds.Bots, "contacts": &c.Holds.People, "sessions": &c.Holds.Sessions, "orders": &c.Holds.Orders} {
		if table == name && !strings.HasPrefix(get("bot_id"), "-") { // those that are tried have negative ids
			*n++
		}
	}
	switch table {
	case "trials":
		c.Holds.Trials++
	case "accounts":
		c.Holds.Accounts++
	case "editor_bots":
		c.Holds.Drafts++
	case "goose_db_version":
		if n, err := strconv.ParseInt(get("version_id"), 10, 64); err == nil && get("is_applied") == "t" {
			c.Schema = max(c.Schema, n)
		}
	case "vault_keys":
		row := vaultKeyRow{Master: get("master")} // none in an older one
		row.ID, _ = strconv.ParseInt(get("id"), 10, 64)
		row.BotID, _ = strconv.ParseInt(get("bot_id"), 10, 64)
		row.Wrapped, _ = hex.DecodeString(strings.TrimPrefix(get("wrapped"), `\\x`)) // what is no key opens nothing
		c.keys = append(c.keys, row)
	case "messages":
		us, err := strconv.ParseInt(get("at"), 10, 64)
		if err != nil {
			return fmt.Errorf("%w: a message has no time", ErrDamaged)
		}
		if at := time.UnixMicro(us).UTC(); at.After(c.Newest) {
			c.Newest = at
		}
		if state := get("state"); state == "pending" || state == "sending" {
			c.Pending++
		}
	}
	return nil
}
