package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// email (ask.email) asks for an e-mail address.
//
// Config: what all questions share; Blocked, domains whose addresses are refused; Allowed, the only domains to be taken; both
// with all that is below them. Waits: for a message. Exits: those of all questions. Errors: those of the texts, value_type.
//
// The answer is the address in small letters. It may stand in a sentence, and is at most 254 bytes long.
//
// Rules that messages may be given for: email_expected, email_blocked, email_not_allowed, invalid.
type email struct {
	question

	Blocked []string `json:"blocked,omitempty" validate:"max=1000" jsonschema:"maxItems=1000"`
	Allowed []string `json:"allowed,omitempty" validate:"max=1000" jsonschema:"maxItems=1000"`
}

// Rules of addresses, which are also the keys of our words for them.
const (
	emailExpectedRule   = "email_expected"
	emailBlockedRule    = "email_blocked"
	emailNotAllowedRule = "email_not_allowed"
)

// maxNamedDomains is how many allowed domains our words name.
const maxNamedDomains = 5

func emailType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.email", Version: 1, Icon: "mail",
		Title: engine.Text{"en": "Ask for an e-mail address", "ru": "Спросить почту"},
		Help: engine.Text{
			"en": "Asks for an e-mail address and saves it in small letters. Slips such as a missing dot are asked about again.",
			"ru": "Спрашивает адрес электронной почты и сохраняет его строчными буквами. При опечатке, например без точки, спросит ещё раз.",
		},
		Exits:   questionExits(),
		Outputs: []engine.Output{{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}}},
		Example: `{"prompt": {"text": "Where shall we send the receipt?"}, "save_to": "user.email", "blocked": ["mailinator.com"], "skip": {}}`,
		New:     func() engine.Block { return new(email) },
	}
}

// Fields names the settings of a question for an address.
func (e *email) Fields() []engine.Field {
	return append(e.question.Fields(),
		fieldOf("blocked", "Refused domains", "Запрещённые домены",
			"Addresses at these domains are refused, such as mailinator.com; mail.example.com is part of example.com.",
			"Адреса на этих доменах не принимаются, например mailinator.com; mail.example.com входит в example.com."),
		fieldOf("allowed", "Only these domains", "Только эти домены",
			"Takes only addresses at these domains, such as the one of your company.",
			"Принимать только адреса на этих доменах, например на домене компании."),
	)
}

// Check reports domains that are none, and addresses that cannot be.
func (e *email) Check(k *engine.Checking) {
	e.check(k, false, emailExpectedRule, emailBlockedRule, emailNotAllowedRule)
	checkSaved(k, e.SaveTo, expr.TypeText)
	for _, list := range []struct {
		name    string
		domains []string
	}{{"blocked", e.Blocked}, {"allowed", e.Allowed}} {
		for i, d := range list.domains {
			if !domainFits(cleanDomain(d)) {
				k.Error("domain_invalid", fmt.Sprintf("/%s/%d", list.name, i), "%q is no domain such as example.com", d)
			}
		}
	}
	for i, d := range e.Allowed {
		if by := covering(e.Blocked, cleanDomain(d)); by != "" {
			k.Error("domain_contradiction", fmt.Sprintf("/allowed/%d", i), "%q is allowed, but %q is refused", d, by)
		}
	}
	for i, d := range e.Blocked {
		if len(e.Allowed) > 0 && covering(e.Allowed, cleanDomain(d)) == "" {
			k.Warn("setting_unused", fmt.Sprintf("/blocked/%d", i), "%q is not among the allowed domains, so it is refused anyway", d)
		}
	}
}

// covering gives the domain of the list that holds the given one; empty if there is none.
func covering(list []string, domain string) string {
	for _, d := range list {
		if within(domain, cleanDomain(d)) {
			return d
		}
	}
	return ""
}

// Enter asks.
func (e *email) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return e.ask(t, nil, nil)
}

// Reshow asks again.
func (e *email) Reshow(_ context.Context, t *engine.Turn) error { return e.show(t, nil) }

// Resume judges the answer.
func (e *email) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return e.resumeMessage(t, ev, func(p progress, m *engine.Message) (engine.Outcome, error) {
		address := readAddress(textOf(m))
		_, domain, _ := strings.Cut(address, "@")
		switch {
		case address == "":
			return e.refuse(t, p, emailExpectedRule)
		case covering(e.Blocked, domain) != "":
			return e.refuse(t, p, emailBlockedRule, "domain", domain)
		case len(e.Allowed) > 0 && covering(e.Allowed, domain) == "":
			return e.refuse(t, p, emailNotAllowedRule, "list", e.named())
		}
		return e.accept(t, answeredExit, address, nil)
	})
}

// named lists the allowed domains for our words, the first few of them.
func (e *email) named() string {
	var names []string
	for _, d := range e.Allowed {
		if d = cleanDomain(d); !slices.Contains(names, d) {
			names = append(names, d)
		}
	}
	if len(names) > maxNamedDomains {
		names = append(names[:maxNamedDomains], "…")
	}
	return strings.Join(names, ", ")
}
