package storage

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// keepSteps is how many steps of a draft are kept: who has been away for longer reads the draft.
const keepSteps = 500

// draftRow is one row of drafts.
type draftRow struct {
	ID       string `gorm:"column:id;primaryKey"`
	Version  int64  `gorm:"column:version"`
	Document []byte `gorm:"column:document"`
	SavedAt  int64  `gorm:"column:saved_at"`
	Account  string `gorm:"column:account"`
	Name     string `gorm:"column:name"`
}

// TableName is the table's name.
func (draftRow) TableName() string { return "drafts" }

func draftOf(d *studio.Draft) *draftRow {
	return &draftRow{
		ID: d.Bot, Version: d.Version, Document: d.Document, SavedAt: d.SavedAt.UnixMicro(), Account: d.SavedBy.ID, Name: plain(d.SavedBy.Name),
	}
}

// pastRow is one row of draft_pasts.
type pastRow struct {
	ID       string `gorm:"column:id;primaryKey"`
	Version  int64  `gorm:"column:version;primaryKey;autoIncrement:false"`
	At       int64  `gorm:"column:at"`
	Since    int64  `gorm:"column:since"`
	Account  string `gorm:"column:account"`
	Name     string `gorm:"column:name"`
	Steps    int    `gorm:"column:steps"`
	Bytes    int64  `gorm:"column:bytes"`
	Document []byte `gorm:"column:document"`
}

// TableName is the table's name.
func (pastRow) TableName() string { return "draft_pasts" }

func (r *pastRow) past() studio.Past {
	return studio.Past{
		Version: r.Version, At: fromMicros(&r.At), Since: fromMicros(&r.Since), Who: studio.Person{ID: r.Account, Name: r.Name},
		Count: r.Steps, Bytes: r.Bytes,
	}
}

// Draft gives the newest version; engine.ErrNotFound if there is no such bot.
func (s *Studio) Draft(ctx context.Context, bot string) (studio.Draft, error) {
	var r draftRow
	if err := s.d.read.WithContext(ctx).Where("id = ?", bot).Take(&r).Error; err != nil {
		return studio.Draft{}, fmt.Errorf("read the draft of bot %s: %w", bot, found(err))
	}
	return studio.Draft{
		Bot: bot, Version: r.Version, Document: r.Document, SavedAt: fromMicros(&r.SavedAt), SavedBy: studio.Person{ID: r.Account, Name: r.Name},
	}, nil
}

// SaveDraft stores the next version; engine.ErrConflict if the newest is not the base.
func (s *Studio) SaveDraft(ctx context.Context, v *studio.Save, thin func([]studio.Past) []int64) error {
	packed, err := pack(v.Draft.Document) // before the database is held
	if err != nil {
		return fmt.Errorf("save the draft of bot %s: %w", v.Draft.Bot, err)
	}
	err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		row := draftOf(&v.Draft)
		set := t.gorm.Model(&draftRow{}).Where("id = ? AND version = ?", row.ID, v.Base).Updates(map[string]any{
			"version": row.Version, "document": row.Document, "saved_at": row.SavedAt, "account": row.Account, "name": row.Name,
		})
		if set.Error != nil {
			return set.Error
		}
		if set.RowsAffected == 0 {
			return engine.ErrConflict
		}
		err := t.gorm.Exec("UPDATE editor_bots SET draft_version = ?, draft_digest = ?, errors = ?, warnings = ?, changed_at = ? WHERE id = ?",
			v.Mark.Version, v.Mark.Digest, v.Mark.Errors, v.Mark.Warnings, row.SavedAt, row.ID).Error
		if err == nil {
			err = s.addStep(t, row.ID, &v.Step)
		}
		if err == nil {
			err = s.keepPast(t, row, packed, thin)
		}
		if err == nil {
			err = s.d.addToLog(t, v.Entry)
		}
		if err != nil {
			return err
		}
		return s.d.tellOthers(t.gorm, host.Notice{Kind: host.NoticeDraft, Draft: row.ID})
	})
	if err != nil {
		return fmt.Errorf("save the draft of bot %s: %w", v.Draft.Bot, err)
	}
	return nil
}

// MarkDraft stores what is found in a version; engine.ErrConflict if it is not the newest.
func (s *Studio) MarkDraft(ctx context.Context, bot string, m studio.DraftMark) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		set := t.gorm.Exec("UPDATE editor_bots SET errors = ?, warnings = ? WHERE id = ? AND draft_version = ?", m.Errors, m.Warnings, bot, m.Version)
		if err := changed(set, engine.ErrConflict); err != nil {
			return err
		}
		return s.d.tellOthers(t.gorm, host.Notice{Kind: host.NoticeDraft, Draft: bot})
	})
	if err != nil {
		return fmt.Errorf("mark the draft of bot %s: %w", bot, err)
	}
	return nil
}

func (s *Studio) addStep(t *tx, bot string, step *studio.Step) error {
	var changes any
	if step.Changes != nil {
		changes = []byte(step.Changes)
	}
	err := t.gorm.Exec("INSERT INTO draft_steps (id, version, at, account, name, client, changes) VALUES (?, ?, ?, ?, ?, ?, ?)",
		bot, step.Version, step.At.UnixMicro(), step.Who.ID, plain(step.Who.Name), plain(step.Client), changes).Error
	if err != nil {
		return err
	}
	return t.gorm.Exec("DELETE FROM draft_steps WHERE id = ? AND version <= ?", bot, step.Version-keepSteps).Error
}

// keepPast keeps a version; it takes the place of the last one, if that is the same person's work of a moment ago.
func (s *Studio) keepPast(t *tx, d *draftRow, packed []byte, thin func([]studio.Past) []int64) error {
	var rows []pastRow
	err := t.gorm.Select("version", "at", "since", "account", "name", "steps", "bytes").Where("id = ?", d.ID).Order("version DESC").Find(&rows).Error
	if err != nil {
		return err
	}
	next := pastRow{
		ID: d.ID, Version: d.Version, At: d.SavedAt, Since: d.SavedAt, Account: d.Account, Name: d.Name, Steps: 1,
		Bytes: int64(len(packed)), Document: packed,
	}
	var drop []int64
	if len(rows) > 0 && rows[0].Account == next.Account && d.SavedAt-rows[0].Since < studio.OnePast.Microseconds() {
		next.Since, next.Steps = rows[0].Since, rows[0].Steps+1
		drop = append(drop, rows[0].Version)
		rows = rows[1:]
	}
	pasts := []studio.Past{next.past()}
	for i := range rows {
		pasts = append(pasts, rows[i].past())
	}
	if drop = append(drop, thin(pasts)...); len(drop) > 0 {
		if err := t.gorm.Where("id = ? AND version IN ?", d.ID, drop).Delete(&pastRow{}).Error; err != nil {
			return err
		}
	}
	return t.gorm.Create(&next).Error
}

func pack(document []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(document); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Steps gives those after a version, in their order.
func (s *Studio) Steps(ctx context.Context, bot string, after int64, limit int) ([]studio.Step, error) {
	var out []studio.Step
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var step studio.Step
		var at int64
		var changes []byte
		if err := rows.Scan(&step.Version, &at, &step.Who.ID, &step.Who.Name, &step.Client, &changes); err != nil {
			return err
		}
		step.At, step.Changes = fromMicros(&at), changes
		out = append(out, step)
		return nil
	}, "SELECT version, at, account, name, client, changes FROM draft_steps WHERE id = ? AND version > ? ORDER BY version LIMIT ?", bot, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the steps of bot %s: %w", bot, err)
	}
	return out, nil
}

// Pasts gives the versions that were kept, the newest first.
func (s *Studio) Pasts(ctx context.Context, bot string) ([]studio.Past, error) {
	var rows []pastRow
	err := s.d.read.WithContext(ctx).Select("version", "at", "since", "account", "name", "steps", "bytes").
		Where("id = ?", bot).Order("version DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the history of bot %s: %w", bot, err)
	}
	out := make([]studio.Past, len(rows))
	for i := range rows {
		out[i] = rows[i].past()
	}
	return out, nil
}

// Past gives the document of one; engine.ErrNotFound if it was not kept.
func (s *Studio) Past(ctx context.Context, bot string, version int64) ([]byte, error) {
	var r pastRow
	err := s.d.read.WithContext(ctx).Select("document").Where("id = ? AND version = ?", bot, version).Take(&r).Error
	if err == nil {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(r.Document)); err == nil {
			r.Document, err = io.ReadAll(z)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read version %d of bot %s: %w", version, bot, found(err))
	}
	return r.Document, nil
}

// presenceRow is one row of presences.
type presenceRow struct {
	ID      string `gorm:"column:id;primaryKey"`
	Client  string `gorm:"column:client;primaryKey"`
	At      int64  `gorm:"column:at"`
	Account string `gorm:"column:account"`
	Name    string `gorm:"column:name"`
	Flow    string `gorm:"column:flow"`
	Block   string `gorm:"column:block"`
}

// TableName is the table's name.
func (presenceRow) TableName() string { return "presences" }

// Meet notes that somebody looks at a bot.
func (s *Studio) Meet(ctx context.Context, bot string, p studio.Presence) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		row := presenceRow{
			ID: bot, Client: plain(p.Client), At: p.At.UnixMicro(), Account: p.Who.ID, Name: plain(p.Who.Name), Flow: plain(p.Flow), Block: plain(p.Block),
		}
		if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		old := p.At.Add(-oldPresence).UnixMicro()
		if err := t.gorm.Where("id = ? AND at < ?", bot, old).Delete(&presenceRow{}).Error; err != nil {
			return err
		}
		return s.d.tellOthers(t.gorm, host.Notice{Kind: host.NoticeDraft, Draft: bot})
	})
	if err != nil {
		return fmt.Errorf("note who looks at bot %s: %w", bot, err)
	}
	return nil
}

// oldPresence is how long who looked at a bot is remembered.
const oldPresence = 10 * time.Minute

// Present gives who was noted since, by client.
func (s *Studio) Present(ctx context.Context, bot string, since time.Time) ([]studio.Presence, error) {
	var rows []presenceRow
	err := s.d.read.WithContext(ctx).Where("id = ? AND at >= ?", bot, since.UnixMicro()).Order("client").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who looks at bot %s: %w", bot, err)
	}
	out := make([]studio.Presence, len(rows))
	for i, r := range rows {
		out[i] = studio.Presence{Client: r.Client, Who: studio.Person{ID: r.Account, Name: r.Name}, Flow: r.Flow, Block: r.Block, At: fromMicros(&r.At)}
	}
	return out, nil
}
