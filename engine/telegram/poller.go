package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Polling.
const (
	// DefaultPollTimeout is how long Telegram holds a question without an answer; it cuts longer ones to 50 s.
	DefaultPollTimeout = 30 * time.Second

	pollLimit    = 100              // updates a batch: Telegram Bot API, getUpdates.limit
	pollGrace    = 15 * time.Second // beyond the poll's own time-out
	saveInterval = 10 * time.Second // between two saves of the offset
	saveTimeout  = 5 * time.Second  // for the last one
	quickAnswer  = 100 * time.Millisecond
)

// PollerOptions configure a Poller. All but Health, Timeout and Chance are needed.
type PollerOptions struct {
	BotID    int64
	Username string // without "@", to tell commands for others
	Token    string `json:"-"`
	Caller   Caller
	Sink     Sink
	Offsets  OffsetStore
	Log      *slog.Logger
	Now      func() time.Time
	// Chance gives numbers in [0,1) to spread repeats; nil for none.
	Chance func() float64
	// Health is told when polling stops working, with a code of host.SendError, and with an empty code when it works
	// again. It is called from the poller's own goroutine.
	Health func(botID int64, code, message string)
	// Timeout is the poll's; 0 means DefaultPollTimeout.
	Timeout time.Duration
}

// Poller receives a bot's updates by asking for them. Doc.go has the protocol.
type Poller struct {
	o       PollerOptions
	log     *slog.Logger
	pause   backoff
	code    string // last one told to Health
	offset  int64  // next update_id
	known   int64  // updates just below this id were handled before the start
	saved   int64
	savedAt time.Time

	cancel context.CancelFunc
	done   chan struct{}
}

// NewPoller makes a poller that does nothing yet.
func NewPoller(o PollerOptions) *Poller {
	if o.Chance == nil {
		o.Chance = func() float64 { return 0 }
	}
	if o.Health == nil {
		o.Health = func(int64, string, string) {}
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultPollTimeout
	}
	return &Poller{
		o: o, log: o.Log.With("bot_id", o.BotID), pause: backoff{first: time.Second, most: time.Minute, chance: o.Chance},
	}
}

// Start begins to poll until Stop, or until the context ends, which also ends the updates under way. It fails if the
// saved offset cannot be read. A poller is started once.
func (p *Poller) Start(ctx context.Context) error {
	if p.done != nil {
		return errors.New("poller was started before")
	}
	known, err := p.o.Offsets.Offset(ctx, p.o.BotID)
	if err != nil {
		return fmt.Errorf("read offset of bot %d: %w", p.o.BotID, err)
	}
	p.known, p.saved, p.savedAt = known, known, p.o.Now()
	p.done = make(chan struct{})
	polling, cancel := context.WithCancel(ctx)
	p.cancel = cancel
	go func() {
		defer close(p.done)
		defer cancel()
		p.run(ctx, polling)
	}()
	return nil
}

// Stop ends polling and waits until the updates under way are handled. It may be called more than once.
func (p *Poller) Stop() {
	if p.done == nil {
		return
	}
	p.cancel()
	<-p.done
}

// run polls until the context polling ends; updates are handled under ctx, so that Stop lets them come to their end.
func (p *Poller) run(ctx, polling context.Context) {
	for polling.Err() == nil {
		asked := p.o.Now()
		batch, err := p.getUpdates(polling)
		if polling.Err() != nil {
			break
		}
		if err != nil {
			wait(polling, p.failed(err))
			continue
		}
		p.works()
		if len(batch) == 0 && p.o.Now().Sub(asked) < quickAnswer {
			wait(polling, time.Second) // a server that does not hold the question
			continue
		}
		p.handle(ctx, polling, batch)
		p.save(ctx, false)
	}
	p.save(ctx, true)
}

// getUpdates asks once. Until the first answer the offset is left out, which gives the earliest update that is not
// confirmed: a saved offset could be higher than all ids, for they restart at random after a week without updates, and
// asking with it would throw away what waits.
func (p *Poller) getUpdates(ctx context.Context) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, p.o.Timeout+pollGrace)
	defer cancel()
	o := object{}
	o.reset()
	if p.offset != 0 {
		o.number("offset", p.offset)
	}
	o.number("limit", pollLimit)
	o.number("timeout", int64(p.o.Timeout/time.Second))
	o.open("allowed_updates", '[')
	for _, kind := range AllowedUpdates() {
		o.text("", kind)
	}
	o.shut(']')
	result, err := p.o.Caller.Call(ctx, p.o.Token, "getUpdates", o.bytes(), nil)
	if err != nil {
		return nil, err
	}
	var batch []json.RawMessage
	if err := json.Unmarshal(result, &batch); err != nil {
		return nil, &AnswerError{Status: 200, Reason: "no list of updates"}
	}
	return batch, nil
}

// failed tells the owner and gives the pause before the next try.
func (p *Poller) failed(err error) time.Duration {
	e := sendError(err, true)
	if e.Code != p.code {
		p.code = e.Code
		p.log.Warn("polling does not work", "code", e.Code, "error", err)
		p.o.Health(p.o.BotID, e.Code, e.Message)
	}
	if e.Code == CodeFlood {
		return e.After
	}
	return p.pause.next()
}

func (p *Poller) works() {
	p.pause.reset()
	if p.code != "" {
		p.code = ""
		p.log.Info("polling works again")
		p.o.Health(p.o.BotID, "", "")
	}
}

// save keeps the offset now and then, and at the end. It is no more than a convenience: what is delivered twice is
// recognised by its id.
func (p *Poller) save(ctx context.Context, last bool) {
	if p.offset == 0 || p.offset == p.saved || (!last && p.o.Now().Sub(p.savedAt) < saveInterval) {
		return
	}
	if last {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
		defer cancel()
	}
	if err := p.o.Offsets.SaveOffset(ctx, p.o.BotID, p.offset); err != nil {
		p.log.WarnContext(ctx, "the offset could not be saved", "error", err)
		return
	}
	p.saved, p.savedAt = p.offset, p.o.Now()
}
