package trigger

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// startLink (trigger.start_link) starts its flow when somebody comes by a link t.me/<bot>?start=<code>, or brings the bot
// into a group by ?startgroup=<code>.
//
// Config: Code, exact or a beginning, or Pattern; Parts of what follows or of the pattern's groups, split at Separator;
// Source, Campaign, Partner and Cost of the link; Referrer, the part that names who invited; FirstTouch and LastTouch,
// where that is saved; Expires, MaxUses and the words for a link that is no longer valid. Exits: next; expired and
// used_up, where these can be; error. Errors: those of the texts. Outputs: local.code, local.link, and local.<name> for
// each part.
//
// A link that has expired or is used up leaves nothing behind: neither touch nor cost. MaxUses counts people, not
// presses: who came in once always gets in again.
type startLink struct {
	engine.TriggerSettings
	engine.NoWait

	Code        string          `json:"code,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	How         string          `json:"match,omitempty" validate:"omitempty,oneof=exact prefix pattern" jsonschema:"enum=exact,enum=prefix,enum=pattern"`
	Pattern     engine.Pattern  `json:"pattern,omitzero"`
	Separator   string          `json:"separator,omitempty" validate:"omitempty,oneof=_ -" jsonschema:"enum=_,enum=-"`
	Parts       []dataPart      `json:"parts,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"`
	Source      engine.Line     `json:"source,omitzero" scenarist:"one"`
	Campaign    engine.Line     `json:"campaign,omitzero" scenarist:"one"`
	Partner     engine.Line     `json:"partner,omitzero" scenarist:"one"`
	Cost        *float64        `json:"cost,omitempty" validate:"omitempty,min=0" jsonschema:"minimum=0"`
	Referrer    string          `json:"referrer,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	FirstTouch  engine.Var      `json:"first_touch,omitempty"`
	LastTouch   engine.Var      `json:"last_touch,omitempty"`
	Expires     string          `json:"expires,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	ExpiredText engine.Template `json:"expired_text,omitzero"`
	MaxUses     int             `json:"max_uses,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	UsedUpText  engine.Template `json:"used_up_text,omitzero"`
}

// Ways to compare the code.
const (
	exactCode   = "exact"
	codePrefix  = "prefix"
	codePattern = "pattern"
)

const (
	expiredExit = "expired"
	usedUpExit  = "used_up"

	linkVar engine.Var = "local.link"

	// Kinds of records: how many people a link let in, and who they are.
	linkRecord   = "start_link"
	linkedRecord = "start_link.user"
)

// codeSpelling is Telegram's: https://core.telegram.org/bots/features#deep-linking.
var codeSpelling = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func startLinkType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.start_link", Version: 1, Icon: "link", Trigger: true,
		Title: engine.Text{"en": "Start link", "ru": "Ссылка на старт"},
		Help: engine.Text{
			"en": "Starts the flow when somebody opens the bot by a link of yours, t.me/bot?start=code: from an advertisement, a QR code, a friend. Remembers where people came from.",
			"ru": "Запускает сценарий, когда кто-то открывает бота по вашей ссылке t.me/bot?start=код: из рекламы, по QR-коду, от друга. Запоминает, откуда пришли люди.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: expiredExit, Title: engine.Text{"en": "Expired", "ru": "Срок истёк"}, Optional: true},
			{Name: usedUpExit, Title: engine.Text{"en": "Used up", "ru": "Места закончились"}, Optional: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: "local.code", Type: "text", Title: engine.Text{"en": "Code of the link", "ru": "Код ссылки"}},
			{Name: "local.link", Type: "object", Title: engine.Text{"en": "The link: code, source, campaign, partner, cost, referrer, new, at", "ru": "Ссылка: code, source, campaign, partner, cost, referrer, new, at"}},
			{Name: "local.link.new", Type: "bool", Title: engine.Text{"en": "The user is new", "ru": "Пользователь новый"}},
			{Name: "local.link.referrer", Type: "number", Title: engine.Text{"en": "Telegram id of who invited", "ru": "Telegram id пригласившего"}},
		},
		Example: `{"code": "spring", "source": "instagram", "campaign": "spring sale", "expires": "2026-05-31"}`,
		New:     func() engine.Block { return new(startLink) },
	}
}

// Exits leaves out what the link cannot come to.
func (l *startLink) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(slices.Clone(fixed), func(e engine.Exit) bool {
		return e.Name == expiredExit && l.Expires == "" || e.Name == usedUpExit && l.MaxUses == 0
	})
}

// Defaults compares exactly and splits at "_".
func (l *startLink) Defaults() {
	if l.How == "" {
		l.How = exactCode
	}
	if l.Separator == "" {
		l.Separator = "_"
	}
}

// Check reports codes that Telegram does not carry, and settings that cannot work together.
func (l *startLink) Check(k *engine.Checking) {
	switch {
	case l.How == codePattern && l.Pattern.IsZero():
		k.Error("pattern_missing", "/pattern", "the trigger compares by a pattern, but there is none")
	case l.How == codePattern && l.Code != "":
		k.Warn("setting_unused", "/code", "the code does not count where match is pattern")
	case l.How != codePattern && l.Code == "":
		k.Error("code_missing", "/code", "the link needs a code")
	case l.How != codePattern && !codeSpelling.MatchString(l.Code):
		k.Error("code_invalid", "/code", "Telegram does not carry the code %q: 1 to 64 letters A-Z, a-z, digits, _ and -", l.Code)
	}
	if l.How != codePattern && !l.Pattern.IsZero() {
		k.Warn("setting_unused", "/pattern", "the pattern counts only where match is pattern")
	}
	if l.How == exactCode && len(l.Parts) > 0 {
		k.Error("parts_unused", "/parts", "an exact code has no parts; let match be prefix or pattern")
	}
	l.checkParts(k)
	if l.Expires != "" {
		if _, ok := parseMoment(l.Expires); !ok {
			k.Error("date_invalid", "/expires", "%q is no date: give %s", l.Expires, dateWords)
		}
	}
	if l.Expires == "" && !l.ExpiredText.IsZero() {
		k.Warn("setting_unused", "/expired_text", "the link does not expire")
	}
	if l.MaxUses == 0 && !l.UsedUpText.IsZero() {
		k.Warn("setting_unused", "/used_up_text", "the link has no limit of uses")
	}
	if l.FirstTouch != "" {
		k.Assign("/first_touch", l.FirstTouch, flow.TypeObject)
	}
	if l.LastTouch != "" {
		k.Assign("/last_touch", l.LastTouch, flow.TypeObject)
	}
}

func (l *startLink) checkParts(k *engine.Checking) {
	seen := map[string]bool{"code": true, "link": true, "groups": true, "error": true}
	referrer := l.Referrer == ""
	for i, p := range l.Parts {
		path := fmt.Sprintf("/parts/%d/name", i)
		switch {
		case p.Name == "": // the schema says so
		case !partSpelling.MatchString(p.Name):
			k.Error("name_invalid", path, "name %q is misspelt: letters, digits and _, first no digit", p.Name)
		case seen[p.Name]:
			k.Error("name_duplicate", path, "the name %q is taken", p.Name)
		}
		seen[p.Name] = true
		referrer = referrer || p.Name == l.Referrer
	}
	if !referrer {
		k.Error("referrer_unknown", "/referrer", "no part is called %q", l.Referrer)
	}
}

// Keys names the link.
func (l *startLink) Keys() []string {
	switch l.How {
	case codePattern:
		return []string{"link:" + l.Pattern.Source()}
	case codePrefix:
		return []string{"link:" + l.Code + "*"}
	default:
		return []string{"link:" + l.Code}
	}
}

// Within names the command that every link is, and the beginnings of the code.
func (l *startLink) Within() []string {
	keys := []string{"command:start"}
	if l.How == codePattern {
		return keys
	}
	for i := 1; i <= len(l.Code); i++ {
		if l.How == exactCode || i < len(l.Code) {
			keys = append(keys, "link:"+l.Code[:i]+"*")
		}
	}
	return keys
}

// Weights of links above that of the plain command: the longer the beginning that fits, the better.
const (
	weightLinkPattern = engine.WeightCommand + 2
	weightLinkPrefix  = engine.WeightCommand + 3
	weightLinkExact   = engine.WeightCommand + 100
)

// Match takes /start with the link's code.
func (l *startLink) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	m := ev.Message
	if ev.Kind != engine.MessageReceived || m == nil || m.Command != "start" || !codeSpelling.MatchString(m.Args) {
		return engine.Match{}, false
	}
	out := engine.Values{"code": m.Args}
	switch l.How {
	case exactCode:
		return engine.Match{Weight: weightLinkExact, Outputs: out}, m.Args == l.Code
	case codePrefix:
		rest, ok := strings.CutPrefix(m.Args, l.Code)
		if !ok || !l.split(rest, out) {
			return engine.Match{}, false
		}
		return engine.Match{Weight: weightLinkPrefix + len(l.Code), Outputs: out}, true
	default:
		found := l.Pattern.Find(m.Args)
		if found == nil || !l.named(found[1:], out) {
			return engine.Match{}, false
		}
		out["groups"] = list(found[1:])
		return engine.Match{Weight: weightLinkPattern, Outputs: out}, true
	}
}

// split names the parts of what follows a beginning; false if they are others than the link has.
func (l *startLink) split(rest string, out engine.Values) bool {
	if len(l.Parts) == 0 {
		return true
	}
	return l.named(strings.SplitN(rest, l.Separator, len(l.Parts)), out)
}

func (l *startLink) named(parts []string, out engine.Values) bool {
	if len(l.Parts) > 0 && len(parts) < len(l.Parts) {
		return false
	}
	for i := range l.Parts {
		v, ok := l.Parts[i].value(parts[i])
		if !ok {
			return false
		}
		out[l.Parts[i].Name] = v
	}
	return true
}

// Enter lets in who may come, and remembers where from.
func (l *startLink) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if at, ok := parseMoment(l.Expires); ok && !t.Now().Before(at.end(t.Zone())) {
		return l.refuse(t, expiredExit, &l.ExpiredText, "link_expired")
	}
	admitted, err := l.admit(t)
	switch {
	case err != nil:
		return engine.Stay(), err
	case !admitted:
		return l.refuse(t, usedUpExit, &l.UsedUpText, "link_used_up")
	}
	touch, err := l.touch(t)
	if err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(linkVar, touch); err != nil {
		return engine.Stay(), err
	}
	if l.FirstTouch != "" && t.Get(l.FirstTouch) == nil {
		if err := t.Set(l.FirstTouch, touch); err != nil {
			return engine.Stay(), err
		}
	}
	if l.LastTouch != "" {
		if err := t.Set(l.LastTouch, touch); err != nil {
			return engine.Stay(), err
		}
	}
	if l.Cost != nil && t.Newcomer() {
		t.Note(engine.Note{Kind: engine.NoteCost, Name: t.BlockID(), Value: *l.Cost})
	}
	return engine.Leave("next"), nil
}

// refuse leaves by the exit; with the author's words, or with ours if the author said nothing of what happens then.
func (l *startLink) refuse(t *engine.Turn, exit string, words *engine.Template, builtIn string) (engine.Outcome, error) {
	switch {
	case !words.IsZero():
		text, err := t.Text(words)
		if err != nil {
			return engine.Stay(), err
		}
		t.Send(engine.Content{Text: text}, "")
	case !t.Settled(exit):
		t.Send(engine.Content{Text: t.Words(builtIn), Plain: true}, "")
	}
	return engine.Leave(exit), nil
}

// admit counts the person, unless counted before; false if there is no place left.
func (l *startLink) admit(t *engine.Turn) (bool, error) {
	if l.MaxUses == 0 {
		return true, nil
	}
	person, err := t.Record(linkedRecord, t.BlockID()+":"+strconv.FormatInt(t.User().ID, 10))
	if err != nil {
		return false, err
	}
	if person.Exists() {
		return true, nil
	}
	uses, err := t.Record(linkRecord, t.BlockID())
	if err != nil {
		return false, err
	}
	n, _ := uses.Value["uses"].(float64)
	if int(n) >= l.MaxUses {
		return false, nil
	}
	uses.Value = engine.Values{"uses": n + 1}
	if err := t.SetRecord(uses); err != nil {
		return false, err
	}
	person.Owner, person.Value = t.User().ID, engine.Values{"use": n + 1}
	return true, t.SetRecord(person)
}

// touch is what is known of the link and of who comes by it.
func (l *startLink) touch(t *engine.Turn) (map[string]any, error) {
	touch := map[string]any{"code": t.Get("local.code"), "new": t.Newcomer(), "at": t.Now().Format(time.RFC3339)}
	for _, x := range []struct {
		name string
		line *engine.Line
	}{{"source", &l.Source}, {"campaign", &l.Campaign}, {"partner", &l.Partner}} {
		words, err := t.Line(x.line)
		if err != nil {
			return nil, err
		}
		if words != "" {
			touch[x.name] = words
		}
	}
	if l.Cost != nil {
		touch["cost"] = *l.Cost
	}
	if id := l.referrer(t); id != 0 {
		touch["referrer"] = id
	}
	return touch, nil
}

// referrer is who invited; 0 for nobody, and for who invited themselves.
func (l *startLink) referrer(t *engine.Turn) float64 {
	if l.Referrer == "" {
		return 0
	}
	id, ok := t.Get(engine.Var("local." + l.Referrer)).(float64)
	if s, isText := t.Get(engine.Var("local." + l.Referrer)).(string); isText {
		id, ok = engine.ParseNumber(s)
	}
	if !ok || id < 1 || id > maxUserID || id != math.Trunc(id) || int64(id) == t.User().ID {
		return 0
	}
	return id
}

// maxUserID has 52 bits: Telegram Bot API, User.id.
const maxUserID = 1<<52 - 1
