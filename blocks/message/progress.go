package message

import (
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// progress (message.progress) shows how far something has come: a line of status and a bar, which further passes through it
// change.
//
// Config: Slot, the name of the line; Mode, which is show, or done or delete for the block behind the work; Text;
// Percent, an expression, with Steps and Width; Live, how the line is shown; Stop, how the user ends it; Action; Interval,
// the least time between changes; Silent, Protect. Waits: none. Exits: next; stopped; blocked; error. Errors: those of the
// texts (expression_…), percent_expected, text_empty, text_too_long.
//
// The first pass shows the line, the next ones change it, until one is done or deletes it. Which line is open is remembered
// with the running flow: blocks of one name belong into one flow, and a flow that starts anew shows a line anew. A pass
// that comes sooner than the interval changes nothing, unless it has come to 100 percent.
//
// In a private chat the line is a draft (Turn.Draft), which becomes a message when it is done and vanishes when the flow
// ends without that; with a stop button, or where Live is edit, it is a message from the beginning, and always in a group,
// where each user has one of their own.
//
// As long as the line is open, the flow waits wherever it does, and the words of Stop and its button take it from there by
// stopped. They are those of the last block that showed the line.
type progress struct {
	engine.NoWait

	Slot     string            `json:"slot" validate:"required,max=40" jsonschema:"minLength=1,maxLength=40"`
	Mode     string            `json:"mode,omitempty" validate:"omitempty,oneof=show done delete" jsonschema:"enum=show,enum=done,enum=delete"`
	Text     engine.Template   `json:"text,omitzero"`
	Percent  engine.Expression `json:"percent,omitzero"`
	Steps    []progressStep    `json:"steps,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	Width    int               `json:"width,omitempty" validate:"omitempty,min=3,max=30" jsonschema:"minimum=0,maximum=30"`  // default 10
	Live     string            `json:"live,omitempty" validate:"omitempty,oneof=auto edit" jsonschema:"enum=auto,enum=edit"` // default auto
	Stop     *progressStop     `json:"stop,omitempty"`
	Action   string            `json:"action,omitempty" validate:"omitempty,oneof=typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note" jsonschema:"enum=typing,enum=upload_photo,enum=record_video,enum=upload_video,enum=record_voice,enum=upload_voice,enum=upload_document,enum=choose_sticker,enum=find_location,enum=record_video_note,enum=upload_video_note"`
	Interval *flow.Duration    `json:"interval,omitempty"` // default 3 seconds
	Silent   bool              `json:"silent,omitempty"`
	Protect  bool              `json:"protect,omitempty"`
}

// progressStep is what is going on from a percentage on.
type progressStep struct {
	From float64         `json:"from" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	Text engine.Template `json:"text" validate:"required"`
}

// progressStop is how the user ends what goes on.
type progressStop struct {
	Words  []string        `json:"words,omitempty" validate:"max=50" jsonschema:"maxItems=50"`
	Button engine.Line     `json:"button,omitzero"`
	Text   engine.Template `json:"text,omitzero"`
}

const (
	progressDone   = "done"
	progressDelete = "delete"
	liveEdit       = "edit"
)

func progressType() engine.BlockType {
	return engine.BlockType{
		Name: "message.progress", Version: 1, Icon: "progress",
		Title: engine.Text{"en": "Progress", "ru": "Ход работы"},
		Help: engine.Text{
			"en": "Shows in one line how far something has come. Pass through it again, or through another one of the same name, to move the bar on; a last one says that it is done or takes the line away. The user can stop the work by a word or a button.",
			"ru": "Показывает одной строкой, как идёт работа. Чтобы сдвинуть полосу, пройдите через блок ещё раз или через другой с тем же именем; последний скажет, что всё готово, или уберёт строку. Пользователь может остановить работу словом или кнопкой.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: stoppedExit, Title: engine.Text{"en": "Stopped by the user", "ru": "Пользователь остановил"}},
			engine.BlockedExit(), engine.ErrorExit(),
		},
		Example: `{"slot": "drawing", "text": "Your picture is being drawn", "percent": "40", "steps": [{"from": 0, "text": "Thinking…"}, {"from": 30, "text": "Drawing…"}], "stop": {"words": ["stop", "enough"], "text": "Stopped."}, "action": "upload_photo"}`,
		New:     func() engine.Block { return new(progress) },
	}
}

// Fields names the settings for forms and the reference.
func (*progress) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "slot", Title: engine.Text{"en": "Name of the message", "ru": "Имя сообщения"},
			Help: engine.Text{
				"en": "Blocks of the same name in the same flow change the same message.",
				"ru": "Блоки с одним именем в одном сценарии меняют одно и то же сообщение.",
			},
		},
		{
			Name: "mode", Title: engine.Text{"en": "What to do", "ru": "Что сделать"},
			Help: engine.Text{
				"en": "show sends the message or moves it on, done replaces it by the text for good, delete deletes it.",
				"ru": "show отправит сообщение или обновит его, done окончательно заменит его текстом, delete удалит.",
			},
		},
		{
			Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"},
			Help: engine.Text{"en": "The line of status, above the bar.", "ru": "Строка состояния над полосой."},
		},
		{
			Name: "percent", Title: engine.Text{"en": "Percent", "ru": "Проценты"},
			Help: engine.Text{
				"en": "Expression that gives how much is done, from 0 to 100. Empty shows no bar.",
				"ru": "Формула, которая даёт, сколько сделано, от 0 до 100. Пусто — без полосы.",
			},
		},
		{
			Name: "steps", Title: engine.Text{"en": "Steps", "ru": "Этапы"},
			Help: engine.Text{
				"en": "Texts that stand below the line of status, each from its percentage on.",
				"ru": "Тексты под строкой состояния, каждый со своего процента.",
			},
		},
		{
			Name: "width", Title: engine.Text{"en": "Width of the bar", "ru": "Ширина полосы"},
			Help: engine.Text{"en": "Characters, 3 to 30; 10 if empty.", "ru": "Знаков, от 3 до 30; пусто — 10."},
		},
		{
			Name: "live", Title: engine.Text{"en": "How it is shown", "ru": "Как показывать"},
			Help: engine.Text{
				"en": "auto: in private chats the line grows like a message that is being written, and becomes a real one at the end. edit, and always in groups: one message that is edited.",
				"ru": "auto — в личном чате строка растёт, как сообщение, которое пишут прямо сейчас, а в конце станет настоящим. edit, а в группах всегда, — одно сообщение, которое меняется.",
			},
		},
		{
			Name: "stop", Title: engine.Text{"en": "Stopping", "ru": "Остановка"},
			Help: engine.Text{
				"en": "How the user ends the work while the line is shown, wherever the flow waits meanwhile.",
				"ru": "Как пользователь останавливает работу, пока видна строка, где бы сценарий в это время ни ждал.",
			},
		},
		{
			Name: "action", Title: engine.Text{"en": "Action", "ru": "Действие"},
			Help: engine.Text{
				"en": "What Telegram shows under the bot's name for some seconds, such as typing.",
				"ru": "Что Telegram несколько секунд показывает под именем бота, например typing — «печатает».",
			},
		},
		{
			Name: "interval", Title: engine.Text{"en": "Least time between changes", "ru": "Наименьшее время между изменениями"},
			Help: engine.Text{
				"en": "A pass that comes sooner changes nothing; 3 seconds if empty. Telegram holds back bots that change messages too often.",
				"ru": "Проход, который случился раньше, ничего не изменит; пусто — 3 секунды. Telegram придерживает ботов, которые меняют сообщения слишком часто.",
			},
		},
		{
			Name: "silent", Title: engine.Text{"en": "Without sound", "ru": "Без звука"},
			Help: engine.Text{"en": "The message comes without a notification sound.", "ru": "Сообщение приходит без звука уведомления."},
		},
		{
			Name: "protect", Title: engine.Text{"en": "No forwarding", "ru": "Запретить пересылку"},
			Help: engine.Text{"en": "The message cannot be forwarded or saved.", "ru": "Сообщение нельзя переслать или сохранить."},
		},
	}
}

// Fields names the settings of a step.
func (*progressStep) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "from", Title: engine.Text{"en": "From percent", "ru": "С процента"},
			Help: engine.Text{"en": "The step begins here, 0 to 100.", "ru": "С этого процента начинается этап, от 0 до 100."},
		},
		{
			Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"},
			Help: engine.Text{"en": "What is going on.", "ru": "Что происходит."},
		},
	}
}

// Fields names the settings of stopping.
func (*progressStop) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "words", Title: engine.Text{"en": "Stop words", "ru": "Стоп-слова"},
			Help: engine.Text{
				"en": "What the user can write, in any language; capitals and punctuation make no difference. A message must be nothing but the word.",
				"ru": "Что может написать пользователь, на любом языке; заглавные буквы и знаки не важны. В сообщении должно быть только это слово.",
			},
		},
		{
			Name: "button", Title: engine.Text{"en": "Stop button", "ru": "Кнопка остановки"},
			Help: engine.Text{
				"en": "What stands on a button under the line; empty shows none. With a button the line is a message from the beginning.",
				"ru": "Что написано на кнопке под строкой; пусто — без кнопки. С кнопкой строка с самого начала — сообщение.",
			},
		},
		{
			Name: "text", Title: engine.Text{"en": "Text when stopped", "ru": "Текст после остановки"},
			Help: engine.Text{
				"en": "What stands in place of the line then; empty takes the line away.",
				"ru": "Что появится вместо строки; пусто — строка исчезнет.",
			},
		},
	}
}

// Exits leaves stopped out where nothing can stop the work.
func (p *progress) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(slices.Clone(fixed), func(e engine.Exit) bool {
		return e.Name == stoppedExit && (p.Stop == nil || !p.shows())
	})
}

// Immediate says that stopped is left later than the others.
func (*progress) Immediate(exit string) bool { return exit != stoppedExit }

// ButtonIDs is the id of the stop button.
func (*progress) ButtonIDs() []string { return []string{stopButton} }

// Check reports what Telegram would refuse, and settings that do nothing.
func (p *progress) Check(k *engine.Checking) {
	(&engine.MessageConfig{Slot: p.Slot}).Check(k, "")
	k.TextLength(&p.Text, "/text")
	last := -1.0
	for i := range p.Steps {
		path := fmt.Sprintf("/steps/%d", i)
		k.TextLength(&p.Steps[i].Text, path+"/text")
		if p.Steps[i].From <= last {
			k.Error("steps_unordered", path+"/from", "each step begins after the one before it")
		}
		last = p.Steps[i].From
	}
	if p.Interval != nil && p.Interval.Std() < leastInterval {
		k.Error("interval_too_short", "/interval", "Telegram takes about one change a second in a chat: wait a second at least")
	}
	if s := p.Stop; s != nil {
		k.StopWords(s.Words, "/stop/words")
		k.TextLength(&s.Text, "/stop/text")
		if len(s.Words) == 0 && s.Button.IsZero() {
			k.Error("stop_missing", "/stop", "nothing can stop the work: write a word, or a label for the button")
		}
	}
	if p.Mode != progressDelete {
		(&engine.MessageConfig{Text: p.Text}).CheckText(k, "")
	}
	p.checkUses(k)
}

// checkUses reports settings that do nothing in the mode.
func (p *progress) checkUses(k *engine.Checking) {
	shows := p.shows()
	for _, s := range []struct {
		set  bool
		path string
	}{
		{!shows && !p.Percent.IsZero(), "/percent"},
		{!shows && p.Action != "", "/action"},
		{!shows && p.Interval != nil, "/interval"},
		{!shows && p.Stop != nil, "/stop"},
		{!shows && p.Live != "", "/live"},
		{p.Mode == progressDelete && !p.Text.IsZero(), "/text"},
	} {
		if s.set {
			k.Warn("progress_unused", s.path, "a block that is %s does nothing with this", map[string]string{progressDone: "done", progressDelete: "to delete the message"}[p.Mode])
		}
	}
	if len(p.Steps) > 0 && p.Percent.IsZero() {
		k.Error("steps_without_percent", "/steps", "steps go by the percentage: write an expression for it")
	}
	if p.Width > 0 && p.Percent.IsZero() {
		k.Warn("width_unused", "/width", "there is no bar without a percentage")
	}
}
