package studio

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Identity is whose a token is.
type Identity struct {
	ID             int64
	Username, Name string
	TakenBy        *Bot // the bot of the editor that has it already; nil if none
}

var (
	errNotConnected = &Refusal{Code: "not_connected", Title: "The bot has no token yet. Connect it first."}
	errTaken        = &Refusal{Code: "token_taken", Title: "Another bot here has this token already."}
	errLeaving      = &Refusal{Code: CodeConflict, Title: "This bot is being removed. Try again in a moment."}
	errElsewhere    = &Refusal{Code: "token_taken", Title: "This bot was connected in another workspace, where its people are. Remove it there first."}
	errUnpublished  = &Refusal{Code: "not_published", Title: "Nothing of this bot is published yet, so it answers nobody. It can be paused when it is published."}
	errOtherBot     = &Refusal{Code: "other_bot", Title: "The token is another bot's. Disconnect this bot first."}
)

// wrongToken is what is wrong with a token, in words for whoever typed it.
func wrongToken(err error) error {
	_, rest, _ := strings.Cut(err.Error(), telegram.ErrToken.Error()+": ")
	title := "The token does not work."
	if rest != "" {
		title = "The token does not work: " + rest + "."
	}
	return &Refusal{Code: "token_wrong", Field: "/token", Title: title}
}

// explain makes refusals of what the manager says.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, telegram.ErrToken):
		return wrongToken(err)
	case errors.Is(err, fleet.ErrLeaving):
		return errLeaving
	case errors.Is(err, fleet.ErrUnpublished):
		return errUnpublished
	case errors.Is(err, fleet.ErrOtherBot):
		return errOtherBot
	case errors.Is(err, fleet.ErrPublished):
		return &Refusal{Code: "published_meanwhile", Title: "Somebody else has published the bot meanwhile. Look at the plan again."}
	case errors.Is(err, fleet.ErrNoRevision):
		return engine.ErrNotFound
	}
	if unreachable(err) {
		return &Refusal{Code: "telegram_unreachable", Title: "Telegram could not be asked. Try again in a moment."}
	}
	return err
}

// unreachable reports whether Telegram could not be asked, or did not answer as it does.
func unreachable(err error) bool {
	if _, ok := errors.AsType[*telegram.NetworkError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*telegram.AnswerError](err); ok {
		return true
	}
	_, ok := errors.AsType[*telegram.RefusalError](err)
	return ok
}

// CheckToken asks Telegram whose a token is.
func (s *Studio) CheckToken(ctx context.Context, token string) (Identity, error) {
	me, err := s.o.Manager.Identify(ctx, token)
	if err != nil {
		return Identity{}, explain(err)
	}
	out := Identity{ID: me.ID, Username: me.Username, Name: me.Name}
	b, err := s.o.Store.BotOf(ctx, me.ID)
	switch {
	case err == nil:
		out.TakenBy = &b
	case !errors.Is(err, engine.ErrNotFound):
		return out, err
	}
	return out, nil
}

// Connect gives a bot a token, or another one of the same Telegram bot. It publishes nothing.
func (s *Studio) Connect(ctx context.Context, who Actor, id, token, receiver string) (Bot, error) {
	b, err := s.present(ctx, id)
	if err != nil {
		return b, err
	}
	e := who.Entry(b.Workspace, id, "bot.connect", b.Name, nil, map[string]string{"receiver": receiver})
	noting, _ := Noting(ctx, e)
	_, err = s.o.Manager.Connect(noting, fleet.Connection{
		Token: token, Receiver: receiver, Workspace: b.Workspace,
		Accept: func(r host.BotRecord, known bool) error { return s.accept(ctx, &b, &r, known) },
	})
	if err != nil {
		return b, explain(err)
	}
	s.o.Changed()
	s.rooms.kick(id)
	return s.o.Store.Bot(ctx, id)
}

// accept judges whether a bot of the editor may have a Telegram bot, and notes that it has: a crash before that is connected
// leaves a bot without a token, which can be connected again.
func (s *Studio) accept(ctx context.Context, b *Bot, r *host.BotRecord, known bool) error {
	if b.Telegram != 0 && b.Telegram != r.ID && b.Live != nil && b.Live.Hosted {
		return errOtherBot
	}
	other, err := s.o.Store.BotOf(ctx, r.ID)
	switch {
	case err == nil && other.ID != b.ID:
		return errTaken
	case err != nil && !errors.Is(err, engine.ErrNotFound):
		return err
	}
	workspace := r.Workspace
	if workspace == "" {
		workspace = mainWorkspace
	}
	if known && workspace != b.Workspace {
		return errElsewhere
	}
	if b.Telegram == r.ID {
		return nil
	}
	return s.o.Store.ChangeBot(ctx, b.ID, func(b *Bot) error {
		b.Telegram = r.ID
		return nil
	}, nil)
}

// present gives a bot that is not in the bin.
func (s *Studio) present(ctx context.Context, id string) (Bot, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err == nil && !b.BinnedAt.IsZero() {
		err = errBinned
	}
	return b, err
}

// connected gives a bot that has a token.
func (s *Studio) connected(ctx context.Context, id string) (Bot, error) {
	b, err := s.present(ctx, id)
	if err == nil && (b.Live == nil || !b.Live.Hosted) {
		err = errNotConnected
	}
	return b, err
}

// Disconnect takes a bot its token. Its people stay.
func (s *Studio) Disconnect(ctx context.Context, who Actor, id string) (Bot, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return b, err
	}
	noting, _ := Noting(ctx, who.Entry(b.Workspace, id, "bot.disconnect", b.Name, nil, nil))
	if err := s.o.Manager.Disconnect(noting, b.Telegram); err != nil {
		return b, explain(err)
	}
	err = s.o.Store.ChangeBot(ctx, id, func(b *Bot) error {
		b.Telegram = 0
		return nil
	}, nil)
	if err != nil {
		return b, fmt.Errorf("disconnect bot %s: %w", id, err)
	}
	s.o.Changed()
	s.rooms.kick(id)
	return s.o.Store.Bot(ctx, id)
}

// Action is something that is done to a bot in Telegram.
type Action struct {
	What   string // of the audit log
	Target string // empty: the bot's name
	After  any
	Do     func(ctx context.Context, m *fleet.Manager, telegram int64) error
}

// Act does something to a bot in Telegram, and gives what it is then.
func (s *Studio) Act(ctx context.Context, who Actor, id string, a Action) (Bot, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return b, err
	}
	if a.Target == "" {
		a.Target = b.Name
	}
	noting, _ := Noting(ctx, who.Entry(b.Workspace, id, a.What, a.Target, nil, a.After))
	if err := a.Do(noting, s.o.Manager, b.Telegram); err != nil {
		return b, explain(err)
	}
	s.o.Changed()
	s.rooms.kick(id)
	return s.o.Store.Bot(ctx, id)
}

// Health is how a bot fares.
type Health struct {
	Bot     Bot
	Webhook *telegram.WebhookInfo // nil where Telegram could not be asked
	Trouble string                // why not
	// OtherProgram is set if another program takes the updates; OtherPolls, too, if it asks for them, which a repair does not end.
	OtherProgram bool
	OtherPolls   bool
	Letters      []host.DeadLetter
	Sessions     map[string]int64 // by status
	Tally        host.Tally
	Reached      []Reached // limits that the bot has reached; for rates, today
}

// Reached is a limit that a bot has reached.
type Reached struct {
	host.ReachedQuota

	Limit int64
}

// Health asks Telegram and the store how a bot fares.
func (s *Studio) Health(ctx context.Context, id string) (Health, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return Health{}, err
	}
	h, err := s.o.Manager.Health(ctx, b.Telegram, s.o.PublicURL)
	out := Health{Bot: b, OtherProgram: h.Stranger, OtherPolls: h.StrangerPolls, Letters: h.Letters, Sessions: h.Sessions, Tally: h.Updates}
	reached, failed := s.o.Store.ReachedQuotas(ctx, []host.BotRecord{h.Bot})
	if failed != nil {
		return out, failed
	}
	for _, r := range reached[b.Telegram] {
		q := h.Bot.Quota
		if r.Workspace {
			q = h.Bot.SpaceQuota
		}
		out.Reached = append(out.Reached, Reached{r, q.Of(r.Kind)})
	}
	if err == nil {
		out.Webhook = &h.Webhook
		return out, nil
	}
	refusal, ok := errors.AsType[*Refusal](explain(err))
	if !ok {
		return out, err
	}
	if errors.Is(err, telegram.ErrToken) { // the bot is in trouble now
		s.o.Changed()
		s.rooms.kick(id)
	}
	out.Trouble = refusal.Title
	return out, nil
}

// lettersShown is how many letters are given.
const lettersShown = 200

// Letters gives the newest updates of a bot that could not be handled, the newest first.
func (s *Studio) Letters(ctx context.Context, id string) ([]host.DeadLetter, error) {
	b, err := s.connected(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.o.Store.DeadLetters(ctx, b.Telegram, lettersShown)
}
