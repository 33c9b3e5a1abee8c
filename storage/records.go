package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// lookAtRecords looks whether the records that members change are as their turns saw them; a member with another one is a
// conflict.
func (b *batch) lookAtRecords(ctx context.Context, claims []claim) error {
	for i := range claims {
		c := &claims[i]
		if !c.open() {
			continue
		}
		c.versions = make([]int64, len(c.member.Records))
		for j := range c.member.Records {
			r := &c.member.Records[j]
			b.read(&c.versions[j], recordVersion, c.member.Key.BotID, r.Kind, r.Key)
		}
	}
	if _, err := b.phase(ctx); err != nil {
		return err
	}
	for i := range claims {
		c := &claims[i]
		for j, stored := range c.versions {
			if stored != c.member.Records[j].Base {
				c.verdict.State = host.VerdictConflict
			}
		}
	}
	return nil
}

// records asks for the changes of records; each changes one row.
func (b *batch) records(c *claim) error {
	bot := c.member.Key.BotID
	for i := range c.member.Records {
		r := &c.member.Records[i]
		if r.Value == nil {
			if r.Base != 0 { // else it was made and taken away in the same turn
				b.ask(dropRecord, bot, r.Kind, r.Key, r.Base)
			}
			continue
		}
		data, err := json.Marshal(r.Value)
		if err != nil {
			return badMember("encode record %q of %s: %w", r.Key, r.Kind, err)
		}
		value := plainJSON(data)
		if r.Base == 0 {
			b.ask(addRecord, bot, r.Kind, r.Key, r.Owner, value, r.MadeAt.UnixMicro(), micros(r.Expires))
		} else {
			b.ask(nextRecord, r.Base+1, r.Owner, value, r.MadeAt.UnixMicro(), micros(r.Expires), bot, r.Kind, r.Key, r.Base)
		}
	}
	return nil
}

// plainJSON gives JSON whose texts have no NUL, which PostgreSQL cannot look into.
func plainJSON(data []byte) string {
	const nul, instead = `\u0000`, `\ufffd`
	if !bytes.Contains(data, []byte(nul)) {
		return string(data)
	}
	for i := 0; i+len(nul) <= len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		if string(data[i:i+len(nul)]) == nul {
			copy(data[i:], instead)
		}
		i++ // what is escaped begins no escape
	}
	return string(data)
}

// Records answers reads of a bot, all from one state of the database.
func (d *DB) Records(ctx context.Context, botID int64, reads []engine.RecordRead) ([]engine.RecordAnswer, error) {
	out := make([]engine.RecordAnswer, len(reads))
	err := d.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		for i, r := range reads {
			var err error
			if out[i], err = d.answerRead(g, botID, r); err != nil {
				return fmt.Errorf("%s: %w", r.Kind, err)
			}
		}
		return nil
	}, &d.words.snapshot)
	if err != nil {
		return nil, fmt.Errorf("read records of bot %d: %w", botID, err)
	}
	return out, nil
}

const recordColumns = "SELECT key, version, owner_id, value, made_at, expires_at FROM records WHERE bot_id = ? AND kind = ?"

func (d *DB) answerRead(g *gorm.DB, botID int64, r engine.RecordRead) (engine.RecordAnswer, error) {
	if r.Query == nil {
		rs, err := scanRecords(g, r.Kind, recordColumns+" AND key = ?", botID, r.Kind, r.Key)
		return engine.RecordAnswer{Records: rs}, err
	}
	q := r.Query
	where, args, exact := recordFilter(d.words.tests, q)
	args = append([]any{botID, r.Kind}, args...)
	switch {
	case exact && q.Count:
		var n int
		err := g.Raw("SELECT count(*) FROM records WHERE bot_id = ? AND kind = ?"+where, args...).Scan(&n).Error
		return engine.RecordAnswer{Count: n}, err
	case exact && len(q.Sort) == 0:
		limit := q.Limit
		if limit <= 0 || limit > engine.MaxRecordsPerRead {
			limit = engine.MaxRecordsPerRead
		}
		args = append(args, limit, max(q.Offset, 0))
		rs, err := scanRecords(g, r.Kind, recordColumns+where+" ORDER BY made_at, key LIMIT ? OFFSET ?", args...)
		return engine.RecordAnswer{Records: rs}, err
	default:
		rs, err := scanRecords(g, r.Kind, recordColumns+where, args...)
		return q.Select(rs), err
	}
}

func scanRecords(g *gorm.DB, kind, query string, args ...any) (out []engine.Record, err error) {
	rows, err := g.Raw(query, args...).Rows()
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
	err := d.read.WithContext(ctx).Table("ledger").Select("account, unit, CAST(sum(amount) AS bigint) AS amount").Where("bot_id = ?", botID).
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
