package storage

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"golang.org/x/crypto/chacha20poly1305"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// openVault reads the data key that every database has, or makes it in a new one. It gives ErrWrongKey if not all that the
// database needs of master keys is known.
func (d *DB) openVault(ctx context.Context, o *Options) error {
	masters, err := newMasterKeys(o)
	if err != nil {
		return err
	}
	d.vault = newVault(masters)
	own, err := current(d.write.WithContext(ctx), noBot)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		if own, err = d.firstKey(ctx); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("read data key: %w", err)
	}
	if err := d.vault.suffices(d.write.WithContext(ctx), own); err != nil {
		return err
	}
	if own.Master == "" && !d.Guest() {
		return d.adopt(ctx)
	}
	return nil
}

// suffices gives ErrWrongKey if not all that a database needs of master keys is known. The data key is its own.
func (v *vault) suffices(g *gorm.DB, own *vaultKeyRow) error {
	if _, err := v.unwrap(own); err != nil {
		return err
	}
	inUse, err := mastersInUse(g)
	if err != nil {
		return err
	}
	for _, id := range inUse {
		if _, err := v.masters.find(id); err != nil {
			return err
		}
	}
	return nil
}

// firstKey makes the data key of a new database. Another process may be quicker.
func (d *DB) firstKey(ctx context.Context) (*vaultKeyRow, error) {
	row := d.newKey(noBot)
	row.wrap(d.vault.masters.newest(), randomKey(), d.now().UnixMicro())
	var made *vaultKeyRow
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(row).Error
		if err == nil {
			made, err = current(t.gorm, noBot)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make data key: %w", err)
	}
	return made, nil
}

// current gives the key that seals new values of a bot; gorm.ErrRecordNotFound if there is none yet.
func current(g *gorm.DB, botID int64) (*vaultKeyRow, error) {
	var row vaultKeyRow
	err := g.Where("bot_id = ? AND retired_at IS NULL", botID).Take(&row).Error
	return &row, err
}

// mastersInUse gives the ids of the master keys that seal data keys, sorted.
func mastersInUse(g *gorm.DB) ([]string, error) {
	var ids []string
	err := g.Model(&vaultKeyRow{}).Where("master <> ''").Distinct().Order("master").Pluck("master", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("read which master keys are in use: %w", err)
	}
	return ids, nil
}

// newKey makes a row without its key. Ids are random: one is never given twice, whatever is deleted, and so whoever
// remembers a key by its id remembers the right one.
func (d *DB) newKey(botID int64) *vaultKeyRow {
	var random [8]byte
	rand.Read(random[:])                                                  // never fails: crypto/rand
	id := int64(binary.BigEndian.Uint64(random[:])&math.MaxInt64) | 1<<61 //nolint:gosec // fits; and is not firstKeyID
	return &vaultKeyRow{ID: id, BotID: botID, MadeAt: d.now().UnixMicro()}
}

func randomKey() []byte {
	key := make([]byte, chacha20poly1305.KeySize)
	rand.Read(key) // never fails: crypto/rand
	return key
}

// sealer gives what seals the values of a bot until the transaction ends, with a data key that is made if there is none.
// The bot's values and its keys are changed by nobody else meanwhile, so it comes before anything of the bot is held.
func (d *DB) sealer(t *tx, botID int64) (*sealer, error) {
	if err := d.backend.lockBot(t, botID); err != nil {
		return nil, err
	}
	row, err := current(t.gorm, botID)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return d.addKey(t, botID)
	}
	if err != nil {
		return nil, fmt.Errorf("read the data key of bot %d: %w", botID, err)
	}
	a, err := d.keysIn(t)(row.ID)
	if err != nil {
		return nil, err
	}
	return &sealer{botID, row.ID, a}, nil
}

// addKey makes the bot's next data key. It is sealed with the master key that the database's own is sealed with, as that
// is now: a rotation that begins later finds the new key, and none is left behind with a master key that is given up.
func (d *DB) addKey(t *tx, botID int64) (*sealer, error) {
	own, err := current(t.gorm.Clauses(forUpdate), noBot)
	if err != nil {
		return nil, fmt.Errorf("read data key: %w", err)
	}
	master, err := d.vault.masterOf(own)
	if err != nil {
		return nil, err
	}
	key, row := randomKey(), d.newKey(botID)
	row.wrap(master, key, d.now().UnixMicro())
	if err := t.gorm.Create(row).Error; err != nil {
		return nil, fmt.Errorf("make a data key for bot %d: %w", botID, err)
	}
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("use data key: %w", err)
	}
	return &sealer{botID, row.ID, a}, nil
}

// masterOf gives the master key that the database's own data key is sealed with.
func (v *vault) masterOf(own *vaultKeyRow) (*masterKey, error) {
	if own.Master == "" {
		return v.masters.newest(), nil
	}
	return v.masters.find(own.Master)
}

// masterInUse gives the master key that new data keys are sealed with.
func (d *DB) masterInUse(ctx context.Context) (*masterKey, error) {
	own, err := current(d.read.WithContext(ctx), noBot)
	if err != nil {
		return nil, fmt.Errorf("read data key: %w", err)
	}
	return d.vault.masterOf(own)
}

// adopt gives every bot a data key of its own, in a database from before they had some. It can be interrupted and begun
// again: what is sealed either way can be read either way.
func (d *DB) adopt(ctx context.Context) error {
	bots, err := d.sealedBots(ctx)
	if err != nil {
		return err
	}
	for _, botID := range bots {
		err := d.inTx(ctx, func(_ context.Context, t *tx) error {
			s, err := d.sealer(t, botID)
			if err == nil {
				err = d.reseal(t, s)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("give bot %d a data key: %w", botID, err)
		}
	}
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		own, err := current(t.gorm.Clauses(forUpdate), noBot)
		if err != nil || own.Master != "" {
			return err
		}
		return d.rewrap(t, own, d.vault.masters.newest())
	})
}

// sealedBots gives the bots that have sealed values.
func (d *DB) sealedBots(ctx context.Context) ([]int64, error) {
	var bots []int64
	err := d.write.WithContext(ctx).Raw("SELECT bot_id FROM bots UNION SELECT bot_id FROM secrets ORDER BY 1").Scan(&bots).Error
	if err != nil {
		return nil, fmt.Errorf("read bots: %w", err)
	}
	return bots, nil
}

// reseal seals the values of a bot anew that are sealed with another data key.
func (d *DB) reseal(t *tx, s *sealer) error {
	keys := d.keysIn(t)
	var bots []botRow
	if err := t.gorm.Where("bot_id = ?", s.botID).Find(&bots).Error; err != nil {
		return err
	}
	for i := range bots {
		changes := map[string]any{}
		for column, sealed := range bots[i].sealed() {
			if len(*sealed) == 0 || sealedWith(*sealed) == s.keyID {
				continue
			}
			plain, err := keys.unsealed(*sealed, "bots", column, s.botID, "")
			if err != nil {
				return err
			}
			changes[column] = s.seal(plain, "bots", column, "")
		}
		if len(changes) == 0 {
			continue
		}
		if err := t.gorm.Model(&botRow{}).Where("bot_id = ?", s.botID).Updates(changes).Error; err != nil {
			return err
		}
	}
	var secrets []secretRow
	if err := t.gorm.Where("bot_id = ?", s.botID).Find(&secrets).Error; err != nil {
		return err
	}
	for _, r := range secrets {
		if len(r.Value) == 0 || sealedWith(r.Value) == s.keyID {
			continue
		}
		plain, err := keys.unsealed(r.Value, "secrets", "value", s.botID, r.Name)
		if err != nil {
			return err
		}
		err = t.gorm.Model(&secretRow{}).Where("bot_id = ? AND name = ?", s.botID, r.Name).
			Update("value", s.seal(plain, "secrets", "value", r.Name)).Error
		if err != nil {
			return err
		}
	}
	return nil
}
