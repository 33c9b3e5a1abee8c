package reference

import "fmt"

// common is the page of what settings of different blocks have in common.
func (w *writer) common() (*Page, error) {
	p := &Page{Name: settingsPage, Title: w.in("Settings", "Настройки")}
	p.head(w.in("Every block", "Каждый блок"))
	p.say(w.in("Besides the settings of its type, in `config`, every block has these.",
		"Кроме настроек своего типа, которые лежат в `config`, у каждого блока есть эти."))
	data, err := w.reg.DocumentSchema()
	if err != nil {
		return nil, err
	}
	doc, err := readSchema(data)
	if err != nil {
		return nil, fmt.Errorf("reference of the document: %w", err)
	}
	for _, name := range []string{"flow.Block", "flow.Retry"} {
		def := doc.Defs[name]
		if def == nil {
			return nil, fmt.Errorf("reference of the document: its schema has no %s", name)
		}
		if name == "flow.Retry" {
			p.head(w.in("Repeats", "Повторы"))
			p.say(w.in("What `on_error` of a block says.", "Что говорит `on_error` блока."))
		}
		w.envelope(p, def)
	}
	w.explain(p)
	parts, err := w.sharedParts()
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		p.head(part.title)
		w.members(p, part.of, func(def string) string { return w.place(def, nil) })
	}
	return p, nil
}

// envelope writes the table of what the document says of every block.
func (w *writer) envelope(p *Page, s *schema) {
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	var rows [][]string
	for _, m := range s.Properties {
		title, help := w.envelopeWords(m.name)
		place := func(string) string {
			t := w.in("Repeats", "Повторы")
			return "[" + t + "](#" + anchor(t) + ")"
		}
		kind := w.kind(m.schema, place)
		switch m.name {
		case "type":
			kind = w.in("type", "тип")
		case "config":
			kind = w.in("settings of the type", "настройки типа")
		case "skip_if":
			kind = w.kindName("expression")
		}
		rows = append(rows, []string{code(m.name), title, kind, w.limits(m.schema, required[m.name]), help})
	}
	p.tabulate([]string{
		w.in("Setting", "Настройка"), w.in("Name", "Название"), w.in("Takes", "Что принимает"), w.in("Limits", "Ограничения"),
		w.in("What it does", "Что делает"),
	}, rows)
}

// envelopeWords names what every block has; a test fails for a setting that it does not know.
func (l language) envelopeWords(name string) (title, help string) {
	switch name {
	case "id":
		return l.in("Id", "Идентификатор"), l.in("Unique in the bot. Stays when the block is changed or moved.",
			"Один на весь бот. Не меняется, когда блок правят или переносят.")
	case "type":
		return l.in("Type", "Тип"), l.in("Type of the block, one of this reference.", "Тип блока, один из этого справочника.")
	case "v":
		return l.in("Version", "Версия"), l.in("Version of the settings; 1 if it is left out. Old ones are brought up by themselves.",
			"Версия настроек; если её нет — 1. Старые версии обновляются сами.")
	case "label":
		return l.in("Label", "Подпись"), l.in("Name of the block on the canvas.", "Имя блока на схеме.")
	case "note":
		return l.in("Note", "Заметка"), l.in("For the people who work on the bot.", "Для тех, кто работает над ботом.")
	case "config":
		return l.in("Settings", "Настройки"), l.in("The settings of the block's type.", "Настройки типа блока.")
	case "exits":
		return l.in("Open exits", "Выходы без связи"), l.in("What an exit without an edge does: `end` stops here on purpose, `inherit` leaves it to the handlers of troubles.",
			"Что делает выход без связи: `end` — здесь намеренно конец, `inherit` — решают обработчики сбоев.")
	case "timeout":
		return l.in("Wait at most", "Ждать не дольше"), l.in("The longest wait of the block. Then it leaves by the exit `timeout`.",
			"Самое долгое ожидание блока. Потом он выходит через `timeout`.")
	case "on_error":
		return l.in("Repeats after a trouble", "Повторы после сбоя"), l.in("Repeats before the block leaves by `error`.",
			"Повторы, прежде чем блок выйдет через `error`.")
	case "skip_if":
		return l.in("Skip if", "Пропустить, если"), l.in("When it is true, the block is passed over.", "Когда оно верно, блок пропускается.")
	case "skip_exit":
		return l.in("Exit when skipped", "Выход при пропуске"), l.in("Where a block leaves that is passed over; `next` if it is left out, else the first exit.",
			"Через что выходит пропущенный блок; если не указано — `next`, а если его нет — первый выход.")
	case "once_per":
		return l.in("Once per", "Один раз"), l.in("A second pass of the same user, on the same day or in the same session is passed over.",
			"Второй проход того же пользователя, в тот же день или в том же разговоре пропускается.")
	case "cooldown":
		return l.in("Not more often than", "Не чаще чем"), l.in("A pass sooner than this after the last one is passed over.",
			"Проход раньше чем через это время после прошлого пропускается.")
	case "goal":
		return l.in("Goal", "Цель"), l.in("Goal of the statistics that is reached here.", "Цель для статистики, которая здесь достигнута.")
	case "cost":
		return l.in("Cost", "Стоимость"), l.in("Cost of a pass, in the owner's currency.", "Во что обходится проход, в валюте владельца.")
	case "roles":
		return l.in("Roles", "Роли"), l.in("Roles of the staff that may pass. Others are passed over.", "Роли в команде, которым можно пройти. Для остальных блок пропускается.")
	case "retries":
		return l.in("How often", "Сколько раз"), l.in("How often the block is repeated after a trouble that may pass.",
			"Сколько раз повторить блок после сбоя, который может пройти.")
	case "backoff":
		return l.in("First pause", "Первая пауза"), l.in("Doubled each time; one second if it is left out.", "С каждым разом вдвое дольше; если не указана — секунда.")
	default:
		return "", ""
	}
}
