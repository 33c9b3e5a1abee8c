package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine/host"
)

// Commit stores the members in one transaction and gives a verdict for each, in the same order. If a member spoils the
// transaction, all is done again with a savepoint around each member, and those that fail are rejected.
func (d *DB) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	if len(members) == 0 {
		return nil, nil
	}
	instance, err := d.backend.instance()
	if err != nil {
		return nil, fmt.Errorf("commit %d members: %w", len(members), err)
	}
	verdicts := make([]host.Verdict, len(members))
	err = errCareful
	if d.words.concurrent {
		err = d.repeat(ctx, d.backend.inGroup, func(ctx context.Context, t *tx) error {
			clear(verdicts)
			b := d.newBatch(t).as(instance)
			defer b.over()
			return b.quick(ctx, members, verdicts)
		})
	}
	if errors.Is(err, errCareful) {
		err = d.inTx(ctx, func(ctx context.Context, t *tx) error {
			clear(verdicts)
			b := d.newBatch(t).as(instance)
			defer b.over()
			return b.write(ctx, members, verdicts)
		})
	}
	if spoils(err) {
		err = d.inTx(ctx, func(ctx context.Context, t *tx) error {
			clear(verdicts)
			return d.commitEach(ctx, t, instance, members, verdicts)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("commit %d members: %w", len(members), err)
	}
	return verdicts, nil
}

// commitEach writes every member in a savepoint of its own. What only the last step of a batch would notice is noticed
// with the member it belongs to.
func (d *DB) commitEach(ctx context.Context, t *tx, instance int64, members []host.Member, verdicts []host.Verdict) error {
	for i := range members {
		if err := t.gorm.Exec("SAVEPOINT member").Error; err != nil {
			return err
		}
		b := d.newBatch(t).as(instance)
		err := b.write(ctx, members[i:i+1], verdicts[i:i+1])
		b.over()
		if err != nil && !spoils(err) {
			return err
		}
		if err != nil {
			verdicts[i] = host.Verdict{State: host.VerdictRejected, Err: err}
			if err := t.gorm.Exec("ROLLBACK TO SAVEPOINT member").Error; err != nil {
				return err
			}
		}
		if err := t.gorm.Exec("RELEASE SAVEPOINT member").Error; err != nil {
			return err
		}
	}
	return nil
}
