package host

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// press is a pressed button that has to be answered once, soon. Whoever claims it first answers it.
type press struct {
	query   string
	claimed atomic.Bool
	stop    func() bool
}

func (p *press) claim() bool { return p.claimed.CompareAndSwap(false, true) }

const (
	answersAtOnce = 1024             // on their way, of which one bot alone has half
	answerTimeout = 15 * time.Second // then it would come too late
)

// guardPress sees to it that a pressed button is answered in time whatever becomes of the turn.
func (h *Host) guardPress(b *bot, it *item) {
	ev := &it.in.Event
	if ev.Kind != engine.ButtonPressed || ev.Button == nil || ev.Button.QueryID == "" {
		return
	}
	p := &press{query: ev.Button.QueryID}
	p.stop = h.cfg.Clock.AfterFunc(h.cfg.Limits.AnswerAfter, func() {
		if p.claim() {
			h.answer(b, it, []engine.Effect{p.empty(it)})
		}
	})
	it.press = p
}

// answerPress answers a pressed button after its turn: with what the turn said, else with nothing. An answer that comes
// after the guard's is dropped, since Telegram takes one only.
func (h *Host) answerPress(b *bot, it *item, answers []engine.Effect) {
	if p := it.press; p != nil {
		p.stop()
		if !p.claim() {
			return
		}
		if len(answers) == 0 {
			answers = []engine.Effect{p.empty(it)}
		}
	}
	if len(answers) > 0 {
		h.answer(b, it, answers)
	}
}

func (p *press) empty(it *item) engine.Effect {
	return engine.Effect{
		Key: "answer." + p.query, Kind: engine.AnswerButton, ChatID: it.in.Key.ChatID,
		Answer: &engine.ButtonAnswer{QueryID: p.query},
	}
}

// answer performs answers beside the outbox: at once, behind no rate and no other message. One that is lost by a crash
// is not worth storing, since the spinner ends by itself.
func (h *Host) answer(b *bot, it *item, answers []engine.Effect) {
	chat := chatRef{it.in.Key.BotID, it.in.Key.ChatID}
	if !h.answers.enter(chat.bot) {
		b.log.Warn("a pressed button is not answered: too many answers are on their way")
		return
	}
	h.tasks.run(func(ctx context.Context) {
		defer h.answers.leave(chat.bot)
		ctx, cancel := context.WithTimeout(ctx, answerTimeout)
		defer cancel()
		for i := range answers {
			if _, err := h.perform(ctx, b, &answers[i], chat); err != nil {
				b.log.DebugContext(ctx, "a pressed button could not be answered", "error", err)
				continue
			}
			h.stats.answers.Add(1)
		}
	})
}
