package program

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/scenarist/scenarist/engine/publish"
)

// showPlan tells a person what a publish does to the people inside.
func showPlan(out io.Writer, p *publish.Plan) error {
	switch p.People {
	case 0:
		fmt.Fprintln(out, "Nobody is in the middle of anything.")
	case 1:
		fmt.Fprintln(out, "One person is in the middle of something.")
	default:
		fmt.Fprintf(out, "%d people are in the middle of something.\n", p.People)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	quiet, shown := 0, 0
	for i := range p.Blocks {
		e := &p.Blocks[i]
		if e.Here.People == 0 && !decided(e) {
			quiet++
			continue
		}
		if shown++; shown == 1 {
			fmt.Fprintln(w, "BLOCK\tTITLE\tCHANGE\tPEOPLE\tWHAT HAPPENS")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Block, e.Title, changeWords(e), hereWords(&e.Here), actionWords(&e.Decision))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i := range p.Blocks {
		if e := &p.Blocks[i]; e.Suggest != "" && e.Here.People > 0 && e.Do != publish.Map {
			fmt.Fprintf(out, "Block %s is gone, and the new block %s is as it was: to take those people there, use \"do\": \"map\", \"to\": %q.\n", e.Block, e.Suggest, e.Suggest)
		}
	}
	if quiet > 0 {
		fmt.Fprintf(out, "Nobody stands at %s.\n", counted(quiet, "other block that changes", "other blocks that change"))
	}
	return nil
}

// decided reports whether something is to happen that a person should see even if nobody stands there at the moment.
func decided(e *publish.Entry) bool {
	return e.Do == publish.Map || e.Do == publish.Restart || e.Do == publish.End
}

func changeWords(e *publish.Entry) string {
	switch {
	case e.Change == publish.Behind && e.Revision > 0:
		return fmt.Sprintf("in revision %d", e.Revision)
	case e.Change == publish.Behind:
		return "in earlier revisions"
	case len(e.What) > 0:
		return string(e.Change) + ": " + strings.Join(e.What, ", ")
	}
	return string(e.Change)
}

// hereWords counts the people, and says what of them one should know.
func hereWords(h *publish.Here) string {
	var more []string
	add := func(n int, one, many string) {
		if n > 0 {
			more = append(more, counted(n, one, many))
		}
	}
	add(h.Covered, "at something else now", "at something else now")
	add(h.Payments, "with an invoice", "with invoices")
	add(h.Jobs, "with a job", "with jobs")
	if len(more) == 0 {
		return fmt.Sprint(h.People)
	}
	return fmt.Sprintf("%d (%s)", h.People, strings.Join(more, ", "))
}

func actionWords(d *publish.Decision) string {
	asked := "nothing is asked again"
	if d.Ask {
		asked = "the question is put anew"
	}
	switch d.Do {
	case publish.Stay:
		return "stay: " + asked
	case publish.Move:
		return "move along: " + asked
	case publish.Map:
		return "go on at " + d.To + ": " + asked
	case publish.Restart:
		return "are told, and begin anew at " + d.To
	case publish.End:
		return "are told that it ends here"
	default:
		return "finish in the revision where they are"
	}
}
