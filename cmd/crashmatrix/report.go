package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// maxTold is how many lines are printed of a broken promise.
const maxTold = 20

func printHead(out io.Writer, o *options) {
	from := ""
	if o.from != "" {
		from = " from " + o.from
	}
	fmt.Fprintf(out, "%d updates of %d people to %d bots; %d kills, PostgreSQL killed %d times, %d cuts, %d storms of refusals, %d upgrades%s; seed %d\n\n",
		o.updates, o.people, o.bots, o.kills, o.pgKills, o.cuts, o.storms, o.upgrades, from, o.seed)
	cells := []string{"instances", "routing", "updates", "messages"}
	for _, p := range promises {
		cells = append(cells, string(p))
	}
	fmt.Fprintf(out, "| %s | orders paid | timers | twice | time |\n|%s\n", strings.Join(cells, " | "), strings.Repeat("---|", len(cells)+4))
}

// print prints the line of a cell, what is behind its figures, and what was broken.
func (c *cell) print(out io.Writer, v *verdict) {
	fmt.Fprintf(out, "| %d | %s | %d | %d |", c.instances, c.routing(), v.updates, v.messages)
	for _, p := range promises {
		fmt.Fprintf(out, " %d |", len(v.broken[p]))
	}
	twice := 0
	var why []string
	for _, by := range causes {
		twice += v.twice[by]
		why = append(why, fmt.Sprintf("%d by %s", v.twice[by], by))
	}
	fmt.Fprintf(out, " %d | %d | %d | %s |\n", v.orders, v.timers, twice, c.length.Round(time.Second))
	fmt.Fprintf(out, "  twice: %s; by kills they had been with Telegram for %v (median), %v at most; %d invoices in doubt, not sent again\n",
		strings.Join(why, ", "), v.flight(0.5), v.flight(1), v.doubts)
	fmt.Fprintf(out, "  broke: %d kills, %d outages of PostgreSQL, %d cuts, %d storms with %d refusals, %d upgrades; updates: %d deliveries failed, %d came again, %d of them late; the longest took %v\n",
		c.kills, len(c.outages), c.cuts, c.storms, c.tg.refused.Load(), c.upgrades, c.post.again.Load(), c.post.copies.Load(), c.post.old.Load(),
		time.Duration(c.post.longest.Load()).Round(time.Millisecond))
	for _, p := range promises {
		for i, what := range v.broken[p] {
			if i == maxTold {
				fmt.Fprintf(out, "  %s: and %d more\n", p, len(v.broken[p])-i)
				break
			}
			fmt.Fprintf(out, "  %s: %s\n", p, what)
		}
	}
}

// printFoot says what it is compared with, the smallest program of the same design.
func printFoot(out io.Writer) {
	fmt.Fprintln(out, "\nThe prototype, of 30000 updates with 3 kills of processes and nothing else broken: 372 came twice, 13 were out of order.")
}

// wrong counts what was broken.
func (v *verdict) wrong() (n int) {
	for _, all := range v.broken {
		n += len(all)
	}
	return n
}
