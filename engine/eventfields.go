package engine

import "slices"

// EventField is one field of scope event: what expressions can read of the event that is being handled.
type EventField struct {
	Name  string
	Type  string // text, number, bool, list, object, date, any
	Kinds []EventKind
	Title Text
}

// EventFields lists the fields of scope event with the kinds of events that have them, those of all events first, which
// name no kinds. What an event does not have is nothing.
func EventFields() []EventField {
	message := []EventKind{MessageReceived, MessageEdited}
	pressed := []EventKind{ButtonPressed}
	called, answered := []EventKind{WebhookCalled}, []EventKind{WebhookCalled, CallbackReceived}
	signal := []EventKind{SignalSent}
	paid := []EventKind{PaymentPaid, PaymentRefunded}
	var out []EventField
	of := func(kinds []EventKind, name, typ, en, ru string) {
		out = append(out, EventField{Name: name, Type: typ, Kinds: kinds, Title: Text{"en": en, "ru": ru}})
	}
	of(nil, "kind", "text", "What happened, such as message or button", "Что произошло, например message или button")
	of(nil, "time", "date", "When it happened", "Когда это произошло")

	of(message, "text", "text", "Text of the message, or the caption of a photo or file", "Текст сообщения или подпись к фото или файлу")
	of(message, "message_kind", "text", "What the message is: text, photo, voice, contact and so on", "Вид сообщения: text, photo, voice, contact и так далее")
	of(slices.Concat(message, pressed), "message_id", "number", "Telegram's number of the message; of a button, the message under which it stands",
		"Номер сообщения в Telegram; для кнопки — номер сообщения, под которым она стоит")
	of(message, "command", "text", "The command without its slash", "Команда без косой черты")
	of(message, "args", "text", "What follows the command", "Что написано после команды")
	of(message, "payload", "text", "What a start link brought along", "Что передала ссылка запуска")
	of(message, "forwarded", "bool", "The message was forwarded", "Сообщение переслано")
	of(message, "reply_text", "text", "Text of the message that is answered", "Текст сообщения, на которое отвечают")
	of(message, "file", "object", "The file: id, kind, name, mime, size", "Файл: id, kind, name, mime, size")
	of(message, "files", "list", "All files of an album", "Все файлы альбома")
	of(slices.Concat(message, paid), "phone", "text", "Number of a shared contact, or that the payer gave",
		"Номер из отправленного контакта или указанный при оплате")
	of(message, "latitude", "number", "Where a shared place is, in degrees", "Широта отправленного места, в градусах")
	of(message, "longitude", "number", "Where a shared place is, in degrees", "Долгота отправленного места, в градусах")
	of(message, "web_app", "text", "Data that a Mini App sent", "Данные, которые отправило Mini App")

	of(pressed, "button", "text", "Id of the pressed button", "Идентификатор нажатой кнопки")
	of(slices.Concat(pressed, signal), "value", "any", "Value of the pressed button of a list, or of the event that a flow sent",
		"Значение нажатой кнопки списка или события, которое отправил сценарий")
	of(slices.Concat(pressed, signal), "data", "any", "Of a button, the same as value; of a flow's event, its data", "Для кнопки — то же, что value; для события сценария — его данные")
	of(pressed, "label", "text", "What stands on the button", "Надпись на кнопке")

	of(slices.Concat(called, paid, signal), "name", "text", "Name of the webhook or of the flow's event; of a payment, the name that the payer gave",
		"Имя вебхука или события сценария; для оплаты — имя, указанное плательщиком")
	of(answered, "method", "text", "Method of the call, such as POST", "Метод вызова, например POST")
	of(answered, "body", "any", "What was sent", "Что прислали")
	of(answered, "query", "object", "Parameters of the address", "Параметры адреса")
	of(answered, "headers", "object", "Headers, their names in small letters", "Заголовки, имена строчными буквами")

	of(paid, "currency", "text", "Currency, such as EUR, or XTR for Stars", "Валюта, например RUB, или XTR для Stars")
	of(paid, "amount", "number", "Sum in the smallest unit of the currency", "Сумма в мельчайших единицах валюты")
	of(paid, "charge_id", "text", "Telegram's number of the payment", "Номер платежа в Telegram")
	of(paid, "order_id", "text", "Id of the order", "Идентификатор заказа")
	of(paid, "recurring", "bool", "A payment of a subscription", "Платёж по подписке")
	of(paid, "shipping", "text", "Id of the delivery that the payer chose", "Идентификатор доставки, которую выбрал плательщик")
	of(paid, "address", "text", "Where to deliver, as the payer gave it", "Куда доставить, как указал плательщик")
	of(paid, "email", "text", "E-mail address that the payer gave", "Почта, указанная плательщиком")

	moved := []EventKind{MemberChanged}
	of(moved, "old", "text", "Standing before, in Telegram's words", "Прежний статус, словами Telegram")
	of(moved, "new", "text", "Standing now, such as member or kicked", "Новый статус, например member или kicked")
	of(moved, "member_id", "number", "Whose standing changed: Telegram's id", "Чей статус изменился: id в Telegram")
	of(moved, "member_name", "text", "Whose standing changed: the first name", "Чей статус изменился: имя")

	failed := []EventKind{RunFailed}
	of(failed, "code", "text", "Code of the trouble, such as http_timeout", "Код сбоя, например http_timeout")
	of(failed, "message", "text", "What went wrong", "Что случилось")
	of(failed, "flow", "text", "Flow in which it happened", "Сценарий, в котором это случилось")
	of(failed, "block", "text", "Block at which it happened", "Блок, на котором это случилось")
	of(failed, "http_status", "number", "Status of the outside answer, 0 for none", "Статус внешнего ответа, 0 — ответа не было")

	of(signal, "from", "number", "Telegram's number of the user in whose flow the event was sent", "Номер пользователя, в сценарии которого отправлено событие")

	of([]EventKind{FlowStarted}, "args", "object", "Arguments with which the flow was started", "Аргументы, с которыми запущен сценарий")
	return out
}
