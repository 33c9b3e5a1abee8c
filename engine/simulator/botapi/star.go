package botapi

// RefundedPayment is the Bot API's RefundedPayment.
type RefundedPayment struct {
	Currency         string `json:"currency"`
	TotalAmount      int64  `json:"total_amount"`
	Payload          string `json:"invoice_payload"`
	ChargeID         string `json:"telegram_payment_charge_id"`
	ProviderChargeID string `json:"provider_payment_charge_id,omitempty"`
}

// starTransaction is the Bot API's StarTransaction. A refund repeats the id of
// its payment with a receiver.
type starTransaction struct {
	ID       string       `json:"id"`
	Amount   int64        `json:"amount"`
	Date     int64        `json:"date"`
	Source   *starPartner `json:"source,omitempty"`
	Receiver *starPartner `json:"receiver,omitempty"`

	person *Person
}

// starPartner is the Bot API's TransactionPartnerUser.
type starPartner struct {
	Type            string `json:"type"`
	TransactionType string `json:"transaction_type"`
	User            User   `json:"user"`
	Payload         string `json:"invoice_payload,omitempty"`
	Period          int64  `json:"subscription_period,omitempty"` // seconds
}

// book enters a payment in Stars.
func (b *bot) book(p *Person, inv *invoice, sp *SuccessfulPayment) {
	partner := &starPartner{Type: "user", TransactionType: "invoice_payment", User: p.user, Payload: inv.payload}
	if inv.subscription {
		partner.Period = subscriptionPeriod
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.balance += sp.TotalAmount
	b.ledger = append(b.ledger, starTransaction{
		ID: sp.ChargeID, Amount: sp.TotalAmount, Date: b.server.now().Unix(), Source: partner, person: p,
	})
}

func refundStarPayment(b *bot, r *request) (any, *Error) {
	user := r.integer("user_id")
	if user <= 0 {
		return nil, badRequest("invalid user_id specified")
	}
	charge, err := r.required("telegram_payment_charge_id")
	if err != nil {
		return nil, err
	}
	paid, err := b.bookRefund(user, charge)
	if err != nil {
		return nil, err
	}
	c := b.privateChat(paid.person)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, m := range c.messages {
		if m.InvoiceState == InvoicePaid && m.charge == charge {
			shown := *m
			shown.InvoiceState = InvoiceRefunded
			c.messages[i] = &shown
		}
	}
	from := b.user
	m := &Message{From: &from, Refunded: &RefundedPayment{
		Currency: stars, TotalAmount: paid.Amount, Payload: paid.Source.Payload, ChargeID: charge,
		ProviderChargeID: charge,
	}}
	c.postLocked(m)
	b.queue.add("message", "message", c.info.ID, messageLife, m)
	return true, nil
}

// bookRefund finds the payment and books it back.
func (b *bot) bookRefund(user int64, charge string) (starTransaction, *Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paid starTransaction
	for _, t := range b.ledger {
		switch {
		case t.ID != charge:
		case t.Receiver != nil:
			return starTransaction{}, badRequest("CHARGE_ALREADY_REFUNDED")
		case t.person.user.ID == user:
			paid = t
		}
	}
	switch {
	case paid.ID == "":
		return starTransaction{}, badRequest("CHARGE_ID_INVALID")
	case b.balance < paid.Amount:
		return starTransaction{}, badRequest("BALANCE_TOO_LOW")
	}
	b.balance -= paid.Amount
	back := paid
	back.Source, back.Receiver, back.Date = nil, paid.Source, b.server.now().Unix()
	b.ledger = append(b.ledger, back)
	return paid, nil
}

func getStarTransactions(b *bot, r *request) (any, *Error) {
	offset, limit := int(r.integer("offset")), int(r.integer("limit"))
	if r.str("limit") == "" {
		limit = 100
	}
	limit = min(max(limit, 1), 100)
	b.mu.RLock()
	defer b.mu.RUnlock()
	from := min(max(offset, 0), len(b.ledger))
	to := min(from+limit, len(b.ledger))
	page := append([]starTransaction{}, b.ledger[from:to]...)
	return struct {
		Transactions []starTransaction `json:"transactions"`
	}{page}, nil
}

func getMyStarBalance(b *bot, _ *request) (any, *Error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return struct {
		Amount int64 `json:"amount"`
	}{b.balance}, nil
}
