package host

import "log/slog"

// LogValue says which bot it is; the record holds its token and keys.
func (b BotRecord) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("id", b.ID), slog.String("username", b.Username), slog.Int64("version", b.Version))
}
