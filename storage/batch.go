package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// batch is one group commit while it is being written. What is better done once for all members waits for finish:
// shared variables, jobs, alarms.
type batch struct {
	bound
	db     *DB
	gorm   *gorm.DB // of the same transaction, for the rare rows
	now    time.Time
	nowUS  int64
	shared sharedWrites
	jobs   []river.InsertManyParams
	alarms []alarm
}

func (d *DB) newBatch(g *gorm.DB, tx *sql.Tx) *batch {
	now := d.now()
	return &batch{bound: bound{all: d.commit, tx: tx}, db: d, gorm: g, now: now, nowUS: now.UnixMicro()}
}

// add writes one member, or nothing of it if it is a duplicate or a conflict. First comes everything that can say so;
// what was written by then is taken back by its key, which is cheaper than a savepoint for every member. Only members that
// change records get one, since what was there before a change cannot be put back by a key.
func (b *batch) add(ctx context.Context, m *host.Member) (host.VerdictState, error) {
	claim := b.claim
	if len(m.Records) > 0 {
		claim = b.claimWithRecords
	}
	state, err := claim(ctx, m)
	if err != nil || state != host.VerdictCommitted {
		return state, err
	}
	for _, part := range []func(context.Context, *host.Member) error{
		b.contact, b.variables, b.orders, b.ledger, b.messages, b.notes, b.marks, b.later,
	} {
		if err := part(ctx, m); err != nil {
			return 0, err
		}
	}
	return host.VerdictCommitted, nil
}

// claim takes the member's ids and its session's next version. It leaves nothing behind unless it takes all.
func (b *batch) claim(ctx context.Context, m *host.Member) (host.VerdictState, error) {
	bot := m.Key.BotID
	if m.UpdateID != 0 {
		n, err := b.exec(ctx, addUpdate, bot, m.UpdateID, b.nowUS)
		if err != nil {
			return 0, fmt.Errorf("store update %d: %w", m.UpdateID, err)
		}
		if n == 0 {
			return host.VerdictDuplicate, nil
		}
	}
	if m.EventKey != "" {
		n, err := b.exec(ctx, addEvent, bot, m.EventKey, b.nowUS)
		if err != nil {
			return 0, fmt.Errorf("store event: %w", err)
		}
		if n == 0 {
			return host.VerdictDuplicate, b.unclaim(ctx, m, false, 0)
		}
	}
	for i, o := range m.Orders {
		fresh, err := b.charge(ctx, bot, o)
		if err != nil {
			return 0, err
		}
		if !fresh {
			return host.VerdictDuplicate, b.unclaim(ctx, m, true, i)
		}
	}
	if m.Session == nil {
		return host.VerdictCommitted, nil
	}
	n, err := b.session(ctx, m)
	if err != nil {
		return 0, fmt.Errorf("store session: %w", err)
	}
	if n == 0 {
		return host.VerdictConflict, b.unclaim(ctx, m, true, len(m.Orders))
	}
	return host.VerdictCommitted, nil
}

// claimWithRecords is claim for a member that changes records as well.
func (b *batch) claimWithRecords(ctx context.Context, m *host.Member) (host.VerdictState, error) {
	if _, err := b.tx.ExecContext(ctx, "SAVEPOINT records"); err != nil {
		return 0, fmt.Errorf("store records: %w", err)
	}
	state, err := b.claim(ctx, m)
	if err != nil {
		return 0, err
	}
	if state == host.VerdictCommitted {
		fits, err := b.changeRecords(ctx, m)
		if err != nil {
			return 0, err
		}
		if !fits {
			state = host.VerdictConflict
			if _, err := b.tx.ExecContext(ctx, "ROLLBACK TO records"); err != nil {
				return 0, fmt.Errorf("take back records: %w", err)
			}
		}
	}
	if _, err := b.tx.ExecContext(ctx, "RELEASE records"); err != nil {
		return 0, fmt.Errorf("store records: %w", err)
	}
	return state, nil
}

// unclaim takes back the update, the event if it was taken, and the charges of the first orders.
func (b *batch) unclaim(ctx context.Context, m *host.Member, event bool, orders int) error {
	bot := m.Key.BotID
	if m.UpdateID != 0 {
		if _, err := b.exec(ctx, dropUpdate, bot, m.UpdateID); err != nil {
			return fmt.Errorf("take back update %d: %w", m.UpdateID, err)
		}
	}
	if event && m.EventKey != "" {
		if _, err := b.exec(ctx, dropEvent, bot, m.EventKey); err != nil {
			return fmt.Errorf("take back event: %w", err)
		}
	}
	for _, o := range m.Orders[:orders] {
		if o.Charge == nil {
			continue
		}
		if _, err := b.exec(ctx, dropPayment, bot, o.Charge.ChargeID, o.To == engine.OrderRefunded); err != nil {
			return fmt.Errorf("take back payment of order %q: %w", o.ID, err)
		}
	}
	return nil
}

// session moves the session from its base version to the next; 0 rows mean that it stands elsewhere.
func (b *batch) session(ctx context.Context, m *host.Member) (int64, error) {
	k := m.Key
	if m.BaseVersion == 0 {
		return b.exec(ctx, newSession, 1, m.Revision, micros(m.WakeAt), m.WakeGen, m.Session, k.BotID, k.ChatID, k.UserID)
	}
	return b.exec(ctx, nextSession, m.BaseVersion+1, m.Revision, micros(m.WakeAt), m.WakeGen, m.Session,
		k.BotID, k.ChatID, k.UserID, m.BaseVersion)
}

func (b *batch) contact(ctx context.Context, m *host.Member) error {
	if u := m.User; u != nil {
		_, err := b.exec(ctx, setProfile, m.Key.BotID, u.ID, u.FirstName, u.LastName, u.Username, u.Language, u.Premium, u.Bot)
		if err != nil {
			return fmt.Errorf("store profile: %w", err)
		}
	}
	if m.Reachable != nil {
		if _, err := b.exec(ctx, setReachable, m.Key.BotID, m.Key.ChatID, *m.Reachable); err != nil {
			return fmt.Errorf("store reachability: %w", err)
		}
	}
	return nil
}

func (b *batch) messages(ctx context.Context, m *host.Member) error {
	if in := m.Inbox; in != nil {
		at := b.nowUS
		if us := micros(in.At); us != nil {
			at = *us
		}
		var ids any
		if in.MessageID != 0 {
			ids = idList([]int64{in.MessageID})
		}
		_, err := b.exec(ctx, addIncoming, m.Key.BotID, m.Key.ChatID, m.Key.UserID, at, in.Kind, ids, in.Raw)
		if err != nil {
			return fmt.Errorf("store received message: %w", err)
		}
	}
	for i := range m.Out {
		o := &m.Out[i]
		state := o.State
		if state == "" {
			state = host.SendPending
		}
		_, err := b.exec(ctx, addOutgoing, o.BotID, o.ChatID, m.Key.UserID, string(state), b.nowUS, micros(o.SendAt), o.Tries,
			o.Key, o.Effect)
		if err != nil {
			return fmt.Errorf("store effect %q: %w", o.Key, err)
		}
	}
	return nil
}

func (b *batch) notes(ctx context.Context, m *host.Member) error {
	for _, n := range m.Notes {
		var trouble any
		if n.Error != nil {
			data, err := json.Marshal(n.Error)
			if err != nil {
				return badMember("encode trouble of a note: %w", err)
			}
			trouble = string(data)
		}
		var properties any
		if len(n.Data) > 0 {
			data, err := json.Marshal(n.Data)
			if err != nil {
				return badMember("encode data of a note: %w", err)
			}
			properties = string(data)
		}
		_, err := b.exec(ctx, addNote, m.Key.BotID, m.Key.ChatID, m.Key.UserID, string(n.Kind), micros(n.At), n.Flow, n.Block,
			n.Name, n.Text, n.Value, properties, trouble)
		if err != nil {
			return fmt.Errorf("store note: %w", err)
		}
	}
	return nil
}

func (b *batch) marks(ctx context.Context, m *host.Member) error {
	for i := range m.Marks {
		if err := b.mark(ctx, &m.Marks[i]); err != nil {
			return err
		}
	}
	return nil
}

// later notes the jobs of the member and the alarm of its session.
func (b *batch) later(ctx context.Context, m *host.Member) error {
	for _, item := range m.Jobs {
		p, err := jobParams(item, b.now)
		if err != nil {
			return err
		}
		b.jobs = append(b.jobs, p)
	}
	if m.Session == nil || m.WakeAt.IsZero() {
		return nil // an alarm that is set already comes too early then, and finds that out itself
	}
	armed := int64(-1)
	if err := b.read(ctx, alarmAt, &armed, m.Key.BotID, m.Key.ChatID, m.Key.UserID); err != nil {
		return fmt.Errorf("read alarm: %w", err)
	}
	if armed <= b.nowUS || armed > m.WakeAt.UnixMicro() {
		b.alarms = append(b.alarms, alarm{key: m.Key, at: m.WakeAt})
	}
	return nil
}

// finish writes what was put off.
func (b *batch) finish(ctx context.Context) error {
	if err := b.shared.flush(ctx, b); err != nil {
		return err
	}
	if len(b.jobs)+len(b.alarms) == 0 {
		return nil
	}
	for _, a := range b.alarms {
		b.jobs = append(b.jobs, a.params(b.now))
	}
	rows, err := b.db.queue.client.InsertManyTx(ctx, b.tx, b.jobs)
	if err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	others := len(rows) - len(b.alarms)
	for i := range rows[:others] {
		if at := b.jobs[i].InsertOpts.ScheduledAt; !at.IsZero() && at.Sub(b.now) < soon {
			if _, err := b.exec(ctx, offerJob, rows[i].Job.ID); err != nil {
				return fmt.Errorf("offer job: %w", err)
			}
		}
	}
	for i, a := range b.alarms {
		job := rows[others+i].Job
		_, err := b.exec(ctx, setAlarm, a.key.BotID, a.key.ChatID, a.key.UserID, a.at.UnixMicro(), job.ID)
		if err != nil {
			return fmt.Errorf("store alarm: %w", err)
		}
	}
	return nil
}
