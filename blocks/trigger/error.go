package trigger

import (
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// failure (trigger.error) starts its flow when a block of the bot met a trouble that neither its own exit nor its flow
// took.
//
// Config: Flows, Blocks and Codes to which it is limited; a code may end with * for all that begin so. Exits: next.
// Errors: none. Outputs: local.error with code, message, flow, block and http_status. A trouble inside its own flow goes
// on to the built-in words, so that it cannot go round in a circle.
type failure struct {
	engine.TriggerSettings
	next

	Flows  []string `json:"flows,omitempty" validate:"max=100" jsonschema:"maxItems=100"`
	Blocks []string `json:"blocks,omitempty" validate:"max=100" jsonschema:"maxItems=100"`
	Codes  []string `json:"codes,omitempty" validate:"max=100,dive,required" jsonschema:"maxItems=100"`
}

func errorType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.error", Version: 1, Icon: "alert-triangle", Trigger: true,
		Title: engine.Text{"en": "Trouble", "ru": "Сбой"},
		Help: engine.Text{
			"en": "Starts the flow when something in the bot went wrong and nobody else took care of it, for example to apologise and to tell the staff.",
			"ru": "Запускает сценарий, когда в боте что-то пошло не так и этим никто не занялся, например чтобы извиниться и сообщить сотрудникам.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.error", Type: "object", Title: engine.Text{"en": "The trouble: code, message, flow, block", "ru": "Сбой: код, описание, сценарий, блок"}},
		},
		Example: `{"codes": ["http_*", "timeout"]}`,
		New:     func() engine.Block { return new(failure) },
	}
}

// Fields names the settings for forms and the reference.
func (f *failure) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "flows", Title: engine.Text{"en": "Flows", "ru": "Сценарии"}, Widget: "flows", Help: engine.Text{
			"en": "Only troubles of these flows. Empty means all.", "ru": "Только сбои этих сценариев. Пусто — всех.",
		}},
		{Name: "blocks", Title: engine.Text{"en": "Blocks", "ru": "Блоки"}, Widget: "blocks", Help: engine.Text{
			"en": "Only troubles of these blocks. Empty means all.", "ru": "Только сбои этих блоков. Пусто — всех.",
		}},
		{Name: "codes", Title: engine.Text{"en": "Codes", "ru": "Коды"}, Help: engine.Text{
			"en": "Only troubles with these codes; http_* means all that begin with http_.", "ru": "Только сбои с этими кодами; http_* — все, что начинаются с http_.",
		}},
	}, f.TriggerSettings.Fields()...)
}

// Check reports flows and blocks that do not exist. They are named, not gone to, so that they are no references.
func (f *failure) Check(k *engine.Checking) {
	missing(k, f.Flows, f.Blocks)
}

// Keys names what it is limited to.
func (f *failure) Keys() []string {
	limits := []string{"error:"}
	for _, l := range []struct {
		name   string
		values []string
	}{{"flow", f.Flows}, {"block", f.Blocks}, {"code", f.Codes}} {
		for _, v := range l.values {
			limits = append(limits, l.name+"="+v)
		}
	}
	return []string{strings.Join(limits, " ")}
}

// Match takes troubles within its limits; the narrower its limits, the better it fits.
func (f *failure) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	e := ev.Error
	if ev.Kind != engine.RunFailed || e == nil {
		return engine.Match{}, false
	}
	weight := engine.WeightKind
	for _, limit := range []struct {
		set, holds bool
		weight     int
	}{
		{len(f.Flows) > 0, slices.Contains(f.Flows, e.Flow), 1},
		{len(f.Codes) > 0, slices.ContainsFunc(f.Codes, func(c string) bool { return covers(c, e.Code) }), 2},
		{len(f.Blocks) > 0, slices.Contains(f.Blocks, e.Block), 4},
	} {
		if !limit.set {
			continue
		}
		if !limit.holds {
			return engine.Match{}, false
		}
		weight += limit.weight
	}
	return engine.Match{Weight: weight}, true
}

// covers reports whether a code, perhaps ending with *, means the other.
func covers(pattern, code string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(code, prefix)
	}
	return pattern == code
}
