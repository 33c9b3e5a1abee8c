package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

const (
	// keptPart is how many bytes of a file are stored at a time: commits in between wait for milliseconds only.
	keptPart = 256 << 10
	// dropParts are deleted at a time.
	dropParts = 64
	// keepUnfinished is how long a file that nobody stores any more stays. Jobs end sooner.
	keepUnfinished = 24 * time.Hour
)

// keptRow is one row of kept_files.
type keptRow struct {
	BotID     int64  `gorm:"column:bot_id;primaryKey"`
	ID        string `gorm:"column:id;primaryKey"`
	Try       int64  `gorm:"column:try"`
	Whole     bool   `gorm:"column:whole"`
	Size      int64  `gorm:"column:size"`
	ExpiresAt int64  `gorm:"column:expires_at"`
	Hash      string `gorm:"column:hash"`
	File      string `gorm:"column:file"`
}

// TableName is the table's name.
func (keptRow) TableName() string { return "kept_files" }

func (r *keptRow) keptFile() (host.KeptFile, error) {
	f := host.KeptFile{BotID: r.BotID, Hash: r.Hash, Expires: fromMicros(&r.ExpiresAt)}
	if err := json.Unmarshal([]byte(r.File), &f.File); err != nil {
		return host.KeptFile{}, fmt.Errorf("read what is known of the file: %w", err)
	}
	f.File.ID, f.File.Size = r.ID, r.Size
	return f, nil
}

// KeepFile stores a file with its content, a part at a time.
func (d *DB) KeepFile(ctx context.Context, f host.KeptFile, room int64, content io.Reader) (host.KeptFile, error) {
	kept, err := d.keepFile(ctx, f, room, content)
	if err != nil {
		return host.KeptFile{}, fmt.Errorf("keep file of bot %d: %w", f.BotID, err)
	}
	return kept, nil
}

func (d *DB) keepFile(ctx context.Context, f host.KeptFile, room int64, content io.Reader) (host.KeptFile, error) {
	row, err := d.beginKept(ctx, f)
	if err != nil {
		return host.KeptFile{}, err
	}
	if row.Whole {
		return row.keptFile()
	}
	if err = d.storeKept(ctx, &row, room, content); err != nil {
		// What is stored of it is of no use. It is purged later if this does not work, as after a crash.
		_ = d.dropKept(context.WithoutCancel(ctx), row)
		return host.KeptFile{}, err
	}
	row.ExpiresAt = f.Expires.UnixMicro()
	res := d.write.WithContext(ctx).Model(&keptRow{}).Where("bot_id = ? AND id = ? AND try = ?", row.BotID, row.ID, row.Try).
		Updates(map[string]any{"whole": true, "expires_at": row.ExpiresAt, "hash": row.Hash})
	switch {
	case res.Error != nil:
		return host.KeptFile{}, res.Error
	case res.RowsAffected == 0:
		return host.KeptFile{}, engine.ErrConflict
	}
	return row.keptFile()
}

// beginKept begins a try, and takes away what an earlier one has left. If the file is whole, its row is given as it is.
func (d *DB) beginKept(ctx context.Context, f host.KeptFile) (keptRow, error) {
	known, err := json.Marshal(f.File)
	if err != nil {
		return keptRow{}, err
	}
	row := keptRow{BotID: f.BotID, ID: f.File.ID}
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		err := t.gorm.Clauses(forUpdate).Where("bot_id = ? AND id = ?", row.BotID, row.ID).Take(&row).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) || row.Whole {
			return err
		}
		row.Try++
		row.Size, row.File, row.ExpiresAt = 0, string(known), d.now().Add(keepUnfinished).UnixMicro()
		return t.gorm.Save(&row).Error
	})
	if err == nil && !row.Whole {
		err = d.dropKeptParts(ctx, row.BotID, row.ID)
	}
	return row, err
}

// storeKept reads the content to its end, and fills in size and hash.
func (d *DB) storeKept(ctx context.Context, row *keptRow, room int64, content io.Reader) error {
	hash := sha256.New()
	buf := make([]byte, keptPart)
	for part := 0; ; part++ {
		n, err := io.ReadFull(content, buf)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return fmt.Errorf("read content: %w", err)
		}
		if n > 0 {
			hash.Write(buf[:n])
			if err := d.addKeptPart(ctx, row, room, part, buf[:n]); err != nil {
				return err
			}
			row.Size += int64(n)
		}
		if last {
			row.Hash = hex.EncodeToString(hash.Sum(nil))
			return nil
		}
	}
}

// addKeptPart stores a part, if the try is still the last one and there is room.
func (d *DB) addKeptPart(ctx context.Context, row *keptRow, room int64, part int, data []byte) error {
	const taken = "SELECT coalesce(sum(size), 0) FROM kept_files WHERE bot_id = ?"
	const grow = "UPDATE kept_files SET size = size + ? WHERE bot_id = ? AND id = ? AND try = ? AND whole = ?"
	const add = "INSERT INTO kept_parts (bot_id, id, part, data) VALUES (?, ?, ?, ?)"
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := d.backend.lockBot(t, row.BotID); err != nil { // two files at a time must not both find the last room
			return err
		}
		var sum int64
		if err := t.gorm.Raw(taken, row.BotID).Scan(&sum).Error; err != nil {
			return err
		}
		if sum+int64(len(data)) > room {
			return engine.ErrStorageFull
		}
		res := t.gorm.Exec(grow, len(data), row.BotID, row.ID, row.Try, false)
		if res.Error != nil || res.RowsAffected == 0 {
			return cmp.Or(res.Error, engine.ErrConflict)
		}
		return t.gorm.Exec(add, row.BotID, row.ID, part, data).Error
	})
}

// KeptFile gives a file; engine.ErrNotFound if there is none.
func (d *DB) KeptFile(ctx context.Context, botID int64, id string) (host.KeptFile, error) {
	var row keptRow
	err := d.read.WithContext(ctx).Where("bot_id = ? AND id = ? AND whole = ?", botID, id, true).Take(&row).Error
	if err != nil {
		return host.KeptFile{}, fmt.Errorf("kept file of bot %d: %w", botID, found(err))
	}
	return row.keptFile()
}

// OpenKeptFile opens the content of a file.
func (d *DB) OpenKeptFile(ctx context.Context, botID int64, id string) (io.ReadCloser, error) {
	in, err := d.openKept(ctx, botID, id)
	if err != nil {
		return nil, err
	}
	return in, nil
}

func (d *DB) openKept(ctx context.Context, botID int64, id string) (*keptContent, error) {
	f, err := d.KeptFile(ctx, botID, id)
	if err != nil {
		return nil, err
	}
	const read = "SELECT data FROM kept_parts WHERE bot_id = ? AND id = ? AND part = ?"
	return &keptContent{size: f.File.Size, left: f.File.Size, next: func(part int) (data []byte, err error) {
		err = d.read.WithContext(ctx).Raw(read, botID, id, part).Row().Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			err = engine.ErrNotFound
		}
		if err != nil {
			return nil, fmt.Errorf("read part %d of kept file of bot %d: %w", part, botID, err)
		}
		return data, nil
	}}, nil
}

// keptContent reads a file part by part.
type keptContent struct {
	next func(part int) ([]byte, error)
	part int
	data []byte // of the part, what is not read yet
	left int64  // bytes of the file that are not read yet
	size int64
}

// Read reads from one part.
func (c *keptContent) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	if len(c.data) == 0 {
		data, err := c.next(c.part)
		if err != nil {
			return 0, err
		}
		c.part, c.data = c.part+1, data
	}
	n := copy(p, c.data)
	c.data, c.left = c.data[n:], c.left-int64(n)
	return n, nil
}

// Seek goes to another place of the file. What is beyond its end is its end.
func (c *keptContent) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.size - c.left
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	offset = min(offset, c.size)
	c.part, c.data, c.left = int(offset/keptPart), nil, c.size-offset
	if skip := offset % keptPart; skip > 0 && c.left > 0 {
		data, err := c.next(c.part)
		if err != nil {
			return 0, err
		}
		c.part, c.data = c.part+1, data[min(skip, int64(len(data))):]
	}
	return offset, nil
}

// Close does nothing: a part is read whole.
func (*keptContent) Close() error { return nil }

// purgeKept deletes the files whose time is over.
func (d *DB) purgeKept(ctx context.Context, before int64) error {
	for {
		var rows []keptRow
		err := d.read.WithContext(ctx).Where("expires_at <= ?", before).Order("expires_at").Limit(purgeChunk).Find(&rows).Error
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := d.dropKept(ctx, row); err != nil {
				return err
			}
		}
		if len(rows) < purgeChunk {
			return nil
		}
	}
}

// dropKept deletes a file: first nobody finds it any more, then its parts go, then the rest. A row that another try has
// taken over is left alone.
func (d *DB) dropKept(ctx context.Context, row keptRow) error {
	w := d.write.WithContext(ctx)
	res := w.Model(&keptRow{}).Where("bot_id = ? AND id = ? AND try = ?", row.BotID, row.ID, row.Try).
		Updates(map[string]any{"whole": false, "try": row.Try + 1})
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	if err := d.dropKeptParts(ctx, row.BotID, row.ID); err != nil {
		return err
	}
	return w.Where("bot_id = ? AND id = ? AND try = ?", row.BotID, row.ID, row.Try+1).Delete(&keptRow{}).Error
}

// dropKeptParts deletes the parts of a file, some at a time.
func (d *DB) dropKeptParts(ctx context.Context, botID int64, id string) error {
	const drop = `DELETE FROM kept_parts WHERE bot_id = ? AND id = ? AND part IN (SELECT part FROM kept_parts WHERE bot_id = ? AND id = ? LIMIT ?)`
	for {
		res := d.write.WithContext(ctx).Exec(drop, botID, id, botID, id, dropParts)
		if res.Error != nil || res.RowsAffected < dropParts {
			return res.Error
		}
	}
}
