package storage

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// ImportOptions say what of an archive is taken.
type ImportOptions struct {
	Keys [][]byte // master keys, one of which the archive was made with; nil: tokens and secrets are left away
	// Tokens are those of bots that come without, by bot.
	Tokens map[int64]string
	// Start leaves bots as they were, so that those which were served are again; else all are paused.
	Start bool
}

// ErrThere means that a bot which is to be brought in is there already.
var ErrThere = errors.New("the bot is there already")

// Import brings all bots of an archive in. First it reads the archive to its end and looks whether it can be taken, which changes nothing.
// A bot is there when all of it is: what was interrupted, is deleted, at the latest by the next try. Errors are ErrThere,
// ErrArchive, ErrWrongKey, or those of the database.
func (d *DB) Import(ctx context.Context, a *Archive, o ImportOptions) error {
	m := &importer{db: d, a: a, o: o}
	err := m.check(ctx)
	for i := range a.Manifest.Bots {
		if err == nil {
			err = m.bot(ctx, &a.Manifest.Bots[i])
		}
	}
	if err == nil {
		err = m.workspace(ctx)
	}
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// CheckArchive reads an archive to its end and says whether Import would take it.
func (d *DB) CheckArchive(ctx context.Context, a *Archive, o ImportOptions) error {
	if err := (&importer{db: d, a: a, o: o}).check(ctx); err != nil {
		return fmt.Errorf("check archive: %w", err)
	}
	return nil
}

// importer brings one archive in.
type importer struct {
	db    *DB
	a     *Archive
	o     ImportOptions
	key   cipher.AEAD
	began int64 // of the bot that is being brought in, as imports has it
}

func (m *importer) check(ctx context.Context) (err error) {
	man := &m.a.Manifest
	if m.o.Keys != nil && man.Secrets() {
		if m.key, err = man.openKey(m.o.Keys); err != nil {
			return err
		}
	}
	for _, b := range man.Bots {
		if _, err := m.db.Bot(ctx, b.ID); err == nil {
			return fmt.Errorf("bot %d (@%s): %w", b.ID, b.Username, ErrThere)
		} else if !errors.Is(err, engine.ErrNotFound) {
			return err
		}
	}
	for _, f := range man.Files {
		if err := m.each(ctx, f, func(values map[string]any) error { return m.look(f, values) }); err != nil {
			return err
		}
	}
	return nil
}

// look checks a row beyond the types of its columns, and keeps the documents that are published.
func (m *importer) look(f ArchivedFile, values map[string]any) error {
	switch f.Table {
	case jobsTable:
		_, err := movedJob(f.Bot, values, m.db.now())
		return err
	case "revisions":
		i := slices.IndexFunc(m.a.Manifest.Bots, func(b ArchivedBot) bool { return b.ID == f.Bot })
		if n, ok := values["revision"].(int64); ok && n == int64(m.a.Manifest.Bots[i].Revision) {
			m.a.documents[f.Bot], _ = values["document"].([]byte)
		}
	}
	return nil
}

// each reads the rows of a file.
func (m *importer) each(ctx context.Context, f ArchivedFile, take func(values map[string]any) error) error {
	r := &rowReader{table: f.Table, botID: f.Bot, key: m.key, columns: jobColumns()}
	if f.Table != jobsTable {
		var err error
		if r.columns, err = m.db.columnsOf(ctx, f.Table); err != nil {
			return err
		}
		own := columnsLeftOut(f.Table)
		r.columns = slices.DeleteFunc(r.columns, func(c tableColumn) bool { return slices.Contains(own, c.name) })
	}
	return m.a.read(ctx, f, func(line []byte) error {
		values, err := r.row(line)
		if err != nil {
			return err
		}
		return take(values)
	})
}

// columnsLeftOut are those of a table that are in no archive.
func columnsLeftOut(table string) []string {
	if p, ok := studioPartOf(table); ok {
		return p.without
	}
	return ownColumns(botTables()[slices.IndexFunc(botTables(), func(t botTable) bool { return t.name == table })])
}

// bot brings one bot in. If that fails, nothing of it stays.
func (m *importer) bot(ctx context.Context, b *ArchivedBot) error {
	m.began = m.db.now().UnixMicro()
	// What is left of an import that was interrupted goes first.
	left, err := m.db.importing(ctx, b.ID)
	if err == nil && left {
		err = m.db.DropBot(ctx, b.ID)
	}
	if err == nil {
		err = m.db.inTx(ctx, func(_ context.Context, t *tx) error {
			return t.gorm.Exec("INSERT INTO imports (bot_id, began_at) VALUES (?, ?)", b.ID, m.began).Error
		})
	}
	if err != nil {
		return fmt.Errorf("begin with bot %d: %w", b.ID, err)
	}
	for _, f := range m.a.Manifest.Files {
		if _, studio := studioPartOf(f.Table); studio {
			continue // with the bot itself, at once
		}
		if err == nil && f.Bot == b.ID && f.Table != "bots" && (f.Table != "secrets" || m.key != nil) {
			err = m.rows(ctx, f)
		}
	}
	for _, f := range m.a.Manifest.Files { // last: now it is one
		if err == nil && f.Bot == b.ID && f.Table == "bots" {
			err = m.each(ctx, f, func(values map[string]any) error { return m.finish(ctx, b, values) })
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("bot %d: %w", b.ID, err), m.takeBack(context.WithoutCancel(ctx), b.ID))
	}
	return nil
}

// takeBack deletes what was brought in of a bot, unless somebody has added the same one meanwhile.
func (m *importer) takeBack(ctx context.Context, botID int64) error {
	_, err := m.db.Bot(ctx, botID)
	if !errors.Is(err, engine.ErrNotFound) {
		return err
	}
	return m.db.DropBot(ctx, botID)
}

// importing reports whether an import of the bot was begun and has not ended.
func (d *DB) importing(ctx context.Context, botID int64) (bool, error) {
	var n int64
	err := d.read.WithContext(ctx).Table("imports").Where("bot_id = ?", botID).Count(&n).Error
	return n > 0, err
}

// held gives an error if somebody else has begun to bring the same bot in.
func (m *importer) held(g *gorm.DB, botID int64) error {
	res := g.Exec("UPDATE imports SET began_at = began_at WHERE bot_id = ? AND began_at = ?", botID, m.began)
	if res.Error == nil && res.RowsAffected != 1 {
		return errors.New("somebody else has begun to bring it in")
	}
	return res.Error
}

// finish writes the bot's own row, which makes it one.
func (m *importer) finish(ctx context.Context, b *ArchivedBot, values map[string]any) error {
	if token := m.o.Tokens[b.ID]; token != "" {
		values["token"] = clearText(token)
	}
	random := make([]byte, 32+24)
	rand.Read(random) // never fails: crypto/rand
	for column, value := range map[string][]byte{"signing_key": random[:32], "webhook_secret": hex.AppendEncode(nil, random[32:])} {
		if v, _ := values[column].(clearText); len(v) == 0 {
			values[column] = clearText(value)
		}
	}
	columns, err := m.db.columnsOf(ctx, "bots")
	if err != nil {
		return err
	}
	edited, err := m.readStudio(ctx, b.ID)
	if err != nil {
		return err
	}
	set := func(name string, to bool) {
		values[name] = map[bool]int64{true: 1}[to]
		if slices.Contains(columns, tableColumn{name, columnBool}) {
			values[name] = to
		}
	}
	if !m.o.Start {
		set("paused", true)
	}
	set("hosted", true)
	set("leaving", false)
	values["repairs"], values["trouble"] = int64(0), ""
	return m.db.inTx(ctx, func(_ context.Context, t *tx) error {
		s, err := m.db.sealer(t, b.ID)
		if err != nil {
			return err
		}
		if err := m.held(t.gorm, b.ID); err != nil {
			return err
		}
		row := s.row("bots", values)
		if row["version"], err = m.db.nextBotVersion(t.gorm); err != nil {
			return err
		}
		if err := insertRows(t.gorm, "bots", b.ID, []map[string]any{row}); err != nil {
			return err
		}
		if err := m.studio(t, b.ID, edited); err != nil {
			return err
		}
		// What is to be sent has nobody who sends it: whoever hears this looks for such.
		if err := m.db.tellOthers(t.gorm, host.Notice{Kind: host.NoticePeers}); err != nil {
			return err
		}
		return t.gorm.Exec("DELETE FROM imports WHERE bot_id = ?", b.ID).Error
	})
}

// workspace brings in what the bots share, unless there is such a thing already.
func (m *importer) workspace(ctx context.Context) error {
	for _, f := range m.a.Manifest.Files {
		if f.Bot != 0 {
			continue
		}
		err := m.each(ctx, f, func(values map[string]any) error {
			return m.db.inTx(ctx, func(_ context.Context, t *tx) error {
				var n int64
				err := t.gorm.Table("scopes").Where("bot_id = 0 AND scope = ? AND owner_id = ?", values["scope"], values["owner_id"]).Count(&n).Error
				if err != nil || n > 0 {
					return err
				}
				return insertRows(t.gorm, "scopes", 0, []map[string]any{values})
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
