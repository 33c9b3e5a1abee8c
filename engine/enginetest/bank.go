package enginetest

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Bank is a bot for tests of stores: its users do nothing but move units, each by messages that say how, all at once.
// Whatever becomes of the process meanwhile, Audit says whether its books are right.
type Bank struct {
	seed uint64
	// Plans are the messages of each user, in the order in which they are to be brought. The same seed has the same ones.
	Plans [][]host.Incoming
}

// The bank's bot, the unit that all move, and when the first update comes.
const (
	bankBot  = 7001
	bankUnit = "coins"
)

func bankOpens() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

const bankDocument = `{"schema_version": 1, "name": "Bank", "language": "en", "flows": [{"id": "main", "name": "Main",
	"blocks": [{"id": "come", "type": "bank.come"}, {"id": "move", "type": "bank.move", "exits": {"next": "end"}}],
	"edges": [{"from": "come", "exit": "next", "to": "move"}]}]}`

// NewBank makes a bank whose users say so many messages each.
func NewBank(seed uint64, users int64, messages int) *Bank {
	b := &Bank{seed: seed}
	rnd := rand.New(rand.NewPCG(seed, 0xba2c))
	update := int64(0)
	for user := range users {
		user++
		var plan []host.Incoming
		for i := range messages {
			update++
			text := bankWords(rnd, user, users)
			if i == 0 {
				text = "grant 20 0"
			}
			plan = append(plan, host.Incoming{
				Key: engine.SessionKey{BotID: bankBot, ChatID: user, UserID: user}, UpdateID: update,
				Event: engine.Event{
					ID: "u" + strconv.FormatInt(update, 10), Kind: engine.MessageReceived,
					Chat: engine.Chat{ID: user, Type: "private"}, User: engine.User{ID: user, FirstName: "Ann"},
					Message: &engine.Message{ID: update, Kind: engine.TextMessage, Text: text},
				},
			})
		}
		b.Plans = append(b.Plans, plan)
	}
	return b
}

// bankWords say one movement.
func bankWords(rnd *rand.Rand, user, users int64) string {
	n, minutes := 1+rnd.IntN(9), []int{0, 5, 30, 120}[rnd.IntN(4)]
	hold := string(rune('a' + rnd.IntN(3)))
	switch rnd.IntN(10) {
	case 0, 1:
		return fmt.Sprint("grant ", n, " ", minutes)
	case 2:
		return fmt.Sprint("gift ", rnd.IntN(4), " ", n) // once for each user
	case 3, 4:
		return fmt.Sprint("charge ", n)
	case 5, 6:
		return fmt.Sprint("reserve ", hold, " ", n, " ", max(minutes, 1))
	case 7:
		return fmt.Sprint("commit ", hold, " ", rnd.IntN(6))
	case 8:
		return fmt.Sprint("release ", hold)
	default:
		to := user%users + 1
		if users > 2 && rnd.IntN(2) == 0 {
			to = to%users + 1
		}
		return fmt.Sprint("transfer ", to, " ", n)
	}
}

// Open serves the bank out of a store, which may have served it before.
func (b *Bank) Open(ctx context.Context, store host.Store, clock host.Clock, limits host.Limits) (*host.Host, error) {
	reg := engine.NewRegistry()
	words := engine.Text{"en": "Bank", "ru": "Банк"}
	if err := reg.Add(
		engine.BlockType{
			Name: "bank.come", Version: 1, Trigger: true, Title: words, Help: words, Icon: "coin", Example: "{}",
			Exits: []engine.Exit{engine.NextExit()}, New: func() engine.Block { return new(bankCome) },
		},
		engine.BlockType{
			Name: "bank.move", Version: 1, Title: words, Help: words, Icon: "coin", Example: "{}",
			Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()}, New: func() engine.Block { return new(bankMove) },
		},
	); err != nil {
		return nil, err
	}
	rec := host.BotRecord{ID: bankBot, Name: "Bank", Key: []byte("0123456789abcdef0123456789abcdef")}
	if err := store.SaveBot(ctx, rec); err != nil {
		return nil, err
	}
	var err error
	if rec.Revision, err = store.Publish(ctx, bankBot, []byte(bankDocument), bankOpens()); err != nil {
		return nil, err
	}
	var ids atomic.Int64
	h, err := host.New(host.Config{
		Store: store, Messenger: deaf{}, Registry: reg, Clock: clock, Log: slog.New(slog.DiscardHandler), Limits: limits,
		NewID: func() string { return "id" + strconv.FormatInt(ids.Add(1), 10) }, // no more than its shape matters here
	})
	if err != nil {
		return nil, err
	}
	if err := h.Serve(ctx, rec, nil); err != nil {
		return nil, err
	}
	return h, h.Start(ctx)
}

// deaf performs everything.
type deaf struct{}

func (deaf) Perform(context.Context, *host.BotRecord, *engine.Effect, host.References) (host.Receipt, error) {
	return host.Receipt{MessageIDs: []int64{1}}, nil
}

// bankCome (bank.come) takes every message.
type bankCome struct {
	engine.TriggerSettings
	engine.NoWait
}

func (*bankCome) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand}, ev.Kind == engine.MessageReceived
}

func (*bankCome) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// bankMove (bank.move) does what the message says. The reason of what it moves is the id of the update.
type bankMove struct{ engine.NoWait }

func (*bankMove) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	var a, b string
	var n, minutes int64
	m := engine.Movement{Unit: bankUnit, Reason: t.Event().ID}
	word, rest, _ := strings.Cut(t.Event().Message.Text, " ")
	until := func() time.Time {
		if minutes == 0 {
			return time.Time{}
		}
		return t.Now().Add(time.Duration(minutes) * time.Minute)
	}
	var err error
	switch word {
	case "grant":
		_, err = fmt.Sscan(rest, &n, &minutes)
		m.Amount, m.Until = n, until()
		if err == nil {
			_, err = t.Grant(m)
		}
	case "gift":
		_, err = fmt.Sscan(rest, &a, &n)
		m.Amount, m.Key = n, "gift "+a
		m.Reason = fmt.Sprint(m.Key, " of user ", t.Event().User.ID) // the key is the account's own
		if err == nil {
			_, err = t.Grant(m)
		}
	case "charge":
		if _, err = fmt.Sscan(rest, &m.Amount); err == nil {
			_, err = t.Charge(m)
		}
	case "reserve":
		_, err = fmt.Sscan(rest, &m.Name, &n, &minutes)
		m.Amount, m.Until = n, until()
		if err == nil {
			_, err = t.Reserve(m)
		}
	case "commit":
		if _, err = fmt.Sscan(rest, &m.Name, &m.Amount); err == nil {
			_, err = t.CommitHold(m)
		}
	case "release":
		m.Name = rest
		_, err = t.ReleaseHold(m)
	case "transfer":
		if _, err = fmt.Sscan(rest, &b, &m.Amount); err == nil {
			to, bad := strconv.ParseInt(b, 10, 64)
			if bad != nil {
				return engine.Stay(), bad
			}
			_, err = t.Transfer(m, to)
		}
	default:
		return engine.Stay(), fmt.Errorf("nobody can %q", word)
	}
	if err != nil {
		return engine.Stay(), err
	}
	t.Send(engine.Content{Text: "done"}, "")
	return engine.Leave("next"), nil
}
