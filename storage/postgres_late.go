package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// lateTx is a transaction that begins together with its first statements, which saves a way there and back. Until then there
// is none, and nothing but run may use it.
type lateTx struct {
	*pgxConn
	begun bool
}

type pgxConn = pgx.Conn // so that the field leaves its name to the method

var _ pgx.Tx = (*lateTx)(nil)

var errNoNesting = errors.New("a group commit has no transactions in its transaction")

// begin adds the begin to the first statements, and reports whether these are the first.
func (t *lateTx) begin(b *pgx.Batch) bool {
	if t.begun {
		return false
	}
	t.begun = true
	b.Queue("begin")
	return true
}

// Begin is refused.
func (t *lateTx) Begin(context.Context) (pgx.Tx, error) { return nil, errNoNesting }

// Commit commits. What has failed before is rolled back by it, which is an error.
func (t *lateTx) Commit(ctx context.Context) error {
	if !t.begun {
		return nil
	}
	tag, err := t.Exec(ctx, "commit")
	switch {
	case err != nil:
		return errors.Join(err, t.giveUp(ctx))
	case tag.String() == "ROLLBACK":
		return pgx.ErrTxCommitRollback
	default:
		return nil
	}
}

// Rollback rolls back, if anything was begun. A connection on which this fails is closed.
func (t *lateTx) Rollback(ctx context.Context) error {
	if !t.begun {
		return nil
	}
	if _, err := t.Exec(ctx, "rollback"); err != nil {
		return errors.Join(err, t.giveUp(ctx))
	}
	return nil
}

// giveUp closes a connection of which nobody knows how it stands.
func (t *lateTx) giveUp(ctx context.Context) error {
	if err := t.Close(ctx); err != nil {
		return fmt.Errorf("close connection: %w", err)
	}
	return nil
}

// LargeObjects has nobody who asks for them.
func (t *lateTx) LargeObjects() pgx.LargeObjects { panic("a group commit has no large objects") }

// Conn gives the connection.
func (t *lateTx) Conn() *pgx.Conn { return t.pgxConn }
