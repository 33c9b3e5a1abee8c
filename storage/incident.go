package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine/host"
)

// incidentRow is one row of incidents.
type incidentRow struct {
	BotID   int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	ID      string `gorm:"column:id;primaryKey"`
	Kind    string `gorm:"column:kind"`
	BeganAt int64  `gorm:"column:began_at"`
	EndedAt *int64 `gorm:"column:ended_at"`
}

// TableName is the table's name.
func (incidentRow) TableName() string { return "incidents" }

// incidentArgs is the job that tells one channel of one beginning or end.
type incidentArgs struct {
	BotID   int64     `json:"bot_id"`
	ID      string    `json:"id"`
	What    string    `json:"kind"`
	BeganAt time.Time `json:"began_at"`
	EndedAt time.Time `json:"ended_at,omitzero"`
	Channel string    `json:"channel"`
}

// Kind is the job's name.
func (incidentArgs) Kind() string { return "incident" }

// Teller tells of incidents. An error means that it should be tried again.
type Teller func(ctx context.Context, i host.Incident) error

// Incidents are the incidents of bots. Whatever is to be told is a job for each channel, inserted with the incident's
// change, so that it is told once however often the trouble is noticed, and also after a crash.
type Incidents struct{ db *DB }

// Incidents gives the incidents, which are told to the channels from now on. It is called before the queue is started.
func (d *DB) Incidents(channels map[string]Teller) *Incidents {
	d.queue.tellers = channels
	return &Incidents{d}
}

// OpenIncident begins an incident of a bot, unless one of the kind lasts already.
func (n *Incidents) OpenIncident(ctx context.Context, botID int64, kind string) error {
	d := n.db
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		row := incidentRow{BotID: botID, ID: rand.Text(), Kind: kind, BeganAt: d.now().UnixMicro()}
		res := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		return n.tell(ctx, t, &row)
	})
	if err != nil {
		return fmt.Errorf("begin an incident of bot %d: %w", botID, err)
	}
	return nil
}

// CloseIncident ends it; without one it does nothing.
func (n *Incidents) CloseIncident(ctx context.Context, botID int64, kind string) error {
	d := n.db
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		var row incidentRow
		err := t.gorm.Clauses(forUpdate).Where("bot_id = ? AND kind = ? AND ended_at IS NULL", botID, kind).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		now := d.now().UnixMicro()
		row.EndedAt = &now
		if err := t.gorm.Model(&incidentRow{}).Where("bot_id = ? AND id = ?", botID, row.ID).Update("ended_at", now).Error; err != nil {
			return err
		}
		return n.tell(ctx, t, &row)
	})
	if err != nil {
		return fmt.Errorf("end the incident of bot %d: %w", botID, err)
	}
	return nil
}

// OpenIncidents gives the bots with an incident of the kind.
func (n *Incidents) OpenIncidents(ctx context.Context, kind string) ([]int64, error) {
	var bots []int64
	err := n.db.read.WithContext(ctx).Model(&incidentRow{}).Where("kind = ? AND ended_at IS NULL", kind).Order("bot_id").Pluck("bot_id", &bots).Error
	if err != nil {
		return nil, fmt.Errorf("read incidents: %w", err)
	}
	return bots, nil
}

// tell inserts the jobs.
func (n *Incidents) tell(ctx context.Context, t *tx, row *incidentRow) error {
	var jobs []river.InsertManyParams
	quota := strings.HasPrefix(row.Kind, quotaPrefix)
	for channel := range n.db.queue.tellers {
		if quota != (channel == QuotaChannel) {
			continue
		}
		jobs = append(jobs, river.InsertManyParams{
			Args:       incidentArgs{row.BotID, row.ID, row.Kind, fromMicros(&row.BeganAt), fromMicros(row.EndedAt), channel},
			InsertOpts: &river.InsertOpts{Queue: queueJobs, MaxAttempts: incidentTries},
		})
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err := n.db.queue.client.insert(ctx, t, jobs)
	return err
}

// Telling of an incident is tried for three days.
const (
	incidentTries   = 80
	longestTelling  = time.Hour
	incidentTimeout = time.Minute
)

type incidentWorker struct {
	river.WorkerDefaults[incidentArgs]
	q *Queue
}

// Timeout is that of one try.
func (*incidentWorker) Timeout(*river.Job[incidentArgs]) time.Duration { return incidentTimeout }

// NextRetry doubles the pause from a second up to an hour.
func (w *incidentWorker) NextRetry(job *river.Job[incidentArgs]) time.Time {
	return w.q.db.now().UTC().Add(tellingPause(job.JobRow))
}

func tellingPause(job *rivertype.JobRow) time.Duration {
	if n := len(job.Errors); n < 12 {
		return time.Second << n
	}
	return longestTelling
}

// Work tells the channel. One that is not configured any more has nobody to be told.
func (w *incidentWorker) Work(ctx context.Context, job *river.Job[incidentArgs]) error {
	a := job.Args
	tell := w.q.tellers[a.Channel]
	if tell == nil {
		return nil
	}
	return tell(ctx, host.Incident{ID: a.ID, BotID: a.BotID, Kind: a.What, BeganAt: a.BeganAt, EndedAt: a.EndedAt})
}
