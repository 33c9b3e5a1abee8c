package storage

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// What the editor has of a bot goes along as files of their own, in the terms of the editor's id, which the bot keeps where
// it arrives unless somebody has it there:
//
//	bots/4242/editor_bots.jsonl, drafts.jsonl, saved_tests.jsonl
//
// Secrets and files that it keeps at the bot's home are among those of the bot itself: there they are found as well.

// studioPart is a table of the editor whose rows go along.
type studioPart struct {
	table, id string // the column that has the bot's
	without   []string
	query     string
}

func studioParts() []studioPart {
	return []studioPart{
		{"editor_bots", "id", []string{"telegram_id", "home", "binned_at"}, "SELECT * FROM editor_bots WHERE telegram_id = ?"},
		{"drafts", "id", nil, "SELECT d.* FROM drafts d JOIN editor_bots e ON e.id = d.id WHERE e.telegram_id = ?"},
		{"saved_tests", "bot", nil, "SELECT s.* FROM saved_tests s JOIN editor_bots e ON e.id = s.bot WHERE e.telegram_id = ? ORDER BY s.name"},
	}
}

// studioPartOf finds one by its table.
func studioPartOf(table string) (studioPart, bool) {
	all := studioParts()
	i := slices.IndexFunc(all, func(p studioPart) bool { return p.table == table })
	if i < 0 {
		return studioPart{}, false
	}
	return all[i], true
}

// sharedWithHome tells a row of the tables that a home has, too, from its others.
func sharedWithHome(table string) (key string, shared bool) {
	switch table {
	case "secrets", "media":
		return "name", true
	case "kept_files", "kept_parts":
		return "id", true
	}
	return "", false
}

// passes are the queries of a bot's rows, with the owner that each is about: the home's first, whose rows count more.
func (e *exporter) passes(g *gorm.DB, t botTable, botID int64, which string) ([]pass, error) {
	query := func(owner int64, more string) pass {
		return pass{owner, fmt.Sprintf("SELECT * FROM %s WHERE bot_id = ? %s%sORDER BY %s", t.name, which, more, t.key)}
	}
	key, shared := sharedWithHome(t.name)
	if !shared {
		return []pass{query(botID, "")}, nil
	}
	home, err := homeOf(g, botID)
	if err != nil {
		return nil, err
	}
	if home == botID {
		return []pass{query(botID, "")}, nil
	}
	rest := fmt.Sprintf("AND %[1]s NOT IN (SELECT %[1]s FROM %[2]s WHERE bot_id = %[3]d) ", key, t.name, home)
	return []pass{query(home, ""), query(botID, rest)}, nil
}

// pass is a query of rows that belong to one owner.
type pass struct {
	owner int64
	query string
}

// studio writes what the editor has of a bot.
func (e *exporter) studio(ctx context.Context, g *gorm.DB, botID int64) error {
	for _, p := range studioParts() {
		if err := e.rows(ctx, g, botID, p.table, p.without, pass{botID, p.query}); err != nil {
			return err
		}
	}
	return nil
}

// readStudio reads what the editor had of a bot, by table.
func (m *importer) readStudio(ctx context.Context, botID int64) (map[string][]map[string]any, error) {
	out := map[string][]map[string]any{}
	for _, f := range m.a.Manifest.Files {
		if _, ok := studioPartOf(f.Table); !ok || f.Bot != botID {
			continue
		}
		err := m.each(ctx, f, func(values map[string]any) error {
			out[f.Table] = append(out[f.Table], values)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if n := len(out["editor_bots"]); n > 1 || len(out["drafts"]) != n {
		return nil, badArchive("bot %d has %d rows of the editor and %d drafts", botID, n, len(out["drafts"]))
	}
	return out, nil
}

// editorID is the form of the ids of bots of the editor.
var editorID = regexp.MustCompile(`^b[a-z2-7]{16}$`)

// studio writes what the editor had of a bot, unless the editor has the bot here already.
func (m *importer) studio(t *tx, botID int64, rows map[string][]map[string]any) error {
	if len(rows["editor_bots"]) == 0 {
		return nil
	}
	var n int64
	if err := t.gorm.Raw("SELECT count(*) FROM editor_bots WHERE telegram_id = ?", botID).Scan(&n).Error; err != nil || n > 0 {
		return err
	}
	id, _ := rows["editor_bots"][0]["id"].(string)
	if err := t.gorm.Raw("SELECT count(*) FROM editor_bots WHERE id = ?", id).Scan(&n).Error; err != nil {
		return err
	}
	if n > 0 || !editorID.MatchString(id) {
		random := make([]byte, 10)
		rand.Read(random) // never fails: crypto/rand
		id = "b" + strings.ToLower(base32.StdEncoding.EncodeToString(random))
	}
	for _, p := range studioParts() {
		for _, row := range rows[p.table] {
			values := maps.Clone(row) // a transaction may be tried again
			values[p.id] = id
			if p.table == "editor_bots" {
				values["telegram_id"] = botID
			}
			if err := t.gorm.Table(p.table).Create(values).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
