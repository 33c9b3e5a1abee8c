package storage

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// foldAlone adds rows up where commits wait for every transaction that writes: rows are read and added up before it, and figures are
// written some at a time. Those that are more are put back as rows, of what all bots have counted instead of every commit, and each
// of these becomes figures in a transaction of its own. A crash leaves rows, which the next one takes as any others.
func (d *DB) foldAlone(ctx context.Context, r *deltaReader, atOnce int) (folded, distinct int, err error) {
	d.folding.Lock()
	defer d.folding.Unlock()
	var rows []deltaRow
	if err := d.read.WithContext(ctx).Order("seq").Limit(atOnce).Find(&rows).Error; err != nil || len(rows) == 0 {
		return 0, 0, err
	}
	data := make([][]byte, len(rows))
	for i := range rows {
		data[i] = rows[i].Data
	}
	sum, err := r.sum(data)
	if err != nil {
		return 0, 0, err
	}
	rest, err := d.replaceDeltas(ctx, rows, sum)
	if err != nil {
		return 0, 0, err
	}
	for _, row := range rest {
		if err := d.foldRow(ctx, row.seq, row.sum); err != nil {
			return 0, 0, err
		}
	}
	return len(rows), len(sum), nil
}

// deltaRow is a row of figure_deltas.
type deltaRow struct {
	Seq  int64  `gorm:"column:seq;primaryKey"`
	Data []byte `gorm:"column:data"`
}

// TableName is the table's name.
func (deltaRow) TableName() string { return "figure_deltas" }

// summedRow is a row of figure_deltas with what is in it.
type summedRow struct {
	seq int64
	sum deltas
}

// replaceDeltas puts the figures in the place of the rows that they were read from; or, where they are many, a few rows.
func (d *DB) replaceDeltas(ctx context.Context, rows []deltaRow, sum deltas) (rest []summedRow, err error) {
	parts := slices.Collect(slices.Chunk(slices.SortedFunc(maps.Keys(sum), figure.compare), figuresAtOnce))
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		rest = nil
		if err := takeDeltas(t, rows[0].Seq, rows[len(rows)-1].Seq, int64(len(rows))); err != nil {
			return err
		}
		if len(parts) <= 1 {
			return addFigures(t, sum)
		}
		for _, part := range parts {
			some := make(deltas, len(part))
			for _, f := range part {
				some[f] = sum[f]
			}
			row := deltaRow{Seq: rows[0].Seq - 1 - int64(len(rest)), Data: some.bytes()} // a guest that has read the same rows must not take these for them
			if err := t.gorm.Create(&row).Error; err != nil {
				return err
			}
			rest = append(rest, summedRow{row.Seq, some})
		}
		return nil
	})
	return rest, err
}

// errFolded says that somebody else, a guest, has added the rows up.
var errFolded = errors.New("the rows have been added up by another process")

// takeDeltas takes rows out, if they still are those that were read: their numbers are not given again (addDelta).
func takeDeltas(t *tx, from, to, n int64) error {
	gone := t.gorm.Exec("DELETE FROM figure_deltas WHERE seq BETWEEN ? AND ?", from, to)
	if gone.Error == nil && gone.RowsAffected != n {
		return errFolded
	}
	return gone.Error
}

// foldRow makes a row figures.
func (d *DB) foldRow(ctx context.Context, seq int64, sum deltas) error {
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := takeDeltas(t, seq, seq, 1); err != nil {
			return err
		}
		return addFigures(t, sum)
	})
}
