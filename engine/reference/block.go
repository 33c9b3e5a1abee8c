package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/sample"
)

// block writes the page of a block type.
func (w *writer) block(typ engine.BlockType) (*Page, error) {
	p := &Page{Name: pageName(typ.Name), Title: w.of(typ.Title)}
	p.say(code(typ.Name) + " · " + w.familyTitle(familyOf(typ.Name)) + " · " +
		w.in("version ", "версия ") + fmt.Sprint(typ.Version) + " · " + w.in("icon ", "значок ") + code(typ.Icon))
	p.say(w.of(typ.Help))
	p.say(w.nature(typ))
	w.exits(p, typ)
	p.head(w.in("Settings", "Настройки"))
	data, err := w.reg.Schema(typ.Name)
	if err != nil {
		return nil, err
	}
	s, err := readSchema(data)
	if err != nil {
		return nil, fmt.Errorf("reference of %s: %w", typ.Name, err)
	}
	w.settings(p, s)
	w.outputs(p, typ)
	return p, w.example(p, typ)
}

// pageName is the name of a type's page; a vendor's type has a slash, which files cannot have.
func pageName(typ string) string { return strings.ReplaceAll(typ, "/", "-") }

// nature says how the block behaves towards time.
func (w *writer) nature(typ engine.BlockType) string {
	switch {
	case typ.Trigger:
		return w.in("It starts a flow, so no exit leads to it.", "Он начинает сценарий, поэтому ни один выход к нему не ведёт.")
	case typ.Waits():
		return w.in("It may wait: the conversation then stops here until something happens.",
			"Он может ждать: тогда разговор останавливается здесь, пока что-нибудь не произойдёт.")
	default:
		return w.in("It never waits: the conversation goes on at once.", "Он не ждёт: разговор сразу идёт дальше.")
	}
}

func (w *writer) exits(p *Page, typ engine.BlockType) {
	p.head(w.in("Exits", "Выходы"))
	own := sample.Exits(typ, json.RawMessage(typ.Example))
	if len(typ.Exits) == 0 && len(own) == 0 {
		p.say(w.in("None: the flow ends or goes on elsewhere.", "Нет: сценарий заканчивается или продолжается в другом месте."))
		return
	}
	if len(typ.Exits) > 0 {
		rows := make([][]string, len(typ.Exits))
		for i, e := range typ.Exits {
			rows[i] = []string{code(e.Name), w.of(e.Title), w.open(e)}
		}
		p.tabulate([]string{w.in("Exit", "Выход"), w.in("Name", "Название"), w.in("Without a link", "Без связи")}, rows)
	}
	if same := slices.EqualFunc(own, typ.Exits, func(a, b engine.Exit) bool { return a.Name == b.Name }); same {
		return
	}
	names := make([]string, len(own))
	for i, e := range own {
		names[i] = code(e.Name)
		if t := w.of(e.Title); t != "" && !slices.ContainsFunc(typ.Exits, func(x engine.Exit) bool { return x.Name == e.Name }) {
			names[i] += " (" + t + ")"
		}
	}
	p.say(w.in("Which exits there are depends on the settings. With those of the example below: ",
		"Какие выходы есть, зависит от настроек. С настройками из примера ниже: ") + strings.Join(names, ", ") + ".")
}

// open says what becomes of an exit without an edge.
func (w *writer) open(e engine.Exit) string {
	switch {
	case e.Optional:
		return w.in("It may stay open.", "Можно не подключать.")
	case e.Inherit && e.Name == engine.CancelExit().Name:
		return w.in("The user reads that it is cancelled, and the flow ends.", "Пользователь увидит, что всё отменено, и сценарий закончится.")
	case e.Inherit:
		return w.in("The flow's handler of troubles takes over, else the bot's.", "Сработает обработчик сбоев сценария, а если его нет — бота.")
	default:
		return w.in("It must lead on, or be ended on purpose.", "Нужно подключить или явно завершить.")
	}
}

func (w *writer) outputs(p *Page, typ engine.BlockType) {
	if len(typ.Outputs) == 0 {
		return
	}
	p.head(w.in("Values", "Значения"))
	if typ.Config != nil {
		p.say(w.in("What the block finds out. Its settings say in which variables that is kept.",
			"Что блок узнаёт. В его настройках указано, в какие переменные это сохранить."))
	} else {
		p.say(w.in("What the block leaves behind, for expressions of the blocks after it.",
			"Что блок оставляет после себя для формул следующих блоков."))
	}
	rows := make([][]string, len(typ.Outputs))
	for i, o := range typ.Outputs {
		rows[i] = []string{code(o.Name), w.typeName(o.Type), w.of(o.Title)}
	}
	p.tabulate([]string{w.in("Value", "Значение"), w.in("Type", "Тип"), w.in("What it is", "Что это")}, rows)
}

// example shows the type's example, alone and, but for packages, in a bot.
func (w *writer) example(p *Page, typ engine.BlockType) error {
	p.head(w.in("Example", "Пример"))
	config, err := indented([]byte(typ.Example))
	if err != nil {
		return fmt.Errorf("reference of %s: example: %w", typ.Name, err)
	}
	p.show(config)
	if flow.IsPackage(typ.Name) { // a document would pin a version and name secrets that the reader has not
		return nil
	}
	doc, err := sample.Bot(w.reg, typ, string(w.language))
	if errors.Is(err, sample.ErrNoTypes) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reference of %s: %w", typ.Name, err)
	}
	if issues := engine.Check(doc, w.reg); engine.HasErrors(issues) {
		return fmt.Errorf("reference of %s: a bot with the example: %w", typ.Name, &engine.CheckError{Issues: issues})
	}
	data, err := flow.Marshal(doc)
	if err != nil {
		return fmt.Errorf("reference of %s: %w", typ.Name, err)
	}
	p.head(w.in("In a bot", "В боте"))
	p.say(w.in("A whole document; `scenarist chat` plays it.", "Документ целиком, его можно запустить командой `scenarist chat`."))
	p.show(strings.TrimSpace(string(data)))
	return nil
}

// indented is JSON as people read it, its members in their order.
func indented(data []byte) (string, error) {
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return "", err
	}
	return out.String(), nil
}
