package host

import (
	"cmp"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// How commits change what the cache holds.

// changing is a shared entry that is being changed.
type changing struct {
	groups int  // that change it now
	unsure bool // there was another one beside
	raised bool // the version is that which the group gives the row; it raises it once, however many members write
}

// outdated drops what a member in conflict has started from.
func (c *cache) outdated(m *Member) {
	c.forget(sessionEntry(m.Key))
	if c.cluster == nil {
		return
	}
	for _, k := range []entryKey{
		userEntry(m.Key.BotID, m.Key.UserID), chatEntry(m.Key.BotID, m.Key.ChatID), botEntry(m.Key.BotID), spaceEntry(),
	} {
		c.forget(k)
	}
}

// committed takes over what a commit changed. It is called before the session's next turn is loaded.
func (c *cache) committed(m *Member, s *engine.Session, failures int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m.Session != nil {
		c.put(sessionEntry(m.Key), kept{session: s, version: m.BaseVersion + 1, failures: failures})
	}
	for i := range m.Writes {
		w := &m.Writes[i]
		if k, ok := entryOf(w, m.Key); ok {
			c.change(k, true, func(x *kept) { x.vars = w.Apply(x.vars) })
		}
	}
	if m.Reachable != nil {
		c.change(chatEntry(m.Key.BotID, m.Key.ChatID), false, func(x *kept) { x.reachable = *m.Reachable })
	}
}

// entryOf gives the entry that a write changes, seen from a session.
func entryOf(w *engine.Write, k engine.SessionKey) (entryKey, bool) {
	switch w.Scope {
	case engine.ScopeUser:
		return userEntry(k.BotID, cmp.Or(w.Owner, k.UserID)), true
	case engine.ScopeChat:
		return chatEntry(k.BotID, k.ChatID), true
	case engine.ScopeBot:
		return botEntry(k.BotID), true
	case engine.ScopeWorkspace:
		return spaceEntry(), true
	default:
		return entryKey{}, false
	}
}

// begin says that a group is going to be committed, and gives the shared entries that it changes. end must follow.
func (c *cache) begin(members []Member) []entryKey {
	var keys []entryKey
	for i := range members {
		m := &members[i]
		for j := range m.Writes {
			if k, ok := entryOf(&m.Writes[j], m.Key); ok {
				keys = append(keys, k)
			}
		}
		if m.Reachable != nil {
			keys = append(keys, chatEntry(m.Key.BotID, m.Key.ChatID))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.SortFunc(keys, entryKey.compare)
	keys = slices.Compact(keys)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range keys {
		x := c.changing[k]
		if x == nil {
			x = &changing{}
			c.changing[k] = x
		}
		x.groups++
		x.unsure = x.unsure || x.groups > 1
	}
	return keys
}

// end follows when all of the group that was committed is in the cache. If it is not known whether the group was stored, the
// entries are dropped.
func (c *cache) end(keys []entryKey, known bool) {
	if len(keys) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range keys {
		if !known {
			c.changing[k].unsure = true
			c.change(k, false, nil)
		}
		if c.changing[k].groups--; c.changing[k].groups == 0 {
			delete(c.changing, k)
		}
	}
}

// change changes a shared entry if it is there, or drops it if it is unsure what it is changed from; c.mu is held. What is written
// raises the version of its row: if somebody else has changed that before, the row is further than we believe, and the next commit
// says so. What all sessions of a bot share is dropped where there are other processes: they change it, too, and to find that out by a
// conflict costs more than to read it.
func (c *cache) change(k entryKey, raises bool, f func(*kept)) {
	c.changes[k.stripe()]++
	e, ok := c.set[k]
	if !ok {
		return
	}
	now := c.changing[k]
	if now == nil || now.unsure || k.common() && c.cluster != nil && !c.cluster.Alone() {
		c.drop(e)
		return
	}
	x := e.Value.(*entry).kept
	f(&x)
	if raises && !now.raised {
		x.version++
		now.raised = true
	}
	c.put(k, x)
}

// common reports whether all sessions of a bot share the entry.
func (k entryKey) common() bool { return k.kind == kindBot || k.kind == kindSpace }
