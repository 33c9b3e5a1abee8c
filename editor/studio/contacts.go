package studio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// States of contacts.
const (
	ContactIdle    = "idle"
	ContactInside  = "inside" // in the middle of something
	ContactFailed  = "failed" // the last flow ended by a trouble
	ContactBlocked = "blocked"
)

// ContactRow is what is stored of somebody who writes to a bot in a private chat.
type ContactRow struct {
	UserID                        int64
	FirstName, LastName, Username string
	Language                      string
	Reachable                     bool
	Session                       []byte // engine.Session as JSON; nil if there is none
}

// ContactQuery selects contacts, those with the greatest ids first: mostly who came to Telegram last.
type ContactQuery struct {
	Search string // part of the name or the username, whatever its case; empty for all
	Below  int64  // a smaller id; 0 for all
	Limit  int
}

// Contact is somebody who writes to a bot.
type Contact struct {
	UserID                        int64
	FirstName, LastName, Username string
	Language                      string
	LastAt                        time.Time // when they last did something; zero for never
	State                         string
	Flow, Block                   string // where they are; empty for nowhere
}

// Standing is one of the flows that somebody is inside, the running one last.
type Standing struct {
	Flow, Block string
	Waits       bool
	Until       time.Time // when the wait is over; zero for never
}

// ContactState is all that is known of somebody now.
type ContactState struct {
	Contact

	Variables map[string]engine.Values // by scope; never nil
	Frames    []Standing
	Roles     []string // of the bot's staff
	Revision  int      // in which they are; 0 if there is no session
}

// maxLooked is how many contacts are looked at for one page of a state that few have.
const maxLooked = 5000

// Contacts gives people in a state, all for none, and the place from which the next page goes on; 0 for the end. A page may
// be short, or empty, before that: then few of those that were looked at are in the state.
func (s *Studio) Contacts(ctx context.Context, id string, q ContactQuery, state string) (page []Contact, next int64, err error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || b.Live == nil {
		return nil, 0, err
	}
	q.Search = strings.TrimPrefix(strings.TrimSpace(q.Search), "@")
	limit := q.Limit
	if user, err := strconv.ParseInt(q.Search, 10, 64); err == nil && user > 0 {
		row, err := s.o.Store.Contact(ctx, b.Telegram, user)
		if err == nil {
			c, _, err := contactOf(&row)
			return []Contact{c}, 0, err
		}
		if !errors.Is(err, engine.ErrNotFound) {
			return nil, 0, err
		}
	}
	q.Limit = limit + 1
	for looked := 0; ; looked += q.Limit {
		rows, err := s.o.Store.Contacts(ctx, b.Telegram, q)
		if err != nil {
			return nil, 0, err
		}
		for i := range rows {
			if len(page) == limit || looked+i >= maxLooked {
				return page, rows[i].UserID + 1, nil
			}
			c, _, err := contactOf(&rows[i])
			if err != nil {
				return nil, 0, err
			}
			if state == "" || c.State == state {
				page = append(page, c)
			}
		}
		if len(rows) < q.Limit {
			return page, 0, nil
		}
		q.Below = rows[len(rows)-1].UserID
	}
}

// contactOf reads a row.
func contactOf(r *ContactRow) (Contact, *engine.Session, error) {
	c := Contact{
		UserID: r.UserID, FirstName: r.FirstName, LastName: r.LastName, Username: r.Username, Language: r.Language, State: ContactIdle,
	}
	var session *engine.Session
	if r.Session != nil {
		session = &engine.Session{}
		if err := json.Unmarshal(r.Session, session); err != nil {
			return c, nil, fmt.Errorf("read the session of %d: %w", r.UserID, err)
		}
		c.LastAt = session.ActiveAt
		switch session.Status {
		case engine.SessionWaiting:
			c.State = ContactInside
		case engine.SessionFailed:
			c.State = ContactFailed
		default:
		}
		if n := len(session.Frames); n > 0 {
			c.Flow, c.Block = session.Frames[n-1].Flow, session.Frames[n-1].Block
		}
	}
	if !r.Reachable {
		c.State = ContactBlocked
	}
	return c, session, nil
}

// Contact gives all that is known of somebody now; engine.ErrNotFound if they never came.
func (s *Studio) Contact(ctx context.Context, id string, user int64) (ContactState, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err == nil && b.Live == nil {
		err = engine.ErrNotFound
	}
	if err != nil {
		return ContactState{}, err
	}
	row, err := s.o.Store.Contact(ctx, b.Telegram, user)
	if err != nil {
		return ContactState{}, err
	}
	loaded, err := s.o.Store.Load(ctx, engine.SessionKey{BotID: b.Telegram, ChatID: user, UserID: user})
	if err != nil {
		return ContactState{}, err
	}
	row.Session = loaded.Session // of the same moment as the variables
	out := ContactState{Variables: map[string]engine.Values{}, Frames: []Standing{}, Roles: loaded.Roles}
	var session *engine.Session
	if out.Contact, session, err = contactOf(&row); err != nil {
		return out, err
	}
	put := func(scope string, v engine.Values) {
		if v = v.Visible(); v != nil {
			out.Variables[scope] = v
		}
	}
	put(engine.ScopeUser, loaded.User)
	put(engine.ScopeChat, loaded.Chat)
	if session != nil {
		out.Revision = session.Revision
		put(engine.ScopeSession, session.Vars)
		for i := range session.Frames {
			f := &session.Frames[i]
			standing := Standing{Flow: f.Flow, Block: f.Block, Waits: f.Wait != nil}
			if f.Wait != nil {
				standing.Until = f.Wait.Until
				if standing.Until.IsZero() {
					standing.Until = f.Wait.Deadline
				}
			}
			out.Frames = append(out.Frames, standing)
			if i == len(session.Frames)-1 {
				put(engine.ScopeLocal, f.Locals)
			}
		}
	}
	return out, nil
}

// ContactStore reads who writes to a bot.
type ContactStore interface {
	// Contacts gives people of private chats.
	Contacts(ctx context.Context, telegram int64, q ContactQuery) ([]ContactRow, error)
	// Contact gives one; engine.ErrNotFound if there is none.
	Contact(ctx context.Context, telegram, user int64) (ContactRow, error)
	// Load gives a session with its variables, as a turn starts from it.
	Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error)
}
