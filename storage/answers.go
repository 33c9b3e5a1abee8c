package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/account"
)

// answerRow is one row of answers.
type answerRow struct {
	Caller  string `gorm:"column:caller;primaryKey"`
	Key     string `gorm:"column:key;primaryKey"`
	Request []byte `gorm:"column:request"`
	At      int64  `gorm:"column:at"`
	Status  int    `gorm:"column:status"`
	Headers string `gorm:"column:headers"` // JSON
	Body    []byte `gorm:"column:body"`
}

// TableName is the table's name.
func (answerRow) TableName() string { return "answers" }

// keepAnswers is how long a request is answered as before.
const keepAnswers = 24 * time.Hour

// TakeKey takes a key for a request and gives nil, or what the key was taken for before. One that was taken before the time until
// and has no answer is taken anew.
func (d *DB) TakeKey(ctx context.Context, caller, key string, request []byte, now, until time.Time) (*account.Answer, error) {
	var before *account.Answer
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		before = nil
		row := &answerRow{Caller: caller, Key: key, Request: request, At: now.UnixMicro(), Headers: "{}", Body: []byte{}}
		res := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(row)
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error
		}
		var there answerRow
		if err := t.gorm.Clauses(forUpdate).Where("caller = ? AND key = ?", caller, key).Take(&there).Error; err != nil {
			return found(err)
		}
		if there.At < now.Add(-keepAnswers).UnixMicro() || there.Status == 0 && there.At < until.UnixMicro() {
			return t.gorm.Save(row).Error
		}
		before = &account.Answer{Request: there.Request, Status: there.Status, Body: there.Body}
		if err := json.Unmarshal([]byte(there.Headers), &before.Headers); err != nil {
			return fmt.Errorf("read headers: %w", err)
		}
		return nil
	})
	return before, doing("take an idempotency key", err)
}

// KeepAnswer keeps the answer of a key that was taken; nil gives the key back.
func (d *DB) KeepAnswer(ctx context.Context, caller, key string, a *account.Answer) error {
	mine := d.write.WithContext(ctx).Model(&answerRow{}).Where("caller = ? AND key = ? AND status = 0", caller, key)
	if a == nil {
		return doing("give an idempotency key back", mine.Delete(&answerRow{}).Error)
	}
	headers, err := json.Marshal(a.Headers)
	if err != nil {
		return err
	}
	err = mine.Updates(map[string]any{"status": a.Status, "headers": string(headers), "body": a.Body}).Error
	return doing("keep an answer", err)
}

func (d *DB) purgeAnswers(ctx context.Context, now time.Time) error {
	return d.write.WithContext(ctx).Where("at < ?", now.Add(-keepAnswers).UnixMicro()).Delete(&answerRow{}).Error
}
