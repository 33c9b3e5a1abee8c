package data

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// tag (data.tag) changes the tags of a contact: short words by which users are told apart, such as vip or asked-for-price.
//
// Config: Op: add, remove, toggle, or set (all others go); Tags, each one or several divided by commas; Contact, for
// somebody else than the user who is talking. Waits: none. Exits: next, error. Errors: tag_too_long, tags_too_many,
// contact_invalid, those of the texts (expression_…).
//
// Tags are the list user.tags, which is always there: in small letters, each once, in the order in which they came. Ask for
// one with includes(user.tags, "vip"), or with the test has_tag of logic.switch. A tag that comes out empty counts for
// nothing. Two sessions that change tags at once do not undo each other's changes, but for set.
//
// In groups the tags are those of the member.
type tag struct {
	engine.NoWait

	Op      string            `json:"op,omitempty" validate:"omitempty,oneof=add remove toggle set" jsonschema:"enum=add,enum=remove,enum=toggle,enum=set"`
	Tags    []engine.Line     `json:"tags,omitempty" validate:"max=50" jsonschema:"maxItems=50" scenarist:"one"`
	Contact engine.Expression `json:"contact,omitzero"`
}

const (
	tagsField = "tags"

	addTags, removeTags, toggleTags, setTags = "add", "remove", "toggle", "set"

	maxTagLength = 64  // characters
	maxTags      = 200 // of one contact
)

func tagType() engine.BlockType {
	return engine.BlockType{
		Name: "data.tag", Version: 1, Icon: "tags", Title: title("Tags", "Метки"),
		Help: title(
			"Puts tags on the user or takes them away, to tell users apart later: buyers, those who asked for the price, those who want no letters.",
			"Ставит пользователю метки или снимает их, чтобы потом различать: покупатели, спросившие цену, не желающие рассылок.",
		),
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"op": "add", "tags": ["buyer", "city {{ user.username }}"]}`,
		New:     func() engine.Block { return new(tag) },
	}
}

// Fields names the settings for forms and the reference.
func (*tag) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "op", Title: title("What to do", "Что сделать"),
			Help: title(
				"add, remove, toggle (add what is not there, remove what is), or set: all other tags go. Add if empty.",
				"add — добавить, remove — снять, toggle — переключить, set — оставить только эти. Пусто — добавить.",
			),
		},
		{
			Name: "tags", Title: title("Tags", "Метки"),
			Help: title("Up to 64 characters each; capitals make no difference.", "До 64 знаков каждая; заглавные буквы не важны."),
		},
		contactField(),
	}
}

// Defaults fills in what to do.
func (g *tag) Defaults() {
	if g.Op == "" {
		g.Op = addTags
	}
}

// Check reports tags that cannot be.
func (g *tag) Check(k *engine.Checking) {
	if len(g.Tags) == 0 && g.Op != setTags {
		k.Error("tags_missing", "/tags", "say which tags to %s", g.Op)
	}
	if is := k.TypeOf(engine.ScopeUser + "." + tagsField); is != expr.TypeList && is != expr.TypeAny {
		k.Error("tags_not_a_list", "", "the bot declares user.tags as a %s, but tags are a list", is)
	}
	for i := range g.Tags {
		for _, src := range g.Tags[i].Sources() {
			path := fmt.Sprintf("/tags/%d", i)
			switch {
			case strings.TrimSpace(src) == "":
				k.Error("tag_empty", path, "the tag is empty")
			case !strings.Contains(src, "{{"):
				for _, one := range splitTags(src) {
					if n := utf8.RuneCountInString(one); n > maxTagLength {
						k.Error("tag_too_long", path, "the tag has %d characters; at most %d are allowed", n, maxTagLength)
					}
				}
			}
		}
	}
}

// splitTags gives the tags of a text, as they are kept.
func splitTags(text string) []string {
	var out []string
	for one := range strings.SplitSeq(text, ",") {
		if one = engine.Fold(one); one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// Enter changes the tags.
func (g *tag) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := contactOf(t, &g.Contact)
	if err != nil {
		return engine.Stay(), err
	}
	tags, err := g.tags(t)
	if err != nil {
		return engine.Stay(), err
	}
	have, _ := c.get(t, tagsField).([]any)
	if err := g.change(t, &c, have, tags); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), nil
}

// tags renders the tags, each once.
func (g *tag) tags(t *engine.Turn) ([]string, error) {
	var out []string
	for i := range g.Tags {
		text, err := t.Line(&g.Tags[i])
		if err != nil {
			return nil, err
		}
		for _, one := range splitTags(text) {
			if utf8.RuneCountInString(one) > maxTagLength {
				return nil, engine.Trouble("tag_too_long", "a tag has more than %d characters", maxTagLength)
			}
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	return out, nil
}

func (g *tag) change(t *engine.Turn, c *contact, have []any, tags []string) error {
	if g.Op == setTags {
		return c.write(t, tagsField, engine.WriteSet, tags)
	}
	count := len(have)
	for _, one := range tags {
		there := slices.Contains(have, any(one))
		remove := g.Op == removeTags || g.Op == toggleTags && there
		if remove != there {
			continue // it is as it is to be
		}
		if !remove && count >= maxTags {
			return engine.Trouble("tags_too_many", "a contact has at most %d tags", maxTags)
		}
		// What another session has put there meanwhile is taken away first, so that no tag is there twice.
		if err := c.write(t, tagsField, engine.WriteRemove, one); err != nil {
			return err
		}
		if remove {
			count--
			continue
		}
		count++
		if err := c.write(t, tagsField, engine.WriteAppend, one); err != nil {
			return err
		}
	}
	return nil
}
