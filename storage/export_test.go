package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// LimitPages makes the database full: it may not grow beyond what it is now and a few pages more; 0 lifts the limit.
func (d *DB) LimitPages(ctx context.Context, more int) error {
	limit := 1 << 30
	db := d.backend.(*sqliteDB).writer
	if more > 0 {
		var pages int
		if err := db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
			return err
		}
		limit = pages + more
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", limit))
	return err
}

// Count gives the number of rows of a table.
func (d *DB) Count(ctx context.Context, table string) (int, error) {
	var n int
	err := d.read.WithContext(ctx).Raw("SELECT count(*) FROM " + table).Scan(&n).Error
	return n, err
}

// Exec runs a statement on the writer.
func (d *DB) Exec(ctx context.Context, query string) error {
	return d.write.WithContext(ctx).Exec(query).Error
}

// Schema gives the statements that made the tables and indexes, in the order of their names.
func (d *DB) Schema(ctx context.Context) ([]string, error) {
	var all []string
	err := d.read.WithContext(ctx).Raw("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").Scan(&all).Error
	return all, err
}

// Plan says how SQLite would run a query.
func (d *DB) Plan(ctx context.Context, query string) ([]string, error) {
	var steps []struct{ Detail string }
	err := d.read.WithContext(ctx).Raw("EXPLAIN QUERY PLAN " + strings.ReplaceAll(query, "?", "1")).Scan(&steps).Error
	plan := make([]string, len(steps))
	for i, s := range steps {
		plan[i] = s.Detail
	}
	return plan, err
}

// NoteRow is a note as it is stored.
type NoteRow struct {
	BotID, ChatID, UserID, At     int64
	Kind, Flow, Block, Name, Text string
	Value                         float64
	Data, Error                   *string
}

// Notes gives all notes, the oldest first.
func (d *DB) Notes(ctx context.Context) ([]NoteRow, error) {
	var rows []NoteRow
	err := d.read.WithContext(ctx).Table("notes").Order("id").Find(&rows).Error
	return rows, err
}

// BotTables are the tables that are emptied of a bot that is dropped, by name.
func BotTables() []string {
	var names []string
	for _, t := range botTables() {
		names = append(names, t.name)
	}
	slices.Sort(names)
	return names
}

// UndecidedTables are those of which nobody has said what an archive does with them.
func UndecidedTables() (names []string) {
	for _, t := range botTables() {
		if t.moves == partUndecided {
			names = append(names, t.name)
		}
	}
	return names
}

// TablesOfBots gives the tables that have a bot's rows, by name.
func (d *DB) TablesOfBots(ctx context.Context) ([]string, error) {
	query := `SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'bot_id' WHERE t.type = 'table' ORDER BY t.name`
	if d.words.concurrent {
		query = `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'bot_id'
			WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`
	}
	var all []string
	err := d.read.WithContext(ctx).Raw(query).Scan(&all).Error
	return all, err
}

// Spoils and Again tell what is done about an error.
func Spoils(err error) bool { return spoils(err) }

// Again is the other one.
func Again(err error) bool { return again(err) }

// MakeOld turns the keys into those of a database from before bots had data keys of their own, and seals the values of the
// given bots as it did; those of others stay as they are, as in one that was interrupted while it was brought up to date.
func (d *DB) MakeOld(ctx context.Context, master []byte, bots ...int64) error {
	outer, err := chacha20poly1305.NewX(master)
	if err != nil {
		return err
	}
	key := randomKey()
	inner, err := chacha20poly1305.NewX(key)
	if err != nil {
		return err
	}
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		keys := d.keysIn(t)
		for _, id := range bots {
			var rows []botRow
			if err := t.gorm.Where("bot_id = ?", id).Find(&rows).Error; err != nil {
				return err
			}
			for i := range rows {
				for column, sealed := range rows[i].sealed() {
					if len(*sealed) == 0 {
						continue
					}
					plain, err := keys.unsealed(*sealed, "bots", column, id, "")
					if err != nil {
						return err
					}
					err = t.gorm.Model(&botRow{}).Where("bot_id = ?", id).Update(column, seal(inner, plain, about("bots", column, id, ""))).Error
					if err != nil {
						return err
					}
				}
			}
			var secrets []secretRow
			if err := t.gorm.Where("bot_id = ?", id).Find(&secrets).Error; err != nil {
				return err
			}
			for _, s := range secrets {
				if len(s.Value) == 0 {
					continue
				}
				plain, err := keys.unsealed(s.Value, "secrets", "value", id, s.Name)
				if err != nil {
					return err
				}
				err = t.gorm.Model(&secretRow{}).Where("bot_id = ? AND name = ?", id, s.Name).
					Update("value", seal(inner, plain, about("secrets", "value", id, s.Name))).Error
				if err != nil {
					return err
				}
			}
			if err := t.gorm.Exec("DELETE FROM vault_keys WHERE bot_id = ?", id).Error; err != nil {
				return err
			}
		}
		if err := t.gorm.Exec("DELETE FROM vault_keys WHERE bot_id = 0").Error; err != nil {
			return err
		}
		row := &vaultKeyRow{ID: firstKeyID, MadeAt: d.now().UnixMicro()}
		row.Wrapped = seal(outer, key, row.about())
		return t.gorm.Create(row).Error
	})
}

// FirstKeyIsNobodys gives the data key of the database itself the id that it has in databases from before bots had some.
func (d *DB) FirstKeyIsNobodys(ctx context.Context) error {
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := t.gorm.Where("bot_id = ?", noBot).Delete(&vaultKeyRow{}).Error; err != nil {
			return err
		}
		row := &vaultKeyRow{ID: firstKeyID, MadeAt: 1}
		row.wrap(d.vault.masters.newest(), randomKey(), 1)
		return t.gorm.Create(row).Error
	})
}

// Strand has the database take all jobs of turns for running in this process, or in another one, though nothing runs them.
func (q *Queue) Strand(ctx context.Context, elsewhere bool) error {
	by := ""
	switch id := q.db.clientID(); {
	case elsewhere:
		by = ", attempted_by = ARRAY['" + id + "', 'another']"
	case id != "":
		by = ", attempted_by = ARRAY['another', '" + id + "']"
	}
	return q.db.Exec(ctx, "UPDATE river_job SET state = 'running', finalized_at = NULL"+by+" WHERE kind = 'job'")
}

// GiveBack looks for jobs whose end could not be noted, as it is done every minute.
func (q *Queue) GiveBack(ctx context.Context) error { return q.giveBack(ctx) }

// Forsake has it be so long since there were other processes that they count no more, as soon as this one has looked around.
func (d *DB) Forsake() {
	s := d.peers.seat
	s.mu.Lock()
	defer s.mu.Unlock()
	s.company = s.company.Add(-companyTime)
}

// Forgotten reports whether what was remembered in company is forgotten, and has that be long ago.
func (d *DB) Forgotten() bool {
	s := d.peers.seat
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.cleared.After(s.company) {
		return false
	}
	s.cleared, s.company = s.cleared.Add(-2*trustTime), s.company.Add(-2*trustTime)
	return true
}

// Others counts the processes that this one last saw beside itself.
func (d *DB) Others() int {
	s := d.peers.seat
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.others
}

// ReadDeltas gives what a row of figure_deltas says, as a list of texts, and whether the quick way could read it.
func ReadDeltas(data []byte) (list []string, quick bool, err error) {
	r := deltaReader{texts: map[string]string{}}
	if quick = r.quick(data); !quick {
		err = r.slow(data)
	}
	for _, d := range r.list {
		list = append(list, fmt.Sprintf("%d/%d/%s/%q/%d", d.bot, d.day, d.kind, d.name, d.n))
	}
	return list, quick, err
}

// DeltaRows gives the rows of figure_deltas that say how often each name was counted, as PostgreSQL gets them.
func DeltaRows(counted map[string]int64) [][]byte {
	d := deltas{}
	for name, n := range counted {
		d[figure{bot: 1, day: 2, kind: "block", name: name}] = n
	}
	return d.rows(deltaBytes)
}

// DeltaBytes is the most that such a row has.
const DeltaBytes = deltaBytes

// SetPages gives SQLite its memory for pages, if it takes it.
func SetPages() bool { return setPages() }

// PagesUsed is how many pages lie in that memory, of all files that are open: https://www.sqlite.org/c3ref/status.html.
func PagesUsed() uint32 {
	tls := libc.NewTLS()
	defer tls.Close()
	now := libc.Xcalloc(tls, 2, 4)
	defer libc.Xfree(tls, now)
	sqlite3.Xsqlite3_status(tls, sqlite3.SQLITE_STATUS_PAGECACHE_USED, now, now+4, 0)
	return binary.NativeEndian.Uint32(libc.GoBytes(now, 4))
}
