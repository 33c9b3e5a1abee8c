package publish

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Census counts where the people of a bot stand: in its published revision, or behind it. It belongs to one goroutine.
type Census struct {
	at     int // the published revision
	road   Road
	types  func(revision int) (map[string]string, error)
	people int
	here   map[position]*Here
}

// position is a block, and the revision of those who stand there behind the published one; 0 for all others.
type position struct {
	block  string
	behind int
}

// NewCensus makes an empty one. Document gives the document of a revision, and is asked for those where people are.
func NewCensus(published int, road Road, document func(revision int) (*flow.Document, error)) *Census {
	known := map[int]map[string]string{}
	return &Census{at: published, road: road, here: map[position]*Here{}, types: func(revision int) (map[string]string, error) {
		if known[revision] == nil {
			doc, err := document(revision)
			if err != nil {
				return nil, err
			}
			known[revision] = blockTypes(doc)
		}
		return known[revision], nil
	}}
}

func blockTypes(doc *flow.Document) map[string]string {
	types := map[string]string{}
	for fi := range doc.Flows {
		for _, b := range doc.Flows[fi].Blocks {
			types[b.ID] = b.Type
		}
	}
	return types
}

// Add counts a session, as it is stored.
func (c *Census) Add(session []byte) error {
	var s struct {
		Revision int            `json:"revision"`
		Frames   []engine.Frame `json:"frames"`
	}
	if err := json.Unmarshal(session, &s); err != nil || len(s.Frames) == 0 {
		return nil //nolint:nilerr // one that cannot be read begins anew with its next turn: its user stands nowhere
	}
	at, blocks, err := c.stand(s.Frames, s.Revision)
	if err != nil {
		return err
	}
	behind := 0
	if at < c.at {
		behind = at
	}
	c.people++
	seen := map[string]bool{}
	for i, block := range slices.Backward(blocks) {
		if block == "" || seen[block] {
			continue
		}
		seen[block] = true
		c.count(position{block, behind}, &s.Frames[i], i < len(blocks)-1)
	}
	return nil
}

// stand finds where a stack would stand after a turn now: the revision, and the block of each frame; empty for one that ends.
func (c *Census) stand(frames []engine.Frame, revision int) (at int, blocks []string, err error) {
	at, moves := c.road.Lead(frames, revision, c.at)
	blocks = make([]string, len(frames))
	for i := range frames {
		blocks[i] = frames[i].Block
	}
	if moves == nil {
		return at, blocks, nil
	}
	was, err := c.types(revision)
	if err != nil {
		return 0, nil, fmt.Errorf("count the people of revision %d: %w", revision, err)
	}
	is, err := c.types(at)
	if err != nil {
		return 0, nil, fmt.Errorf("count the people of revision %d: %w", at, err)
	}
	led := make([]string, len(frames))
	for i, lives := range engine.Outlive(frames, moves) {
		if !lives {
			continue
		}
		t := is[moves[i].Block]
		if t == "" || moves[i].Do == engine.MoveCarry && t != was[frames[i].Block] {
			return revision, blocks, nil // it is held where it is
		}
		led[i] = moves[i].Block
	}
	return at, led, nil
}

func (c *Census) count(at position, f *engine.Frame, covered bool) {
	h := c.here[at]
	if h == nil {
		h = new(Here)
		c.here[at] = h
	}
	h.People++
	if covered {
		h.Covered++
	}
	w := f.Wait
	if w == nil {
		return
	}
	if w.Accepts(engine.PaymentPaid) {
		h.Payments++
	}
	if w.Accepts(engine.JobDone) {
		h.Jobs++
	}
	if !w.Until.IsZero() || !w.Deadline.IsZero() || !w.Retry.IsZero() || len(w.Reminders) > 0 {
		h.Times++
	}
}

// behind gives the positions behind the published revision, by block, and the newest revision of each.
func (c *Census) behind() (blocks []string, counts map[string]Here, newest map[string]int) {
	counts, newest = map[string]Here{}, map[string]int{}
	for at, h := range c.here {
		if at.behind == 0 {
			continue
		}
		sum := counts[at.block]
		sum.People += h.People
		sum.Covered += h.Covered
		sum.Payments += h.Payments
		sum.Jobs += h.Jobs
		sum.Times += h.Times
		counts[at.block], newest[at.block] = sum, max(newest[at.block], at.behind)
	}
	for block := range counts {
		blocks = append(blocks, block)
	}
	slices.SortFunc(blocks, func(a, b string) int {
		return cmp.Or(cmp.Compare(newest[a], newest[b]), cmp.Compare(a, b))
	})
	return blocks, counts, newest
}
