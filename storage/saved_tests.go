package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
)

// savedTestRow is one row of saved_tests.
type savedTestRow struct {
	Bot        string `gorm:"column:bot;primaryKey"`
	Name       string `gorm:"column:name;primaryKey"`
	Steps      int    `gorm:"column:steps"`
	Transcript []byte `gorm:"column:transcript"`
	SavedBy    string `gorm:"column:saved_by"`
	SavedAt    int64  `gorm:"column:saved_at"`
	Version    int64  `gorm:"column:version"`
	PlayedAt   *int64 `gorm:"column:played_at"`
	Failed     string `gorm:"column:failed"`
	FailedAt   int    `gorm:"column:failed_at"`
}

// TableName is the table's name.
func (savedTestRow) TableName() string { return "saved_tests" }

func (r *savedTestRow) test() testchat.Test {
	saved := r.SavedAt
	t := testchat.Test{
		Bot: r.Bot, Name: r.Name, Steps: r.Steps, Transcript: r.Transcript, By: r.SavedBy, SavedAt: fromMicros(&saved),
	}
	if r.PlayedAt != nil {
		t.Last = &testchat.Result{Version: r.Version, OK: r.Failed == "", At: fromMicros(r.PlayedAt), Error: r.Failed, Step: r.FailedAt}
	}
	return t
}

// result puts what came of playing it into the row.
func (r *savedTestRow) result(last *testchat.Result) {
	if last == nil {
		return
	}
	at := last.At.UnixMicro()
	r.Version, r.PlayedAt, r.Failed, r.FailedAt = last.Version, &at, last.Error, last.Step
}

// Tests gives the tests of a bot by name, without their transcripts.
func (d *DB) Tests(ctx context.Context, bot string) ([]testchat.Test, error) {
	var rows []savedTestRow
	err := d.read.WithContext(ctx).Omit("transcript").Where("bot = ?", bot).Order("name").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the tests of bot %s: %w", bot, err)
	}
	out := make([]testchat.Test, len(rows))
	for i := range rows {
		out[i] = rows[i].test()
	}
	return out, nil
}

// Test gives one; engine.ErrNotFound if there is none of the name.
func (d *DB) Test(ctx context.Context, bot, name string) (*testchat.Test, error) {
	var row savedTestRow
	if err := d.read.WithContext(ctx).Where("bot = ? AND name = ?", bot, name).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read test %q of bot %s: %w", name, bot, found(err))
	}
	t := row.test()
	return &t, nil
}

// AddTest stores a new one; engine.ErrConflict if there is one of the name.
func (d *DB) AddTest(ctx context.Context, t *testchat.Test) error {
	row := savedTestRow{
		Bot: t.Bot, Name: t.Name, Steps: t.Steps, Transcript: t.Transcript, SavedBy: t.By, SavedAt: t.SavedAt.UnixMicro(),
	}
	row.result(t.Last)
	done := d.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if err := changed(done, engine.ErrConflict); err != nil {
		return fmt.Errorf("store test %q of bot %s: %w", t.Name, t.Bot, err)
	}
	return nil
}

// changed gives the error of a statement, or another one if it has changed no row.
func changed(done *gorm.DB, none error) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return none
	}
	return done.Error
}

// RenameTest gives a test another name; engine.ErrNotFound, and engine.ErrConflict if the other name is taken.
func (d *DB) RenameTest(ctx context.Context, bot, name, to string) error {
	if name == to {
		_, err := d.Test(ctx, bot, name)
		return err
	}
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		var taken int64
		if err := t.gorm.Model(&savedTestRow{}).Where("bot = ? AND name = ?", bot, to).Count(&taken).Error; err != nil {
			return err
		}
		if taken > 0 {
			return engine.ErrConflict
		}
		return changed(t.gorm.Model(&savedTestRow{}).Where("bot = ? AND name = ?", bot, name).Update("name", to), engine.ErrNotFound)
	})
	if err != nil {
		return fmt.Errorf("rename test %q of bot %s: %w", name, bot, err)
	}
	return nil
}

// DropTest forgets one; engine.ErrNotFound if there is none of the name.
func (d *DB) DropTest(ctx context.Context, bot, name string) error {
	done := d.write.WithContext(ctx).Where("bot = ? AND name = ?", bot, name).Delete(&savedTestRow{})
	if err := changed(done, engine.ErrNotFound); err != nil {
		return fmt.Errorf("drop test %q of bot %s: %w", name, bot, err)
	}
	return nil
}

// NoteResult remembers what came of playing it last; nothing happens if there is none of the name any more.
func (d *DB) NoteResult(ctx context.Context, bot, name string, r testchat.Result) error {
	var row savedTestRow
	row.result(&r)
	err := d.write.WithContext(ctx).Model(&savedTestRow{}).Where("bot = ? AND name = ?", bot, name).
		Select("version", "played_at", "failed", "failed_at").Updates(&row).Error
	if err != nil {
		return fmt.Errorf("note the result of test %q of bot %s: %w", name, bot, err)
	}
	return nil
}
