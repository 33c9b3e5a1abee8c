package engine

import (
	"fmt"
	"log/slog"
)

// Format prints which turn it is, whatever the verb: a turn holds the bot's own key and what its people said.
func (t Turn) Format(f fmt.State, _ rune) {
	if t.s == nil {
		fmt.Fprint(f, "no turn")
		return
	}
	k := t.s.Key
	fmt.Fprintf(f, "turn %d of session %d/%d/%d", t.s.Turns, k.BotID, k.ChatID, k.UserID)
}

// LogValue is what Format prints.
func (t Turn) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(t)) }

// Format prints what a turn is given, without the key.
func (d Deps) Format(f fmt.State, verb rune) {
	type plain Deps
	p := plain(d)
	p.Key = nil
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (d Deps) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", d)) }
