package storage

import (
	"errors"
	"time"
)

// hastenJobs brings a bot's jobs forward. Those that are due then skip River's scheduler, which runs every five seconds.
func (d *DB) hastenJobs(t *tx, botID int64, by time.Duration) (err error) {
	type job struct {
		id int64
		at time.Time
	}
	var jobs []job
	rows, err := t.gorm.Raw("SELECT id, scheduled_at FROM river_job WHERE state IN ('available', 'retryable', 'scheduled') AND "+
		d.words.ofBot, botID).Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var j job
		if err := rows.Scan(&j.id, &j.at); err != nil {
			return err
		}
		jobs = append(jobs, j)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	now := d.now()
	for _, j := range jobs {
		at := j.at.Add(-by)
		err := t.gorm.Exec("UPDATE river_job SET scheduled_at = ?, state = CASE WHEN ? THEN 'available' ELSE state END WHERE id = ?",
			d.words.jobTime(at), !at.After(now), j.id).Error
		if err != nil {
			return err
		}
	}
	return nil
}
