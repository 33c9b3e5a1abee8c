package telegram

import (
	"fmt"
	"log/slog"
)

// Format prints the settings without the secret.
func (s WebhookSettings) Format(f fmt.State, verb rune) {
	type plain WebhookSettings
	p := plain(s)
	p.Secret = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (s WebhookSettings) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", s)) }

// Format prints the bot without its secret.
func (b WebhookBot) Format(f fmt.State, verb rune) {
	type plain WebhookBot
	p := plain(b)
	p.Secret = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (b WebhookBot) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", b)) }

// Format prints the options without the token.
func (o PollerOptions) Format(f fmt.State, verb rune) {
	type plain PollerOptions
	p := plain(o)
	p.Token = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (o PollerOptions) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", o)) }

// Format prints whose poller it is, whatever the verb.
func (p *Poller) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "poller of bot %d", p.o.BotID) }

// LogValue is what Format prints.
func (p *Poller) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }
