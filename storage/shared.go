package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

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
	order  []sharedRow // sorted
}

// sharedReads are rows that were asked for.
type sharedReads struct {
	rows []sharedRow
	from int // the call of the first
	data []sql.NullString
}

// readShared reads the rows that members change and that were not read before.
func (b *batch) readShared(ctx context.Context, claims []claim) error {
	r := b.askShared(claims)
	calls, err := b.phase(ctx)
	if err != nil {
		return err
	}
	return b.seeShared(ctx, r, calls)
}

// askShared asks for the rows that readShared reads. No other transaction changes them from then on.
func (b *batch) askShared(claims []claim) sharedReads {
	if b.shared.values == nil {
		b.shared.values = map[sharedRow]engine.Values{}
	}
	var fresh []sharedRow
	for i := range claims {
		if m := claims[i].member; claims[i].open() {
			for j := range m.Writes {
				row, ok := rowOf(&m.Writes[j], m.Key)
				if _, known := b.shared.values[row]; ok && !known {
					b.shared.values[row] = nil
					fresh = append(fresh, row)
				}
			}
		}
	}
	// All transactions take what they hold in the same order, lest two wait for each other.
	slices.SortFunc(fresh, sharedRow.compare)
	return b.askRows(fresh)
}

func (b *batch) askRows(rows []sharedRow) sharedReads {
	r := sharedReads{rows, len(b.calls), make([]sql.NullString, len(rows))}
	for i, row := range rows {
		b.calls[row.ask(b, readContactVars, readScope)].dst = &r.data[i]
	}
	return r
}

// seeShared takes what was read. Only a row can be held, so one that is not there yet is made and read again.
func (b *batch) seeShared(ctx context.Context, r sharedReads, calls []call) error {
	missing, err := b.takeRows(r, calls)
	if err != nil {
		return err
	}
	if len(missing) > 0 && b.db.words.concurrent {
		for _, row := range missing {
			row.ask(b, newContactVars, newScope)
		}
		if _, err := b.phase(ctx); err != nil {
			return err
		}
		again := b.askRows(missing)
		if calls, err = b.phase(ctx); err != nil {
			return err
		}
		if _, err := b.takeRows(again, calls); err != nil {
			return err
		}
	}
	b.shared.order = append(b.shared.order, r.rows...)
	slices.SortFunc(b.shared.order, sharedRow.compare)
	return nil
}

// takeRows gives the rows that are not there.
func (b *batch) takeRows(r sharedReads, calls []call) (missing []sharedRow, err error) {
	for i, row := range r.rows {
		if calls[r.from+i].rows == 0 {
			missing = append(missing, row)
			continue
		}
		if b.shared.values[row], err = decodeValues(r.data[i]); err != nil {
			return nil, fmt.Errorf("read variables of scope %q: %w", row.scope, err)
		}
	}
	return missing, nil
}

// ask asks for the statement that is for the row.
func (r sharedRow) ask(b *batch, ofContact, ofScope statement, args ...any) int {
	if r.scope == engine.ScopeUser {
		return b.ask(ofContact, append([]any{r.botID, r.owner}, args...)...)
	}
	return b.ask(ofScope, append([]any{r.botID, r.scope, r.owner}, args...)...)
}

// compare orders rows by their keys.
func (r sharedRow) compare(s sharedRow) int {
	return cmp.Or(cmp.Compare(r.scope, s.scope), cmp.Compare(r.botID, s.botID), cmp.Compare(r.owner, s.owner))
}

// variables applies the writes of a member to what is stored and to what the members before it wrote.
func (b *batch) variables(m *host.Member) error {
	for i := range m.Writes {
		w := &m.Writes[i]
		row, ok := rowOf(w, m.Key)
		if !ok {
			return badMember("write variable %q: scope %q is not shared, or has no owner", w.Name, w.Scope)
		}
		b.shared.values[row] = w.Apply(b.shared.values[row])
	}
	return nil
}

// writeShared asks for the changed rows to be written.
func (b *batch) writeShared() error {
	for _, r := range b.shared.order {
		data, err := json.Marshal(b.shared.values[r])
		if err != nil {
			return badMember("encode variables of scope %q: %w", r.scope, err)
		}
		r.ask(b, writeContactVars, writeScope, string(data))
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
	Version int64  `gorm:"column:version"`
}

// TableName is the table's name.
func (scopeRow) TableName() string { return "scopes" }
