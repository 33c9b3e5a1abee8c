package storage

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"math"

	"gorm.io/gorm"
)

// lastHome is the highest number of a home: far below those of bots that are tried.
const lastHome = math.MinInt64 / 2

// newHome gives a number that nobody has, and nobody will have again.
func newHome() int64 {
	var random [8]byte
	rand.Read(random[:])                                                           // never fails: crypto/rand
	return lastHome - int64(binary.BigEndian.Uint64(random[:])&(math.MaxInt64>>1)) //nolint:gosec // fits
}

// owners are the bot_ids under which a bot of the editor has secrets and files: its home, where what is changed goes, and
// its Telegram bot, for what was there before the editor knew it. Zero is none; the home counts more.
type owners struct {
	Home     int64 `gorm:"column:home"`
	Telegram int64 `gorm:"column:telegram"`
}

// all gives those that there are.
func (o owners) all() []int64 {
	var ids []int64
	for _, id := range []int64{o.Home, o.Telegram} {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		ids = []int64{0} // SQL has no empty list
	}
	return ids
}

// ownersOf gives the owners of a bot of the editor; none for a bot that is not there.
func ownersOf(g *gorm.DB, bot string) (o owners, err error) {
	err = g.Raw("SELECT coalesce(home, 0) AS home, coalesce(telegram_id, 0) AS telegram FROM editor_bots WHERE id = ?", bot).Scan(&o).Error
	if err != nil {
		err = fmt.Errorf("read what bot %s owns: %w", bot, err)
	}
	return o, err
}

// makeHome gives the owners of a bot of the editor, which has a home from now on. engine.ErrNotFound if there is no bot.
func (s *Studio) makeHome(ctx context.Context, bot string) (owners, error) {
	o, err := ownersOf(s.d.read.WithContext(ctx), bot)
	if err != nil || o.Home != 0 {
		return o, err
	}
	err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		var row editorBotRow
		if err := t.gorm.Clauses(forUpdate).Select("id").Where("id = ?", bot).Take(&row).Error; err != nil {
			return found(err)
		}
		if err := t.gorm.Exec("UPDATE editor_bots SET home = ? WHERE id = ? AND home IS NULL", newHome(), bot).Error; err != nil {
			return err
		}
		o, err = ownersOf(t.gorm, bot)
		return err
	})
	if err != nil {
		return o, fmt.Errorf("make room for bot %s: %w", bot, err)
	}
	return o, nil
}

// atHome is a condition on bot_id: what belongs to a Telegram bot, or to the bot of the editor that has it. It takes the id
// twice. Homes are the smallest numbers, so that the first by bot_id is the one that counts.
const atHome = "bot_id IN (?, coalesce((SELECT home FROM editor_bots WHERE telegram_id = ?), 0))"

// homeOf gives the bot_id under which what is changed of a Telegram bot is to go.
func homeOf(g *gorm.DB, botID int64) (int64, error) {
	home := botID
	err := g.Raw("SELECT home FROM editor_bots WHERE telegram_id = ? AND home IS NOT NULL", botID).Scan(&home).Error
	return home, err
}
