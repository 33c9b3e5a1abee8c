package trigger

import (
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// payment (trigger.payment) starts its flow when money came or went back.
//
// Config: Statuses, paid, renewed (a further payment of a subscription) and refunded; Products, titles of invoices;
// Blocks, invoices; Currency; Min and Max of the amount in smallest units; Besides. Exits: next. Errors: none. Outputs:
// local.payment with order, title, block, currency, amount, price, charge_id, name, phone, email, data (what the
// invoice block kept with the order).
//
// What is bought is delivered once: a payment belongs to the invoice block that offered it, and leaves by its exits paid,
// renewed or paid_late. This trigger gets what no block takes: a payment whose block is gone, a refund of what was
// delivered, an order of another origin. With Besides it starts for the others too, in a turn of its own after that of the
// block, for what is done beside the delivery: thanks, points, a notice. Telegram reports neither failed payments nor
// disputes to bots, so that there are no statuses for them.
type payment struct {
	engine.TriggerSettings
	next

	Statuses []string `json:"statuses,omitempty" validate:"max=3,dive,oneof=paid renewed refunded" jsonschema:"enum=paid,enum=renewed,enum=refunded"`
	Products []string `json:"products,omitempty" validate:"max=100,dive,max=64" jsonschema:"maxItems=100"`
	Blocks   []string `json:"blocks,omitempty" validate:"max=100" jsonschema:"maxItems=100"`
	Currency string   `json:"currency,omitempty" validate:"max=3" jsonschema:"maxLength=3"`
	Min      int64    `json:"min,omitempty" validate:"min=0" jsonschema:"minimum=0"`
	Max      int64    `json:"max,omitempty" validate:"min=0" jsonschema:"minimum=0"`
	Besides  bool     `json:"besides,omitempty"`
}

// What becomes of money.
const (
	paidStatus     = "paid"
	renewedStatus  = "renewed"
	refundedStatus = "refunded"
)

func paymentType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	return engine.BlockType{
		Name: "trigger.payment", Version: 1, Icon: "cash", Trigger: true,
		Title: title("Payment", "Оплата"),
		Help: title(
			"Starts the flow when money came that no invoice block waits for, or when it was given back. Can also start beside the invoice blocks, for thanks and notices; what is bought is delivered by their own exits.",
			"Запускает сценарий, когда пришли деньги, которых не ждёт ни один блок счёта, или когда их вернули. Может сработать и вместе с блоками счёта — для благодарностей и уведомлений; сам товар выдают выходы этих блоков.",
		),
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.payment", Type: "object", Title: title("The payment", "Платёж")},
			{Name: "local.payment.status", Type: "text", Title: title("paid, renewed or refunded", "paid, renewed или refunded")},
			{Name: "local.payment.title", Type: "text", Title: title("What was bought", "Что куплено")},
			{Name: "local.payment.price", Type: "text", Title: title("The amount as a text", "Сумма текстом")},
			{Name: "local.payment.amount", Type: "number", Title: title("The amount in smallest units", "Сумма в наименьших единицах")},
			{Name: "local.payment.charge_id", Type: "text", Title: title("Telegram's id of the payment", "Номер платежа в Telegram")},
			{Name: "local.payment.data", Type: "any", Title: title("What the invoice block kept with the order", "Что блок счёта хранит с заказом")},
		},
		Example: `{"statuses": ["refunded"]}`,
		New:     func() engine.Block { return new(payment) },
	}
}

// Fields names the settings for forms and the reference.
func (x *payment) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "statuses", Title: engine.Text{"en": "What happened", "ru": "Что произошло"}, Help: engine.Text{
			"en": "paid: money came. renewed: a further payment of a subscription. refunded: it went back. paid if empty.",
			"ru": "paid — деньги пришли, renewed — очередной платёж подписки, refunded — возврат. Пусто — paid.",
		}},
		{Name: "products", Title: engine.Text{"en": "Products", "ru": "Товары"}, Help: engine.Text{
			"en": "Titles as on the invoice. Empty means all.", "ru": "Названия, как в счёте. Пусто — все.",
		}},
		{Name: "blocks", Title: engine.Text{"en": "Invoices", "ru": "Счета"}, Widget: "blocks", Help: engine.Text{
			"en": "Only payments of these invoice blocks. Empty means all.", "ru": "Только платежи этих блоков счёта. Пусто — всех.",
		}},
		{Name: "currency", Title: engine.Text{"en": "Currency", "ru": "Валюта"}, Help: engine.Text{
			"en": "Such as XTR for Stars, RUB or EUR. Empty means all.", "ru": "Например XTR (звёзды), RUB или EUR. Пусто — любая.",
		}},
		{Name: "min", Title: engine.Text{"en": "Amount from", "ru": "Сумма от"}, Help: engine.Text{
			"en": "In smallest units: Stars, cents, kopecks.", "ru": "В наименьших единицах: звёзды, копейки, центы.",
		}},
		{Name: "max", Title: engine.Text{"en": "Amount up to", "ru": "Сумма до"}, Help: engine.Text{
			"en": "0 or empty is without limit.", "ru": "0 или пусто — без ограничения.",
		}},
		{Name: "besides", Title: engine.Text{"en": "Beside the invoice blocks too", "ru": "И вместе с блоками счёта"}, Help: engine.Text{
			"en": "Starts also for payments that an invoice block takes, after it. Do not deliver here: the block's own exits do.",
			"ru": "Сработает и для платежей, которые принимает блок счёта, после него. Не выдавайте товар здесь: это делают выходы блока.",
		}},
	}, x.TriggerSettings.Fields()...)
}

// Defaults takes payments, and does not drop what the user is in the middle of.
func (x *payment) Defaults() {
	if len(x.Statuses) == 0 {
		x.Statuses = []string{paidStatus}
	}
	if x.WhenBusy == "" {
		x.WhenBusy = engine.BusyNest
	}
	x.Currency = strings.ToUpper(x.Currency)
}

// Check reports limits that nothing passes.
func (x *payment) Check(k *engine.Checking) {
	missing(k, nil, x.Blocks)
	repeated(k, "/statuses", x.Statuses)
	if len(x.Currency) > 0 && len(x.Currency) < 3 {
		k.Error("currency_invalid", "/currency", "%q is no currency; use XTR for Stars, or a code such as RUB", x.Currency)
	}
	if x.Max > 0 && x.Max < x.Min {
		k.Error("range_empty", "/max", "the amount cannot be from %d up to %d", x.Min, x.Max)
	}
	if x.Min+x.Max > 0 && x.Currency == "" {
		k.Warn("currency_missing", "/currency", "the amount is compared whatever its currency: 100 may be Stars or cents")
	}
}

// Keys names what it is limited to, for each status.
func (x *payment) Keys() []string {
	var limits []string
	for _, l := range []struct {
		name   string
		values []string
	}{{"product", folded(x.Products)}, {"block", x.Blocks}} {
		for _, v := range l.values {
			limits = append(limits, l.name+"="+v)
		}
	}
	if x.Currency != "" {
		limits = append(limits, x.Currency)
	}
	if x.Min+x.Max > 0 {
		limits = append(limits, strconv.FormatInt(x.Min, 10)+"-"+strconv.FormatInt(x.Max, 10))
	}
	if x.Besides {
		limits = append(limits, "beside")
	}
	keys := make([]string, len(x.Statuses))
	for i, s := range x.Statuses {
		keys[i] = strings.Join(append([]string{"payment:" + s}, limits...), " ")
	}
	return keys
}

// Accompanies reports whether it starts beside the blocks.
func (x *payment) Accompanies() bool { return x.Besides }

// Match takes money within its limits; the narrower its limits, the better it fits.
func (x *payment) Match(m *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	p := ev.Payment
	if p == nil || ev.Kind != engine.PaymentPaid && ev.Kind != engine.PaymentRefunded {
		return engine.Match{}, false
	}
	status := statusOf(ev)
	if !slices.Contains(x.Statuses, status) {
		return engine.Match{}, false
	}
	var title, block string
	if p.Order != nil {
		title, block = p.Order.Title, p.Order.Block
	}
	weight := engine.WeightKind
	for _, limit := range []struct {
		set, holds bool
		weight     int
	}{
		{x.Currency != "", p.Currency == x.Currency, 1},
		{x.Min > 0 || x.Max > 0, p.Amount >= x.Min && (x.Max == 0 || p.Amount <= x.Max), 1},
		{len(x.Products) > 0, slices.Contains(folded(x.Products), engine.Fold(title)), 2},
		{len(x.Blocks) > 0, slices.Contains(x.Blocks, block), 4},
	} {
		switch {
		case !limit.set:
		case !limit.holds:
			return engine.Match{}, false
		default:
			weight += limit.weight
		}
	}
	price, err := expr.Money(p.Amount, p.Currency, m.Lang())
	if err != nil { // a currency that is new to us
		price = strconv.FormatInt(p.Amount, 10) + " " + p.Currency
	}
	out := map[string]any{
		"status": status, "order": p.Payload, "title": title, "block": block, "currency": p.Currency,
		"amount": float64(p.Amount), "price": price, "charge_id": p.ChargeID,
		"name": p.Name, "phone": p.Phone, "email": p.Email,
	}
	if data := p.Order.DataValue(); data != nil {
		out["data"] = data
	}
	return engine.Match{Weight: weight, Outputs: engine.Values{"payment": out}}, true
}

func statusOf(ev *engine.Event) string {
	switch {
	case ev.Kind == engine.PaymentRefunded:
		return refundedStatus
	case ev.Payment.Recurring && !ev.Payment.FirstRecurring:
		return renewedStatus
	default:
		return paidStatus
	}
}
