package growth

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// referral (growth.referral) lets users invite friends, and rewards them.
//
// Config: Do is link, join or reward.
//
// link: Prefix; leaves the user's own link in local.link, its payload in local.payload, and in local.invited how many he
// invited.
//
// join: By, the inviter's id or the payload of the link, Prefix. Remembers who invited this user, once and for all. It counts
// in the flow with which the user's first visit began, also behind questions, and in flows which that one calls: who had used
// the bot before the link is nobody's friend, and so two people can never invite each other. The inviter must be somebody
// who has used the bot; a number that somebody put into a link invites nobody.
//
// reward: Goal, a name; Unit and Levels, how much the inviter gets, his inviter, and that one's; Cap, how many friends of one
// inviter are rewarded; Flow, started for each who is rewarded with friend, goal, amount and level. Leaves local.rewarded
// behind, the number of those who were.
//
// Waits: none. Exits: next of link; joined, known (has an inviter, or used the bot before), self, and nobody (By names none
// who has used the bot) of join; rewarded, none (no inviter, or the cap is reached) and again (was rewarded for this friend
// and goal) of reward; error. Errors: link_unknown, private_only (of join), amount_invalid, those of the ledger and of the expressions.
type referral struct {
	engine.NoWait

	Do     string         `json:"do" validate:"required,oneof=link join reward" jsonschema:"enum=link,enum=join,enum=reward"`
	Prefix string         `json:"prefix,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	By     engine.Value   `json:"by,omitzero"`
	Goal   string         `json:"goal,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Unit   string         `json:"unit,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	Levels []engine.Value `json:"levels,omitempty" validate:"max=3" jsonschema:"maxItems=3"`
	Cap    int            `json:"cap,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	Flow   engine.FlowRef `json:"flow,omitempty" scenarist:"later"`
}

// What the block does.
const (
	doLink   = "link"
	doJoin   = "join"
	doReward = "reward"
)

// The exits.
const (
	nextExit     = "next"
	joinedExit   = "joined"
	knownExit    = "known"
	selfExit     = "self"
	nobodyExit   = "nobody"
	rewardedExit = "rewarded"
	noneExit     = "none"
	againExit    = "again"
)

const (
	linkVar     engine.Var = "local.link"
	payloadVar  engine.Var = "local.payload"
	invitedVar  engine.Var = "local.invited"
	inviterVar  engine.Var = "local.inviter"
	rewardedVar engine.Var = "local.rewarded"
)

// Kinds of records: who invited a contact, how many one invited and was rewarded for, and what was rewarded.
const (
	inviterKind = "referral"
	tallyKind   = "referral.tally"
	rewardKind  = "referral.reward"
)

const defaultPrefix = "ref_"

func referralType() engine.BlockType {
	return engine.BlockType{
		Name: "growth.referral", Version: 1, Icon: "users-plus", Title: title("Invite friends", "Пригласи друга"),
		Help: title(
			"Gives each user a link of his own, remembers whom it brought, and rewards the inviter when a friend does what counts.",
			"Даёт каждому личную ссылку, запоминает, кто по ней пришёл, и награждает пригласившего, когда друг сделал нужное.",
		),
		Exits: []engine.Exit{
			{Name: nextExit, Title: title("Next", "Дальше")},
			{Name: joinedExit, Title: title("Invited by a friend", "Пришёл по приглашению")},
			{Name: knownExit, Title: title("Was here before", "Уже был здесь")},
			{Name: selfExit, Title: title("Invited himself", "Пригласил сам себя")},
			{Name: nobodyExit, Title: title("Invited by nobody", "Никто не приглашал")},
			{Name: rewardedExit, Title: title("Rewarded", "Награждён")},
			{Name: noneExit, Title: title("Nobody to reward", "Некого награждать")},
			{Name: againExit, Title: title("Was rewarded before", "Уже награждали")},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(linkVar), Type: "text", Title: title("The user's own link", "Личная ссылка")},
			{Name: string(payloadVar), Type: "text", Title: title("Its payload", "Её параметр")},
			{Name: string(invitedVar), Type: "number", Title: title("Friends that came", "Сколько друзей пришло")},
			{Name: string(inviterVar), Type: "number", Title: title("Id of who invited", "Id пригласившего")},
			{Name: string(rewardedVar), Type: "number", Title: title("How many were rewarded", "Сколько человек награждено")},
		},
		Example: `{"do": "link"}`,
		New:     func() engine.Block { return new(referral) },
	}
}

// Fields names the settings for forms and the reference.
func (*referral) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "do", Title: title("What to do", "Что сделать"),
			Help: title(
				"link gives the user's own link, join remembers who invited this user, reward rewards the inviter. Put join into the flow that the link starts: who had used the bot before counts as nobody's friend.",
				"link — дать личную ссылку, join — запомнить, кто пригласил, reward — наградить пригласившего. Ставьте join в сценарий, который запускает ссылка: кто пользовался ботом раньше, ничьим другом не считается.",
			),
		},
		{
			Name: "prefix", Title: title("Prefix", "Приставка"),
			Help: title(
				"What payloads of such links begin with: ref_ if empty. A trigger “Start by link” with this prefix takes them.",
				"С чего начинается параметр таких ссылок: пусто — ref_. Их принимает триггер «Старт по ссылке» с этой приставкой.",
			),
		},
		{
			Name: "by", Title: title("Invited by", "Кто пригласил"), Widget: "value",
			Help: title("The link's payload, or an id: {{ event.payload }} if empty.", "Параметр ссылки или id; пусто — {{ event.payload }}."),
		},
		{
			Name: "goal", Title: title("For what", "За что"),
			Help: title("A name, such as first_purchase: each friend counts once for it.", "Название, например first_purchase: каждый друг засчитывается один раз."),
		},
		{
			Name: "unit", Title: title("Unit", "Единица"),
			Help: title("What is given, such as credits. Empty gives nothing.", "Что начислить, например credits. Пусто — ничего."),
		},
		{
			Name: "levels", Title: title("How much", "Сколько"),
			Help: title(
				"To who invited, to who invited that one, and one level more.",
				"Пригласившему, пригласившему его и ещё на уровень выше.",
			),
		},
		{
			Name: "cap", Title: title("Friends at most", "Не больше друзей"),
			Help: title("How many friends of one inviter are rewarded; 0 is all.", "За скольких друзей награждать одного пригласившего; 0 — за всех."),
		},
		{
			Name: "flow", Title: title("Flow for the inviter", "Сценарий пригласившему"), Widget: "flow",
			Help: title("Started in the chat of each who is rewarded, for example to tell him.", "Запустится в чате каждого награждённого, например чтобы сообщить ему."),
		},
	}
}

// exitsOf gives the exits of what the block does.
func exitsOf(do string) []string {
	switch do {
	case doJoin:
		return []string{joinedExit, knownExit, selfExit, nobodyExit}
	case doReward:
		return []string{rewardedExit, noneExit, againExit}
	default:
		return []string{nextExit}
	}
}

// Exits gives the exits of what the block does.
func (r *referral) Exits(fixed []engine.Exit) []engine.Exit {
	mine := append(exitsOf(r.Do), "error")
	return slices.DeleteFunc(slices.Clone(fixed), func(e engine.Exit) bool { return !slices.Contains(mine, e.Name) })
}

// Check reports settings that what the block does lacks or does not use.
func (r *referral) Check(k *engine.Checking) {
	if strings.Trim(r.Prefix, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		k.Error("prefix_invalid", "/prefix", "links hold letters a-z, digits, _ and - only")
	}
	reward := r.Do == doReward
	for path, used := range map[string]bool{
		"/by":     r.By.IsZero() || r.Do == doJoin,
		"/goal":   r.Goal == "" || reward,
		"/unit":   r.Unit == "" || reward,
		"/levels": len(r.Levels) == 0 || reward,
		"/cap":    r.Cap == 0 || reward,
		"/flow":   r.Flow == "" || reward,
	} {
		if !used {
			k.Warn("setting_unused", path, "%s does not use this setting", r.Do)
		}
	}
	if !reward {
		return
	}
	switch {
	case r.Goal == "":
		k.Error("goal_missing", "/goal", "say for what the inviter is rewarded: each friend counts once for it")
	case r.Unit == "" && r.Flow == "":
		k.Error("reward_missing", "", "nothing would be given: name a unit and how much, or a flow for the inviter")
	case (r.Unit == "") != (len(r.Levels) == 0):
		k.Error("reward_missing", "/levels", "say both the unit and how much of it")
	}
	if r.Unit != "" && !engine.ValidUnit(r.Unit) {
		k.Error("unit_invalid", "/unit", "a unit is called by a letter and up to 31 letters, digits or _")
	}
	for i := range r.Levels {
		if t := r.Levels[i].Type(); t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
			k.Error("amount_invalid", fmt.Sprintf("/levels/%d", i), "a number is expected")
		}
	}
}

// Enter does it.
func (r *referral) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	switch r.Do {
	case doJoin:
		return r.join(t)
	case doReward:
		return r.reward(t)
	default:
		return r.link(t)
	}
}

func (r *referral) prefix() string {
	if r.Prefix == "" {
		return defaultPrefix
	}
	return r.Prefix
}

// link gives the user's own link.
func (r *referral) link(t *engine.Turn) (engine.Outcome, error) {
	if t.BotUsername() == "" {
		return engine.Stay(), engine.Trouble("link_unknown", "the bot's own name is not known, so there is no link to it")
	}
	payload := r.prefix() + strconv.FormatInt(t.User().ID, 10)
	tally, err := t.Record(tallyKind, strconv.FormatInt(t.User().ID, 10))
	if err != nil {
		return engine.Stay(), err
	}
	invited, _ := tally.Value["invited"].(float64)
	if err := t.Set(payloadVar, payload); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(invitedVar, invited); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(nextExit), t.Set(linkVar, "https://t.me/"+t.BotUsername()+"?start="+payload)
}

// join remembers who invited this user.
func (r *referral) join(t *engine.Turn) (engine.Outcome, error) {
	if !t.Chat().Private() {
		return engine.Stay(), engine.Trouble("private_only", "links of friends open the private chat with the bot: remember who invited there")
	}
	by, err := r.inviter(t)
	if err != nil {
		return engine.Stay(), err
	}
	me := t.User().ID
	switch {
	case by == 0:
		return engine.Leave(nobodyExit), nil
	case by == me:
		return engine.Leave(selfExit), nil
	case !t.FirstVisit():
		return engine.Leave(knownExit), nil
	}
	mine, err := t.Record(inviterKind, strconv.FormatInt(me, 10))
	if err != nil {
		return engine.Stay(), err
	}
	friend, err := t.Contact(by)
	if err != nil {
		return engine.Stay(), err
	}
	switch {
	case mine.Exists():
		return engine.Leave(knownExit), nil
	case friend.ActiveAt.IsZero():
		return engine.Leave(nobodyExit), nil
	}
	mine.Value, mine.Owner = engine.Values{"by": float64(by), "at": t.Now().Format(time.RFC3339)}, me
	if err := t.SetRecord(mine); err != nil {
		return engine.Stay(), err
	}
	if _, err := count(t, by, "invited", 0); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(joinedExit), t.Set(inviterVar, float64(by))
}

// inviter reads who invited, an id or the payload of a link with it; 0 for nobody.
func (r *referral) inviter(t *engine.Turn) (int64, error) {
	var v any
	if m := t.Event().Message; r.By.IsZero() && m != nil && m.Command == "start" {
		v = m.Args
	} else if !r.By.IsZero() {
		var err error
		if v, err = t.Value(&r.By); err != nil {
			return 0, err
		}
	}
	if s, text := v.(string); text {
		n, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(s), r.prefix()), 10, 64)
		if err != nil {
			return 0, nil //nolint:nilerr // a payload of something else is no trouble
		}
		v = float64(n)
	}
	id, _ := engine.ContactID(v)
	return id, nil
}

// inviters follows who invited whom, the contact first, at most so many.
func inviters(t *engine.Turn, contact int64, most int) ([]int64, error) {
	out := []int64{contact}
	for len(out) < most {
		r, err := t.Record(inviterKind, strconv.FormatInt(out[len(out)-1], 10))
		if err != nil {
			return nil, err
		}
		by, ok := r.Value["by"].(float64)
		if !ok || slices.Contains(out, int64(by)) {
			break
		}
		out = append(out, int64(by))
	}
	return out, nil
}

// count adds one to what is told of an inviter; false if that would go above the cap.
func count(t *engine.Turn, contact int64, what string, top int) (bool, error) {
	r, err := t.Record(tallyKind, strconv.FormatInt(contact, 10))
	if err != nil {
		return false, err
	}
	n, _ := r.Value[what].(float64)
	if top > 0 && int(n) >= top {
		return false, nil
	}
	v := maps.Clone(r.Value)
	if v == nil {
		v = engine.Values{}
	}
	v[what] = n + 1
	r.Value, r.Owner = v, contact
	return true, t.SetRecord(r)
}

// reward rewards the inviters of this user.
func (r *referral) reward(t *engine.Turn) (engine.Outcome, error) {
	me := t.User().ID
	if err := t.Set(rewardedVar, 0.0); err != nil {
		return engine.Stay(), err
	}
	goal := t.Own(r.Goal)
	done, err := t.Record(rewardKind, engine.UserKey(me, goal))
	if err != nil {
		return engine.Stay(), err
	}
	if done.Exists() {
		return engine.Leave(againExit), nil
	}
	above, err := inviters(t, me, max(len(r.Levels), 1)+1)
	if err != nil {
		return engine.Stay(), err
	}
	if above = above[1:]; len(above) == 0 {
		return engine.Leave(noneExit), nil
	}
	if ok, err := count(t, above[0], "rewarded."+goal, r.Cap); err != nil || !ok {
		return engine.Leave(noneExit), err
	}
	done.Value, done.Owner = engine.Values{"by": float64(above[0])}, me
	if err := t.SetRecord(done); err != nil {
		return engine.Stay(), err
	}
	for level, who := range above {
		if err := r.pay(t, level, who); err != nil {
			return engine.Stay(), err
		}
	}
	if err := t.Set(inviterVar, float64(above[0])); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(rewardedExit), t.Set(rewardedVar, float64(len(above)))
}

// pay gives one inviter what his level gets, and starts the flow for him.
func (r *referral) pay(t *engine.Turn, level int, who int64) error {
	amount := 0.0
	if level < len(r.Levels) {
		v, err := t.Value(&r.Levels[level])
		if err != nil {
			return err
		}
		n, ok := v.(float64)
		if s, text := v.(string); text {
			n, ok = engine.ParseNumber(strings.TrimSpace(s))
		}
		if !ok || n < 0 || n != math.Trunc(n) || n > engine.MaxAmount {
			return engine.Trouble("amount_invalid", "the reward of level %d must be a whole number once its value is put in", level+1)
		}
		amount = n
	}
	if amount > 0 {
		_, err := t.Grant(engine.Movement{Owner: who, Unit: r.Unit, Amount: int64(amount), Reason: "referral " + r.Goal})
		if err != nil {
			return err
		}
	}
	if r.Flow != "" && (amount > 0 || len(r.Levels) == 0) {
		t.StartFor(engine.StartFor{
			Key: engine.SessionKey{ChatID: who, UserID: who},
			Start: engine.Start{Flow: string(r.Flow), Policy: engine.BusyNest, Args: map[string]any{
				"friend": t.User().FirstName, "goal": r.Goal, "amount": amount, "level": float64(level + 1),
			}},
		})
	}
	return nil
}
