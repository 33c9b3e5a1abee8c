package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/scenarist/scenarist/engine"
)

// jobColumns are those of a job in an archive.
func jobColumns() []tableColumn {
	return []tableColumn{
		{"kind", columnText}, {"args", columnText}, {"at", columnInt}, {"max_attempts", columnInt}, {"priority", columnInt}, {"queue", columnText},
	}
}

// arm makes the alarms of sessions that wait for a time.
func (m *importer) arm(ctx context.Context, t *tx, botID int64, rows []map[string]any) error {
	now := m.db.now()
	var alarms []alarm
	var jobs []river.InsertManyParams
	for _, row := range rows {
		at, ok := row["wake_at"].(int64)
		chat, ok2 := row["chat_id"].(int64)
		user, ok3 := row["user_id"].(int64)
		if ok && ok2 && ok3 {
			a := alarm{engine.SessionKey{BotID: botID, ChatID: chat, UserID: user}, fromMicros(&at)}
			alarms, jobs = append(alarms, a), append(jobs, a.params(now))
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	made, err := m.db.queue.client.insert(ctx, t, jobs)
	if err != nil {
		return fmt.Errorf("insert alarms: %w", err)
	}
	armed := make([]map[string]any, len(alarms))
	for i, a := range alarms {
		armed[i] = map[string]any{"chat_id": a.key.ChatID, "user_id": a.key.UserID, "at": a.at.UnixMicro(), "job_id": made[i].Job.ID}
	}
	return insertRows(t.gorm, "alarms", botID, armed)
}

func (m *importer) insertJobs(ctx context.Context, t *tx, botID int64, rows []map[string]any) error {
	jobs := make([]river.InsertManyParams, len(rows))
	for i, row := range rows {
		var err error
		if jobs[i], err = movedJob(botID, row, m.db.now()); err != nil {
			return err
		}
	}
	_, err := m.db.queue.client.insert(ctx, t, jobs)
	return err
}

// movedJob makes a job of a row. It must be the bot's own: whoever serves it believes what it says.
func movedJob(botID int64, row map[string]any, now time.Time) (river.InsertManyParams, error) {
	p := river.InsertManyParams{InsertOpts: &river.InsertOpts{}}
	kind, _ := row["kind"].(string)
	args, _ := row["args"].(string)
	at, _ := row["at"].(int64)
	tries, _ := row["max_attempts"].(int64)
	priority, _ := row["priority"].(int64)
	type owner struct {
		BotID int64 `json:"bot_id"`
	}
	var whose struct {
		owner
		Key *owner `json:"key"`
		For *owner `json:"for"`
	}
	if err := json.Unmarshal([]byte(args), &whose); err != nil {
		return p, badArchive("a job cannot be read: %w", err)
	}
	var mine bool
	switch kind {
	case refreshArgs{}.Kind():
		p.InsertOpts.Queue = queueBulk
		mine = whose.BotID == botID
	case jobArgs{}.Kind(), startArgs{}.Kind():
		p.InsertOpts.Queue = queueJobs
		mine = whose.Key != nil && whose.Key.BotID == botID && (whose.For == nil || whose.For.BotID == botID)
	default:
		return p, badArchive("there is no job of kind %q", kind)
	}
	if !mine || tries < 1 || tries > maxRefreshTries || priority < 1 || priority > 4 {
		return p, badArchive("a job is not the bot's own, or has no sense")
	}
	p.Args = encodedArgs{kind, args}
	p.InsertOpts.MaxAttempts, p.InsertOpts.Priority = int(tries), int(priority)
	if due := fromMicros(&at); due.After(now) { // what is due already skips River's scheduler
		p.InsertOpts.ScheduledAt = due
	}
	return p, nil
}
