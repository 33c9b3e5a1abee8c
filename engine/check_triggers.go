package engine

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// triggers notes triggers that never get a turn, and messages that nothing takes.
func (c *compiling) triggers() {
	first := map[string][]*compiledBlock{}
	fallback := false
	for _, b := range c.rev.triggers {
		fallback = fallback || b.fallback()
		keys := b.keys()
		var taken []string
		var by *compiledBlock
		for _, k := range keys {
			at := slices.IndexFunc(first[k], func(e *compiledBlock) bool { return e.covers(b) })
			if at >= 0 {
				taken, by = append(taken, keyWords(k)), first[k][at]
			}
			first[k] = append(first[k], b)
		}
		if e := b.swallowed(first); e != nil {
			taken, by = keys, e
			for i, k := range taken {
				taken[i] = keyWords(k)
			}
		}
		if by == nil {
			continue
		}
		c.at = b
		words := fmt.Sprintf("this trigger never gets %s: the trigger %q of the flow %q comes first", strings.Join(taken, ", "), by.label(), flowLabel(by.flow))
		if len(taken) == len(keys) {
			words = fmt.Sprintf("this trigger never starts: the trigger %q of the flow %q takes %s first", by.label(), flowLabel(by.flow), strings.Join(taken, ", "))
		}
		c.add(Issue{Code: "trigger_shadowed", Severity: SeverityWarning, Path: b.path, Message: words})
		c.at = nil
	}
	if n := len(c.rev.timed); n > MaxTimed {
		c.add(Issue{
			Code: "timed_too_many", Severity: SeverityError, Path: "/flows",
			Message: fmt.Sprintf("%d triggers start by themselves; every user's session keeps their times, and at most %d are allowed", n, MaxTimed),
		})
	}
	switch {
	case c.blind:
	case len(c.rev.triggers) == 0:
		c.add(Issue{
			Code: "trigger_missing", Severity: SeverityWarning, Path: "/flows",
			Message: "the bot has no trigger that is switched on: nothing a user does starts it",
		})
	case !fallback:
		c.add(Issue{
			Code: "fallback_missing", Severity: SeverityWarning, Path: "/flows",
			Message: "no trigger takes messages that fit nothing else: users then read only that the bot did not understand",
		})
	}
}

// swallowed finds a wider trigger of a higher priority, which takes all events of b; nil if there is none.
func (b *compiledBlock) swallowed(first map[string][]*compiledBlock) *compiledBlock {
	n, ok := b.trigger.(Narrower)
	if !ok {
		return nil
	}
	for _, k := range n.Within() {
		for _, e := range first[k] {
			if e.trigger.Rules().Priority > b.trigger.Rules().Priority && e.covers(b) {
				return e
			}
		}
	}
	return nil
}

// keys names what a trigger answers to, each once, sorted.
func (b *compiledBlock) keys() []string {
	var keys []string
	switch k, ok := b.trigger.(Keyed); {
	case ok:
		keys = slices.Clone(k.Keys())
	case b.fallback():
		keys = []string{"fallback:"}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// keyKind is what kind of thing a key of a trigger names.
func keyKind(key string) string {
	kind, _, _ := strings.Cut(key, ":")
	return kind
}

func keyWords(key string) string {
	kind, value, _ := strings.Cut(key, ":")
	switch {
	case kind == "error":
		return "troubles"
	case kind == "fallback" && value == "":
		return "what fits nothing else"
	case kind == "command":
		return "/" + value
	case kind == "message":
		return "messages of the kind " + value
	case kind == "payment":
		return "payments " + value
	case kind == "member":
		return fmt.Sprintf("the change %q", value)
	case kind == "text":
		if _, words, ok := strings.Cut(value, ":"); ok { // behind how they are compared
			value = words
		}
		fallthrough
	default:
		return fmt.Sprintf("the %s %q", kind, value)
	}
}

// covers reports whether every event that passes the other trigger's shared rules passes those of b too.
func (b *compiledBlock) covers(other *compiledBlock) bool {
	ours, theirs := b.trigger.Rules(), other.trigger.Rules()
	within := func(outer, inner []string) bool {
		return len(outer) == 0 || len(inner) > 0 && !slices.ContainsFunc(inner, func(x string) bool { return !slices.Contains(outer, x) })
	}
	return within(ours.ChatTypes, theirs.ChatTypes) && within(ours.Languages, theirs.Languages) &&
		within(b.def.Roles, other.def.Roles) && (ours.Who.IsZero() || ours.Who.Source() == theirs.Who.Source()) &&
		(ours.Hours == nil || reflect.DeepEqual(ours.Hours, theirs.Hours))
}

// Limits of a command menu: Telegram Bot API, setMyCommands and BotCommand.
const (
	maxCommands           = 100
	maxCommandDescription = 256
)

var commandSpelling = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// commands checks what goes into the bot's menu.
func (c *compiling) commands() {
	seen := map[string]bool{}
	for _, b := range c.rev.triggers {
		menu, ok := b.trigger.(Commander)
		if !ok {
			continue
		}
		c.at = b
		for _, m := range menu.Commands() {
			c.command(b, m)
			seen[m.Command] = true
		}
		c.at = nil
	}
	if len(seen) > maxCommands {
		c.add(Issue{
			Code: "commands_too_many", Severity: SeverityError, Path: "/flows",
			Message: fmt.Sprintf("the bot's menu has %d commands; Telegram shows at most %d", len(seen), maxCommands),
		})
	}
}

func (c *compiling) command(b *compiledBlock, m Command) {
	if !commandSpelling.MatchString(m.Command) {
		i := Issue{
			Code: "command_invalid", Severity: SeverityError, Path: b.path + "/config",
			Message: fmt.Sprintf("%q is no command: 1 to 32 small letters a-z, digits and _ without the slash", m.Command),
		}
		if memberOf(b.def.Config, "command") == m.Command {
			i.Path += "/command"
			if n := commandName(m.Command); n != "" {
				i.Fix = fixReplace(fmt.Sprintf("Use %q", n), i.Path, n)
			}
		}
		c.add(i)
	}
	for _, lang := range sortedLanguages(m.Description) {
		if n := utf8.RuneCountInString(m.Description[lang]); n > maxCommandDescription {
			path := b.path + "/config"
			if memberOf(b.def.Config, "description") != nil {
				path += "/description"
			}
			c.add(Issue{
				Code: "command_description_too_long", Severity: SeverityError, Path: path,
				Message: fmt.Sprintf("the description of /%s has %d characters; Telegram allows %d", m.Command, n, maxCommandDescription),
			})
		}
	}
}

// commandName brings a word nearer to a command; empty if nothing of it is left.
func commandName(s string) string {
	s = strings.ToLower(strings.Trim(strings.TrimSpace(s), "/"))
	s = strings.NewReplacer("-", "_", " ", "_").Replace(s)
	if !commandSpelling.MatchString(s) {
		return ""
	}
	return s
}

// payments notes what a bot that takes money must have: Telegram's terms for bots with payments.
func (c *compiling) payments() {
	var seller *compiledBlock
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			if _, ok := blockAs[LatePayer](b); ok && seller == nil {
				seller = b
			}
		}
	}
	if seller == nil || c.blind {
		return
	}
	answered, _ := c.commandNames()
	handled := slices.ContainsFunc(c.rev.triggers, func(b *compiledBlock) bool {
		return slices.ContainsFunc(b.keys(), func(key string) bool { return keyKind(key) == "error" })
	})
	c.at = seller
	defer func() { c.at = nil }()
	warn := func(code, words string) {
		c.add(Issue{Code: code, Severity: SeverityWarning, Path: seller.path, Message: words})
	}
	if !slices.Contains(answered, "paysupport") {
		warn("payment_support_missing", "the bot takes payments, and Telegram demands that it answers the command /paysupport")
	}
	if !slices.Contains(answered, "terms") {
		warn("payment_terms_missing", "the bot takes payments, and Telegram demands that it shows its terms, for example by the command /terms")
	}
	if !handled && (c.doc.Settings == nil || c.doc.Settings.OnError == nil) {
		warn("error_handler_missing", "the bot takes payments, and nothing of its own deals with a trouble: users then read only that something went wrong")
	}
}
