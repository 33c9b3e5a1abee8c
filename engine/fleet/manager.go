package fleet

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// ManagerOptions are what a Manager works with. All are needed but those that say what their absence means.
type ManagerOptions struct {
	Store    Store
	Caller   telegram.Caller
	Registry *engine.Registry
	Blocks   host.Blocks // of documents that pin packages; nil where there are none
	Now      func() time.Time
	Random   io.Reader // not to be guessed: crypto/rand.Reader
	// Program is host.Config.Program of the hosts that will serve: what is published here, they need not compile at their start. Empty
	// if that is not known.
	Program string
}

// Manager changes which bots there are and what they do. Every change is in the store when the call returns; the fleet
// follows. Errors about a bot that is not there are engine.ErrNotFound. It is safe for concurrent use.
type Manager struct{ o ManagerOptions }

// NewManager makes a manager.
func NewManager(o ManagerOptions) *Manager { return &Manager{o: o} }

// Application is a bot that is to be added.
type Application struct {
	Token    string `json:"-"`
	Document []byte // as flow.Load reads it
	Receiver string // host.ReceiverPolling, host.ReceiverWebhook, or empty for what the server can do
}

// Add has a bot served from now on: it asks Telegram whose the token is, and publishes the document. A bot that was served
// here without having been added, as one that the configuration named, keeps its people. Errors are telegram.ErrToken,
// ErrHosted, ErrLeaving, what is wrong with the document (*flow.LoadError, *engine.CheckError), or that Telegram could not
// be asked.
func (m *Manager) Add(ctx context.Context, a Application) (host.BotRecord, error) {
	doc, err := flow.Load(a.Document)
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("add bot: %w", err)
	}
	b, known, err := m.Meet(ctx, a.Token)
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("add bot: %w", err)
	}
	document, digest, err := m.canonical(ctx, b.Workspace, doc)
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("add bot: %w", err)
	}
	switch {
	case known && b.Leaving:
		return b, fmt.Errorf("add bot %d: %w", b.ID, ErrLeaving)
	case known && b.Hosted:
		return b, fmt.Errorf("add bot %d: %w", b.ID, ErrHosted)
	}
	b.Hosted, b.Receiver, b.Paused, b.Trouble = true, a.Receiver, false, ""
	// The row first: revisions belong to it. Without one the fleet leaves the bot alone.
	if err := m.o.Store.SaveBot(ctx, b); err != nil {
		return b, fmt.Errorf("add bot: %w", err)
	}
	if b.Revision > 0 { // people may be inside
		b.Revision, err = m.Publish(ctx, b.ID, document, nil)
	} else {
		b.Revision, err = m.o.Store.PublishPlan(ctx, host.Publication{BotID: b.ID, Document: document, From: -1, At: m.o.Now(), Digest: digest})
	}
	if err != nil {
		return b, fmt.Errorf("add bot: %w", err)
	}
	return b, nil
}

// Meet asks Telegram whose a token is, and gives the bot's record with that token: the stored one, or a new one with keys
// of its own, which is not stored yet. If Telegram could not be asked, a bot that is known comes with the error.
func (m *Manager) Meet(ctx context.Context, token string) (b host.BotRecord, known bool, err error) {
	id, _, _ := strings.Cut(token, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return b, false, fmt.Errorf("%w: the part before the colon is no number", telegram.ErrToken)
	}
	b, err = m.o.Store.Bot(ctx, n)
	if known = err == nil; !known && !errors.Is(err, engine.ErrNotFound) {
		return b, false, err
	}
	me, err := telegram.GetMe(ctx, m.o.Caller, token)
	switch {
	case err == nil && me.ID != n:
		err = fmt.Errorf("%w: it is that of bot %d", telegram.ErrToken, me.ID)
	case err == nil:
		b.ID, b.Name, b.Username = me.ID, me.Name, me.Username
	}
	b.Token = token
	if !known {
		random := make([]byte, 32+24)
		if _, failed := io.ReadFull(m.o.Random, random); failed != nil {
			return b, known, failed
		}
		b.Key, b.Secret = random[:32:32], hex.EncodeToString(random[32:])
	}
	return b, known, err
}

// canonical is a document of a workspace as it is stored, with its digest, if it has no errors.
func (m *Manager) canonical(ctx context.Context, workspace string, doc *flow.Document) (canonical []byte, digest string, err error) {
	rev, err := m.compile(ctx, workspace, doc)
	if err != nil {
		return nil, "", err
	}
	if digest, err = host.Digest(m.o.Program, rev, m.o.Now()); err != nil {
		return nil, "", err
	}
	canonical, err = flow.Marshal(doc)
	return canonical, digest, err
}

// registry gives what a document of a workspace is compiled with.
func (m *Manager) registry(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, error) {
	if m.o.Blocks == nil {
		return m.o.Registry, nil
	}
	return m.o.Blocks.Registry(ctx, workspace, doc)
}

func (m *Manager) compile(ctx context.Context, workspace string, doc *flow.Document) (*engine.Revision, error) {
	reg, err := m.registry(ctx, workspace, doc)
	if err != nil {
		return nil, err
	}
	return engine.Compile(doc, reg, 1)
}

// Pause has a bot served no more until Resume: it answers nobody, Telegram keeps what is written to it for a day, and what
// waits for a time waits longer. ErrUnpublished if there is nothing of it to be served.
func (m *Manager) Pause(ctx context.Context, botID int64) error {
	if b, err := m.o.Store.Bot(ctx, botID); err == nil && b.Revision == 0 && !b.Leaving {
		return fmt.Errorf("pause bot %d: %w", botID, ErrUnpublished)
	}
	return m.Hold(ctx, botID)
}

// Hold is Pause also for a bot of which nothing is published: what is published of it later waits for Resume.
func (m *Manager) Hold(ctx context.Context, botID int64) error {
	return m.change(ctx, "pause", botID, func(b *host.BotRecord) { b.Paused = true })
}

// Resume has it served again. What came due meanwhile happens within minutes.
func (m *Manager) Resume(ctx context.Context, botID int64) error {
	return m.change(ctx, "resume", botID, func(b *host.BotRecord) { b.Paused = false })
}

// SetReceiver decides how the bot's updates come: host.ReceiverPolling, host.ReceiverWebhook, or empty for what the server
// can do. What waits at Telegram is kept.
func (m *Manager) SetReceiver(ctx context.Context, botID int64, receiver string) error {
	return m.change(ctx, "change how the updates come of", botID, func(b *host.BotRecord) { b.Receiver = receiver })
}

// SetToken gives the bot another token of its own, after the old one was revoked. Errors are telegram.ErrToken, ErrOtherBot
// and that Telegram could not be asked.
func (m *Manager) SetToken(ctx context.Context, botID int64, token string) error {
	met, _, err := m.Meet(ctx, token)
	if err == nil && met.ID != botID {
		err = ErrOtherBot
	}
	if err != nil {
		return fmt.Errorf("set the token of bot %d: %w", botID, err)
	}
	return m.change(ctx, "set the token of", botID, func(b *host.BotRecord) {
		b.Token, b.Name, b.Username, b.Trouble = token, met.Name, met.Username, ""
	})
}

// Remove has everything of a bot deleted, its people, orders and revisions too, as soon as the fleet has stopped serving it.
// Nobody can take that back. Removing it twice is no error.
func (m *Manager) Remove(ctx context.Context, botID int64) error {
	err := m.o.Store.ChangeBot(ctx, botID, func(b *host.BotRecord) error {
		b.Leaving = true
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove bot %d: %w", botID, err)
	}
	return nil
}

// change changes a bot that stays.
func (m *Manager) change(ctx context.Context, what string, botID int64, change func(*host.BotRecord)) error {
	if err := m.o.Store.ChangeBot(ctx, botID, unlessLeaving(change)); err != nil {
		return fmt.Errorf("%s bot %d: %w", what, botID, err)
	}
	return nil
}

// unlessLeaving gives ErrLeaving for a bot that is being removed, of which nothing is changed then.
func unlessLeaving(change func(*host.BotRecord)) func(*host.BotRecord) error {
	return func(b *host.BotRecord) error {
		if b.Leaving {
			return ErrLeaving
		}
		change(b)
		return nil
	}
}

// Find gives the bot with a name, with or without "@", or with an id; engine.ErrNotFound if there is none.
func (m *Manager) Find(ctx context.Context, name string) (host.BotRecord, error) {
	bots, err := m.Bots(ctx)
	if err != nil {
		return host.BotRecord{}, err
	}
	for _, b := range bots {
		if strings.EqualFold(strings.TrimPrefix(name, "@"), b.Username) || name == strconv.FormatInt(b.ID, 10) {
			return b, nil
		}
	}
	return host.BotRecord{}, fmt.Errorf("find bot %q: %w", name, engine.ErrNotFound)
}

// Bots gives the bots that were added, by id.
func (m *Manager) Bots(ctx context.Context) ([]host.BotRecord, error) {
	all, err := m.o.Store.Bots(ctx)
	if err != nil {
		return nil, err
	}
	bots := all[:0]
	for _, b := range all {
		if b.Hosted {
			bots = append(bots, b)
		}
	}
	return bots, nil
}

// OwnerRole is the staff role that gets a bot's notices.
const OwnerRole = "owner"

// OwnerLink gives the link by which somebody becomes the owner of a bot that has none; empty for one that has. The link is
// the same until it is used.
func (m *Manager) OwnerLink(ctx context.Context, b *host.BotRecord) (string, error) {
	owners, err := m.o.Store.Staff(ctx, b.ID, []string{OwnerRole})
	if err != nil || len(owners) > 0 {
		return "", err
	}
	code, err := m.o.Store.Secret(ctx, b.ID, claimSecret)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return "", err
	}
	if code == "" {
		random := make([]byte, 10)
		if _, err := io.ReadFull(m.o.Random, random); err != nil {
			return "", err
		}
		code = hex.EncodeToString(random)
		if err := m.o.Store.SetSecret(ctx, b.ID, claimSecret, code); err != nil {
			return "", err
		}
	}
	return "https://t.me/" + b.Username + "?start=" + claimPrefix + code, nil
}
