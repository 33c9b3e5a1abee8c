package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/editor/studio"
)

// studioTables are the tables whose rows are of a bot of the editor, with the column that has its id. The bot itself is the last.
func studioTables() [][2]string {
	return [][2]string{
		{"presences", "id"},
		{"draft_steps", "id"},
		{"draft_pasts", "id"},
		{"drafts", "id"},
		{"saved_tests", "bot"},
		{"members", "bot"},
		{"invitations", "bot"},
		{"editor_bots", "id"},
	}
}

// DropBot deletes a bot with its drafts, its tests, its files and secrets, and what lets people in to it alone; not what is
// Telegram's.
func (s *Studio) DropBot(ctx context.Context, id string, e *studio.Entry) error {
	o, err := ownersOf(s.d.read.WithContext(ctx), id)
	if err == nil && o.Home != 0 {
		err = s.d.DropBot(ctx, o.Home) // in pieces: files are large
	}
	if err == nil {
		err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
			for _, table := range studioTables() {
				if err := t.gorm.Exec("DELETE FROM "+table[0]+" WHERE "+table[1]+" = ?", id).Error; err != nil {
					return err
				}
			}
			if err := dropFromTokens(t, id); err != nil {
				return err
			}
			return s.d.addToLog(t, e)
		})
	}
	if err != nil {
		return fmt.Errorf("drop bot %s: %w", id, err)
	}
	return nil
}

// dropFromTokens takes a bot out of the tokens that are for some bots. One that is for nothing any more goes.
func dropFromTokens(t *tx, bot string) error {
	var rows []tokenRow
	if err := t.gorm.Clauses(forUpdate).Where(`bots LIKE ? ESCAPE '\'`, `%"`+likely(bot)+`"%`).Order("hash").Find(&rows).Error; err != nil {
		return err
	}
	for i := range rows {
		tok, err := rows[i].token()
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(tok.Bots, func(b string) bool { return b == bot })
		if len(left) == 0 {
			if err := t.gorm.Where("hash = ?", tok.Hash).Delete(&tokenRow{}).Error; err != nil {
				return err
			}
			continue
		}
		bots, err := json.Marshal(left)
		if err != nil {
			return err
		}
		if err := t.gorm.Model(&tokenRow{}).Where("hash = ?", tok.Hash).Update("bots", string(bots)).Error; err != nil {
			return err
		}
	}
	return nil
}
