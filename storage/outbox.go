package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/scenarist/scenarist/engine/host"
)

// messageRow is what is read of messages.
type messageRow struct {
	Seq        int64   `gorm:"column:seq;primaryKey"`
	BotID      int64   `gorm:"column:bot_id"`
	ChatID     int64   `gorm:"column:chat_id"`
	State      string  `gorm:"column:state"`
	SendAt     *int64  `gorm:"column:send_at"`
	Tries      int     `gorm:"column:tries"`
	Key        string  `gorm:"column:key"`
	MessageIDs *string `gorm:"column:message_ids"`
	Data       []byte  `gorm:"column:data"`
}

// TableName is the table's name.
func (messageRow) TableName() string { return "messages" }

func (r *messageRow) outgoing() host.Outgoing {
	return host.Outgoing{
		BotID: r.BotID, ChatID: r.ChatID, Key: r.Key, Effect: r.Data, SendAt: fromMicros(r.SendAt),
		State: host.SendState(r.State), Seq: r.Seq, Tries: r.Tries,
	}
}

// Pending gives effects that are pending or sending, by Seq, after the given Seq, at most limit. botID 0 is all bots. Where
// several processes share the database, they are those that this one is to send.
func (d *DB) Pending(ctx context.Context, botID, after int64, limit int) ([]host.Outgoing, error) {
	// The states are literals, as in the partial index, which is used only then.
	q := d.read.WithContext(ctx).Where("state IN ('pending', 'sending') AND seq > ?", after).Order("seq").Limit(limit)
	if botID != 0 {
		q = q.Where("bot_id = ?", botID)
	}
	if d.peers != nil && !d.Guest() {
		instance, err := d.backend.instance()
		if err != nil {
			return nil, fmt.Errorf("read outbox of bot %d: %w", botID, err)
		}
		q = q.Where("owner = ?", instance)
	}
	var rows []messageRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read outbox of bot %d: %w", botID, err)
	}
	out := make([]host.Outgoing, len(rows))
	for i := range rows {
		out[i] = rows[i].outgoing()
	}
	return out, nil
}

// Mark notes what became of effects, all in one transaction. Marks of effects that are not in the journal any more are
// ignored but for their slots.
func (d *DB) Mark(ctx context.Context, marks []host.Mark) error {
	if len(marks) == 0 {
		return nil
	}
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		b := d.newBatch(t)
		defer b.over()
		asked := b.mark(nil, marks)
		calls, err := b.phase(ctx)
		if err != nil {
			return err
		}
		return b.markOthers(ctx, asked, calls)
	})
	if err != nil {
		return fmt.Errorf("mark %d effects: %w", len(marks), err)
	}
	return nil
}

// marking is a mark that was asked for, and where in its phase.
type marking struct {
	call int
	args []any // of markRecent
}

// mark asks for marks. A try is counted when it is announced by sending.
func (b *batch) mark(asked []marking, marks []host.Mark) []marking {
	for i := range marks {
		m := &marks[i]
		at := b.nowUS
		if us := micros(m.At); us != nil {
			at = *us
		}
		var ids, code any
		if len(m.MessageIDs) > 0 {
			ids = idList(m.MessageIDs)
		}
		if m.Code != "" {
			code = m.Code
		}
		tries := 0
		if m.State == host.SendSending {
			tries = 1
		}
		args := []any{string(m.State), ids, code, at, tries, m.BotID, m.ChatID, m.Key}
		asked = append(asked, marking{b.ask(markRecent, args...), args})
		if m.Slot != "" && m.State == host.SendSent {
			b.ask(setSlot, m.BotID, m.ChatID, m.Slot, idList(m.MessageIDs))
		}
	}
	return asked
}

// markOthers marks effects that were not found where nearly all are: in the whole journal, and then, since a group may
// have got a new id while the effect was under way, among the few open ones of all chats.
func (b *batch) markOthers(ctx context.Context, asked []marking, calls []call) error {
	rest := asked[:0]
	for _, m := range asked {
		if calls[m.call].rows == 0 {
			rest = append(rest, m)
		}
	}
	for i := range rest {
		rest[i].call = b.ask(markOutgoing, rest[i].args...)
	}
	calls, err := b.phase(ctx)
	if err != nil {
		return err
	}
	lost := rest[:0]
	for _, m := range rest {
		if calls[m.call].rows == 0 {
			lost = append(lost, m)
		}
	}
	for _, m := range lost {
		b.ask(markElsewhere, append(m.args[:6:6], m.args[7])...)
	}
	_, err = b.phase(ctx)
	return err
}

// idList writes message ids as a JSON list.
func idList(ids []int64) string {
	b := make([]byte, 0, 2+12*len(ids))
	b = append(b, '[')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(append(b, ']'))
}

// Slot gives the message ids behind a slot name, newest last; empty if there are none.
func (d *DB) Slot(ctx context.Context, botID, chatID int64, slot string) ([]int64, error) {
	var lists []string
	err := d.read.WithContext(ctx).Table("slots").Where("bot_id = ? AND chat_id = ? AND slot = ?", botID, chatID, slot).
		Pluck("message_ids", &lists).Error
	ids := []int64{}
	if err == nil && len(lists) > 0 {
		err = json.Unmarshal([]byte(lists[0]), &ids)
	}
	if err != nil {
		return nil, fmt.Errorf("read slot %q of bot %d: %w", slot, botID, err)
	}
	return ids, nil
}

// LastSent gives the ids of the last n messages of the bot in the chat, newest first.
func (d *DB) LastSent(ctx context.Context, botID, chatID int64, n int) ([]int64, error) {
	ids := make([]int64, 0, n)
	var lists []string
	// Each of the n newest effects with messages has at least one.
	err := d.read.WithContext(ctx).Table("messages").
		Where("bot_id = ? AND chat_id = ? AND key IS NOT NULL AND state = 'sent' AND message_ids IS NOT NULL", botID, chatID).
		Order("seq DESC").Limit(n).Pluck("message_ids", &lists).Error
	for _, l := range lists {
		var some []int64
		if err == nil {
			err = json.Unmarshal([]byte(l), &some)
		}
		for i := len(some) - 1; i >= 0 && len(ids) < n; i-- {
			ids = append(ids, some[i])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read last messages of bot %d: %w", botID, err)
	}
	return ids, nil
}
