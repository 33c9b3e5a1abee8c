package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// A partition of messages, or of films, holds one week, from Monday on, UTC. Its name says which.
const (
	partitionWeek = 7 * 24 * time.Hour
	partitionForm = "20060102"
)

// parted is a table with a partition for each week.
type parted string

const (
	messagesTable parted = "messages"
	filmsTable    parted = "films"
)

// prefix is how the names of its partitions begin.
func (t parted) prefix() string { return string(t) + "_from_" }

// rest is the partition of what belongs to no week that there is.
func (t parted) rest() string { return string(t) + "_rest" }

// kept is the condition on rows that stay however old they are; empty for none.
func (t parted) kept() string {
	if t == messagesTable {
		return "state IN ('pending', 'sending')"
	}
	return ""
}

// uncounted are the columns of which the planner is to know nothing; see the migration effect_states.
func (t parted) uncounted() []string {
	if t == messagesTable {
		return []string{"state", "seq"}
	}
	return nil
}

// shortWait ends the wait for a table that somebody reads for long, as a backup does: all commits would wait behind us.
const shortWait = "SET LOCAL lock_timeout = '1s'"

// later turns an error of such a wait into a warning: the next hour is as good.
func (p *postgresDB) later(ctx context.Context, err error) error {
	if sqlState(err) != pgerrcodeLocked {
		return err
	}
	p.log.WarnContext(ctx, "the parts of the journal of messages could not be changed, since somebody reads it for long", "error", err)
	return nil
}

// weekOf gives the begin of the week of a time.
func weekOf(t time.Time) time.Time {
	day := t.UTC().Truncate(24 * time.Hour)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// weekPart is a part of the journal, and how effects in it are marked.
type weekPart struct {
	from, to int64 // microseconds
	mark     string
	marks    bulk
}

func (p *postgresDB) weekPart(week time.Time) weekPart {
	here := func(query string) string {
		return strings.Replace(query, "UPDATE messages ", "UPDATE "+messagesTable.prefix()+week.Format(partitionForm)+" ", 1)
	}
	w := weekPart{week.UnixMicro(), week.Add(partitionWeek).UnixMicro(), here(p.statements[markRecent]), *p.bulks[markRecent]}
	w.marks.query = here(w.marks.query)
	return w
}

// makePartitions makes those of this week and the next. The upkeep asks for them every hour, so that there always is one
// for what comes; a message of any other time goes to messages_rest.
func (p *postgresDB) makePartitions(ctx context.Context, now time.Time) error {
	var parts []weekPart
	for _, week := range []time.Time{weekOf(now), weekOf(now.Add(partitionWeek))} {
		err := p.makePartition(ctx, messagesTable, week)
		if err == nil {
			parts = append(parts, p.weekPart(week))
			err = p.makePartition(ctx, filmsTable, week)
		}
		if err := p.later(ctx, err); err != nil {
			return fmt.Errorf("make partition of %s: %w", week.Format(time.DateOnly), err)
		}
	}
	p.weeks.Store(&parts)
	return nil
}

func (p *postgresDB) makePartition(ctx context.Context, table parted, week time.Time) error {
	name := table.prefix() + week.Format(partitionForm)
	from, to := week.UnixMicro(), week.Add(partitionWeek).UnixMicro()
	return p.inTx(ctx, func(_ context.Context, t *tx) error {
		var there bool
		if err := t.gorm.Raw("SELECT to_regclass(?) IS NOT NULL", name).Scan(&there).Error; err != nil || there {
			return err
		}
		statements := []string{
			shortWait,
			fmt.Sprintf("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", table),
			fmt.Sprintf("CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)", name, table),
		}
		for _, column := range table.uncounted() {
			statements = append(statements, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s SET STATISTICS 0", name, column))
		}
		return execAll(t.gorm, append(statements,
			// What came to the rest meanwhile belongs to the new one.
			fmt.Sprintf("WITH moved AS (DELETE FROM %s WHERE at >= %d AND at < %d RETURNING *) INSERT INTO %s SELECT * FROM moved",
				table.rest(), from, to, name),
			fmt.Sprintf("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)", table, name, from, to),
		)...)
	})
}

// keepMessages makes partitions and drops those whose week ended before the time. What is still to be sent goes on in
// messages_rest, of which rows are deleted.
func (p *postgresDB) keepMessages(ctx context.Context, now time.Time, before int64) error {
	if err := p.makePartitions(ctx, now); err != nil {
		return err
	}
	return p.dropOld(ctx, messagesTable, before)
}

// keepFilms drops partitions whose week ended before the time.
func (p *postgresDB) keepFilms(ctx context.Context, before int64) error {
	return p.dropOld(ctx, filmsTable, before)
}

func (p *postgresDB) dropOld(ctx context.Context, table parted, before int64) error {
	old, err := p.oldPartitions(ctx, table, before)
	if err != nil {
		return fmt.Errorf("list partitions: %w", err)
	}
	for _, name := range old {
		if err := p.later(ctx, p.dropPartition(ctx, table, name)); err != nil {
			return fmt.Errorf("drop partition %s: %w", name, err)
		}
	}
	where := "at < ?"
	if kept := table.kept(); kept != "" {
		where += " AND NOT " + kept
	}
	drop := fmt.Sprintf("DELETE FROM %[1]s WHERE ctid IN (SELECT ctid FROM %[1]s WHERE %[2]s LIMIT ?)", table.rest(), where)
	for {
		res := p.gorm.WithContext(ctx).Exec(drop, before, purgeChunk)
		if res.Error != nil || res.RowsAffected < purgeChunk {
			return res.Error
		}
	}
}

func (p *postgresDB) oldPartitions(ctx context.Context, table parted, before int64) ([]string, error) {
	var names []string
	err := p.gorm.WithContext(ctx).Raw(`SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = to_regclass(?) AND c.relname LIKE ? ORDER BY c.relname`, string(table), table.prefix()+"%").Scan(&names).Error
	if err != nil {
		return nil, err
	}
	var old []string
	for _, name := range names {
		week, err := time.Parse(partitionForm, name[len(table.prefix()):])
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if week.Add(partitionWeek).UnixMicro() <= before {
			old = append(old, name)
		}
	}
	return old, nil
}

func (p *postgresDB) dropPartition(ctx context.Context, table parted, name string) error {
	return p.inTx(ctx, func(_ context.Context, t *tx) error {
		statements := []string{shortWait, fmt.Sprintf("ALTER TABLE %s DETACH PARTITION %s", table, name)}
		if kept := table.kept(); kept != "" {
			statements = append(statements, fmt.Sprintf("INSERT INTO %s SELECT * FROM %s WHERE %s", table, name, kept))
		}
		return execAll(t.gorm, append(statements, "DROP TABLE "+name)...)
	})
}

func execAll(g *gorm.DB, statements ...string) error {
	for _, s := range statements {
		if err := g.Exec(s).Error; err != nil {
			return err
		}
	}
	return nil
}
