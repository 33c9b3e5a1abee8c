package engine

import (
	"context"
	"maps"
	"slices"
)

// Migration brings a session that is in the middle of something to the turn's revision, before the event is handled.
type Migration struct {
	From  *Revision // that it stands in; nil if that cannot run any more
	Moves []Move    // one a frame of the session, in the order of the stack
	Quiet bool      // the user is told nothing of what ends
}

// Move is what becomes of a frame.
type Move struct {
	Do MoveKind
	// Block is where the frame goes on: for MoveCarry and MoveEnter a block of the turn's revision, for MoveRestart the
	// block that the flow begins anew with.
	Block string
	Text  Text // what the user reads before a restart or an end, by language; nil for the built-in words
}

// MoveKind says how a frame comes to the turn's revision.
type MoveKind int

// The kinds of moves. All but the first cut the run that the frame belongs to: what it had called ends with it.
const (
	MoveCarry   MoveKind = iota // the wait goes on as it is
	MoveEnter                   // the block is entered anew: its question is asked, and what was kept for the wait is forgotten
	MoveRestart                 // the run ends, and another one begins
	MoveEnd                     // the run ends
)

// Runs splits a stack into its runs, each a flow with those that it called. Every run but the first interrupts the one
// below it. It gives where each begins, and the length of the stack as the last number.
func Runs(frames []Frame) []int {
	var at []int
	for i := range frames {
		if i == 0 || frames[i].Nested {
			at = append(at, i)
		}
	}
	return append(at, len(frames))
}

// Outlive tells for each frame whether it goes on after the moves, wherever it stands then.
func Outlive(frames []Frame, moves []Move) []bool {
	out := make([]bool, len(frames))
	runs := Runs(frames)
	for r := range len(runs) - 1 {
		lo, hi := runs[r], runs[r+1]
		cut := cutAt(moves, lo, hi)
		for i := lo; i < cut; i++ {
			out[i] = cut == hi || moves[cut].Do == MoveEnter
		}
		if cut < hi {
			out[cut] = moves[cut].Do != MoveEnd
		}
	}
	return out
}

// cutAt is the first frame of a run whose move cuts it; its end if there is none.
func cutAt(moves []Move, lo, hi int) int {
	cut := lo
	for cut < hi && moves[cut].Do == MoveCarry {
		cut++
	}
	return cut
}

// Takes reports whether every frame that outlives the moves has its block in the revision, and one of the type that its
// wait began with where the wait goes on.
func (r *Revision) Takes(frames []Frame, m *Migration) bool {
	for i, lives := range Outlive(frames, m.Moves) {
		if lives && r.fitting(m, i, &frames[i]) != m.Moves[i].Do {
			return false
		}
	}
	return true
}

// fitting is what can become of a frame here at best: a wait whose block has another type now is asked anew, and one whose
// block is not there ends.
func (r *Revision) fitting(m *Migration, i int, f *Frame) MoveKind {
	mv := m.Moves[i]
	if mv.Do == MoveEnd {
		return MoveEnd
	}
	b := r.blocks[mv.Block]
	switch {
	case b == nil || b.block == nil:
		return MoveEnd
	case mv.Do == MoveCarry && m.From != nil:
		if was := m.From.blocks[f.Block]; was != nil && was.def.Type != b.def.Type {
			return MoveEnter
		}
	}
	return mv.Do
}

// moving is a migration on its way.
type moving struct {
	*Migration
	anew []*compiledBlock // for each frame of the new stack: what is entered there; nil for a wait that goes on
	gone []int64          // waits that it took away
	cut  bool             // the run on top was cut
	said map[string]bool
}

// migrate carries the moves out. What the user said to what is not there any more goes no further: see overtaken.
func (t *Turn) migrate(ctx context.Context) error {
	if t.state.Migration == nil {
		return nil
	}
	m := &moving{Migration: t.state.Migration, said: map[string]bool{}}
	frames := t.s.Frames
	t.s.Frames = nil
	t.framed()
	runs := Runs(frames)
	for r := range len(runs) - 1 {
		if err := t.moveRun(ctx, m, frames, runs[r], runs[r+1]); err != nil {
			return err
		}
	}
	t.framed()
	if err := t.uncovered(ctx, m); err != nil {
		return err
	}
	t.overtaken(m)
	if t.next != nil {
		if err := t.run(ctx); err != nil {
			return err
		}
	}
	t.began = slices.Clone(t.s.Frames)
	return nil
}

// moveRun moves the frames of a run, up to the one that is cut.
func (t *Turn) moveRun(ctx context.Context, m *moving, frames []Frame, lo, hi int) error {
	base := len(t.s.Frames)
	m.cut = false
	first := lo
	if cut := cutAt(m.Moves, lo, hi); cut < hi && m.Moves[cut].Do != MoveEnter {
		first = cut // what is below goes with it, whatever it would have come to
	}
	for i := first; i < hi; i++ {
		f, mv := frames[i], m.Moves[i]
		do := t.rev.fitting(m.Migration, i, &f)
		f.Nested = i == lo && base > 0
		if do == MoveCarry {
			t.carry(m, f, mv.Block)
			continue
		}
		m.cut = true
		gone := frames[i:hi]
		if do != MoveEnter {
			gone, t.s.Frames, m.anew = frames[lo:hi], t.s.Frames[:base], m.anew[:base]
		}
		if err := t.leaveBehind(ctx, m, gone, do == MoveEnter); err != nil {
			return err
		}
		switch do {
		case MoveEnter:
			t.begun(m, f, mv.Block)
		case MoveRestart:
			t.lostPlace(m, &frames[i], "begins_anew", mv)
			t.begun(m, Frame{Nested: base > 0}, mv.Block)
		default:
			t.lostPlace(m, &frames[i], "bot_changed", mv)
			if mv.Do != MoveEnd { // nobody decided that
				t.unplanned(&frames[i])
			}
		}
		return nil
	}
	return nil
}

// carry lets a wait go on at a block. Buttons that it has shown keep leading there, whatever the block is called now.
func (t *Turn) carry(m *moving, f Frame, to string) {
	b := t.rev.blocks[to]
	if f.Block != to && f.Wait != nil {
		w := *f.Wait
		if w.Shown == "" {
			w.Shown = f.Block
		}
		f.Wait = &w
		t.s.Lists = slices.Clone(t.s.Lists)
		for i := range t.s.Lists {
			if l := &t.s.Lists[i]; l.Block == f.Block && l.Gen == w.Gen {
				l.Block = to
			}
		}
	}
	t.keepDrafts(&f)
	f.Flow, f.Block = b.flow.def.ID, to
	t.s.Frames, m.anew = append(t.s.Frames, f), append(m.anew, nil)
}

// keepDrafts forgets drafts whose blocks are not there any more: nobody shows them again, so the platform takes them away.
func (t *Turn) keepDrafts(f *Frame) {
	f.Drafts = slices.DeleteFunc(slices.Clone(f.Drafts), func(d Draft) bool { return t.rev.blocks[d.Block] == nil })
}

// begun puts a frame on the stack whose block is to be entered.
func (t *Turn) begun(m *moving, f Frame, at string) {
	b := t.rev.blocks[at]
	t.keepDrafts(&f)
	f.Flow, f.Block, f.Wait, f.Tries, f.InErr = b.flow.def.ID, at, nil, 0, false
	t.pass(&f)
	t.s.Frames, m.anew = append(t.s.Frames, f), append(m.anew, b)
}

// uncovered enters what is to be entered on top, or shows the question again that came to light. What is covered by
// an interruption is entered when that ends, as a repeat whose time has come.
func (t *Turn) uncovered(ctx context.Context, m *moving) error {
	top := len(t.s.Frames) - 1
	for i, b := range m.anew {
		switch {
		case b == nil:
		case i == top:
			t.next = b
		default:
			t.s.Gen++
			t.s.Frames[i].Wait = &Wait{Gen: t.s.Gen, Retry: t.deps.Now}
		}
	}
	if m.cut && t.next == nil {
		return t.reshow(ctx)
	}
	return nil
}

// leaveBehind tells the blocks whose waits are gone, as abandon does. An order that may still be paid stands: it was offered,
// and a publish takes no offer back, unless the question is put anew and so replaces it.
func (t *Turn) leaveBehind(ctx context.Context, m *moving, frames []Frame, anew bool) error {
	for i := range frames {
		f := &frames[i]
		if f.Wait == nil {
			continue
		}
		m.gone = append(m.gone, f.Wait.Gen)
		t.resumed = append(t.resumed, f.Wait.Gen)
		if m.From == nil || !f.Wait.Retry.IsZero() {
			continue
		}
		b := m.From.blocks[f.Block]
		if _, late := blockAs[LatePayer](b); late && (!anew || i > 0) {
			continue
		}
		if err := t.abandoned(ctx, b, f); err != nil {
			return err
		}
	}
	return nil
}

// lostPlace tells the user and the records that a run does not go on.
func (t *Turn) lostPlace(m *moving, f *Frame, words string, mv Move) {
	t.Note(Note{Kind: NoteInfo, Flow: f.Flow, Block: f.Block, Name: words})
	if m.Quiet {
		return
	}
	text := t.rev.translated(mv.Text, t.Lang())
	if text == "" {
		text = t.Words(words)
	}
	if text == "" || m.said[text] {
		return
	}
	m.said[text] = true
	t.Emit(Effect{Kind: SendMessage, Content: &Content{Text: EscapeText(text), Plain: true}})
}

// translated gives a text in the language, else in the document's, else in any.
func (r *Revision) translated(text Text, lang string) string {
	for _, l := range []string{baseLang(lang), baseLang(r.Doc.Language)} {
		if text[l] != "" {
			return text[l]
		}
	}
	for _, l := range slices.Sorted(maps.Keys(text)) {
		return text[l]
	}
	return ""
}

// unplanned tells the owner of a place that went away without anybody having said what becomes of those who stand there.
func (t *Turn) unplanned(f *Frame) {
	e := Trouble("block_missing", "the user stood at a block that is not there any more")
	e.Flow, e.Block = f.Flow, f.Block
	t.Note(Note{Kind: NoteError, Flow: f.Flow, Block: f.Block, Error: e})
	t.report(e)
}

// overtaken finds out whether the event was for what the migration has taken away. A text was said before the question that
// follows it was put, so it is no answer to that; where nothing follows, it may still begin something.
func (t *Turn) overtaken(m *moving) {
	if !m.cut {
		return
	}
	switch t.ev.Kind {
	case MessageReceived:
		msg := t.ev.Message
		if msg == nil || msg.Command != "" || msg.GroupID != "" {
			return
		}
		if len(t.s.Frames) == 0 {
			b, _ := t.bestTrigger(&t.ev, 0, nil)
			t.over = b == nil
			return
		}
		t.over = true
	case ButtonPressed:
		if t.ev.Button == nil {
			return
		}
		tok, owner := openToken(t.deps.Key, t.ev.Button.Data, t.s.Key.ChatID, t.s.Key.UserID)
		if owner != tokenForged && owner != tokenOthers && tok.kind == 'b' && slices.Contains(m.gone, tok.gen) {
			t.over = true
			t.Answer(ButtonAnswer{Text: t.Words("stale_button")})
		}
	default:
	}
}

// shown finds the block that a wait's buttons lead to which were shown under another id.
func (t *Turn) shown(tok token) *compiledBlock {
	for i := range t.s.Frames {
		f := &t.s.Frames[i]
		if w := f.Wait; w != nil && w.Shown != "" && w.Gen == tok.gen && tokenRef(w.Shown) == tok.block {
			return t.rev.blocks[f.Block]
		}
	}
	return nil
}
