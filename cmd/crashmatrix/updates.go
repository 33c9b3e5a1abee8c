package main

import (
	"fmt"
	"strings"
	"time"
)

// The updates of people, as Telegram writes them.

func who(person int64) string {
	return fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":"Person","username":"person%d","language_code":"en"}`, person, person)
}

func written(update, person int64, rest string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":%s,"chat":{"id":%d,"first_name":"Person","type":"private"},"date":%d,%s}}`,
		update, update, who(person), person, time.Now().Unix(), rest)
}

// words is what a person writes.
func words(update, person int64, text string) string {
	rest := `"text":"` + text + `"`
	if strings.HasPrefix(text, "/") {
		rest += fmt.Sprintf(`,"entities":[{"type":"bot_command","offset":0,"length":%d}]`, len(text))
	}
	return written(update, person, rest)
}

// press is a press of the button below a message.
func press(update, person int64, m *message) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%d","from":%s,"chat_instance":"1","message":{"message_id":%d,"chat":{"id":%d,"first_name":"Person","type":"private"},"date":%d,"text":"…"},"data":%q}}`,
		update, update, who(person), m.id, person, m.at.Unix(), m.button)
}

// checkout asks for the bot's last word before a payment.
func checkout(update, person int64, query, order string) string {
	return fmt.Sprintf(`{"update_id":%d,"pre_checkout_query":{"id":%q,"from":%s,"currency":"XTR","total_amount":%d,"invoice_payload":%q}}`,
		update, query, who(person), price, order)
}

// payment tells of money that has moved.
func payment(update, person int64, charge, order string) string {
	return written(update, person, fmt.Sprintf(`"successful_payment":{"currency":"XTR","total_amount":%d,"invoice_payload":%q,"telegram_payment_charge_id":%q,"provider_payment_charge_id":%q}`,
		price, order, charge, charge))
}

// price is that of bot.json, in Stars.
const price = 5
