package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// sharedRow names one row of shared variables.
type sharedRow struct {
	botID int64
	scope string
	owner int64
}

// rowOf says where a write goes, seen from a session. There is one workspace so far.
func rowOf(w *engine.Write, k engine.SessionKey) (sharedRow, bool) {
	switch {
	case w.Scope == engine.ScopeUser:
		return sharedRow{k.BotID, w.Scope, cmp.Or(w.Owner, k.UserID)}, true
	case w.Owner != 0:
		return sharedRow{}, false
	case w.Scope == engine.ScopeChat:
		return sharedRow{k.BotID, w.Scope, k.ChatID}, true
	case w.Scope == engine.ScopeBot:
		return sharedRow{k.BotID, w.Scope, 0}, true
	case w.Scope == engine.ScopeWorkspace:
		return sharedRow{0, w.Scope, 0}, true
	default:
		return sharedRow{}, false
	}
}

// sharedWrites are the shared variables that a batch changes: read once, changed by every member in turn, written once.
type sharedWrites struct {
	values map[sharedRow]engine.Values
	order  []sharedRow
}

// variables applies the writes of a member to what is stored and to what the members before it wrote.
func (b *batch) variables(ctx context.Context, m *host.Member) error {
	for i := range m.Writes {
		w := &m.Writes[i]
		row, ok := rowOf(w, m.Key)
		if !ok {
			return badMember("write variable %q: scope %q is not shared, or has no owner", w.Name, w.Scope)
		}
		old, ok := b.shared.values[row]
		if !ok {
			var err error
			if old, err = b.readShared(ctx, row); err != nil {
				return err
			}
			if b.shared.values == nil {
				b.shared.values = map[sharedRow]engine.Values{}
			}
			b.shared.order = append(b.shared.order, row)
		}
		b.shared.values[row] = w.Apply(old)
	}
	return nil
}

func (b *batch) readShared(ctx context.Context, r sharedRow) (engine.Values, error) {
	var data sql.NullString
	var err error
	if r.scope == engine.ScopeUser {
		err = b.read(ctx, readContactVars, &data, r.botID, r.owner)
	} else {
		err = b.read(ctx, readScope, &data, r.botID, r.scope, r.owner)
	}
	if err != nil {
		return nil, fmt.Errorf("read variables of scope %q: %w", r.scope, err)
	}
	return decodeValues(data)
}

// flush writes the changed rows in the order in which they were first changed.
func (s *sharedWrites) flush(ctx context.Context, b *batch) error {
	for _, r := range s.order {
		data, err := json.Marshal(s.values[r])
		if err != nil {
			return badMember("encode variables of scope %q: %w", r.scope, err)
		}
		if r.scope == engine.ScopeUser {
			_, err = b.exec(ctx, writeContactVars, r.botID, r.owner, string(data))
		} else {
			_, err = b.exec(ctx, writeScope, r.botID, r.scope, r.owner, string(data))
		}
		if err != nil {
			return fmt.Errorf("write variables of scope %q: %w", r.scope, err)
		}
	}
	return nil
}

// decodeValues reads the variables of a row; NULL, or no row at all, is nil.
func decodeValues(data sql.NullString) (engine.Values, error) {
	if !data.Valid {
		return nil, nil
	}
	var v engine.Values
	if err := json.Unmarshal([]byte(data.String), &v); err != nil {
		return nil, fmt.Errorf("decode variables: %w", err)
	}
	return v, nil
}

// Shared reads the variables of a bot and of its workspace. Either is nil if nothing was ever written.
func (d *DB) Shared(ctx context.Context, botID int64) (bot, workspace engine.Values, err error) {
	if bot, err = d.scope(ctx, sharedRow{botID, engine.ScopeBot, 0}); err != nil {
		return nil, nil, fmt.Errorf("read shared variables of bot %d: %w", botID, err)
	}
	if workspace, err = d.scope(ctx, sharedRow{0, engine.ScopeWorkspace, 0}); err != nil {
		return nil, nil, fmt.Errorf("read shared variables of bot %d: %w", botID, err)
	}
	return bot, workspace, nil
}

func (d *DB) scope(ctx context.Context, r sharedRow) (engine.Values, error) {
	var rows []scopeRow
	err := d.read.WithContext(ctx).Where("bot_id = ? AND scope = ? AND owner_id = ?", r.botID, r.scope, r.owner).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return decodeValues(sql.NullString{String: rows[0].Vars, Valid: true})
}

// scopeRow is one row of scopes.
type scopeRow struct {
	BotID   int64  `gorm:"column:bot_id;primaryKey"`
	Scope   string `gorm:"column:scope;primaryKey"`
	OwnerID int64  `gorm:"column:owner_id;primaryKey"`
	Vars    string `gorm:"column:vars"`
}

// TableName is the table's name.
func (scopeRow) TableName() string { return "scopes" }
