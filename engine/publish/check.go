package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// maxText is the longest text of a decision, in characters; Telegram takes 4096 UTF-16 units (Bot API, sendMessage.text).
const maxText = 2000

// Complete takes a plan that somebody wrote, checks it, and gives it with what it leaves out as it is by default. A
// *PlanError says what is wrong with it.
func (m *Making) Complete(given *Plan) (*Plan, error) {
	whole, err := m.Default()
	if err != nil {
		return nil, err
	}
	if given == nil {
		return whole, nil
	}
	c := checking{m: m}
	if given.From != m.Old.Number {
		c.add("/from", "plan_outdated", "the plan leads away from revision %d, but revision %d is published now: make a new one", given.From, m.Old.Number)
	}
	at := map[decisionKey]int{}
	for i := range whole.Blocks {
		at[decisionKey{whole.Blocks[i].Block, whole.Blocks[i].Behind}] = i
	}
	seen := map[decisionKey]bool{}
	for i := range given.Blocks {
		d := given.Blocks[i].Decision
		path := fmt.Sprintf("/blocks/%d", i)
		key := decisionKey{d.Block, d.Behind}
		if seen[key] {
			c.add(path+"/block", "decision_twice", "the plan has two decisions for block %q", d.Block)
			continue
		}
		seen[key] = true
		if !c.decision(path, &d) {
			continue
		}
		if n, ok := at[key]; ok {
			whole.Blocks[n].Decision = d
			continue
		}
		e := Entry{Decision: d, Change: Unchanged}
		if d.Behind {
			e.Change = Behind
		} else {
			was, _ := m.Old.Place(d.Block)
			e.describe(was)
			if h := m.Census.here[position{block: d.Block}]; h != nil {
				e.Here = *h
			}
		}
		whole.Blocks = append(whole.Blocks, e)
	}
	if len(c.issues) > 0 {
		return nil, &PlanError{Issues: c.issues}
	}
	return whole, nil
}

// checking gathers what is wrong with a plan.
type checking struct {
	m      *Making
	issues []engine.Issue
}

func (c *checking) add(path, code, format string, args ...any) {
	c.issues = append(c.issues, engine.Issue{
		Code: code, Severity: engine.SeverityError, Path: path, Message: fmt.Sprintf(format, args...),
	})
}

// decision checks one decision and settles what it leaves open; false if it is wrong.
func (c *checking) decision(path string, d *Decision) bool {
	before := len(c.issues)
	was, known := c.m.Old.Place(d.Block)
	switch {
	case d.Block == "":
		c.add(path+"/block", "block_missing", "the decision names no block")
	case !known && !d.Behind:
		c.add(path+"/block", "block_unknown", "revision %d has no block %q", c.m.Old.Number, d.Block)
	case known && was.Trigger && !d.Behind:
		c.add(path+"/block", "block_trigger", "%q is a trigger: nobody stands there", d.Block)
	}
	c.fields(path, d)
	if len(c.issues) > before {
		return false
	}
	switch d.Do {
	case Stay, Move:
		c.stays(path, d, was)
	case Map:
		c.maps(path, d, was)
	case Restart:
		c.restarts(path, d, was)
	case End, Finish:
	}
	return len(c.issues) == before
}

// fields checks that the decision says what its action needs, and nothing else.
func (c *checking) fields(path string, d *Decision) {
	goesOn := d.Do == Stay || d.Do == Move || d.Do == Map
	switch d.Do {
	case Stay, Move, Map, Restart, End, Finish:
	case "":
		c.add(path+"/do", "action_missing", "say what is to be done with those at block %q: stay, move, map, restart, end or finish", d.Block)
		return
	default:
		c.add(path+"/do", "action_unknown", "%q is no action: it is stay, move, map, restart, end or finish", d.Do)
		return
	}
	if d.To != "" && d.Do != Map && d.Do != Restart {
		c.add(path+"/to", "field_unused", "%s goes to no other block: leave the target out, or use map", d.Do)
	}
	if d.Ask && !goesOn {
		c.add(path+"/ask", "field_unused", "%s asks nothing: leave that out", d.Do)
	}
	if len(d.Text) > 0 && d.Do != Restart && d.Do != End {
		c.add(path+"/text", "field_unused", "%s says nothing: leave the text out", d.Do)
	}
	for _, lang := range sortedKeys(d.Text) {
		switch n := utf8.RuneCountInString(d.Text[lang]); {
		case strings.TrimSpace(lang) == "", strings.TrimSpace(d.Text[lang]) == "":
			c.add(path+"/text", "text_empty", "a text needs a language and words")
		case n > maxText:
			c.add(path+"/text/"+lang, "text_long", "the text has %d characters; %d are possible", n, maxText)
		}
	}
}

func sortedKeys(t engine.Text) []string {
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// stays checks that the block is still where those at it are to wait on.
func (c *checking) stays(path string, d *Decision, was engine.Place) {
	is, ok := c.m.New.Place(d.Block)
	switch {
	case !ok:
		c.add(path+"/do", "target_missing", "block %q is not there any more: nobody can %s; use map, restart, end or finish", d.Block, d.Do)
	case d.Behind:
	case d.Do == Stay && is.Flow != was.Flow:
		c.add(path+"/do", "block_moved", "block %q is in flow %q now: use move", d.Block, is.Flow)
	case d.Do == Move && is.Flow == was.Flow:
		c.add(path+"/do", "block_not_moved", "block %q is still in flow %q: use stay", d.Block, is.Flow)
	case !d.Ask && is.Type != was.Type:
		c.add(path+"/do", "block_replaced", "block %q is a %s now and was a %s: nobody can wait on there; add \"ask\": true, or use map, restart, end or finish",
			d.Block, is.Type, was.Type)
	}
	if ok && d.Ask {
		c.waited(path+"/ask", d.Block, is)
	}
}

// waited checks that people can stand at a block which they are brought to.
func (c *checking) waited(path, block string, is engine.Place) {
	switch {
	case is.Trigger:
		c.add(path, "target_trigger", "%q is a trigger: nobody can wait there; to begin a flow, use restart", block)
	case !is.Waits:
		c.add(path, "target_never_waits", "%q is a %s, which never waits for anybody", block, is.Type)
	}
}

func (c *checking) maps(path string, d *Decision, was engine.Place) {
	is, ok := c.m.New.Place(d.To)
	switch {
	case d.To == "":
		c.add(path+"/to", "target_missing", "name the block where those at %q are to go on", d.Block)
	case d.To == d.Block:
		c.add(path+"/to", "target_same", "that is the block itself: use stay or move, with \"ask\": true to put the question anew")
	case !ok:
		c.add(path+"/to", "target_missing", "the new revision has no block %q%s", d.To, c.near(d.To))
	default:
		c.waited(path+"/to", d.To, is)
	}
	d.Ask = d.Ask || is.Type != was.Type
}

func (c *checking) restarts(path string, d *Decision, was engine.Place) {
	if d.To == "" {
		if d.To = c.m.New.Beginning(was.Flow); d.To == "" {
			c.add(path+"/to", "target_missing", "neither the flow nor the bot begins with a command: name the trigger to begin with")
		}
		return
	}
	switch is, ok := c.m.New.Place(d.To); {
	case !ok:
		c.add(path+"/to", "target_missing", "the new revision has no block %q%s", d.To, c.near(d.To))
	case !is.Trigger:
		c.add(path+"/to", "target_no_trigger", "%q is no trigger: a flow begins with one; to go on at a block, use map", d.To)
	}
}

// near names blocks whose ids begin alike.
func (c *checking) near(id string) string {
	best, length := "", 0
	for fi := range c.m.New.Doc.Flows {
		for _, b := range c.m.New.Doc.Flows[fi].Blocks {
			n := 0
			for n < min(len(id), len(b.ID)) && strings.EqualFold(id[n:n+1], b.ID[n:n+1]) {
				n++
			}
			if cmp.Compare(n, length) > 0 {
				best, length = b.ID, n
			}
		}
	}
	if length < 3 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
