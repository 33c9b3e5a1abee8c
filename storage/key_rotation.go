package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Rotation is a change of the master key.
type Rotation struct {
	// Begin is called when nobody else rotates and no data key can be made, with the ids of the master keys in use. It sees to
	// it that Options.Keys gives the new key first and still has those, and that this survives a crash. Nil for nothing.
	Begin func(inUse []string) error
	// Moved is told how many data keys were sealed anew so far; nil for nobody. An error stops the rotation where it is: all
	// can be read, and the next one goes on.
	Moved func(n int) error
	// End is called like Begin when no other master key than the newest is in use.
	End func(inUse []string) error
}

// rotationChunk data keys are sealed anew in one transaction: turns wait for milliseconds only.
const rotationChunk = 100

// Rotate seals all data keys with the newest master key and gives how many there were to do. It may run beside other
// processes, which ask Options.Keys again as soon as they meet a data key that they cannot open; those that they know they
// need not open again. What is interrupted may be called again.
func (d *DB) Rotate(ctx context.Context, r Rotation) (moved int, err error) {
	err = d.holdKeys(ctx, func(t *tx, own *vaultKeyRow, inUse []string) error {
		moved = 0
		if r.Begin != nil {
			if err := r.Begin(inUse); err != nil {
				return err
			}
		}
		if err := d.vault.masters.read(); err != nil {
			return err
		}
		newest := d.vault.masters.newest()
		if own.Master == newest.id {
			return nil
		}
		moved++
		return d.rewrap(t, own, newest) // first of all: from now on new data keys are sealed with it
	})
	for more := err == nil; more; {
		if r.Moved != nil {
			if err = r.Moved(moved); err != nil {
				break
			}
		}
		var n int
		n, err = d.rewrapSome(ctx)
		moved += n
		more = err == nil && n > 0
	}
	if err == nil && r.End != nil {
		err = d.HoldKeys(ctx, r.End)
	}
	if err != nil {
		return moved, fmt.Errorf("rotate the master key: %w", err)
	}
	return moved, nil
}

// HoldKeys runs f while nobody rotates the master key and no data key can be made, with the ids of the master keys in use.
func (d *DB) HoldKeys(ctx context.Context, f func(inUse []string) error) error {
	return d.holdKeys(ctx, func(_ *tx, _ *vaultKeyRow, inUse []string) error { return f(inUse) })
}

// holdKeys runs f while nobody else changes which master keys are in use.
func (d *DB) holdKeys(ctx context.Context, f func(t *tx, own *vaultKeyRow, inUse []string) error) error {
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		own, err := current(t.gorm.Clauses(forUpdate), noBot)
		if err != nil {
			return fmt.Errorf("read data key: %w", err)
		}
		if own.Master == "" {
			return errors.New("the Scenarist that runs here is still giving each bot a data key; try again when it has started")
		}
		inUse, err := mastersInUse(t.gorm)
		if err != nil {
			return err
		}
		return f(t, own, inUse)
	})
}

// rewrapSome seals some data keys with the master key of the database's own, and gives how many. That may be another one by
// now than this rotation's: two at once bring the keys to the same end.
func (d *DB) rewrapSome(ctx context.Context) (n int, err error) {
	err = d.holdKeys(ctx, func(t *tx, own *vaultKeyRow, _ []string) error {
		master, err := d.vault.masters.find(own.Master)
		if err != nil {
			return err
		}
		var rows []vaultKeyRow
		err = t.gorm.Where("master <> ?", master.id).Order("id").Limit(rotationChunk).Find(&rows).Error
		if err != nil {
			return err
		}
		for i := range rows {
			if err := d.rewrap(t, &rows[i], master); err != nil {
				return err
			}
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// rewrap seals a data key with a master key.
func (d *DB) rewrap(t *tx, row *vaultKeyRow, master *masterKey) error {
	key, err := d.vault.unwrap(row)
	if err != nil {
		return err
	}
	row.wrap(master, key, d.now().UnixMicro())
	return t.gorm.Model(&vaultKeyRow{}).Where("id = ?", row.ID).
		Updates(map[string]any{"wrapped": row.Wrapped, "master": row.Master, "wrapped_at": row.WrappedAt}).Error
}

// RotateData gives every bot a new data key and seals its values anew, bot by bot, and gives how many bots there were. The
// keys of before stay readable for an hour, for those who have just read a value; then they are deleted.
func (d *DB) RotateData(ctx context.Context) (int, error) {
	bots, err := d.sealedBots(ctx)
	if err != nil {
		return 0, fmt.Errorf("rotate data keys: %w", err)
	}
	for i, botID := range bots {
		err := d.inTx(ctx, func(_ context.Context, t *tx) error {
			if err := d.backend.lockBot(t, botID); err != nil {
				return err
			}
			// Whoever rotates the master key holds this one first, and then others.
			if _, err := current(t.gorm.Clauses(forUpdate), noBot); err != nil {
				return err
			}
			err := t.gorm.Model(&vaultKeyRow{}).Where("bot_id = ? AND retired_at IS NULL", botID).
				Update("retired_at", d.now().UnixMicro()).Error
			if err != nil {
				return err
			}
			s, err := d.addKey(t, botID)
			if err != nil {
				return err
			}
			return d.reseal(t, s)
		})
		if err != nil {
			return i, fmt.Errorf("rotate the data key of bot %d: %w", botID, err)
		}
	}
	return len(bots), nil
}

// keepRetired is how long a data key stays that seals nothing any more.
const keepRetired = time.Hour

// purgeKeys deletes data keys that seal nothing any more.
func (d *DB) purgeKeys(ctx context.Context, now time.Time) error {
	return d.write.WithContext(ctx).Where("retired_at < ?", now.Add(-keepRetired).UnixMicro()).Delete(&vaultKeyRow{}).Error
}

// DataKey is one data key, as it may be shown.
type DataKey struct {
	ID        int64
	BotID     int64  // 0 for the one of the database itself
	Master    string // id of the master key that seals it
	MadeAt    time.Time
	WrappedAt time.Time // when the master key sealed it
	Retired   bool      // another has taken its place
	Values    int       // that it seals
}

// DataKeys gives all data keys, by bot, the one in use last. It reads every sealed value.
func (d *DB) DataKeys(ctx context.Context) ([]DataKey, error) {
	var (
		rows   []vaultKeyRow
		values map[int64]int
	)
	err := d.read.WithContext(ctx).Transaction(func(g *gorm.DB) (err error) {
		if err = g.Order("bot_id, made_at, id").Find(&rows).Error; err != nil {
			return err
		}
		values, err = countValues(g)
		return err
	}, &d.words.snapshot)
	if err != nil {
		return nil, fmt.Errorf("read data keys: %w", err)
	}
	out := make([]DataKey, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = DataKey{
			ID: r.ID, BotID: r.BotID, Master: r.Master, MadeAt: fromMicros(&r.MadeAt), WrappedAt: fromMicros(&r.WrappedAt),
			Retired: r.RetiredAt != nil, Values: values[r.ID],
		}
	}
	return out, nil
}

// countValues gives how many values there are by the id of their data key.
func countValues(g *gorm.DB) (map[int64]int, error) {
	values := map[int64]int{}
	var bots []botRow
	if err := g.Find(&bots).Error; err != nil {
		return nil, err
	}
	for i := range bots {
		for _, sealed := range bots[i].sealed() {
			if len(*sealed) > 0 {
				values[sealedWith(*sealed)]++
			}
		}
	}
	var secrets []secretRow
	if err := g.Find(&secrets).Error; err != nil {
		return nil, err
	}
	for _, s := range secrets {
		if len(s.Value) > 0 {
			values[sealedWith(s.Value)]++
		}
	}
	var accounts []accountRow
	if err := g.Find(&accounts).Error; err != nil {
		return nil, err
	}
	for i := range accounts {
		for _, sealed := range [][]byte{accounts[i].TOTP, accounts[i].TOTPNew} {
			if len(sealed) > 0 {
				values[sealedWith(sealed)]++
			}
		}
	}
	return values, nil
}

// MasterKeys names the master keys that are known, the newest first.
func (d *DB) MasterKeys() []string { return d.vault.masters.ids() }
