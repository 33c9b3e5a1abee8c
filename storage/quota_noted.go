package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine/host"
)

// That a limit is reached is an incident that has its end already, that of the day: it is told once, and there is nothing to end.
const (
	quotaPrefix    = "quota."
	workspaceQuota = ".workspace" // behind the kind: the limit is that of the workspace
	dayMicros      = 24 * 60 * 60 * 1_000_000
)

// QuotaChannel is the channel of Incidents that hears of limits. The others hear of bots that stop.
const QuotaChannel = "quota"

// NoteReached remembers until the end of the day that a limit was reached, and reports whether it is the first of its kind that
// this bot has reached on the day. Of the first, the channel is told.
func (d *DB) NoteReached(ctx context.Context, r host.ReachedQuota) (first bool, err error) {
	day := host.DayOf(r.At)
	kind := quotaPrefix + string(r.Kind)
	ids := []string{kind + "." + strconv.FormatInt(day, 10), kind + workspaceQuota + "." + strconv.FormatInt(day, 10)}
	row := incidentRow{BotID: r.BotID, ID: ids[0], Kind: kind, BeganAt: r.At.UnixMicro()}
	if r.Workspace {
		row.ID, row.Kind = ids[1], kind+workspaceQuota
	}
	ends := (day + 1) * dayMicros
	row.EndedAt = &ends
	err = d.inTx(ctx, func(ctx context.Context, t *tx) error {
		if err := d.backend.lockBot(t, r.BotID); err != nil { // two processes must not both be the first
			return err
		}
		var before int64
		if err := t.gorm.Model(&incidentRow{}).Where("bot_id = ? AND id IN ?", r.BotID, ids).Count(&before).Error; err != nil {
			return err
		}
		first = before == 0
		if err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil || !first {
			return err
		}
		return (&Incidents{d}).tell(ctx, t, &row)
	})
	if err != nil {
		return false, fmt.Errorf("note that a quota of bot %d is reached: %w", r.BotID, err)
	}
	return first, nil
}

// QuotaIncident gives the limit that an incident is about; ok is false for an incident of another kind.
func QuotaIncident(i host.Incident) (r host.ReachedQuota, ok bool) {
	kind, ok := strings.CutPrefix(i.Kind, quotaPrefix)
	kind, workspace := strings.CutSuffix(kind, workspaceQuota)
	return host.ReachedQuota{BotID: i.BotID, Kind: host.QuotaKind(kind), Workspace: workspace, At: i.BeganAt}, ok
}

// notedQuotas gives the rates that bots have reached on a day, and when that was first.
func (d *DB) notedQuotas(ctx context.Context, day int64) (map[int64][]host.ReachedQuota, error) {
	var rows []incidentRow
	err := d.read.WithContext(ctx).Where("kind LIKE ? AND ended_at = ?", quotaPrefix+"%", (day+1)*dayMicros).Order("bot_id, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read which quotas were reached: %w", err)
	}
	out := map[int64][]host.ReachedQuota{}
	for _, row := range rows {
		r, _ := QuotaIncident(host.Incident{BotID: row.BotID, Kind: row.Kind, BeganAt: fromMicros(&row.BeganAt)})
		if r.Kind == host.QuotaTurns || r.Kind == host.QuotaHTTP {
			out[r.BotID] = append(out[r.BotID], r)
		}
	}
	return out, nil
}

// sentIn gives how many messages the bots of each workspace have sent on a day.
func (d *DB) sentIn(ctx context.Context, day int64) (map[string]int64, error) {
	var rows []struct {
		Workspace string
		Sends     int64
	}
	err := d.read.WithContext(ctx).Raw(`SELECT workspace, CAST(sum(sends) AS bigint) AS sends FROM usage_days JOIN bots ON bots.bot_id = usage_days.bot_id
		WHERE day = ? GROUP BY workspace`, day).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what workspaces have sent: %w", err)
	}
	sent := map[string]int64{}
	for _, r := range rows {
		sent[r.Workspace] = r.Sends
	}
	return sent, nil
}

func (d *DB) purgeReached(ctx context.Context, now time.Time) error {
	return d.write.WithContext(ctx).Exec("DELETE FROM incidents WHERE kind LIKE ? AND ended_at < ?", quotaPrefix+"%", now.Add(-keepHandled).UnixMicro()).Error
}
