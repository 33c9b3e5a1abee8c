package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// changeRecords changes the member's records; false if one of them is not as its turn saw it. What was written by then is
// for the caller to roll back.
func (b *batch) changeRecords(ctx context.Context, m *host.Member) (bool, error) {
	bot := m.Key.BotID
	for i := range m.Records {
		c := &m.Records[i]
		n, err := b.changeRecord(ctx, bot, c)
		if err != nil {
			return false, fmt.Errorf("change record %q of %s: %w", c.Key, c.Kind, err)
		}
		if n == 0 {
			return false, nil
		}
	}
	return true, nil
}

func (b *batch) changeRecord(ctx context.Context, bot int64, c *engine.RecordChange) (int64, error) {
	if c.Value == nil {
		if c.Base == 0 { // made and taken away in the same turn: only that there is still none matters
			found := int64(0)
			err := b.read(ctx, hasRecord, &found, bot, c.Kind, c.Key)
			return 1 - found, err
		}
		return b.exec(ctx, dropRecord, bot, c.Kind, c.Key, c.Base)
	}
	data, err := json.Marshal(c.Value)
	if err != nil {
		return 0, badMember("encode value: %w", err)
	}
	if c.Base == 0 {
		return b.exec(ctx, addRecord, bot, c.Kind, c.Key, c.Owner, string(data), c.MadeAt.UnixMicro(), micros(c.Expires))
	}
	return b.exec(ctx, nextRecord, c.Base+1, c.Owner, string(data), c.MadeAt.UnixMicro(), micros(c.Expires), bot, c.Kind, c.Key, c.Base)
}

func (b *batch) ledger(ctx context.Context, m *host.Member) error {
	for _, e := range m.Ledger {
		_, err := b.exec(ctx, addEntry, m.Key.BotID, e.Tx, e.Account, e.Unit, e.Amount, e.Reason, e.At.UnixMicro())
		if err != nil {
			return fmt.Errorf("store ledger entry %q: %w", e.Tx, err)
		}
	}
	return nil
}

// Records answers reads of a bot, all from one state of the database.
func (d *DB) Records(ctx context.Context, botID int64, reads []engine.RecordRead) (out []engine.RecordAnswer, err error) {
	tx, err := d.readSQL.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("read records of bot %d: %w", botID, err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	out = make([]engine.RecordAnswer, len(reads))
	for i, r := range reads {
		if out[i], err = answerRead(ctx, tx, botID, r); err != nil {
			return nil, fmt.Errorf("read %s of bot %d: %w", r.Kind, botID, err)
		}
	}
	return out, nil
}

const recordColumns = "SELECT key, version, owner_id, value, made_at, expires_at FROM records WHERE bot_id = ? AND kind = ?"

func answerRead(ctx context.Context, tx *sql.Tx, botID int64, r engine.RecordRead) (engine.RecordAnswer, error) {
	if r.Query == nil {
		rs, err := scanRecords(ctx, tx, r.Kind, recordColumns+" AND key = ?", botID, r.Kind, r.Key)
		return engine.RecordAnswer{Records: rs}, err
	}
	q := r.Query
	where, args, exact := recordFilter(q)
	args = append([]any{botID, r.Kind}, args...)
	switch {
	case exact && q.Count:
		var n int
		err := tx.QueryRowContext(ctx, "SELECT count(*) FROM records WHERE bot_id = ? AND kind = ?"+where, args...).Scan(&n)
		return engine.RecordAnswer{Count: n}, err
	case exact && len(q.Sort) == 0:
		limit := q.Limit
		if limit <= 0 || limit > engine.MaxRecordsPerRead {
			limit = engine.MaxRecordsPerRead
		}
		args = append(args, limit, max(q.Offset, 0))
		rs, err := scanRecords(ctx, tx, r.Kind, recordColumns+where+" ORDER BY made_at, key LIMIT ? OFFSET ?", args...)
		return engine.RecordAnswer{Records: rs}, err
	default:
		rs, err := scanRecords(ctx, tx, r.Kind, recordColumns+where, args...)
		return q.Select(rs), err
	}
}

// recordFilter gives what SQL can test of a query: never fewer records than the query selects, and just those if exact.
func recordFilter(q *engine.RecordQuery) (where string, args []any, exact bool) {
	var b strings.Builder
	exact = true
	if !q.At.IsZero() {
		b.WriteString(" AND (expires_at IS NULL OR expires_at > ?)")
		args = append(args, q.At.UnixMicro())
	}
	for i := range q.Where {
		s, a, ok := recordTest(&q.Where[i])
		if !ok {
			exact = false
			continue
		}
		b.WriteString(" AND " + s)
		args = append(args, a...)
	}
	return b.String(), args, exact
}

// recordTest gives one test in SQL, if it can be said there exactly.
func recordTest(w *engine.RecordTest) (string, []any, bool) {
	switch {
	case w.Field == engine.RecordKeyField && w.Op == engine.RecordEqual:
		s, ok := w.Value.(string)
		return "key = ?", []any{s}, ok
	case w.Field == engine.RecordOwnerField && w.Op == engine.RecordEqual:
		n, ok := w.Value.(float64)
		return "owner_id = ?", []any{n}, ok
	case strings.HasPrefix(w.Field, "_"), strings.ContainsAny(w.Field, "\"\\"):
		return "", nil, false
	}
	path := `$."` + w.Field + `"`
	switch w.Op {
	case engine.RecordEqual:
		return jsonEquals(path, w.Value)
	case engine.RecordEmpty:
		return `coalesce(CASE json_type(value, ?) WHEN 'null' THEN 1 WHEN 'text' THEN json_extract(value, ?) = ''
			WHEN 'array' THEN json_array_length(value, ?) = 0 WHEN 'object' THEN json_extract(value, ?) = '{}' ELSE NULL END,
			json_type(value, ?) IS NULL)`, []any{path, path, path, path, path}, true
	case engine.RecordLess, engine.RecordAtMost, engine.RecordMore, engine.RecordAtLeast:
		return jsonOrder(path, string(w.Op), w.Value)
	default:
		return "", nil, false
	}
}

func jsonEquals(path string, v any) (string, []any, bool) {
	switch x := v.(type) {
	case nil:
		return "coalesce(json_type(value, ?), 'null') = 'null'", []any{path}, true
	case bool:
		kind := "false"
		if x {
			kind = "true"
		}
		return "json_type(value, ?) = ?", []any{path, kind}, true
	default:
		return jsonOrder(path, "=", v)
	}
}

// jsonOrder compares a number or a text; other values cannot be compared in SQL as the query does.
func jsonOrder(path, op string, v any) (string, []any, bool) {
	switch v.(type) {
	case float64:
		return "json_type(value, ?) IN ('integer', 'real') AND json_extract(value, ?) " + op + " ?", []any{path, path, v}, true
	case string:
		return "json_type(value, ?) = 'text' AND json_extract(value, ?) " + op + " ?", []any{path, path, v}, true
	default:
		return "", nil, false
	}
}

func scanRecords(ctx context.Context, tx *sql.Tx, kind, query string, args ...any) (out []engine.Record, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		r := engine.Record{Kind: kind}
		var value string
		var made int64
		var expires *int64
		if err := rows.Scan(&r.Key, &r.Version, &r.Owner, &value, &made, &expires); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(value), &r.Value); err != nil {
			return nil, fmt.Errorf("decode record %q: %w", r.Key, err)
		}
		r.MadeAt, r.Expires = fromMicros(&made), fromMicros(expires)
		out = append(out, r)
	}
	return out, rows.Err()
}

// Balances sums the ledger of a bot up by account and unit.
func (d *DB) Balances(ctx context.Context, botID int64) ([]engine.LedgerBalance, error) {
	var out []engine.LedgerBalance
	err := d.read.WithContext(ctx).Table("ledger").Select("account, unit, sum(amount) AS amount").Where("bot_id = ?", botID).
		Group("account, unit").Order("account, unit").Find(&out).Error
	if err != nil {
		return nil, fmt.Errorf("sum up ledger of bot %d: %w", botID, err)
	}
	return out, nil
}

// Ledger gives the entries of an account after the given number, the oldest first.
func (d *DB) Ledger(ctx context.Context, botID int64, account string, after int64, limit int) ([]engine.LedgerEntry, int64, error) {
	var rows []struct {
		Seq, Amount, At           int64
		Tx, Account, Unit, Reason string
	}
	err := d.read.WithContext(ctx).Table("ledger").Where("bot_id = ? AND account = ? AND seq > ?", botID, account, after).
		Order("seq").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, 0, fmt.Errorf("read ledger of bot %d: %w", botID, err)
	}
	var out []engine.LedgerEntry
	for _, r := range rows {
		out = append(out, engine.LedgerEntry{Tx: r.Tx, Account: r.Account, Unit: r.Unit, Amount: r.Amount, Reason: r.Reason, At: fromMicros(&r.At)})
		after = r.Seq
	}
	return out, after, nil
}
