package ledger

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// hold is the setting that names what is held; configs embed it.
type hold struct {
	Name engine.Line `json:"name,omitzero" scenarist:"one"`
}

// defaultHold is what a hold is called that has no name: one at a time for each unit.
const defaultHold = "hold"

const maxHoldName = 64 // bytes

func holdField() engine.Field {
	return engine.Field{
		Name: "name", Title: title("Name of the hold", "Имя резерва"),
		Help: title(
			"The same in Hold, Spend what is held and Give back. Only needed where a user may have several holds of one unit at a time.",
			"Одно и то же в блоках «Отложить», «Списать отложенное» и «Вернуть отложенное». Нужно, только если у пользователя бывает несколько резервов одной единицы сразу.",
		),
	}
}

// name gives what the hold is called.
func (h *hold) name(t *engine.Turn) (string, error) {
	s, err := t.Line(&h.Name)
	if err != nil {
		return "", err
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "" && h.Name.IsZero():
		return t.Own(defaultHold), nil
	case s == "" || len(s) > maxHoldName:
		return "", engine.Trouble("hold_name_invalid", "the name of the hold must have 1 to %d bytes once its values are put in", maxHoldName)
	}
	return t.Own(s), nil
}
