package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// orderRow is one row of orders.
type orderRow struct {
	BotID      int64   `gorm:"column:bot_id;primaryKey"`
	ID         string  `gorm:"column:id;primaryKey"`
	ChatID     int64   `gorm:"column:chat_id"`
	UserID     int64   `gorm:"column:user_id"`
	Flow       string  `gorm:"column:flow"`
	Block      string  `gorm:"column:block"`
	Gen        int64   `gorm:"column:gen"`
	Status     string  `gorm:"column:status"`
	Title      string  `gorm:"column:title"`
	Currency   string  `gorm:"column:currency"`
	Amount     int64   `gorm:"column:amount"`
	MaxTip     int64   `gorm:"column:max_tip"`
	Provider   string  `gorm:"column:provider"`
	OnlyFor    int64   `gorm:"column:only_for"`
	MaxPaid    int     `gorm:"column:max_paid"`
	Paid       int     `gorm:"column:paid"`
	ExpiresAt  *int64  `gorm:"column:expires_at"`
	MadeAt     *int64  `gorm:"column:created_at"`
	PaidAt     *int64  `gorm:"column:paid_at"`
	ChargeID   string  `gorm:"column:charge_id"`
	PaidAmount int64   `gorm:"column:paid_amount"`
	Shipping   *string `gorm:"column:shipping"`
	Data       *string `gorm:"column:data"`
}

// TableName is the table's name.
func (orderRow) TableName() string { return "orders" }

func newOrderRow(botID int64, o *engine.Order) (*orderRow, error) {
	shipping, err := shippingColumn(o.Shipping)
	return &orderRow{
		BotID: botID, ID: o.ID, ChatID: o.Key.ChatID, UserID: o.Key.UserID, Flow: o.Flow, Block: o.Block, Gen: o.Gen,
		Status: string(o.Status), Title: o.Title, Currency: o.Currency, Amount: o.Amount, MaxTip: o.MaxTip,
		Provider: o.Provider, OnlyFor: o.OnlyFor, MaxPaid: o.MaxPaid, Paid: o.Paid, ExpiresAt: micros(o.ExpiresAt),
		MadeAt: micros(o.CreatedAt), PaidAt: micros(o.PaidAt), ChargeID: o.ChargeID, PaidAmount: o.PaidAmount, Shipping: shipping,
		Data: dataColumn(o.Data),
	}, err
}

// dataColumn writes what the author keeps with the order, NULL for nothing.
func dataColumn(data json.RawMessage) *string {
	if data == nil {
		return nil
	}
	text := string(data)
	return &text
}

// shippingColumn writes the ways of delivery, NULL for none.
func shippingColumn(s *engine.OrderShipping) (*string, error) {
	if s == nil {
		return nil, nil
	}
	data, err := json.Marshal(s)
	if err != nil {
		return nil, badMember("encode ways of delivery: %w", err)
	}
	text := string(data)
	return &text, nil
}

func (r *orderRow) order() (*engine.Order, error) {
	o := &engine.Order{
		ID: r.ID, Key: engine.SessionKey{BotID: r.BotID, ChatID: r.ChatID, UserID: r.UserID}, Flow: r.Flow, Block: r.Block,
		Gen: r.Gen, Status: engine.OrderStatus(r.Status), Title: r.Title, Currency: r.Currency, Amount: r.Amount,
		MaxTip: r.MaxTip, Provider: r.Provider, OnlyFor: r.OnlyFor, MaxPaid: r.MaxPaid, Paid: r.Paid,
		ExpiresAt: fromMicros(r.ExpiresAt), CreatedAt: fromMicros(r.MadeAt), PaidAt: fromMicros(r.PaidAt),
		ChargeID: r.ChargeID, PaidAmount: r.PaidAmount,
	}
	if r.Data != nil {
		o.Data = json.RawMessage(*r.Data)
	}
	if r.Shipping == nil {
		return o, nil
	}
	if err := json.Unmarshal([]byte(*r.Shipping), &o.Shipping); err != nil {
		return nil, fmt.Errorf("decode ways of delivery: %w", err)
	}
	return o, nil
}

// orders makes and moves the orders of a member.
func (b *batch) orders(m *host.Member) error {
	for i := range m.Orders {
		if err := b.order(m.Key.BotID, &m.Orders[i]); err != nil {
			return fmt.Errorf("change order %q: %w", m.Orders[i].ID, err)
		}
	}
	return nil
}

func (b *batch) order(botID int64, c *engine.OrderChange) error {
	g := b.tx.gorm
	if c.Create != nil {
		row, err := newOrderRow(botID, c.Create)
		if err != nil {
			return err
		}
		if err := g.Create(row).Error; err != nil {
			return err
		}
	}
	if c.To == "" && c.Charge == nil {
		return nil
	}
	var row orderRow
	err := g.Clauses(forUpdate).Where("bot_id = ? AND id = ?", botID, c.ID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return badMember("%w", engine.ErrNotFound)
	}
	if err != nil {
		return err
	}
	if c.To != "" {
		row.Status = string(c.To)
	}
	if p := c.Charge; p != nil && c.To != engine.OrderRefunded {
		row.Paid++
		row.PaidAt, row.ChargeID, row.PaidAmount = &b.nowUS, p.ChargeID, p.Amount
	}
	return g.Save(&row).Error
}

// charge asks for the payment of an order change, or its return, to be recorded; it is not if it is known already.
func (b *batch) charge(botID int64, o *engine.OrderChange) error {
	if o.Charge == nil {
		return nil
	}
	p := *o.Charge
	p.Order = nil // as the order stood before; it has a row of its own
	data, err := json.Marshal(p)
	if err != nil {
		return badMember("encode payment of order %q: %w", o.ID, err)
	}
	b.ask(addPayment, botID, p.ChargeID, o.To == engine.OrderRefunded, o.ID, p.Currency, p.Amount, b.nowUS, string(data))
	return nil
}

// Order gives an order; engine.ErrNotFound if there is none.
func (d *DB) Order(ctx context.Context, botID int64, id string) (*engine.Order, error) {
	var row orderRow
	if err := d.read.WithContext(ctx).Where("bot_id = ? AND id = ?", botID, id).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read order %q of bot %d: %w", id, botID, found(err))
	}
	o, err := row.order()
	if err != nil {
		return nil, fmt.Errorf("read order %q of bot %d: %w", id, botID, err)
	}
	return o, nil
}

// Checkout moves an order from offered to checkout; engine.ErrConflict if it stands elsewhere, engine.ErrNotFound if
// there is none.
func (d *DB) Checkout(ctx context.Context, botID int64, id string) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		res := t.gorm.Model(&orderRow{}).Where("bot_id = ? AND id = ? AND status = ?", botID, id, string(engine.OrderOffered)).
			Update("status", string(engine.OrderCheckout))
		if res.Error != nil || res.RowsAffected == 1 {
			return res.Error
		}
		if err := t.gorm.Where("bot_id = ? AND id = ?", botID, id).Take(&orderRow{}).Error; err != nil {
			return found(err)
		}
		return engine.ErrConflict
	})
	if err != nil {
		return fmt.Errorf("check out order %q of bot %d: %w", id, botID, err)
	}
	return nil
}
