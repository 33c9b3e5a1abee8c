package botapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Snapshot is the state of a Server, for Restore.
type Snapshot struct {
	// State is JSON; the same state gives the same bytes.
	State []byte
	// Files are the contents of files by the names that State has for them: the
	// same content has the same name for ever, so each is to be kept once. The
	// contents are shared and must not be changed.
	Files map[string][]byte
}

// Snapshot writes down people, groups, bots, chats, files, open queries and
// unconfirmed updates. Not in it are webhooks (a bot sets its own again), faults,
// limits, the call log and findings, and payments that PayOptions.Hold keeps
// back after the bot has agreed.
//
// It may be taken at any time. It is of one moment only if nobody acts and no
// call is under way meanwhile, which is the caller's to see to: there is no lock
// around the server that it could hold.
func (s *Server) Snapshot() (*Snapshot, error) {
	out := savedServer{Version: savedVersion, Serial: s.serial.Load(), UserIDs: s.userIDs.Load()}
	s.mu.RLock()
	for _, id := range sortedKeys(s.people) {
		out.People = append(out.People, s.people[id].save())
	}
	groups := make([]*Group, 0, len(s.groups))
	for _, id := range sortedKeys(s.groups) {
		groups = append(groups, s.groups[id])
	}
	s.mu.RUnlock()
	for _, g := range groups {
		out.Groups = append(out.Groups, g.save())
	}
	files := map[string][]byte{}
	s.bots.Range(func(_, value any) bool {
		out.Bots = append(out.Bots, value.(*bot).save(files))
		return true
	})
	slices.SortFunc(out.Bots, func(a, b savedBot) int { return strings.Compare(a.Token, b.Token) })
	state, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write the simulated Telegram: %w", err)
	}
	return &Snapshot{State: state, Files: files}, nil
}

func (p *Person) save() savedPerson {
	p.mu.Lock()
	defer p.mu.Unlock()
	return savedPerson{User: p.user, Phone: p.user.PhoneNumber, Gone: p.gone, Inline: maps.Clone(p.inlineResults)}
}

func (g *Group) save() savedGroup {
	out := savedGroup{Chat: g.chat.save()}
	g.mu.Lock()
	defer g.mu.Unlock()
	out.Statuses, out.Topics, out.Migrated = maps.Clone(g.statuses), sortedKeys(g.topics), g.migrated
	for _, l := range g.links {
		out.Links = append(out.Links, savedLink{Link: *l, Used: l.used})
	}
	return out
}

func (c *chat) save() savedChat {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := savedChat{
		Info: c.info, LastID: c.lastID, Started: c.started, Blocked: c.blocked, Keyboard: c.keyboard,
		Action: c.action, ActionAt: savedTime(c.actionAt), Answers: slices.Clone(c.answers), Pinned: slices.Clone(c.pinned),
		Drafts:   slices.Clone(c.drafts),
		Messages: make([]savedMessage, len(c.messages)),
	}
	for i, m := range c.messages {
		out.Messages[i] = savedMessage{
			Message: *m, Edits: m.Edits, Keyboard: m.Keyboard, ForceReply: m.ForceReply, State: m.InvoiceState,
			Reactions: m.Reactions, Pinned: m.Pinned, Offer: m.invoice.save(), Charge: m.charge, At: savedTime(m.at),
		}
	}
	return out
}

func (inv *invoice) save() *savedInvoice {
	if inv == nil {
		return nil
	}
	return &savedInvoice{
		Invoice: inv.Invoice, Payload: inv.payload, Prices: inv.prices, MaxTip: inv.maxTip, NeedShipping: inv.needShipping,
		Flexible: inv.flexible, NeedsInfo: inv.needsInfo, Subscription: inv.subscription,
	}
}

// save puts the contents of the bot's files into files.
func (b *bot) save(files map[string][]byte) savedBot {
	out := savedBot{Token: b.token, User: b.user, ReadAll: b.readAll, Queue: b.queue.save(), Links: map[string]*savedInvoice{}}
	b.mu.RLock()
	chats := make([]*chat, 0, len(b.private))
	for _, id := range sortedKeys(b.private) {
		chats = append(chats, b.private[id])
	}
	queries := make([]*query, 0, len(b.queries))
	for _, id := range sortedKeys(b.queries) {
		queries = append(queries, b.queries[id])
	}
	for _, id := range sortedKeys(b.files) {
		f := b.files[id]
		out.Files = append(out.Files, savedFile{Media: f.media, Kind: f.kind, Path: f.path, Content: f.name})
		if f.name != "" {
			files[f.name] = f.data
		}
	}
	for link, inv := range b.links {
		out.Links[link] = inv.save()
	}
	out.Settings = b.settings.save()
	for _, t := range b.ledger {
		out.Ledger = append(out.Ledger, savedTransaction{starTransaction: t, Person: t.person.user.ID})
	}
	out.Balance = b.balance
	b.mu.RUnlock()
	for _, c := range chats {
		out.Private = append(out.Private, c.save())
	}
	for _, q := range queries {
		out.Queries = append(out.Queries, q.save())
	}
	return out
}

func (q *updateQueue) save() savedQueue {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := savedQueue{Next: q.nextID, Allowed: q.allowed}
	for e := q.pending.Front(); e != nil; e = e.Next() {
		u := e.Value.(*pendingUpdate)
		out.Pending = append(out.Pending, savedUpdate{
			ID: u.id, Kind: u.kind, Lane: u.lane, Expires: savedTime(u.expires), Payload: u.payload, Again: u.again,
		})
	}
	return out
}

func (q *query) save() savedQuery {
	out := savedQuery{ID: q.id, Kind: q.kind, Person: q.person.user.ID, Message: q.message, Expires: savedTime(q.expires)}
	if q.chat != nil {
		out.Chat = q.chat.info.ID
	}
	if p := q.payment; p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		out.Payment = &savedPayment{
			Message: p.message, Offer: p.invoice.save(), Opts: p.opts, Total: p.total, Shipping: p.shipping,
		}
	}
	return out
}

func (s *settings) save() savedSettings {
	return savedSettings{Commands: maps.Clone(s.commands), Texts: maps.Clone(s.texts), Menus: maps.Clone(s.menus)}
}
