package remote

import (
	"fmt"
	"log/slog"
)

// Format prints the trial without the secret.
func (t Trial) Format(f fmt.State, verb rune) {
	type plain Trial
	p := plain(t)
	p.Secret = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (t Trial) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", t)) }
