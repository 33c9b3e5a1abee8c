package engine

import (
	"encoding/json"
	"time"
)

// OrderStatus is where an order stands.
type OrderStatus string

// The states of an order: created → offered → checkout → paid → delivered, or one of the other ends.
const (
	OrderCreated   OrderStatus = "created"
	OrderOffered   OrderStatus = "offered"
	OrderCheckout  OrderStatus = "checkout"
	OrderPaid      OrderStatus = "paid"
	OrderDelivered OrderStatus = "delivered"
	OrderExpired   OrderStatus = "expired"
	OrderCancelled OrderStatus = "cancelled"
	OrderFailed    OrderStatus = "failed"
	OrderRefunded  OrderStatus = "refunded"
	OrderDisputed  OrderStatus = "disputed"
)

// Order is one sale. It lives in its own row, so that money outlives sessions.
type Order struct {
	ID         string          `json:"id"` // the invoice payload
	Key        SessionKey      `json:"key"`
	Flow       string          `json:"flow"`
	Block      string          `json:"block"`
	Gen        int64           `json:"gen"` // of the wait that offered it
	Status     OrderStatus     `json:"status"`
	Title      string          `json:"title"`
	Currency   string          `json:"currency"`
	Amount     int64           `json:"amount"` // minor units, without tips and delivery
	MaxTip     int64           `json:"max_tip,omitempty"`
	Provider   string          `json:"provider,omitempty"`
	Shipping   *OrderShipping  `json:"shipping,omitempty"`    // nil for what is not delivered, or at no price of its own
	OnlyFor    int64           `json:"only_for,omitempty"`    // user id that may pay; 0 for anybody
	MaxPaid    int             `json:"max_paid,omitempty"`    // payments accepted; 0 means 1
	Paid       int             `json:"paid,omitempty"`        // payments so far
	Data       json.RawMessage `json:"data,omitempty"`        // what the author keeps with it, JSON; nil for nothing
	ExpiresAt  time.Time       `json:"expires_at,omitzero"`   // UTC; zero for never
	CreatedAt  time.Time       `json:"created_at"`            // UTC
	PaidAt     time.Time       `json:"paid_at,omitzero"`      // UTC
	ChargeID   string          `json:"charge_id,omitempty"`   // Telegram's, of the last payment
	PaidAmount int64           `json:"paid_amount,omitempty"` // of the last payment, with tip and delivery
}

// DataValue is Data as expressions see it; nil for nothing.
func (o *Order) DataValue() any {
	var v any
	if o == nil || json.Unmarshal(o.Data, &v) != nil {
		return nil
	}
	return v
}

// OrderChange is what a turn does to an order; it is applied in the turn's commit.
type OrderChange struct {
	ID     string      `json:"id"`
	Create *Order      `json:"create,omitempty"` // makes the order
	To     OrderStatus `json:"to,omitempty"`
	Charge *Payment    `json:"charge,omitempty"` // the payment that is recorded with it
}
