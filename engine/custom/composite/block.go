package composite

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
)

// Exits that are added.
const (
	cancelledExit = string(engine.CallCancelled)
	errorExit     = "error"
)

// spec is what all blocks of one type share.
type spec struct {
	m      *custom.Manifest
	first  string // exit of a flow that names none
	shared []engine.Var
	types  map[engine.Var]string // of the declared variables
}

// block is one block of a type that is made of flows.
//
// Config: the manifest's, which are the flow's arguments, and save. Waits: the flow. Exits: the manifest's, cancelled, error. Errors:
// those of the settings and of the flow, which keep the place inside where they were met.
type block struct {
	engine.Settings

	spec *spec
}

// Check reports variables that cannot hold what the flow keeps in them.
func (b *block) Check(k *engine.Checking) {
	for _, v := range b.spec.shared {
		if want, is := expr.Type(b.spec.types[v]), k.TypeOf(v); want != expr.TypeAny && is != expr.TypeAny && is != want {
			k.Error("variable_type", "", "blocks of this type use %s as %s, and the bot declares it as %s", v, want, is)
		}
	}
	save, _ := b.Get(custom.SaveSetting).(map[string]any)
	for _, o := range b.spec.m.Outputs {
		if name, ok := save[o.Name].(string); ok && name != "" {
			k.Assign("/"+custom.SaveSetting+"/"+o.Name, engine.Var(name), expr.Type(o.Type))
		}
	}
}

// Enter calls the flow with the settings as arguments.
func (b *block) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	args, err := b.Render(t)
	if err != nil {
		return engine.Stay(), err
	}
	delete(args, custom.SaveSetting)
	return engine.CallInside(args), nil
}

// Resume keeps the outputs and leaves by how the flow ended.
func (b *block) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	r := ev.Return
	if ev.Kind != engine.CallReturned || r == nil {
		return engine.Stay(), nil
	}
	switch r.Status {
	case engine.CallFailed:
		if r.Error != nil {
			if err := t.Set("local.error", r.Error.Value()); err != nil {
				return engine.Stay(), err
			}
		}
		return engine.Leave(errorExit), nil
	case engine.CallCancelled:
		return engine.Leave(cancelledExit), nil
	default:
	}
	save, _ := b.Get(custom.SaveSetting).(map[string]any)
	for _, o := range b.spec.m.Outputs {
		name, _ := save[o.Name].(string)
		if v, ok := r.Result[o.Name]; ok && name != "" {
			if err := t.Save(engine.Var(name), v); err != nil {
				return engine.Stay(), err
			}
		}
	}
	if r.Exit != "" {
		return engine.Leave(r.Exit), nil
	}
	return engine.Leave(b.spec.first), nil
}
