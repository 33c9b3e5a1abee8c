package storage

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage/migrate"
)

// ExportOptions say what goes into an archive.
type ExportOptions struct {
	Bots    []int64 // nil for all, and with people what they share
	People  bool    // what has happened to the bots: people, conversations, variables, orders, credits, records, kept files
	Journal bool    // of messages, all; else only those that are still to be sent
	Secrets bool    // tokens and secrets, which only the master key opens that is in use here
	Version string  // of the program
}

// Export writes bots into an archive, as they are at one moment; whoever serves them goes on. Bots that are being removed are
// left out where all are wanted, and so are those that are tried. The error of a bot that is not there is engine.ErrNotFound.
func (d *DB) Export(ctx context.Context, w io.Writer, o ExportOptions) (*Manifest, error) {
	e := &exporter{db: d, o: o, zip: zip.NewWriter(w), manifest: Manifest{
		Format: archiveFormat, Program: archiveProgram, Version: o.Version, MadeAt: d.now().UTC(), People: o.People, Journal: o.People && o.Journal,
		Bots: []ArchivedBot{}, Files: []ArchivedFile{},
	}}
	var err error
	if e.manifest.Schema, err = migrate.Known(); err != nil {
		return nil, err
	}
	if o.Secrets {
		master, err := d.masterInUse(ctx)
		if err != nil {
			return nil, err
		}
		if e.key, e.manifest.Key, err = newArchiveKey(master); err != nil {
			return nil, err
		}
		e.manifest.Master = master.id
	}
	if err := d.FoldFigures(ctx); err != nil { // what belongs to no bot yet would be left behind
		return nil, err
	}
	err = d.read.WithContext(ctx).Transaction(func(g *gorm.DB) error { return e.bots(ctx, g) }, &d.words.snapshot)
	if err == nil {
		err = e.finish()
	}
	if err != nil {
		return nil, fmt.Errorf("export bots: %w", err)
	}
	return &e.manifest, nil
}

// exporter writes one archive.
type exporter struct {
	db       *DB
	o        ExportOptions
	zip      *zip.Writer
	key      cipher.AEAD
	manifest Manifest
}

func (e *exporter) bots(ctx context.Context, g *gorm.DB) error {
	bots, err := e.db.botRecords(e.db.keys(ctx), g.Where("bot_id > 0").Order("bot_id"))
	if err != nil {
		return err
	}
	for _, id := range e.o.Bots {
		if !slices.ContainsFunc(e.manifest.Bots, func(b ArchivedBot) bool { return b.ID == id }) {
			if err := e.bot(ctx, g, bots, id); err != nil {
				return err
			}
		}
	}
	if e.o.Bots != nil {
		return nil
	}
	for i := range bots {
		if !bots[i].Leaving {
			if err := e.bot(ctx, g, bots, bots[i].ID); err != nil {
				return err
			}
		}
	}
	if !e.o.People {
		return nil
	}
	return e.rows(ctx, g, 0, "scopes", []string{"bot_id"}, pass{0, "SELECT * FROM scopes WHERE bot_id = ? ORDER BY scope, owner_id"})
}

func (e *exporter) bot(ctx context.Context, g *gorm.DB, bots []host.BotRecord, id int64) error {
	i := slices.IndexFunc(bots, func(b host.BotRecord) bool { return b.ID == id })
	if i < 0 {
		return fmt.Errorf("bot %d: %w", id, engine.ErrNotFound)
	}
	b := &bots[i]
	e.manifest.Bots = append(e.manifest.Bots, ArchivedBot{ID: id, Username: b.Username, Name: b.Name, Revision: b.Revision, Paused: b.Paused})
	for _, t := range botTables() {
		which := ""
		switch t.moves {
		case partNever:
			continue
		case partSecrets:
			if e.key == nil {
				continue
			}
		case partPeople, partUndecided:
			if !e.o.People {
				continue
			}
		case partFiles:
			if !e.o.People {
				which = "AND id LIKE '" + mediaPrefix + "%' "
			}
		case partJournal:
			if !e.o.People {
				continue
			}
			if !e.o.Journal {
				which = "AND state IN ('pending', 'sending') "
			}
		case partBot, partSelf:
		}
		passes, err := e.passes(g, t, id, which)
		if err != nil {
			return err
		}
		without := ownColumns(t)
		if t.name == "revisions" && !e.o.People {
			without = append(without, "idle_digest") // which says that the document's rows are in their tables
		}
		if err := e.rows(ctx, g, id, t.name, without, passes...); err != nil {
			return err
		}
	}
	if err := e.studio(ctx, g, id); err != nil || !e.o.People {
		return err
	}
	return e.rows(ctx, g, id, jobsTable, nil, pass{id, e.db.words.movedJobs})
}

// rows writes the rows of queries as one file.
func (e *exporter) rows(ctx context.Context, g *gorm.DB, botID int64, table string, without []string, passes ...pass) error {
	f := ArchivedFile{Name: archivedName(botID, table), Bot: botID, Table: table}
	method := zip.Deflate
	if table == "kept_parts" {
		method = zip.Store // pictures and videos, which are as small as they get
	}
	entry, err := e.zip.CreateHeader(&zip.FileHeader{Name: f.Name, Method: method, Modified: e.manifest.MadeAt})
	if err != nil {
		return err
	}
	hash := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(entry, hash), 64<<10)
	w := &rowWriter{table: table, botID: botID, keys: e.db.keys(ctx), key: e.key}
	for _, p := range passes {
		if err != nil {
			break
		}
		w.owner = p.owner
		err = each(ctx, g, func(rows *sql.Rows) error {
			if w.names == nil {
				if err := w.columns(rows, without); err != nil {
					return err
				}
			}
			line, err := w.row(rows)
			if err != nil {
				return err
			}
			f.Rows++
			f.Bytes += int64(len(line))
			_, err = out.Write(line)
			return err
		}, p.query, p.owner)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write %s of bot %d: %w", table, botID, err)
	}
	f.SHA256 = hex.EncodeToString(hash.Sum(nil))
	e.manifest.Files = append(e.manifest.Files, f)
	return nil
}

// finish writes what is in the archive.
func (e *exporter) finish() error {
	entry, err := e.zip.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: e.manifest.MadeAt})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(entry)
	enc.SetIndent("", "  ")
	if err := enc.Encode(&e.manifest); err != nil {
		return err
	}
	return e.zip.Close()
}
