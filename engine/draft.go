package engine

import (
	"slices"
	"time"
)

// Draft is a line that a frame shows while it works: no message yet, so that it vanishes by itself if it is not shown
// again. It ends with its frame.
type Draft struct {
	Name    string    `json:"name"`
	ID      int64     `json:"id"`
	Block   string    `json:"block"`
	Content Content   `json:"content"`
	At      time.Time `json:"at"`             // when it was shown last
	Changed time.Time `json:"changed"`        // when it last became another
	Kept    bool      `json:"kept,omitempty"` // it has become a message, which is edited from now on
}

// Draft shows the content as a draft, or changes the one that the running frame shows under the name. It stays in sight
// until EndDraft, the end of the frame, or until it has not changed for DraftKept, when it becomes a message. For private
// chats only; of the content only the text and the topic are shown.
func (t *Turn) Draft(name string, c Content) {
	f := t.s.Top()
	drafts := slices.Clone(f.Drafts)
	i := slices.IndexFunc(drafts, func(d Draft) bool { return d.Name == name })
	if i < 0 {
		i = len(drafts)
		drafts = append(drafts, Draft{Name: name, ID: t.s.Seq})
	}
	d := &drafts[i]
	d.Block, d.Content, d.At, d.Changed = t.block.def.ID, c, t.deps.Now, t.deps.Now
	f.Drafts = drafts
	if !t.fits(d.bytes()) {
		t.full = true
	}
	t.showDraft(d, false)
}

// Drafting reports whether the running frame shows a draft under the name.
func (t *Turn) Drafting(name string) bool {
	return slices.ContainsFunc(t.s.Top().Drafts, func(d Draft) bool { return d.Name == name })
}

// EndDraft puts a message in the draft's place, which can be changed later under the slot; with nil it only stops showing
// the draft, and takes the message away that stood for it if there was one.
func (t *Turn) EndDraft(name string, c *Content, slot string) {
	f := t.s.Top()
	i := slices.IndexFunc(f.Drafts, func(d Draft) bool { return d.Name == name })
	if i < 0 {
		return
	}
	target := f.Drafts[i].target()
	f.Drafts = slices.Delete(slices.Clone(f.Drafts), i, i+1)
	if c == nil {
		target.OrSend = false
		t.Emit(Effect{Kind: DeleteMessage, Target: target})
		return
	}
	t.Emit(Effect{Kind: EditMessage, Slot: slot, Target: target, Content: c})
}

// target names the message that stands for the draft where there can be no draft.
func (d *Draft) target() *Target {
	return &Target{Slot: "_draft." + base36(d.ID), OrSend: true}
}

// showDraft asks for the draft to be shown; one that has become a message is edited.
func (t *Turn) showDraft(d *Draft, again bool) {
	c := d.Content
	e := Effect{Kind: ShowDraft, Draft: &DraftMark{ID: d.ID, Again: again}, Target: d.target(), Content: &c}
	if d.Kept {
		e.Kind, e.Draft = EditMessage, nil
	}
	t.Emit(e)
}

// showDrafts shows the drafts again that are about to vanish, or have vanished because the turn sent a message; the
// platform takes drafts away then. It is the last thing of a turn.
func (t *Turn) showDrafts() {
	if t.ev.Kind == SessionRefreshed { // its effects would have the keys of the turn before
		return
	}
	now := t.deps.Now
	for i := range t.s.Frames {
		f := &t.s.Frames[i]
		for j := range f.Drafts {
			d := &f.Drafts[j]
			old := !d.Changed.Add(DraftKept).After(now)
			if d.Kept || !old && d.again().After(now) && !t.covers(d) {
				continue
			}
			f.Drafts = slices.Clone(f.Drafts)
			d = &f.Drafts[j]
			d.At, d.Kept = now, old
			t.block = t.rev.blocks[d.Block]
			t.showDraft(d, true)
			t.endBlock()
		}
	}
}

// covers reports whether the turn sent a message to the chat after it showed the draft last.
func (t *Turn) covers(d *Draft) bool {
	for _, e := range slices.Backward(t.res.Effects) {
		switch e.Kind {
		case ShowDraft:
			if e.Draft.ID == d.ID {
				return false
			}
		case SendMessage, SendInvoice:
			if e.ChatID == t.s.Key.ChatID && e.Delay == 0 {
				return true
			}
		default:
		}
	}
	return false
}

// unsentDrafts stops showing drafts to somebody who cannot be written to.
func (t *Turn) unsentDrafts(f *SendFailure) {
	if f.ChatID != 0 || f.Code != "blocked" && f.Code != "deactivated" {
		return
	}
	for i := range t.s.Frames {
		t.s.Frames[i].Drafts = nil
	}
}

// again is when the draft has to be shown again.
func (d *Draft) again() time.Time { return d.At.Add(DraftAgain) }

// draftsDue is when a draft has to be shown again; zero for never.
func (s *Session) draftsDue() time.Time {
	var at time.Time
	for i := range s.Frames {
		for j := range s.Frames[i].Drafts {
			if d := &s.Frames[i].Drafts[j]; !d.Kept {
				at = earlier(at, d.again())
			}
		}
	}
	return at
}

// bytes is how long the draft is as JSON, at most.
func (d *Draft) bytes() int {
	return draftFieldBytes + len(d.Block) + textBytes(d.Name) + encodedBytes(&d.Content)
}
