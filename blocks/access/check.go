package access

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// check (access.check) asks whether the user may use something, and counts the use.
//
// Config: Plans, any of which lets in; Trial, how long everything is free from the first look; Free, a number of free
// uses in a period; Units, what one use costs; Name, under which trial and free uses are counted; Look, to use up nothing.
// Waits: none. Leaves local.access behind (plan, trial, free, units, or empty), local.left (uses or units that are left),
// local.until and local.days_left (of plan or trial), local.again_at (when there will be free uses again). Exits: allowed;
// quota_over, if free uses are used up and nothing else serves; needs_payment; error. Errors: amount_invalid,
// unit_invalid, those of the expressions.
type check struct {
	engine.NoWait

	Plans []string       `json:"plans,omitempty" validate:"max=20,unique,dive,max=32" jsonschema:"maxItems=20"`
	Trial *flow.Duration `json:"trial,omitempty"`
	Free  *quota         `json:"free,omitempty"`
	Units *price         `json:"units,omitempty"`
	Name  string         `json:"name,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	Look  bool           `json:"look,omitempty"`
}

// quota is a number of free uses.
type quota struct {
	Count int    `json:"count" validate:"min=1,max=1000000" jsonschema:"minimum=1,maximum=1000000"`
	Per   string `json:"per,omitempty" validate:"omitempty,oneof=hour day week month ever" jsonschema:"enum=hour,enum=day,enum=week,enum=month,enum=ever"`
}

// The exits.
const (
	allowedExit = "allowed"
	paymentExit = "needs_payment"
	quotaExit   = "quota_over"
)

// The ways in, as local.access names them.
const (
	byPlan  = "plan"
	byTrial = "trial"
	byFree  = "free"
	byUnits = "units"
)

const (
	accessVar  engine.Var = "local.access"
	leftVar    engine.Var = "local.left"
	againAtVar engine.Var = "local.again_at"
)

// Kinds of records: when a trial began, and how many free uses there were in which period.
const (
	trialKind = "access.trial"
	quotaKind = "access.quota"
)

var counterName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

func checkType() engine.BlockType {
	return engine.BlockType{
		Name: "access.check", Version: 1, Icon: "shield-check", Title: title("Check access", "Проверить доступ"),
		Help: title(
			"Lets in who has a plan, a trial, a free use left or enough units, and counts the use. Others leave by an exit where you can sell something.",
			"Пускает тех, у кого есть тариф, пробный период, бесплатная попытка или единицы на счёте, и учитывает использование. Остальные выходят туда, где можно что-то продать.",
		),
		Exits: []engine.Exit{
			{Name: allowedExit, Title: title("May", "Можно")},
			{Name: paymentExit, Title: title("Has to pay", "Нужно платить")},
			{Name: quotaExit, Title: title("Free uses are over", "Бесплатное кончилось")},
			engine.ErrorExit(),
		},
		Outputs: append(planOutputs(),
			engine.Output{Name: string(accessVar), Type: "text", Title: title("Why the user may", "Почему можно")},
			engine.Output{Name: string(leftVar), Type: "number", Title: title("Uses or units that are left", "Сколько осталось")},
			engine.Output{Name: string(againAtVar), Type: "date", Title: title("When free uses come back", "Когда снова будет бесплатно")},
		),
		Example: `{"plans": ["premium"], "free": {"count": 3, "per": "day"}, "units": {"unit": "credits", "amount": 1}}`,
		New:     func() engine.Block { return new(check) },
	}
}

// Fields names the settings for forms and the reference.
func (*check) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "plans", Title: title("Plans that let in", "Тарифы, которые дают доступ"),
			Help: title("Names as in Give access.", "Названия как в блоке «Открыть доступ»."),
		},
		{
			Name: "trial", Title: title("Trial", "Пробный период"),
			Help: title("How long everything is free, from the first time a user comes here. Such as 3d.", "Сколько всё бесплатно с первого прихода пользователя сюда. Например 3d."),
		},
		{
			Name: "free", Title: title("Free uses", "Бесплатные попытки"),
			Help: title("So many in each period.", "Столько раз за период."),
		},
		{
			Name: "units", Title: title("Cost in units", "Цена в единицах"),
			Help: title("What one use takes from the account.", "Сколько одно использование снимает со счёта."),
		},
		{
			Name: "name", Title: title("Counted as", "Учитывать как"),
			Help: title(
				"Blocks with the same name share trial and free uses. Empty counts this block alone.",
				"Блоки с одним именем делят пробный период и бесплатные попытки. Пусто — считается только этот блок.",
			),
		},
		{
			Name: "look", Title: title("Only look", "Только посмотреть"),
			Help: title("Says whether the user may, but uses up nothing.", "Скажет, можно ли, но ничего не израсходует."),
		},
	}
}

// Fields names the settings of free uses.
func (*quota) Fields() []engine.Field {
	return []engine.Field{
		{Name: "count", Title: title("How many", "Сколько"), Help: title("Free uses in each period.", "Бесплатных попыток за период.")},
		{
			Name: "per", Title: title("In each", "За"),
			Help: title(
				"hour, day, week (from Monday), month, or ever. By the bot's calendar; day if empty.",
				"hour — час, day — день, week — неделя с понедельника, month — месяц, ever — за всё время. По календарю бота; пусто — день.",
			),
		},
	}
}

// Exits leaves quota_over out where nothing is free.
func (c *check) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(fixed))
	for _, e := range fixed {
		if e.Name != quotaExit || c.Free != nil {
			out = append(out, e)
		}
	}
	return out
}

// Check reports names that cannot be, and a block that lets nobody in.
func (c *check) Check(k *engine.Checking) {
	if len(c.Plans) == 0 && c.Trial == nil && c.Free == nil && c.Units == nil {
		k.Error("access_empty", "", "nobody would be let in: name a plan, a trial, free uses or a cost in units")
	}
	for _, p := range c.Plans {
		checkPlan(k, "/plans", p)
	}
	if c.Name != "" && !counterName.MatchString(c.Name) {
		k.Error("name_invalid", "/name", "the name has letters a-z, digits, _ and -")
	}
	if c.Trial != nil && c.Trial.Std() < time.Minute {
		k.Error("access_short", "/trial", "a trial lasts at least a minute")
	}
	if c.Name != "" && c.Trial == nil && c.Free == nil {
		k.Warn("name_unused", "/name", "nothing is counted under this name: there is neither a trial nor a free use")
	}
	if c.Units != nil {
		c.Units.check(k)
	}
}

// Enter lets in, or not.
func (c *check) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := c.foresee(t); err != nil {
		return engine.Stay(), err
	}
	v := verdict{exit: paymentExit}
	for _, way := range []func(*engine.Turn, *verdict) (bool, error){c.plan, c.trial, c.free, c.units} {
		ok, err := way(t, &v)
		if err != nil {
			return engine.Stay(), err
		}
		if ok {
			v.exit = allowedExit
			break
		}
	}
	return engine.Leave(v.exit), v.leaveBehind(t)
}

// foresee asks at once for all that the ways in may read, so that the turn runs again once and not for each of them.
func (c *check) foresee(t *engine.Turn) error {
	var missing error
	want := func(kind, key string) { missing = errors.Join(missing, t.Want(kind, key)) }
	for _, name := range c.Plans {
		want(planKind, engine.UserKey(t.User().ID, name))
	}
	if c.Trial != nil {
		want(trialKind, c.counter(t))
	}
	if c.Free != nil {
		want(quotaKind, c.counter(t))
	}
	if c.Units != nil {
		want(engine.AccountKind, engine.UserKey(t.Key().UserID, c.Units.Unit))
	}
	return missing
}

// verdict is what is known when the block leaves.
type verdict struct {
	exit    string
	access  string
	left    any // number, or nil where nothing is counted
	ends    standing
	againAt time.Time
}

func (v *verdict) leaveBehind(t *engine.Turn) error {
	if err := v.ends.leaveBehind(t); err != nil {
		return err
	}
	if err := t.Set(accessVar, v.access); err != nil {
		return err
	}
	if err := t.Set(leftVar, v.left); err != nil {
		return err
	}
	var again any
	if v.exit == quotaExit && !v.againAt.IsZero() {
		again = v.againAt.UTC().Format(time.RFC3339)
	}
	return t.Set(againAtVar, again)
}

// plan lets in who has one of the plans; of several the one that lasts longest is told.
func (c *check) plan(t *engine.Turn, v *verdict) (bool, error) {
	for _, name := range c.Plans {
		s, err := read(t, t.User().ID, name)
		if err != nil {
			return false, err
		}
		if s.active && (!v.ends.active || s.until.IsZero() || !v.ends.until.IsZero() && s.until.After(v.ends.until)) {
			v.ends = s
		}
	}
	if v.ends.active {
		v.access = byPlan
	}
	return v.ends.active, nil
}

// counter names the record of the trial or the free uses.
func (c *check) counter(t *engine.Turn) string {
	name := "block." + t.BlockID()
	if c.Name != "" {
		name = t.Own(c.Name)
	}
	return engine.UserKey(t.User().ID, name)
}

// trial lets in for a while, from the first time that somebody comes.
func (c *check) trial(t *engine.Turn, v *verdict) (bool, error) {
	if c.Trial == nil {
		return false, nil
	}
	r, err := t.Record(trialKind, c.counter(t))
	if err != nil {
		return false, err
	}
	from := t.Now()
	if text, ok := r.Value["from"].(string); ok {
		from, _ = engine.ParseDate(text, time.UTC)
	} else if !c.Look {
		r.Value, r.Owner = engine.Values{"from": from.Format(time.RFC3339)}, t.User().ID
		if err := t.SetRecord(r); err != nil {
			return false, err
		}
	}
	until := from.Add(c.Trial.Std())
	if !until.After(t.Now()) {
		return false, nil
	}
	v.access, v.ends = byTrial, standing{active: true, until: until}
	return true, nil
}

// free lets in as long as there are free uses in this period.
func (c *check) free(t *engine.Turn, v *verdict) (bool, error) {
	if c.Free == nil {
		return false, nil
	}
	r, err := t.Record(quotaKind, c.counter(t))
	if err != nil {
		return false, err
	}
	begin, next := engine.Period(t.Now().In(t.Zone()), c.Free.Per)
	mark := begin.UTC().Format(time.RFC3339)
	used, _ := r.Value["used"].(float64)
	if r.Value["from"] != mark {
		used = 0
	}
	left := float64(c.Free.Count) - used
	if left < 1 {
		v.exit, v.left, v.againAt = quotaExit, 0.0, next
		return false, nil
	}
	if !c.Look {
		left--
		r.Value, r.Owner = engine.Values{"from": mark, "used": used + 1}, t.User().ID
		r.Expires = next // zero for ever
		if err := t.SetRecord(r); err != nil {
			return false, err
		}
	}
	v.access, v.left = byFree, left
	return true, nil
}
