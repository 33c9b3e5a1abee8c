package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine/host"
)

// figure is what one number of figures is of.
type figure struct {
	bot  int64
	day  int64
	kind string
	name string
}

// compare orders figures by their keys.
func (f figure) compare(g figure) int {
	return cmp.Or(cmp.Compare(f.bot, g.bot), cmp.Compare(f.day, g.day), cmp.Compare(f.kind, g.kind), cmp.Compare(f.name, g.name))
}

// noDay is the day of what is of no day.
const noDay = 0

// zoneKind is how far the bot's clock is ahead of UTC, in seconds, as of its last turn.
const zoneKind = string(studio.ClockFigure)

// deltas are what a commit counts.
type deltas map[figure]int64

// add adds what a member counts.
func (d deltas) add(m *host.Member) {
	c := m.Counts
	if c == nil {
		return
	}
	bot := m.Key.BotID
	d[figure{bot, noDay, zoneKind, ""}] = int64(c.Offset)
	for i := range c.List {
		one := &c.List[i]
		name := one.Name
		if one.Part != "" {
			name += studio.PartMark + one.Part
		}
		d[figure{bot, c.Day, string(one.Kind), name}] += one.N
		if one.Kind == host.CountNew {
			d[figure{bot, noDay, string(one.Kind), name}] += one.N
		}
	}
}

// bytes writes them as a list of lists.
func (d deltas) bytes() []byte { return d.rows(math.MaxInt)[0] }

// rows writes them as lists of lists, each with so many bytes at most if it has more than one figure.
func (d deltas) rows(most int) [][]byte {
	var rows [][]byte
	b := make([]byte, 0, min(48*len(d)+2, most))
	b = append(b, '[')
	for f, n := range d {
		before := len(b)
		if before > 1 {
			b = append(b, ',')
		}
		b = f.append(b, n)
		if len(b) >= most && before > 1 {
			one := append(append(make([]byte, 0, cap(b)), '['), b[before+1:]...)
			rows, b = append(rows, append(b[:before], ']')), one
		}
	}
	return append(rows, append(b, ']'))
}

// append writes the figure and what is added to it as a list.
func (f figure) append(b []byte, n int64) []byte {
	b = append(b, '[')
	b = append(strconv.AppendInt(b, f.bot, 10), ',')
	b = append(strconv.AppendInt(b, f.day, 10), ',', '"')
	b = append(append(b, f.kind...), '"', ',')
	b = append(appendName(b, f.name), ',')
	return append(strconv.AppendInt(b, n, 10), ']')
}

// appendName writes a name in quotes, without garbage if it is one as ids usually are.
func appendName(b []byte, name string) []byte {
	from := len(b)
	b = append(b, '"')
	for i := range len(name) {
		switch c := name[i]; {
		case c == studio.PartMark[0]:
			b = append(b, partMark...)
		case c < ' ' || c > '~' || strings.IndexByte(`"\<>&`, c) >= 0:
			text, err := json.Marshal(plain(name))
			if err != nil {
				text = []byte(`""`) // a text always can be written
			}
			return append(b[:from], text...)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// deltaBytes is how large a row of deltas is where the database is a program of its own. PostgreSQL packs what is larger than 2,000
// bytes, and puts it elsewhere, which takes longer than the rows do: what 200 bots count in one commit is 30 times as much as what
// one bot counts.
const deltaBytes = 1900

// askCounts stores what the members have counted, apart from the figures: whoever counts the same at the same time is not waited for.
func (b *batch) askCounts() {
	if len(b.counts) == 0 {
		return
	}
	most := math.MaxInt
	if b.db.words.concurrent {
		most = deltaBytes
	}
	for _, row := range b.counts.rows(most) {
		b.ask(addDelta, row)
	}
	clear(b.counts)
}

const (
	foldedAtOnce  = 1000 // rows of deltas in a transaction, or more
	figuresAtOnce = 200  // rows of figures in a statement
)

// FoldFigures adds what commits have counted to the figures. Several processes may do it at the same time: each takes other rows.
func (d *DB) FoldFigures(ctx context.Context) error {
	fold := d.foldAlone
	if d.words.concurrent {
		fold = d.foldBeside
	}
	r := deltaReader{texts: map[string]string{}}
	for atOnce := foldedAtOnce; ; {
		folded, distinct, err := fold(ctx, &r, atOnce)
		if errors.Is(err, errFolded) {
			continue
		}
		if err != nil {
			return fmt.Errorf("add up figures: %w", err)
		}
		if folded < atOnce {
			return nil
		}
		atOnce = max(foldedAtOnce, 2*distinct) // of many bots, or most of the work would be writing the same figures again
	}
}

// foldBeside takes rows out and adds them up in one transaction, beside the commits.
func (d *DB) foldBeside(ctx context.Context, r *deltaReader, atOnce int) (folded, distinct int, err error) {
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		var rows [][]byte
		if err := t.gorm.Raw(`DELETE FROM figure_deltas WHERE seq IN (SELECT seq FROM figure_deltas ORDER BY seq LIMIT ?
			FOR UPDATE SKIP LOCKED) RETURNING data`, atOnce).Scan(&rows).Error; err != nil {
			return err
		}
		sum, err := r.sum(rows)
		if err != nil {
			return err
		}
		folded, distinct = len(rows), len(sum)
		return addFigures(t, sum)
	})
	return folded, distinct, err
}

// sum adds rows up.
func (r *deltaReader) sum(rows [][]byte) (deltas, error) {
	sum := deltas{}
	for _, data := range rows {
		if err := r.read(data, sum); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// addFigures adds to the figures of bots that are still there, in the order of the key.
func addFigures(t *tx, sum deltas) error {
	bots := map[int64]bool{}
	for f := range sum {
		bots[f.bot] = true
	}
	if len(bots) == 0 {
		return nil
	}
	var there []int64
	if err := t.gorm.Raw("SELECT bot_id FROM bots WHERE bot_id IN ?", slices.Collect(maps.Keys(bots))).Scan(&there).Error; err != nil {
		return err
	}
	list := slices.SortedFunc(maps.Keys(sum), figure.compare)
	list = slices.DeleteFunc(list, func(f figure) bool { return !slices.Contains(there, f.bot) })
	for part := range slices.Chunk(list, figuresAtOnce) {
		args := make([]any, 0, 5*len(part))
		for _, f := range part {
			args = append(args, f.bot, f.day, f.kind, f.name, sum[f])
		}
		err := t.gorm.Exec("INSERT INTO figures (bot_id, day, kind, name, n) VALUES "+
			strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?), ", len(part)), ", ")+
			` ON CONFLICT (bot_id, day, kind, name) DO UPDATE SET
				n = CASE WHEN excluded.kind = 'zone' THEN excluded.n ELSE figures.n + excluded.n END`, args...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// How many days figures are kept: those of blocks are many.
const (
	keepFigures      = 400
	keepBlockFigures = 100
)

func (d *DB) purgeFigures(ctx context.Context, today int64) error {
	return d.write.WithContext(ctx).Exec("DELETE FROM figures WHERE day <> ? AND (day < ? OR kind IN ('block', 'edge') AND day < ?)",
		noDay, today-keepFigures, today-keepBlockFigures).Error
}

// figuresOf reads figures of a bot, from a day on, and those of no day.
func (d *DB) figuresOf(ctx context.Context, botID, from int64, f func(figure, int64)) error {
	return d.each(ctx, func(rows *sql.Rows) error {
		one, n := figure{bot: botID}, int64(0)
		if err := rows.Scan(&one.day, &one.kind, &one.name, &n); err != nil {
			return err
		}
		f(one, n)
		return nil
	}, "SELECT day, kind, name, n FROM figures WHERE bot_id = ? AND (day = ? OR day >= ?) ORDER BY day, kind, name", botID, noDay, from)
}
