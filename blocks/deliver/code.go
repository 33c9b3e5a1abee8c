package deliver

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// code (deliver.code) hands out one item of a stock: a code, a key, a link, a file.
//
// Config: Stock; For, what it is handed out for, to give this user the same again; Low, at how many free ones the staff hears of it,
// by Roles in LowText; SaveTo. Waits: none. Leaves local.item, local.left and local.again behind. Exits: delivered; empty;
// error. Errors: stock_empty where empty is open, key_empty, those of the
// expressions.
type code struct {
	engine.NoWait

	Stock   string          `json:"stock" validate:"required,max=40" jsonschema:"minLength=1,maxLength=40,pattern=^[A-Za-z0-9][A-Za-z0-9_-]*$"`
	For     engine.Line     `json:"for,omitzero" scenarist:"one"`
	Low     int             `json:"low,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	Roles   []string        `json:"roles,omitempty" validate:"max=20,unique,dive,max=64" jsonschema:"maxItems=20"`
	LowText engine.Template `json:"low_text,omitzero" scenarist:"one"`
	SaveTo  engine.Var      `json:"save_to,omitempty"`
}

const (
	deliveredExit = "delivered"
	emptyExit     = "empty"
	ownerRole     = "owner"

	itemVar  engine.Var = "local.item"
	againVar engine.Var = "local.again"
)

var roleName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

func codeType() engine.BlockType {
	return engine.BlockType{
		Name: "deliver.code", Version: 1, Icon: "package-export", Title: title("Hand out", "Выдать"),
		Help: title(
			"Takes one code, key, link or file out of a stock for this user. Nobody else gets the same one.",
			"Берёт со склада один код, ключ, ссылку или файл для этого пользователя. Другому он уже не достанется.",
		),
		Exits: []engine.Exit{
			{Name: deliveredExit, Title: title("Handed out", "Выдано")},
			{Name: emptyExit, Title: title("Stock is empty", "Склад пуст"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(itemVar), Type: "any", Title: title("What was handed out", "Что выдано")},
			{Name: string(leftVar), Type: "number", Title: title("Free items that are left", "Осталось свободных")},
			{Name: string(againVar), Type: "bool", Title: title("It was handed out before", "Уже выдавалось")},
		},
		Example: `{"stock": "gift_cards", "for": "{{ local.order.id }}", "low": 5, "roles": ["owner"]}`,
		New:     func() engine.Block { return new(code) },
	}
}

// Fields names the settings for forms and the reference.
func (*code) Fields() []engine.Field {
	return []engine.Field{
		stockField(),
		{
			Name: "for", Title: title("Handed out for", "За что выдаётся"),
			Help: title(
				"Such as {{ local.order.id }}: with the same text a user gets the same item again instead of another.",
				"Например {{ local.order.id }}: с тем же текстом пользователь снова получит то же самое, а не новое.",
			),
		},
		{
			Name: "low", Title: title("Tell when so many are left", "Сообщить, когда останется"),
			Help: title("The staff hears of it once. 0 tells nobody.", "Команда узнает об этом один раз. 0 — никому не сообщать."),
		},
		{
			Name: "roles", Title: title("Whom to tell", "Кому сообщить"),
			Help: title("Roles of the staff; the owner if empty.", "Роли в команде; пусто — владельцу."),
		},
		{
			Name: "low_text", Title: title("Words for it", "Что написать"),
			Help: title("Empty uses ours. local.left has the number.", "Пусто — наши слова. Число — в local.left."),
		},
		{
			Name: "save_to", Title: title("Save the item to", "Сохранить выданное в"), Widget: "variable",
			Help: title("local.item has it too.", "Оно есть и в local.item."),
		},
	}
}

// Check reports what cannot work.
func (c *code) Check(k *engine.Checking) {
	checkStock(k, c.Stock)
	for i, r := range c.Roles {
		if !roleName.MatchString(r) {
			k.Error("role_invalid", fmt.Sprintf("/roles/%d", i), "%q is no role: small letters a-z, digits, _ and -, first a letter", r)
		}
	}
	if c.Low == 0 && (len(c.Roles) > 0 || !c.LowText.IsZero()) {
		k.Warn("low_unused", "/low", "nobody is told: say at how many free items")
	}
}

// Enter takes an item.
func (c *code) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	sale, item, err := c.before(t)
	// All that is read is asked for at once, so that the turn runs again once.
	query := free()
	query.Limit = 1
	found, missing := t.Records(stockKind(c.Stock), query)
	_, uncounted := t.CountRecords(stockKind(c.Stock), free())
	if err = errors.Join(err, missing, uncounted); err != nil {
		return engine.Stay(), err
	}
	if item.Exists() {
		return c.deliver(t, &item, true)
	}
	if len(found) == 0 {
		if t.Open(emptyExit) {
			return engine.Stay(), engine.Trouble("stock_empty", "the stock %q has no free item left: put new ones in", c.Stock)
		}
		return engine.Leave(emptyExit), t.Set(leftVar, 0.0)
	}
	item = found[0]
	item.Owner = t.User().ID
	_, what, _ := strings.Cut(sale.Key, ".") // without whose it is
	item.Value = engine.Values{
		"item": item.Value["item"], "by": float64(t.User().ID), "at": t.Now().Format(time.RFC3339), "for": what,
	}
	if err := t.SetRecord(item); err != nil {
		return engine.Stay(), err
	}
	if sale.Key != "" {
		sale.Value, sale.Owner = engine.Values{"item": item.Key}, t.User().ID
		if err := t.SetRecord(sale); err != nil {
			return engine.Stay(), err
		}
	}
	return c.deliver(t, &item, false)
}

// before looks whether something was handed out for the same before, and what.
func (c *code) before(t *engine.Turn) (sale, item engine.Record, err error) {
	if c.For.IsZero() {
		return sale, item, nil
	}
	what, err := t.Line(&c.For)
	if err != nil {
		return sale, item, err
	}
	if what == "" {
		return sale, item, engine.Trouble("key_empty", "what the item is handed out for is empty once its values are put in")
	}
	if sale, err = t.Record(saleKind(c.Stock), engine.UserKey(t.User().ID, what)); err != nil || !sale.Exists() {
		return sale, item, err
	}
	key, _ := sale.Value["item"].(string)
	item, err = t.Record(stockKind(c.Stock), key)
	return sale, item, err
}

// deliver leaves the item behind, and tells the staff if that was one of the last.
func (c *code) deliver(t *engine.Turn, item *engine.Record, again bool) (engine.Outcome, error) {
	left, err := t.CountRecords(stockKind(c.Stock), free())
	if err != nil {
		return engine.Stay(), err
	}
	for _, x := range []struct {
		to    engine.Var
		value any
	}{{leftVar, float64(left)}, {againVar, again}, {itemVar, item.Value["item"]}} {
		if err := t.Set(x.to, x.value); err != nil {
			return engine.Stay(), err
		}
	}
	if err := t.Save(c.SaveTo, item.Value["item"]); err != nil {
		return engine.Stay(), err
	}
	if !again && c.Low > 0 && left == c.Low {
		if err := c.tell(t, left); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave(deliveredExit), nil
}

// tell says to the staff that few are left.
func (c *code) tell(t *engine.Turn, left int) error {
	content := &engine.Content{}
	err := t.ForOwner(func() (err error) {
		if c.LowText.IsZero() {
			content.Text = engine.EscapeText(t.Words("stock_low", "stock", c.Stock, "n", strconv.Itoa(left)))
			return nil
		}
		content.Text, err = t.Text(&c.LowText)
		return err
	})
	if err != nil {
		return err
	}
	roles := c.Roles
	if len(roles) == 0 {
		roles = []string{ownerRole}
	}
	t.Emit(engine.Effect{Kind: engine.NotifyStaff, Roles: roles, Content: content})
	return nil
}
