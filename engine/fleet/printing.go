package fleet

import (
	"fmt"
	"log/slog"
)

// Format prints the application without the token.
func (a Application) Format(f fmt.State, verb rune) {
	type plain Application
	p := plain(a)
	p.Token = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (a Application) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", a)) }

// Format prints the connection without the token.
func (c Connection) Format(f fmt.State, verb rune) {
	type plain Connection
	p := plain(c)
	p.Token = ""
	fmt.Fprintf(f, fmt.FormatString(f, verb), p)
}

// LogValue is what Format prints.
func (c Connection) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", c)) }
