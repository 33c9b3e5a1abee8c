package botapi_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// checkoutID takes the pre_checkout_query of invoiceWith("") out of the queue.
func checkoutID(t *testing.T, b *bundle) string {
	t.Helper()
	raw, ok := b.next(t)["pre_checkout_query"]
	if !ok {
		t.Fatal("the next update is no pre_checkout_query")
	}
	var q map[string]any
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	id := q["id"].(string)
	delete(q, "id")
	got, _ := json.Marshal(q)
	sameJSON(t, string(got), `{"from":`+annJSON+`,"currency":"XTR","total_amount":5,"invoice_payload":"p"}`)
	return id
}

func TestPay_StarsFromInvoiceToRefund(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(""))
	p, err := b.ann.Pay(token, 2)
	if err != nil {
		t.Fatal(err)
	}
	if out := p.Outcome(); out != (botapi.PaymentOutcome{State: botapi.PaymentWaiting}) {
		t.Errorf("before the answer: %+v", out)
	}
	id := checkoutID(t, b)
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+id+`","ok":true}`)
	out := p.Outcome()
	if want := (botapi.PaymentOutcome{State: botapi.PaymentPaid, ChargeID: out.ChargeID, MessageID: 3}); out != want || out.ChargeID == "" {
		t.Errorf("got %+v, want %+v", out, want)
	}
	sameJSON(t, string(b.next(t)["message"]), `{"message_id":3,"from":`+annJSON+`,"date":`+date+`,"chat":`+chatJSON+`,
		"successful_payment":{"currency":"XTR","total_amount":5,"invoice_payload":"p",
		"telegram_payment_charge_id":"`+out.ChargeID+`","provider_payment_charge_id":"`+out.ChargeID+`"}}`)
	if state := b.ann.Screen(token)[1].InvoiceState; state != botapi.InvoicePaid {
		t.Errorf("the invoice is %s", state)
	}
	if _, err := b.ann.Pay(token, 2); err == nil {
		t.Error("an invoice message can be paid once")
	}
	_, err = b.call(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+id+`","ok":true}`)
	if got := refusal(t, err); got != "Bad Request: query is too old and response timeout expired or query ID is invalid" {
		t.Errorf("second answer: %q", got)
	}

	sameJSON(t, string(b.must(t, "getMyStarBalance", `{}`)), `{"amount":5}`)
	refund := `{"user_id":77,"telegram_payment_charge_id":"` + out.ChargeID + `"}`
	b.must(t, "refundStarPayment", refund)
	_, err = b.call(t, "refundStarPayment", refund)
	if got := refusal(t, err); got != "Bad Request: CHARGE_ALREADY_REFUNDED" {
		t.Errorf("second refund: %q", got)
	}
	if state := b.ann.Screen(token)[1].InvoiceState; state != botapi.InvoiceRefunded {
		t.Errorf("the invoice is %s", state)
	}
	partner := `{"type":"user","transaction_type":"invoice_payment","user":` + annJSON + `,"invoice_payload":"p"}`
	sameJSON(t, string(b.must(t, "getStarTransactions", `{}`)), `{"transactions":[
		{"id":"`+out.ChargeID+`","amount":5,"date":`+date+`,"source":`+partner+`},
		{"id":"`+out.ChargeID+`","amount":5,"date":`+date+`,"receiver":`+partner+`}]}`)
	sameJSON(t, string(b.must(t, "getStarTransactions", `{"offset":1,"limit":1}`)), `{"transactions":[
		{"id":"`+out.ChargeID+`","amount":5,"date":`+date+`,"receiver":`+partner+`}]}`)
}

func TestPay_RefusedByTheBot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(""))
	p, err := b.ann.Pay(token, 2)
	if err != nil {
		t.Fatal(err)
	}
	id := checkoutID(t, b)
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+id+`","ok":false,"error_message":"Sold out"}`)
	out, err := p.Wait(t.Context())
	if want := (botapi.PaymentOutcome{State: botapi.PaymentRefused, ErrorMessage: "Sold out"}); err != nil || out != want {
		t.Errorf("got %+v, %v; want %+v", out, err, want)
	}
	if _, ok := b.Next(token); ok {
		t.Error("there is an update after a refusal")
	}
}

func TestPay_TheBotHasTenSeconds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(""))
	p, err := b.ann.Pay(token, 2)
	if err != nil {
		t.Fatal(err)
	}
	id := checkoutID(t, b)
	b.clock.Advance(10*time.Second + time.Millisecond)
	_, err = b.call(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+id+`","ok":true}`)
	if got := refusal(t, err); got != "Bad Request: query is too old and response timeout expired or query ID is invalid" {
		t.Errorf("late answer: %q", got)
	}
	if out, err := p.Wait(t.Context()); err != nil || out != (botapi.PaymentOutcome{State: botapi.PaymentTimedOut}) {
		t.Errorf("got %+v, %v", out, err)
	}
	if _, err := b.ann.Pay(token, 2); err != nil {
		t.Errorf("the invoice may be tried again: %v", err)
	}
}

func TestPay_MoneyMayTakeItsTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(""))
	p, err := b.ann.PayWith(token, 2, botapi.PayOptions{Hold: true})
	if err != nil {
		t.Fatal(err)
	}
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+checkoutID(t, b)+`","ok":true}`)
	b.clock.Advance(time.Hour)
	if out := p.Outcome(); out != (botapi.PaymentOutcome{State: botapi.PaymentWaiting}) {
		t.Errorf("the money is held, and yet: %+v", out)
	}
	p.Release()
	if out := p.Outcome(); out.State != botapi.PaymentPaid {
		t.Errorf("got %+v after the money came", out)
	}
	if _, ok := b.next(t)["message"]; !ok {
		t.Error("the bot was not told of the money")
	}
}

func TestPay_MoneyMayFailAfterTheBotAgreed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(""))
	p, err := b.ann.PayWith(token, 2, botapi.PayOptions{Decline: true})
	if err != nil {
		t.Fatal(err)
	}
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+checkoutID(t, b)+`","ok":true}`)
	if out := p.Outcome(); out != (botapi.PaymentOutcome{State: botapi.PaymentDeclined}) {
		t.Errorf("got %+v", out)
	}
	if state := b.ann.Screen(token)[1].InvoiceState; state != botapi.InvoiceOpen {
		t.Errorf("the invoice is %s", state)
	}
}

func TestPay_ProviderWithShippingAndTip(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendInvoice", invoiceWith(`"currency":"USD","provider_token":"1:TEST:2","is_flexible":true,"need_email":true,"max_tip_amount":3`))
	if _, err := b.ann.PayWith(token, 2, botapi.PayOptions{Tip: 4}); err == nil {
		t.Error("a tip over the limit was taken")
	}
	p, err := b.ann.PayWith(token, 2, botapi.PayOptions{Tip: 3, ShippingOption: "slow"})
	if err != nil {
		t.Fatal(err)
	}
	var q struct {
		ID      string         `json:"id"`
		Payload string         `json:"invoice_payload"`
		Address botapi.Address `json:"shipping_address"`
	}
	if err := json.Unmarshal(b.next(t)["shipping_query"], &q); err != nil {
		t.Fatal(err)
	}
	if q.Payload != "p" || q.Address.CountryCode != "GB" {
		t.Errorf("shipping query %+v", q)
	}
	b.must(t, "answerShippingQuery", `{"shipping_query_id":"`+q.ID+`","ok":true,"shipping_options":[
		{"id":"fast","title":"F","prices":[{"label":"f","amount":50}]},{"id":"slow","title":"S","prices":[{"label":"s","amount":2}]}]}`)
	var checkout struct {
		ID    string            `json:"id"`
		Total int64             `json:"total_amount"`
		Ship  string            `json:"shipping_option_id"`
		Info  *botapi.OrderInfo `json:"order_info"`
	}
	if err := json.Unmarshal(b.next(t)["pre_checkout_query"], &checkout); err != nil {
		t.Fatal(err)
	}
	if checkout.Total != 10 || checkout.Ship != "slow" || checkout.Info == nil || checkout.Info.Email == "" {
		t.Errorf("pre-checkout %+v", checkout)
	}
	b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+checkout.ID+`","ok":true}`)
	paid := message(t, b.next(t)["message"]).Paid
	if paid.TotalAmount != 10 || paid.ShippingOptionID != "slow" || paid.ChargeID == paid.ProviderChargeID {
		t.Errorf("paid %+v", paid)
	}
	if out := p.Outcome(); out.State != botapi.PaymentPaid {
		t.Errorf("got %+v", out)
	}
	sameJSON(t, string(b.must(t, "getMyStarBalance", `{}`)), `{"amount":0}`)
}

func TestPay_SubscriptionLinkRenews(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var link string
	raw := b.must(t, "createInvoiceLink", `{"title":"T","description":"D","payload":"p","currency":"XTR","prices":[{"label":"L","amount":5}],"subscription_period":2592000}`)
	if err := json.Unmarshal(raw, &link); err != nil {
		t.Fatal(err)
	}
	var charges []string
	for range 2 { // a link can be paid many times
		p, err := b.ann.PayLink(token, link, botapi.PayOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b.must(t, "answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+checkoutID(t, b)+`","ok":true}`)
		first := message(t, b.next(t)["message"]).Paid
		if !first.IsRecurring || !first.IsFirstRecurring || first.ExpirationDate != b.clock.Now().Unix()+2592000 {
			t.Errorf("first payment %+v", first)
		}
		charges = append(charges, p.Outcome().ChargeID)
	}
	b.clock.Advance(30 * 24 * time.Hour)
	again, err := b.ann.Renew(token, 2)
	if err != nil {
		t.Fatal(err)
	}
	renewal := message(t, b.next(t)["message"]).Paid
	if !renewal.IsRecurring || renewal.IsFirstRecurring || renewal.ChargeID != again {
		t.Errorf("renewal %+v", renewal)
	}
	distinct := map[string]bool{charges[0]: true, charges[1]: true, again: true}
	if len(distinct) != 3 {
		t.Errorf("charges %v and %s are not distinct", charges, again)
	}
}

func TestPress_EveryKindOfButton(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"inline_keyboard":[
		[{"text":"data","callback_data":"d"},{"text":"url","url":"https://x.com"}],
		[{"text":"app","web_app":{"url":"https://a.com"}},{"text":"copy","copy_text":{"text":"c"}}],
		[{"text":"inline","switch_inline_query_current_chat":"q"}]]}}`)
	b.must(t, "sendInvoice", invoiceWith(`"reply_markup":{"inline_keyboard":[[{"text":"pay","pay":true}]]}`))
	got := map[string]string{}
	for _, label := range []string{"data", "url", "app", "copy", "inline"} {
		pressed, err := b.ann.Press(token, 2, label)
		if err != nil {
			t.Fatal(err)
		}
		inlineQuery := ""
		if pressed.InlineQuery != nil {
			inlineQuery = *pressed.InlineQuery
		}
		got[label] = fmt.Sprintf("%t|%s|%s|%s|%s", pressed.CallbackQueryID != "", pressed.URL, pressed.WebApp, pressed.Copied, inlineQuery)
	}
	want := map[string]string{
		"data": "true||||", "url": "false|https://x.com|||", "app": "false||https://a.com||", "copy": "false|||c|",
		"inline": "false||||q",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if pressed, err := b.ann.PressAt(token, 3, 0, 0); err != nil || pressed.Payment == nil {
		t.Errorf("pay button: %+v, %v", pressed, err)
	}
	if _, err := b.ann.Press(token, 2, "nothing"); err == nil {
		t.Error("a button that is not there was pressed")
	}
	if _, err := b.ann.PressAt(token, 2, 0, 2); err == nil {
		t.Error("a place without a button was pressed")
	}
}
