package host

import (
	"cmp"
	"container/list"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"

	"github.com/scenarist/scenarist/engine"
)

// cache holds what turns start from. A session's entry is right as long as this process is the only one that runs the
// session: the commit's version check finds out if it is not. Shared variables are changed here in the order of the
// commits, as long as one group at a time changes an entry; where two do, nobody can tell which came first, and the entry is
// dropped. Where other processes may change them, a commit checks those that were found here, too (Member.Reads).
type cache struct {
	store   Store
	cluster Cluster // nil if there are no other processes
	limit   int64
	log     *slog.Logger

	mu       sync.Mutex
	set      map[entryKey]*list.Element
	order    *list.List // of *entry, last used first
	size     int64
	count    int                    // of sessions
	changing map[entryKey]*changing // shared entries that groups on their way change
	changes  [256]uint32            // changes of shared entries by stripe: a load that was overtaken by one is not kept
}

// entryKey names what is kept; unused ids are 0.
type entryKey struct {
	kind            byte
	bot, chat, user int64
}

const (
	kindSession byte = iota
	kindUser
	kindChat
	kindBot
	kindSpace
)

func sessionEntry(k engine.SessionKey) entryKey {
	return entryKey{kindSession, k.BotID, k.ChatID, k.UserID}
}
func userEntry(bot, user int64) entryKey { return entryKey{kind: kindUser, bot: bot, user: user} }
func chatEntry(bot, chat int64) entryKey { return entryKey{kind: kindChat, bot: bot, chat: chat} }
func botEntry(bot int64) entryKey        { return entryKey{kind: kindBot, bot: bot} }
func spaceEntry() entryKey               { return entryKey{kind: kindSpace} }

type entry struct {
	key  entryKey
	size int64
	kept
}

// kept is the content of an entry; which fields count depends on its kind. It is replaced, never changed.
type kept struct {
	session   *engine.Session
	version   int64
	failures  int // sends of the session that failed in a row
	vars      engine.Values
	roles     []string
	reachable bool
}

// start is everything that a turn starts from.
type start struct {
	engine.State
	version    int64
	reachable  bool
	failures   int
	reads      []Read // what was found in memory
	remembered bool   // the session was, and other processes may have run it since
}

func newCache(store Store, cluster Cluster, l Limits, log *slog.Logger) *cache {
	return &cache{
		store: store, cluster: cluster, limit: l.CacheBytes, log: log,
		set: map[entryKey]*list.Element{}, order: list.New(), changing: map[entryKey]*changing{},
	}
}

// load gives what the session's next turn starts from.
func (c *cache) load(ctx context.Context, key engine.SessionKey) (start, error) {
	keys := [...]entryKey{
		sessionEntry(key), userEntry(key.BotID, key.UserID), chatEntry(key.BotID, key.ChatID), botEntry(key.BotID), spaceEntry(),
	}
	var found [len(keys)]kept
	var missing [len(keys)]bool
	var seen [len(keys)]uint32
	c.mu.Lock()
	for i, k := range keys {
		e, ok := c.set[k]
		missing[i], seen[i] = !ok, c.changes[k.stripe()]
		if ok {
			c.order.MoveToFront(e)
			found[i] = e.Value.(*entry).kept
		}
	}
	c.mu.Unlock()
	if missing[0] || missing[1] || missing[2] {
		l, err := c.store.Load(ctx, key)
		if err != nil {
			return start{}, fmt.Errorf("load session: %w", err)
		}
		s := c.decode(ctx, key, l)
		// A session in memory is newer than the store only by what another process did, which the commit finds out.
		if missing[0] {
			found[0] = kept{session: s, version: l.Version}
		}
		found[1] = kept{vars: l.User, version: l.UserVersion, roles: l.Roles}
		found[2] = kept{vars: l.Chat, version: l.ChatVersion, reachable: l.Reachable}
		missing[1], missing[2] = true, true
	}
	if missing[3] || missing[4] {
		bot, space, err := c.shared(ctx, key.BotID)
		if err != nil {
			return start{}, fmt.Errorf("load shared variables: %w", err)
		}
		found[3], found[4] = bot, space
		missing[3], missing[4] = true, true
	}
	var reads []Read
	if c.cluster != nil {
		for i, scope := range [...]string{1: engine.ScopeUser, engine.ScopeChat, engine.ScopeBot, engine.ScopeWorkspace} {
			if i > 0 && !missing[i] {
				reads = append(reads, Read{scope, found[i].version})
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, k := range keys {
		// What is being changed may be the old or the new; so may what was read while it was changed.
		if missing[i] && (i == 0 || seen[i] == c.changes[k.stripe()] && c.changing[k] == nil) {
			c.put(k, found[i])
		}
	}
	return start{
		State: engine.State{
			Session: found[0].session, User: found[1].vars, Chat: found[2].vars, Bot: found[3].vars, Workspace: found[4].vars,
			Roles: found[1].roles,
		},
		version: found[0].version, reachable: found[2].reachable, failures: found[0].failures, reads: reads,
		remembered: c.cluster != nil && !missing[0],
	}, nil
}

// shared reads the variables of a bot and of its workspace.
func (c *cache) shared(ctx context.Context, botID int64) (bot, space kept, err error) {
	if c.cluster == nil {
		b, w, err := c.store.Shared(ctx, botID)
		return kept{vars: b}, kept{vars: w}, err
	}
	b, w, err := c.cluster.Shared(ctx, botID)
	return kept{vars: b.Values, version: b.Version}, kept{vars: w.Values, version: w.Version}, err
}

// contact gives another contact than the one whose turn it is. No commit checks it, so that it is read where others may
// have changed it.
func (c *cache) contact(ctx context.Context, key engine.SessionKey) (start, error) {
	if c.cluster == nil || c.cluster.Alone() {
		return c.load(ctx, key)
	}
	l, err := c.store.Load(ctx, key)
	if err != nil {
		return start{}, fmt.Errorf("load session: %w", err)
	}
	return start{State: engine.State{Session: c.decode(ctx, key, l), User: l.User, Roles: l.Roles}}, nil
}

// clear drops everything.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.changes {
		c.changes[i]++
	}
	clear(c.set)
	c.order.Init()
	c.size, c.count = 0, 0
}

// decode reads a session. One that cannot be read begins anew: an update that fails for ever would help nobody. Its
// numbers begin where the old ones cannot have been.
func (c *cache) decode(ctx context.Context, key engine.SessionKey, l Loaded) *engine.Session {
	s := &engine.Session{Key: key}
	if l.Session == nil {
		return s
	}
	if err := json.Unmarshal(l.Session, s); err != nil {
		c.log.ErrorContext(ctx, "a session cannot be read and begins anew", "bot_id", key.BotID, "error", err)
		return &engine.Session{Key: key, Turns: l.Version, Gen: l.Version << 10, WakeGen: l.Version << 10}
	}
	return s
}

// forget drops an entry.
func (c *cache) forget(k entryKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes[k.stripe()]++
	if e, ok := c.set[k]; ok {
		c.drop(e)
	}
}

// put keeps an entry; c.mu is held.
func (c *cache) put(k entryKey, x kept) {
	size := int64(200) + valuesSize(x.vars)
	if x.session != nil {
		size += sessionSize(x.session)
	}
	if el, ok := c.set[k]; ok {
		e := el.Value.(*entry)
		c.size += size - e.size
		e.kept, e.size = x, size
		c.order.MoveToFront(el)
	} else {
		c.set[k] = c.order.PushFront(&entry{key: k, size: size, kept: x})
		c.size += size
		c.count += k.sessions()
	}
	for c.size > c.limit && len(c.set) > 1 {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(el *list.Element) {
	e := c.order.Remove(el).(*entry)
	delete(c.set, e.key)
	c.size -= e.size
	c.count -= e.key.sessions()
}

// sessions is how many sessions an entry is.
func (k entryKey) sessions() int {
	if k.kind == kindSession {
		return 1
	}
	return 0
}

// held gives how many sessions are in memory, and the bytes of all.
func (c *cache) held() (sessions int, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count, c.size
}

func (k entryKey) compare(o entryKey) int {
	return cmp.Or(cmp.Compare(k.kind, o.kind), cmp.Compare(k.bot, o.bot), cmp.Compare(k.chat, o.chat), cmp.Compare(k.user, o.user))
}

func (k entryKey) stripe() byte {
	h := uint64(k.kind)
	for _, id := range [...]int64{k.bot, k.chat, k.user} {
		h = (h ^ uint64(id)) * 0x9e3779b97f4a7c15
	}
	return byte(h >> 56)
}

// sessionSize estimates the memory of a session, in bytes.
func sessionSize(s *engine.Session) int64 {
	size := int64(500) + valuesSize(s.Vars)
	for i := range s.Frames {
		f := &s.Frames[i]
		size += 200 + valuesSize(f.Locals)
		if f.Wait != nil {
			size += 200 + int64(len(f.Wait.State))
		}
	}
	for i := range s.Lists {
		size += 50 + valueSize(s.Lists[i].Values)
	}
	if s.Album != nil {
		size += 600 * int64(len(s.Album.Parts))
	}
	return size + 50*int64(len(s.Passes))
}

func valuesSize(v engine.Values) int64 { return valueSize(map[string]any(v)) }

func valueSize(x any) int64 {
	switch x := x.(type) {
	case string:
		return 16 + int64(len(x))
	case []any:
		size := int64(24)
		for _, e := range x {
			size += 16 + valueSize(e)
		}
		return size
	case map[string]any:
		if len(x) == 0 {
			return 8
		}
		size := int64(100)
		for k, e := range x {
			size += 40 + int64(len(k)) + valueSize(e)
		}
		return size
	default:
		return 8
	}
}
