package storage

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine/host"
)

// Commit stores the members in one transaction and gives a verdict for each, in the same order. If a member spoils the
// transaction, all is done again with a savepoint around each member, and those that fail are rejected.
func (d *DB) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	if len(members) == 0 {
		return nil, nil
	}
	verdicts := make([]host.Verdict, len(members))
	err := d.inTx(ctx, func(ctx context.Context, g *gorm.DB, tx *sql.Tx) error {
		return d.commitAll(ctx, g, tx, members, verdicts)
	})
	if spoils(err) {
		clear(verdicts)
		err = d.inTx(ctx, func(ctx context.Context, g *gorm.DB, tx *sql.Tx) error {
			return d.commitEach(ctx, g, tx, members, verdicts)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("commit %d members: %w", len(members), err)
	}
	return verdicts, nil
}

// commitAll writes all members as one; the first error ends it.
func (d *DB) commitAll(ctx context.Context, g *gorm.DB, tx *sql.Tx, members []host.Member, verdicts []host.Verdict) error {
	b := d.newBatch(g, tx)
	for i := range members {
		state, err := b.add(ctx, &members[i])
		if err != nil {
			return err
		}
		verdicts[i].State = state
	}
	return b.finish(ctx)
}

// commitEach writes every member in a savepoint of its own. What only the last step of a batch would notice is noticed
// with the member it belongs to.
func (d *DB) commitEach(ctx context.Context, g *gorm.DB, tx *sql.Tx, members []host.Member, verdicts []host.Verdict) error {
	for i := range members {
		if _, err := tx.ExecContext(ctx, "SAVEPOINT member"); err != nil {
			return err
		}
		state, err := d.commitOne(ctx, g, tx, &members[i])
		if err != nil && !spoils(err) {
			return err
		}
		verdicts[i] = host.Verdict{State: state}
		if err != nil {
			verdicts[i] = host.Verdict{State: host.VerdictRejected, Err: err}
			if _, err := tx.ExecContext(ctx, "ROLLBACK TO member"); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "RELEASE member"); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) commitOne(ctx context.Context, g *gorm.DB, tx *sql.Tx, m *host.Member) (host.VerdictState, error) {
	b := d.newBatch(g, tx)
	state, err := b.add(ctx, m)
	if err != nil {
		return 0, err
	}
	return state, b.finish(ctx)
}
