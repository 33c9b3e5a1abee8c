package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// printSuite prints tables in Markdown.
func printSuite(out io.Writer, o *options, databases []database, columns []column, idle *report) {
	row := func(name string, cell func(c *column) string) {
		cells := []string{name}
		for i := range columns {
			cells = append(cells, cell(&columns[i]))
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
	head := func(title string) {
		fmt.Fprintf(out, "| %s |", title)
		for _, d := range databases {
			fmt.Fprintf(out, " %s |", d.name)
		}
		fmt.Fprintf(out, "\n|---%s|\n", strings.Repeat("|---:", len(databases)))
	}
	p50p99 := func(f *figures, i int) string { return fmt.Sprintf("%s / %s", round(f.p50[i]), round(f.p99[i])) }
	head("durable turns, webhook in to reply delivered")
	row("updates/s at saturation", func(c *column) string { return fmt.Sprintf("%.0f", c.one.saturation) })
	row("processor time of the server for an update", func(c *column) string { return round(c.one.server).String() })
	row("processor time of PostgreSQL for an update", func(c *column) string {
		if c.one.database == 0 {
			return "–"
		}
		return round(c.one.database).String()
	})
	row(fmt.Sprintf("p50 / p99 at %d updates/s", quietRate), func(c *column) string { return p50p99(&c.one, 0) })
	second := "half of the saturation"
	if o.rate > 0 {
		second = fmt.Sprintf("%g updates/s", o.rate)
	}
	row("p50 / p99 at "+second, func(c *column) string { return p50p99(&c.one, 1) })
	row("memory of the server (of this, its own file)", func(c *column) string {
		return fmt.Sprintf("%s (%s)", mega(c.one.memory), mega(c.one.program))
	})
	if o.suite.hosted > 0 {
		row(fmt.Sprintf("%d bots instead of one: updates/s", o.suite.hosted), func(c *column) string {
			return fmt.Sprintf("%.0f (%.2f)", c.many.saturation, c.many.saturation/c.one.saturation)
		})
		row(fmt.Sprintf("%d bots instead of one: p50 / p99 at %d updates/s", o.suite.hosted, quietRate), func(c *column) string { return p50p99(&c.many, 0) })
		row(fmt.Sprintf("%d bots instead of one: memory of the server", o.suite.hosted), func(c *column) string { return mega(c.many.memory) })
	}
	if o.suite.hosted > 0 {
		row(fmt.Sprintf("%d bots on two processes instead of one: updates/s", o.suite.hosted), func(c *column) string {
			if c.two.saturation == 0 {
				return "–"
			}
			return fmt.Sprintf("%.0f (%.2f)", c.two.saturation, c.two.saturation/c.many.saturation)
		})
		row(fmt.Sprintf("%d bots on two processes: p50 / p99 at %d updates/s", o.suite.hosted, quietRate), func(c *column) string {
			if c.two.saturation == 0 {
				return "–"
			}
			return p50p99(&c.two, 0)
		})
	}
	if o.suite.sessions > 0 {
		row(fmt.Sprintf("%d stored sessions, %d timers: p50 / p99 at %d updates/s", o.suite.sessions, o.suite.timers, quietRate), func(c *column) string {
			return fmt.Sprintf("%s (p99 %.2f of an empty one's)", p50p99(&c.full, 0), float64(c.full.p99[0])/float64(c.one.p99[0]))
		})
	}
	for i := range columns {
		if f := &columns[i].floor; f.saturation > 0 {
			fmt.Fprintf(out, "\nThe smallest program that keeps as much, on %s: %.0f updates/s, %s of its own and %s of the database for an update, p50 / p99 %s at %d updates/s.\n",
				databases[i].name, f.saturation, round(f.server), round(f.database), p50p99(f, 0), quietRate)
		}
	}
	if o.bots > 0 {
		fmt.Fprintf(out, "\nIdle bots, SQLite: %s.\n", idle.idle(o.bots))
	}
	for i, d := range databases {
		fmt.Fprintf(out, "\n| where the server's time of one update goes, %s | part | |\n|---|---:|---:|\n", d.name)
		for _, s := range columns[i].shares {
			fmt.Fprintf(out, "| %s | %.0f %% | %s |\n", s.stage, 100*s.part, round(time.Duration(s.part*float64(columns[i].one.server))))
		}
	}
}
