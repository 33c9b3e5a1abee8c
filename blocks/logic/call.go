package logic

import (
	"context"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// call (logic.call) runs another flow and goes on when it ended.
//
// Config: Flow; Args, which the flow reads as local.<name>; SaveTo, for the whole result; Results, for single values of
// it. Waits: the called flow. Exits: returned, failed, cancelled, error. Errors: those of the arguments (expression_…),
// limit_depth, flow_missing; a flow that failed leaves its trouble as local.error.
type call struct {
	Flow    engine.FlowRef          `json:"flow" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Args    map[string]engine.Value `json:"args,omitempty" validate:"max=50" jsonschema:"maxProperties=50"`
	SaveTo  engine.Var              `json:"save_to,omitempty"`
	Results []resultMapping         `json:"results,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
}

// resultMapping saves one value of a called flow's result.
type resultMapping struct {
	Name   string     `json:"name" validate:"required" jsonschema:"minLength=1"`
	SaveTo engine.Var `json:"save_to" validate:"required" jsonschema:"minLength=1"`
}

func callType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.call", Version: 1, Icon: "subtask",
		Title: engine.Text{"en": "Call a flow", "ru": "Вызвать сценарий"},
		Help: engine.Text{
			"en": "Runs another flow as a part of this one and goes on when it ends. Use it for what several flows need, such as asking for an address.",
			"ru": "Выполняет другой сценарий как часть этого и идёт дальше, когда тот закончится. Удобно для того, что нужно многим сценариям, например спросить адрес.",
		},
		Exits: []engine.Exit{
			{Name: string(engine.CallOK), Title: engine.Text{"en": "Returned", "ru": "Вернулся"}},
			{Name: string(engine.CallFailed), Title: engine.Text{"en": "Failed", "ru": "Сбой"}, Inherit: true},
			{Name: string(engine.CallCancelled), Title: engine.Text{"en": "Cancelled", "ru": "Отменён"}, Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{{
			Name: "local.error", Type: "object",
			Title: engine.Text{"en": "Trouble of a flow that failed", "ru": "Сбой вызванного сценария"},
		}},
		Example: `{"flow": "other", "args": {"city": "{{ user.city }}"}, "results": [{"name": "street", "save_to": "user.street"}]}`,
		New:     func() engine.Block { return new(call) },
	}
}

// Fields names the settings for forms and the reference.
func (*call) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "flow", Title: engine.Text{"en": "Flow", "ru": "Сценарий"}, Widget: "flow",
			Help: engine.Text{"en": "The flow to run.", "ru": "Сценарий, который выполнить."},
		},
		{
			Name: "args", Title: engine.Text{"en": "Arguments", "ru": "Аргументы"},
			Help: engine.Text{
				"en": "Values for the flow's parameters; it reads them as local.name.",
				"ru": "Значения параметров сценария; он читает их как local.имя.",
			},
		},
		{
			Name: "save_to", Title: engine.Text{"en": "Save the result to", "ru": "Сохранить результат в"},
			Help: engine.Text{
				"en": "Variable for the whole result, an object.",
				"ru": "Переменная для всего результата, это объект.",
			},
		},
		{
			Name: "results", Title: engine.Text{"en": "Save single values", "ru": "Сохранить отдельные значения"},
			Help: engine.Text{
				"en": "Which value of the result goes to which variable.",
				"ru": "Какое значение результата в какую переменную попадёт.",
			},
		},
	}
}

// Fields names the settings of one saved value.
func (*resultMapping) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "name", Title: engine.Text{"en": "Value", "ru": "Значение"},
			Help: engine.Text{"en": "Its name in the result.", "ru": "Его имя в результате."},
		},
		{
			Name: "save_to", Title: engine.Text{"en": "Save to", "ru": "Сохранить в"},
			Help: engine.Text{"en": "The variable that gets it.", "ru": "Переменная, в которую оно попадёт."},
		},
	}
}

// Check compares the call with the flow's parameters.
func (c *call) Check(k *engine.Checking) {
	f := k.Flow(string(c.Flow))
	if f == nil { // the engine says so
		return
	}
	for _, p := range f.Params {
		if _, given := c.Args[p.Name]; p.Required && !given {
			k.Error("argument_missing", "/args", "flow %q needs the argument %q", f.ID, p.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Args)) {
		if !slices.ContainsFunc(f.Params, func(p flow.Param) bool { return p.Name == name }) {
			k.Warn("argument_unknown", "/args", "flow %q has no parameter %q", f.ID, name)
		}
	}
}

// Enter puts the flow on the stack.
func (c *call) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	args, err := values(t, c.Args)
	if err != nil {
		return engine.Stay(), err
	}
	return engine.Call(string(c.Flow), args), nil
}

// Resume saves the result and leaves by how the flow ended.
func (c *call) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	r := ev.Return
	if ev.Kind != engine.CallReturned || r == nil {
		return engine.Stay(), nil
	}
	if err := c.save(t, r); err != nil {
		return engine.Stay(), err
	}
	if r.Status == "" {
		return engine.Leave(string(engine.CallOK)), nil
	}
	return engine.Leave(string(r.Status)), nil
}

func (c *call) save(t *engine.Turn, r *engine.CallReturn) error {
	if r.Error != nil {
		if err := t.Set("local.error", r.Error.Value()); err != nil {
			return err
		}
	}
	if r.Status == engine.CallFailed || r.Status == engine.CallCancelled {
		return nil // variables keep what they had
	}
	result := r.Result
	if result == nil {
		result = map[string]any{}
	}
	if err := t.Save(c.SaveTo, result); err != nil {
		return err
	}
	for _, m := range c.Results {
		if err := t.Save(m.SaveTo, result[m.Name]); err != nil {
			return err
		}
	}
	return nil
}
