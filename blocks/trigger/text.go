package trigger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// text (trigger.text) starts its flow when a user writes certain words.
//
// Config: Words, each a word or a phrase; Match, how they are looked for; Pattern, for match regex; Fuzzy, how many wrong
// letters a word may have; Captions, to look at the words under pictures too. Exits: next. Errors: none. Outputs:
// local.match, local.groups of the pattern.
type text struct {
	engine.TriggerSettings
	next

	Words    []string       `json:"words,omitempty" validate:"max=200" jsonschema:"maxItems=200"`
	How      string         `json:"match,omitempty" validate:"omitempty,oneof=any all starts_with exact regex" jsonschema:"enum=any,enum=all,enum=starts_with,enum=exact,enum=regex"`
	Pattern  engine.Pattern `json:"pattern,omitzero"`
	Fuzzy    int            `json:"fuzzy,omitempty" validate:"min=0,max=3" jsonschema:"minimum=0,maximum=3"`
	Captions bool           `json:"captions,omitempty"`
}

// Ways to look for words.
const (
	anyWord    = "any"
	allWords   = "all"
	startsWith = "starts_with"
	exactly    = "exact"
	byPattern  = "regex"
)

func textType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.text", Version: 1, Icon: "message-search", Trigger: true,
		Title: engine.Text{"en": "Words", "ru": "Слова"},
		Help: engine.Text{
			"en": "Starts the flow when a user writes certain words, or presses a button of a keyboard with that label. Capitals, punctuation and emoji make no difference.",
			"ru": "Запускает сценарий, когда пользователь пишет определённые слова или нажимает кнопку клавиатуры с такой надписью. Заглавные буквы, знаки и эмодзи не важны.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.match", Type: "text", Title: engine.Text{"en": "What was found", "ru": "Что найдено"}},
			{Name: "local.groups", Type: "list", Title: engine.Text{"en": "Groups of the pattern", "ru": "Группы шаблона"}},
		},
		Example: `{"words": ["order", "buy coffee"], "match": "any", "fuzzy": 1}`,
		New:     func() engine.Block { return new(text) },
	}
}

// Fields names the settings for forms and the reference.
func (x *text) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "words", Title: engine.Text{"en": "Words and phrases", "ru": "Слова и фразы"}, Help: engine.Text{
			"en": "Each a word, a phrase, or the label of a button.", "ru": "Каждое — слово, фраза или надпись кнопки.",
		}},
		{Name: "match", Title: engine.Text{"en": "How to look", "ru": "Как искать"}, Help: engine.Text{
			"en": "any: one of them stands in the message. all: every one does. starts_with: the message begins with one. exact: it is one. regex: the pattern fits.",
			"ru": "any — в сообщении есть хотя бы одно, all — есть все, starts_with — начинается с одного, exact — равно одному, regex — отвечает шаблону.",
		}},
		{Name: "pattern", Title: engine.Text{"en": "Pattern", "ru": "Шаблон"}, Widget: "pattern", Help: engine.Text{
			"en": "Regular expression; capitals make a difference unless it begins with (?i).",
			"ru": "Регулярное выражение; заглавные буквы важны, если не начать с (?i).",
		}},
		{Name: "fuzzy", Title: engine.Text{"en": "Wrong letters", "ru": "Опечатки"}, Help: engine.Text{
			"en": "How many letters of a word may be wrong, 0 to 3. Short words allow fewer.",
			"ru": "Сколько букв слова могут быть ошибочными, от 0 до 3. В коротких словах — меньше.",
		}},
		{Name: "captions", Title: engine.Text{"en": "Captions too", "ru": "И подписи"}, Help: engine.Text{
			"en": "Also looks at the words under pictures and files.", "ru": "Смотреть и подписи к картинкам и файлам.",
		}},
	}, x.TriggerSettings.Fields()...)
}

// Defaults fills in how to look.
func (x *text) Defaults() {
	if x.How == "" {
		x.How = anyWord
	}
}

// Check reports words that can never be found.
func (x *text) Check(k *engine.Checking) {
	switch {
	case x.How == byPattern && x.Pattern.IsZero():
		k.Error("pattern_missing", "/pattern", "the trigger looks for a pattern, but there is none")
	case x.How != byPattern && len(x.Words) == 0:
		k.Error("words_missing", "/words", "the trigger needs at least one word")
	case x.How != byPattern && !x.Pattern.IsZero():
		k.Warn("pattern_unused", "/pattern", "the pattern counts only where match is regex")
	case x.How == byPattern && len(x.Words) > 0:
		k.Warn("words_unused", "/words", "the words do not count where match is regex")
	}
	for i, w := range x.Words {
		if strings.TrimSpace(w) == "" {
			k.Error("word_empty", fmt.Sprintf("/words/%d", i), "the word is empty")
		}
	}
}

// Keys names what the trigger looks for.
func (x *text) Keys() []string {
	if x.How == byPattern {
		return []string{"pattern:" + x.Pattern.Source()}
	}
	if x.How == allWords {
		return []string{"text:" + x.How + ":" + strings.Join(folded(x.Words), "&")}
	}
	keys := folded(x.Words)
	for i := range keys {
		keys[i] = "text:" + x.How + ":" + keys[i]
	}
	return keys
}

func folded(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = engine.Fold(w)
	}
	return out
}

// Match looks for the words. Commands are left to their own triggers, but for patterns.
func (x *text) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	m := ev.Message
	if ev.Kind != engine.MessageReceived || m == nil || m.Text == "" || m.Late {
		return engine.Match{}, false
	}
	if m.Kind != engine.TextMessage && !x.Captions {
		return engine.Match{}, false
	}
	if x.How == byPattern {
		found := x.Pattern.Find(m.Text)
		if found == nil {
			return engine.Match{}, false
		}
		return engine.Match{
			Weight: engine.WeightPattern, Outputs: engine.Values{"match": found[0], "groups": list(found[1:])},
		}, true
	}
	if m.Command != "" {
		return engine.Match{}, false
	}
	return x.find(m.Text)
}

func (x *text) find(message string) (engine.Match, bool) {
	whole, words := engine.Fold(message), engine.FoldWords(message)
	best, found := engine.Match{}, false
	for _, w := range x.Words {
		weight, ok := x.one(w, whole, words)
		if !ok && x.How == allWords {
			return engine.Match{}, false
		}
		if ok && (!found || weight > best.Weight) {
			best, found = engine.Match{Weight: weight, Outputs: engine.Values{"match": w}}, true
		}
	}
	return best, found
}

// one looks for one word or phrase.
func (x *text) one(w, whole string, words []string) (weight int, ok bool) {
	if engine.Fold(w) == whole {
		return engine.WeightExact, true
	}
	want := engine.FoldWords(w)
	if len(want) == 0 { // only signs, such as an emoji
		return engine.WeightWord, x.How != exactly && signs(whole, engine.Fold(w), x.How)
	}
	at, wrong := x.index(words, want)
	if at < 0 {
		return 0, false
	}
	switch x.How {
	case exactly:
		weight, ok = engine.WeightExact, len(words) == len(want)
	case startsWith:
		weight, ok = engine.WeightPhrase, at == 0
	default:
		weight, ok = engine.WeightWord, true
		if len(want) > 1 {
			weight = engine.WeightPhrase
		}
	}
	return weight - wrong, ok
}

// signs looks for something without letters or digits.
func signs(whole, want, how string) bool {
	if how == startsWith {
		return strings.HasPrefix(whole, want)
	}
	return strings.Contains(whole, want)
}

// index finds the words in a row, with as few wrong letters as possible; -1 if they are not there.
func (x *text) index(words, want []string) (at, wrong int) {
	at = -1
	for i := 0; i+len(want) <= len(words); i++ {
		if n, ok := x.wrong(words[i:i+len(want)], want); ok && (at < 0 || n < wrong) {
			at, wrong = i, n
		}
		if x.How == startsWith || x.How == exactly {
			break
		}
	}
	return at, wrong
}

// wrong counts wrong letters; not ok if a word has more of them than allowed.
func (x *text) wrong(words, want []string) (n int, ok bool) {
	if slices.Equal(words, want) {
		return 0, true
	}
	for i := range want {
		if words[i] == want[i] {
			continue
		}
		d := distance(words[i], want[i], min(x.Fuzzy, tolerance(want[i])))
		if d < 0 {
			return 0, false
		}
		n += d
	}
	return n, true
}
