package host

import (
	"fmt"
	"log/slog"
)

// LogValue says which bot it is; the record holds its token and keys.
func (b BotRecord) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("id", b.ID), slog.String("username", b.Username), slog.Int64("version", b.Version))
}

// Format prints the record without its token and keys.
func (b BotRecord) Format(f fmt.State, verb rune) {
	type plain BotRecord
	p := plain(b)
	p.Token, p.Key, p.Secret = "", nil, ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}
