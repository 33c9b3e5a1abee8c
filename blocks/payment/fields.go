package payment

import "github.com/scenarist/scenarist/engine"

// Fields names the settings of an invoice.
func (*invoice) Fields() []engine.Field {
	return []engine.Field{
		{Name: "title", Title: engine.Text{"en": "Title", "ru": "Название"}, Help: engine.Text{
			"en": "What is sold, up to 32 characters.",
			"ru": "Что продаётся, до 32 символов.",
		}},
		{Name: "description", Title: engine.Text{"en": "Description", "ru": "Описание"}, Help: engine.Text{
			"en": "A sentence or two, up to 255 characters; the title if you leave it out.",
			"ru": "Одно-два предложения, до 255 символов; если пусто — название.",
		}},
		{Name: "photo", Title: engine.Text{"en": "Photo", "ru": "Фото"}, Help: engine.Text{
			"en": "Web address of a picture for Telegram's invoice.",
			"ru": "Веб-адрес картинки для счёта Telegram.",
		}},
		{Name: "currency", Title: engine.Text{"en": "Currency", "ru": "Валюта"}, Help: engine.Text{
			"en": "XTR for Stars, which is the usual one, or a code such as EUR. It may depend on the user if there is a price list.",
			"ru": "XTR — звёзды, так по умолчанию, или код, например RUB. Может зависеть от пользователя, если есть список цен.",
		}},
		{Name: "goods", Title: engine.Text{"en": "What is sold", "ru": "Что продаётся"}, Help: engine.Text{
			"en": "digital is what is used on a screen, such as files, lessons and access: Telegram wants Stars for it. physical is a thing, service is work off the screen, such as a haircut: these may be paid in any currency. digital if you leave it out and Telegram asks for no address.",
			"ru": "digital — то, чем пользуются на экране: файлы, уроки, доступ; за это Telegram требует звёзды. physical — вещь, service — услуга вне экрана, например стрижка: их можно оплатить в любой валюте. Если пусто и Telegram не спрашивает адрес — digital.",
		}},
		{Name: "amount", Title: engine.Text{"en": "Price", "ru": "Цена"}, Help: engine.Text{
			"en": "In the smallest units: whole Stars, cents, kopecks. A number, or a value such as {{ session.price }}.",
			"ru": "В наименьших единицах: звёзды, копейки, центы. Число или значение, например {{ session.price }}.",
		}},
		{Name: "lines", Title: engine.Text{"en": "Lines", "ru": "Позиции"}, Help: engine.Text{
			"en": "Several positions that are added up, not for Stars. A discount has a price below zero.",
			"ru": "Несколько позиций, которые складываются; не для звёзд. Скидка — позиция с ценой меньше нуля.",
		}},
		{Name: "prices", Title: engine.Text{"en": "Price list", "ru": "Список цен"}, Help: engine.Text{
			"en": "A price for each currency.",
			"ru": "Своя цена для каждой валюты.",
		}},
		{Name: "provider", Title: engine.Text{"en": "Payment provider", "ru": "Платёжный провайдер"}, Help: engine.Text{
			"en": "Name of the secret with the token that @BotFather gave for the provider. Not for Stars.",
			"ru": "Имя секрета с токеном провайдера от @BotFather. Не для звёзд.",
		}},
		{Name: "max_tip", Title: engine.Text{"en": "Largest tip", "ru": "Предел чаевых"}, Help: engine.Text{
			"en": "In smallest units; zero for no tips.",
			"ru": "В наименьших единицах; ноль — без чаевых.",
		}},
		{Name: "tips", Title: engine.Text{"en": "Suggested tips", "ru": "Варианты чаевых"}, Help: engine.Text{
			"en": "Up to four amounts, each larger than the one before.",
			"ru": "До четырёх сумм по возрастанию.",
		}},
		{Name: "need_name", Title: engine.Text{"en": "Ask for the name", "ru": "Спросить имя"}, Help: engine.Text{
			"en": "The user must give a full name to pay.",
			"ru": "Для оплаты нужно указать полное имя.",
		}},
		{Name: "need_phone", Title: engine.Text{"en": "Ask for the phone", "ru": "Спросить телефон"}, Help: engine.Text{
			"en": "The user must give a phone number to pay.",
			"ru": "Для оплаты нужно указать телефон.",
		}},
		{Name: "need_email", Title: engine.Text{"en": "Ask for the e-mail", "ru": "Спросить почту"}, Help: engine.Text{
			"en": "The user must give an e-mail address to pay.",
			"ru": "Для оплаты нужно указать почту.",
		}},
		{Name: "need_address", Title: engine.Text{"en": "Ask for the address", "ru": "Спросить адрес"}, Help: engine.Text{
			"en": "The user must give a shipping address to pay.",
			"ru": "Для оплаты нужно указать адрес доставки.",
		}},
		{Name: "send_phone", Title: engine.Text{"en": "Phone for the provider", "ru": "Телефон провайдеру"}, Help: engine.Text{
			"en": "The provider gets the phone number, such as for a receipt.",
			"ru": "Провайдер получит телефон, например для чека.",
		}},
		{Name: "send_email", Title: engine.Text{"en": "E-mail for the provider", "ru": "Почта провайдеру"}, Help: engine.Text{
			"en": "The provider gets the e-mail address, such as for a receipt.",
			"ru": "Провайдер получит почту, например для чека.",
		}},
		{Name: "shipping", Title: engine.Text{"en": "Ways of delivery", "ru": "Способы доставки"}, Help: engine.Text{
			"en": "The user picks one after giving the address, and its price is added. Not for Stars.",
			"ru": "Пользователь выбирает один, указав адрес, и его цена прибавляется. Не для звёзд.",
		}},
		{Name: "no_shipping_text", Title: engine.Text{"en": "Words where nothing is delivered", "ru": "Слова, если не доставляем"}, Help: engine.Text{
			"en": "What the user reads whose country no way of delivery leads to.",
			"ru": "Что увидит пользователь, в чью страну доставки нет.",
		}},
		{Name: "provider_data", Title: engine.Text{"en": "Data for the provider", "ru": "Данные для провайдера"}, Help: engine.Text{
			"en": "What the provider asks for besides, such as a fiscal receipt.",
			"ru": "Что ещё нужно провайдеру, например данные фискального чека.",
		}},
		{Name: "data", Title: engine.Text{"en": "Kept with the order", "ru": "Хранить с заказом"}, Help: engine.Text{
			"en": "What the bot is to know when the money comes, such as a number or what was bought: local.order.data gives it back, also for money that comes late. The user does not see it.",
			"ru": "Что бот должен знать, когда придут деньги, например номер или что куплено: это вернёт local.order.data, в том числе при опоздавшей оплате. Пользователь этого не видит.",
		}},
		{Name: "lifetime", Title: engine.Text{"en": "Open for", "ru": "Срок"}, Help: engine.Text{
			"en": "How long the offer can be paid, 15 minutes if nothing is said.",
			"ru": "Сколько времени можно оплатить, по умолчанию 15 минут.",
		}},
		{Name: "style", Title: engine.Text{"en": "Look", "ru": "Вид"}, Help: engine.Text{
			"en": "invoice is Telegram's own; card is a message that shows the time left and, at the end, what became of it.",
			"ru": "invoice — счёт Telegram; card — сообщение, которое показывает остаток времени и чем всё кончилось.",
		}},
		{Name: "text", Title: engine.Text{"en": "Text of the card", "ru": "Текст карточки"}, Help: engine.Text{
			"en": "Title, price and description if you leave it out.",
			"ru": "Если пусто — название, цена и описание.",
		}},
		{Name: "pay_label", Title: engine.Text{"en": "Label of the pay button", "ru": "Надпись на кнопке оплаты"}, Help: engine.Text{
			"en": "Pay with the price if you leave it out.",
			"ru": "Если пусто — «Оплатить» с ценой.",
		}},
		{Name: "cancel", Title: engine.Text{"en": "Cancel button", "ru": "Кнопка отмены"}, Help: engine.Text{
			"en": "Under the pay button; leaves by Cancelled.",
			"ru": "Под кнопкой оплаты; ведёт в «Отменено».",
		}},
		{Name: "cancel_label", Title: engine.Text{"en": "Label of the Cancel button", "ru": "Надпись на кнопке отмены"}, Help: engine.Text{
			"en": "Cancel if you leave it out.",
			"ru": "Если пусто — «Отмена».",
		}},
		{Name: "anyone", Title: engine.Text{"en": "Anybody may pay", "ru": "Оплатить может любой"}, Help: engine.Text{
			"en": "Otherwise only the user to whom it was offered.",
			"ru": "Иначе только тот, кому предложено.",
		}},
		{Name: "max_payments", Title: engine.Text{"en": "How many payments", "ru": "Сколько оплат"}, Help: engine.Text{
			"en": "How often this one offer may be paid, such as in a group; once if nothing is said.",
			"ru": "Сколько раз можно оплатить это предложение, например в группе; по умолчанию один раз.",
		}},
		{Name: "subscription", Title: engine.Text{"en": "Subscription", "ru": "Подписка"}, Help: engine.Text{
			"en": "Stars every 30 days until the user stops it. Each renewal leaves by Renewed.",
			"ru": "Звёзды каждые 30 дней, пока пользователь не отменит. Каждое продление ведёт в «Продлено».",
		}},
		{Name: "paid_text", Title: engine.Text{"en": "Words when paid", "ru": "Слова после оплаты"}, Help: engine.Text{
			"en": "On the card; as a message of its own for Telegram's invoice, if you write it.",
			"ru": "На карточке; для счёта Telegram — отдельным сообщением, если заполнено.",
		}},
		{Name: "expired_text", Title: engine.Text{"en": "Words when expired", "ru": "Слова после срока"}, Help: engine.Text{
			"en": "What the user reads when the time is over.",
			"ru": "Что увидит пользователь, когда срок выйдет.",
		}},
		{Name: "cancelled_text", Title: engine.Text{"en": "Words when cancelled", "ru": "Слова после отмены"}, Help: engine.Text{
			"en": "What the user reads after pressing Cancel.",
			"ru": "Что увидит пользователь, нажав «Отмена».",
		}},
		{Name: "save_to", Title: engine.Text{"en": "Save the order", "ru": "Сохранить заказ"}, Help: engine.Text{
			"en": "Variable that gets the paid order: id, amount, price, tip, charge_id, name, phone, email, shipping, address, data.",
			"ru": "Переменная для оплаченного заказа: id, amount, price, tip, charge_id, name, phone, email, shipping, address, data.",
		}},
	}
}

// Fields names the settings of a line.
func (*line) Fields() []engine.Field {
	return []engine.Field{
		{Name: "label", Title: engine.Text{"en": "Label", "ru": "Название"}, Help: engine.Text{
			"en": "What the user reads.",
			"ru": "Что увидит пользователь.",
		}},
		{Name: "amount", Title: engine.Text{"en": "Price", "ru": "Цена"}, Help: engine.Text{
			"en": "In the smallest units; below zero for a discount.",
			"ru": "В наименьших единицах; меньше нуля для скидки.",
		}},
	}
}

// Fields names the settings of a way of delivery.
func (*way) Fields() []engine.Field {
	return []engine.Field{
		{Name: "id", Title: engine.Text{"en": "Short name", "ru": "Короткое имя"}, Help: engine.Text{
			"en": "For conditions, such as post: small letters, digits, _ and -.",
			"ru": "Для условий, например post: строчные латинские буквы, цифры, _ и -.",
		}},
		{Name: "title", Title: engine.Text{"en": "Title", "ru": "Название"}, Help: engine.Text{
			"en": "What the user picks from.",
			"ru": "Из чего выбирает пользователь.",
		}},
		{Name: "amount", Title: engine.Text{"en": "Price", "ru": "Цена"}, Help: engine.Text{
			"en": "In the smallest units, on top of the invoice; 0 is free. A number, or a value such as {{ session.total > 5000 ? 0 : 300 }}.",
			"ru": "В наименьших единицах, сверх счёта; 0 — бесплатно. Число или значение, например {{ session.total > 5000 ? 0 : 300 }}.",
		}},
		{Name: "countries", Title: engine.Text{"en": "Countries", "ru": "Страны"}, Help: engine.Text{
			"en": "Where it leads to, two letters each such as DE; everywhere if you leave it out.",
			"ru": "Куда доставляет, по две буквы, например RU; если пусто — везде.",
		}},
	}
}
