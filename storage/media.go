package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// mediaPrefix begins the ids of kept files that are of a library. No file_id of an event can name one: it is not engine.IsKept.
const mediaPrefix = "media:"

// forGood is when files of a library expire that are not in the bin: never, as far as it matters.
var forGood = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// mediaRow is one row of media.
type mediaRow struct {
	BotID    int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Name     string `gorm:"column:name;primaryKey"`
	File     string `gorm:"column:file"`
	Size     int64  `gorm:"column:size"`
	Type     string `gorm:"column:type"`
	Width    int    `gorm:"column:width"`
	Height   int    `gorm:"column:height"`
	AddedAt  int64  `gorm:"column:added_at"`
	BinnedAt *int64 `gorm:"column:binned_at"`
}

// TableName is the table's name.
func (mediaRow) TableName() string { return "media" }

func mediaOf(owner int64, m *studio.Media) *mediaRow {
	return &mediaRow{
		BotID: owner, Name: m.Name, File: mediaPrefix + m.Hash, Size: m.Size, Type: m.Type, Width: m.Width, Height: m.Height,
		AddedAt: m.AddedAt.UnixMicro(), BinnedAt: micros(m.BinnedAt),
	}
}

func (r *mediaRow) media() studio.Media {
	return studio.Media{
		Name: r.Name, Hash: strings.TrimPrefix(r.File, mediaPrefix), Size: r.Size, Type: r.Type, Width: r.Width, Height: r.Height,
		AddedAt: fromMicros(&r.AddedAt), BinnedAt: fromMicros(r.BinnedAt),
	}
}

// AddMedia stores a file of a bot's library.
func (s *Studio) AddMedia(ctx context.Context, bot string, m *studio.Media, room int64, content io.Reader, e *studio.Entry) (studio.Media, error) {
	o, err := s.makeHome(ctx, bot)
	if err != nil {
		return studio.Media{}, err
	}
	row := mediaOf(o.Home, m)
	if err = s.d.libraryMayGrow(ctx, bot, o, m); err != nil {
		return studio.Media{}, fmt.Errorf("add %q to the library of bot %s: %w", m.Name, bot, err)
	}
	if err = s.d.keepMedia(ctx, row, room, content); err == nil {
		err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
			if err := s.d.backend.lockBot(t, o.Home); err != nil { // two files must not find the same name free
				return err
			}
			return s.addMedia(t, o, row, e)
		})
	}
	if err != nil {
		return studio.Media{}, fmt.Errorf("add %q to the library of bot %s: %w", m.Name, bot, err)
	}
	return row.media(), nil
}

// addMedia gives a stored file its row, and the row the name that it gets.
func (s *Studio) addMedia(t *tx, o owners, row *mediaRow, e *studio.Entry) error {
	var rows []mediaRow
	if err := t.gorm.Where("bot_id IN ?", o.all()).Order("bot_id, name").Find(&rows).Error; err != nil {
		return err
	}
	taken := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		taken[r.Name] = true
		if r.File == row.File && r.BotID == row.BotID {
			out := r.BinnedAt != nil
			*row, row.BinnedAt = *r, nil
			if err := s.d.binMedia(t, row); err != nil || !out {
				return err
			}
			return s.d.addToLog(t, e)
		}
	}
	row.Name = freeName(row.Name, taken)
	if err := s.d.settleMedia(t, row, forGood); err != nil {
		return err
	}
	if err := t.gorm.Create(row).Error; err != nil {
		return err
	}
	return s.d.addToLog(t, e)
}

// freeName gives the name, or the first of menu-2.jpg, menu-3.jpg and so on that nobody has.
func freeName(name string, taken map[string]bool) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; taken[name]; n++ {
		name = stem + "-" + strconv.Itoa(n) + ext
	}
	return name
}

// keepMedia stores the content of a file. Until a row settles it, it stays for a day.
func (d *DB) keepMedia(ctx context.Context, row *mediaRow, room int64, content io.Reader) error {
	kept, err := d.KeepFile(ctx, host.KeptFile{
		BotID: row.BotID, File: engine.File{ID: row.File}, Expires: d.now().Add(keepUnfinished),
	}, room, content)
	if err != nil {
		return err
	}
	if mediaPrefix+kept.Hash != row.File || kept.File.Size != row.Size {
		return fmt.Errorf("the content is not the one of %s: it has %d bytes", row.File, kept.File.Size)
	}
	return nil
}

// settleMedia has a stored file stay up to a time. engine.ErrConflict: it is gone in this moment.
func (d *DB) settleMedia(t *tx, row *mediaRow, until int64) error {
	return changed(t.gorm.Exec("UPDATE kept_files SET expires_at = ? WHERE bot_id = ? AND id = ? AND whole = ?", until, row.BotID, row.File, true), engine.ErrConflict)
}

// binMedia stores whether a file is in the bin. Its content stays as long as the last of its names.
func (d *DB) binMedia(t *tx, row *mediaRow) error {
	err := t.gorm.Model(&mediaRow{}).Where("bot_id = ? AND name = ?", row.BotID, row.Name).Update("binned_at", row.BinnedAt).Error
	if err != nil {
		return err
	}
	until := forGood
	if row.BinnedAt != nil {
		used, err := d.usesOf(t, row)
		if err != nil || used {
			return err
		}
		until = *row.BinnedAt + studio.InBin.Microseconds()
	}
	return d.settleMedia(t, row, until)
}

// usesOf reports whether a content has a name that is not in the bin.
func (d *DB) usesOf(t *tx, row *mediaRow) (bool, error) {
	var n int64
	err := t.gorm.Model(&mediaRow{}).Where("bot_id = ? AND file = ? AND binned_at IS NULL", row.BotID, row.File).Count(&n).Error
	return n > 0, err
}

// Media gives all files of a bot's library, by name.
func (s *Studio) Media(ctx context.Context, bot string) ([]studio.Media, error) {
	g := s.d.read.WithContext(ctx)
	o, err := ownersOf(g, bot)
	if err != nil {
		return nil, err
	}
	var rows []mediaRow
	if err := g.Where("bot_id IN ?", o.all()).Order("name, bot_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the library of bot %s: %w", bot, err)
	}
	rows = slices.CompactFunc(rows, func(a, b mediaRow) bool { return a.Name == b.Name }) // the home's is the first
	out := make([]studio.Media, len(rows))
	for i := range rows {
		out[i] = rows[i].media()
	}
	return out, nil
}

// Library gives the files of the library of a Telegram bot by their names, without those in the bin.
func (d *DB) Library(ctx context.Context, botID int64) (map[string]*studio.Media, error) {
	var rows []mediaRow
	err := d.read.WithContext(ctx).Where(atHome+" AND binned_at IS NULL", botID, botID).Order("bot_id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the library of bot %d: %w", botID, err)
	}
	out := make(map[string]*studio.Media, len(rows))
	for i := range rows { // the home's come last, and count
		m := rows[i].media()
		out[m.Name] = &m
	}
	return out, nil
}

// OpenMedia opens a file of the library.
func (s *Studio) OpenMedia(ctx context.Context, bot string, m *studio.Media) (io.ReadSeekCloser, error) {
	o, err := ownersOf(s.d.read.WithContext(ctx), bot)
	if err != nil {
		return nil, err
	}
	for _, owner := range o.all() {
		var in io.ReadSeekCloser
		if in, err = s.d.openKept(ctx, owner, mediaPrefix+m.Hash); !errors.Is(err, engine.ErrNotFound) {
			return in, err
		}
	}
	return nil, err
}

// BinMedia puts a file of the library into the bin, or takes it out.
func (s *Studio) BinMedia(ctx context.Context, bot, name string, at time.Time, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		o, err := ownersOf(t.gorm, bot)
		if err != nil {
			return err
		}
		var row mediaRow
		err = t.gorm.Clauses(forUpdate).Where("bot_id IN ? AND name = ?", o.all(), name).Order("bot_id").Take(&row).Error
		if err != nil {
			return found(err)
		}
		row.BinnedAt = micros(at)
		if err := s.d.binMedia(t, &row); err != nil {
			return err
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("put %q of bot %s into the bin: %w", name, bot, err)
	}
	return nil
}

// Asset gives a file of the library of a Telegram bot, or of the bot of the editor that has it, as a host sends it. Those in the
// bin are there: people may be in revisions that send them.
func (d *DB) Asset(ctx context.Context, botID int64, name string) (host.Asset, error) {
	var row mediaRow
	err := d.read.WithContext(ctx).Where(atHome+" AND name = ?", botID, botID, name).Order("bot_id").Take(&row).Error
	if err != nil {
		return host.Asset{}, fmt.Errorf("look up %q in the library of bot %d: %w", name, botID, found(err))
	}
	return host.Asset{
		Name: path.Base(row.Name), Hash: strings.TrimPrefix(row.File, mediaPrefix), Size: row.Size,
		Open: func(ctx context.Context) (io.ReadCloser, error) { return d.OpenKeptFile(ctx, row.BotID, row.File) },
	}, nil
}

// PutAsset makes a file that of its name in the library of a Telegram bot, whatever was there: a bot that is served from a
// directory has the files of the directory. What they replace stays for two days, for messages that are under way.
func (d *DB) PutAsset(ctx context.Context, botID int64, m *studio.Media, room int64, content io.Reader) error {
	owner, err := homeOf(d.read.WithContext(ctx), botID)
	if err != nil {
		return fmt.Errorf("read where the files of bot %d are: %w", botID, err)
	}
	row := mediaOf(owner, m)
	var was mediaRow
	err = d.read.WithContext(ctx).Where("bot_id = ? AND name = ?", owner, m.Name).Take(&was).Error
	if err == nil && was.File == row.File && was.BinnedAt == nil {
		return nil
	}
	if err == nil || errors.Is(err, gorm.ErrRecordNotFound) {
		err = d.keepMedia(ctx, row, room, content)
	}
	if err == nil {
		err = d.inTx(ctx, func(_ context.Context, t *tx) error {
			if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error; err != nil {
				return err
			}
			if err := d.releaseMedia(t, &was); err != nil {
				return err
			}
			return d.settleMedia(t, row, forGood)
		})
	}
	if err != nil {
		return fmt.Errorf("put %q into the library of bot %d: %w", m.Name, botID, err)
	}
	return nil
}

// releaseMedia lets a content go that has no name any more.
func (d *DB) releaseMedia(t *tx, was *mediaRow) error {
	used, err := d.usesOf(t, was)
	if err != nil || used || was.File == "" {
		return err
	}
	err = d.settleMedia(t, was, d.now().Add(keepHandled).UnixMicro())
	if errors.Is(err, engine.ErrConflict) {
		return nil // it is gone already
	}
	return err
}

// purgeMedia deletes what was in the bin for long enough; the content expires by itself.
func (d *DB) purgeMedia(ctx context.Context, now time.Time) error {
	return d.write.WithContext(ctx).Exec("DELETE FROM media WHERE binned_at <= ?", now.Add(-studio.InBin).UnixMicro()).Error
}
