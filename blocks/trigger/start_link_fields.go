package trigger

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (l *startLink) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "code", Title: engine.Text{"en": "Code", "ru": "Код"}, Help: engine.Text{
			"en": "What follows ?start= in the link: letters A-Z, a-z, digits, _ and -, up to 64.", "ru": "То, что в ссылке после ?start=: латинские буквы, цифры, _ и -, до 64.",
		}},
		{Name: "match", Title: engine.Text{"en": "How to compare", "ru": "Как сравнивать"}, Help: engine.Text{
			"en": "exact: the code is this one. prefix: it begins with it. pattern: the pattern fits.", "ru": "exact — код именно такой, prefix — начинается с него, pattern — отвечает шаблону.",
		}},
		{Name: "pattern", Title: engine.Text{"en": "Pattern", "ru": "Шаблон"}, Widget: "pattern", Help: engine.Text{
			"en": "Regular expression; its groups are the parts.", "ru": "Регулярное выражение; его группы — это части.",
		}},
		{Name: "separator", Title: engine.Text{"en": "Between the parts", "ru": "Между частями"}, Help: engine.Text{
			"en": "The sign at which what follows the beginning is split: _ or -.", "ru": "Знак, по которому делится то, что идёт за началом: _ или -.",
		}},
		{Name: "parts", Title: engine.Text{"en": "Parts of the code", "ru": "Части кода"}, Help: engine.Text{
			"en": "Names and types of what follows the beginning, such as the id of who invited. A code with other parts does not fit.",
			"ru": "Имена и типы того, что идёт за началом, например id пригласившего. Код с другими частями не подойдёт.",
		}},
		{Name: "source", Title: engine.Text{"en": "Source", "ru": "Источник"}, Help: engine.Text{
			"en": "Where people come from by this link: instagram, flyer.", "ru": "Откуда приходят по этой ссылке: instagram, листовка.",
		}},
		{Name: "campaign", Title: engine.Text{"en": "Campaign", "ru": "Кампания"}, Help: engine.Text{
			"en": "The advertising campaign.", "ru": "Рекламная кампания.",
		}},
		{Name: "partner", Title: engine.Text{"en": "Partner", "ru": "Партнёр"}, Help: engine.Text{
			"en": "Who gets the credit.", "ru": "Чья это заслуга.",
		}},
		{Name: "cost", Title: engine.Text{"en": "Cost of a new user", "ru": "Цена нового пользователя"}, Help: engine.Text{
			"en": "What one new user by this link costs you, for the reports.", "ru": "Во сколько вам обходится новый пользователь по этой ссылке, для отчётов.",
		}},
		{Name: "referrer", Title: engine.Text{"en": "Who invited", "ru": "Кто пригласил"}, Help: engine.Text{
			"en": "Name of the part that holds the Telegram id of who invited. Nobody can invite themselves.", "ru": "Имя части с Telegram id пригласившего. Пригласить самого себя нельзя.",
		}},
		{Name: "first_touch", Title: engine.Text{"en": "Save the first link to", "ru": "Сохранить первую ссылку в"}, Help: engine.Text{
			"en": "Variable of the type object, such as user.came_from; it keeps the first link for good.", "ru": "Переменная типа object, например user.came_from; в ней навсегда останется первая ссылка.",
		}},
		{Name: "last_touch", Title: engine.Text{"en": "Save the last link to", "ru": "Сохранить последнюю ссылку в"}, Help: engine.Text{
			"en": "Variable of the type object; every link replaces it.", "ru": "Переменная типа object; каждая новая ссылка её заменит.",
		}},
		{Name: "expires", Title: engine.Text{"en": "Valid until", "ru": "Действует до"}, Help: engine.Text{
			"en": "Such as 2026-05-31, which is the whole day, or 2026-05-31 18:00.", "ru": "Например 2026-05-31, весь этот день, или 2026-05-31 18:00.",
		}},
		{Name: "expired_text", Title: engine.Text{"en": "Words when expired", "ru": "Текст, когда срок истёк"}, Help: engine.Text{
			"en": "Empty: built-in words, or none if the exit leads on.", "ru": "Пусто: встроенный текст, или ничего, если выход ведёт дальше.",
		}},
		{Name: "max_uses", Title: engine.Text{"en": "For how many people", "ru": "На сколько человек"}, Help: engine.Text{
			"en": "0 or empty is without limit. Who came in once is not counted again.", "ru": "0 или пусто — без ограничения. Кто уже вошёл, второй раз не считается.",
		}},
		{Name: "used_up_text", Title: engine.Text{"en": "Words when used up", "ru": "Текст, когда мест нет"}, Help: engine.Text{
			"en": "Empty: built-in words, or none if the exit leads on.", "ru": "Пусто: встроенный текст, или ничего, если выход ведёт дальше.",
		}},
	}, l.TriggerSettings.Fields()...)
}
