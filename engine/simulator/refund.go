package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Refund has the person get the newest payment in Stars back that was not given back yet, as the bot's owner does it with
// tools of Telegram.
func (p *Person) Refund(ctx context.Context) error {
	return p.world.act(func() error {
		charge, err := p.newestCharge(ctx)
		if err != nil {
			return err
		}
		_, err = p.world.call(ctx, "refundStarPayment", map[string]any{"user_id": p.ID(), "telegram_payment_charge_id": charge})
		return err
	})
}

// newestCharge is the id of the payment that Refund is about.
func (p *Person) newestCharge(ctx context.Context) (string, error) {
	result, err := p.world.call(ctx, "getStarTransactions", nil)
	if err != nil {
		return "", err
	}
	type partner struct {
		User struct {
			ID int64 `json:"id"`
		} `json:"user"`
	}
	var list struct {
		Transactions []struct {
			ID       string   `json:"id"`
			Source   *partner `json:"source"`
			Receiver *partner `json:"receiver"` // of a refund, which has the id of its payment
		} `json:"transactions"`
	}
	if err := json.Unmarshal(result, &list); err != nil {
		return "", fmt.Errorf("read payments: %w", err)
	}
	back := map[string]bool{}
	for _, t := range slices.Backward(list.Transactions) {
		switch {
		case t.Receiver != nil:
			back[t.ID] = true
		case t.Source != nil && t.Source.User.ID == p.ID() && !back[t.ID]:
			return t.ID, nil
		}
	}
	return "", errors.New("there is no payment in Stars to give back")
}

// call performs a method of the Bot API that is not the bot's doing.
func (w *World) call(ctx context.Context, method string, params map[string]any) (json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	for name, v := range params {
		data, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("encode %s of %s: %w", name, method, err)
		}
		fields[name] = data
	}
	result, err := w.server.Call(ctx, botToken, method, fields, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	return result, nil
}
