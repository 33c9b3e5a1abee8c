package studio

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Figures are what a bot did in some days.
type Figures struct {
	Users    int64 // who came so far, ever
	Days     []DayFigures
	Blocks   map[string]int64            // passes that began, by block
	Edges    map[Edge]int64              // by which exits they were left
	Standing map[string]int64            // people who stand there now
	Goals    map[string]int64            // by name
	Splits   map[string]map[string]int64 // by experiment, then by branch
	Money    map[string]Money            // by currency
}

// Edge is an exit of a block.
type Edge struct{ Block, Exit string }

// Money is what came and what went back, in minor units.
type Money struct{ Paid, Refunded int64 }

// DayFigures are those of a day of the bot's time zone.
type DayFigures struct {
	Day            string // such as 2026-03-01
	Users, New     int64
	Received, Sent int64 // messages
	Turns, Errors  int64
	Paid           int64            // payments
	Money          map[string]Money // by currency
}

// PartMark is between the name and the part of a figure.
const PartMark = "\x1f"

// Figures gives what a bot did in the last days, today being the last.
func (s *Studio) Figures(ctx context.Context, id string, days int) (Figures, error) {
	out := Figures{
		Blocks: map[string]int64{}, Edges: map[Edge]int64{}, Standing: map[string]int64{}, Goals: map[string]int64{},
		Splits: map[string]map[string]int64{}, Money: map[string]Money{},
	}
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil {
		return out, err
	}
	var rows []FigureRow
	now, offset := s.now(), 0
	if b.Live != nil {
		from := host.DayOf(now) - int64(days) // a day more than is wanted: what day it is there is among the rows
		if rows, err = s.o.Store.Figures(ctx, b.Telegram, from); err != nil {
			return out, err
		}
	}
	for i := range rows {
		if rows[i].Kind == ClockFigure {
			offset = int(rows[i].N)
		}
	}
	today := host.DayIn(now, offset)
	first := today - int64(days) + 1
	for day := first; day <= today; day++ {
		out.Days = append(out.Days, DayFigures{Day: time.Unix(day*24*60*60, 0).UTC().Format(time.DateOnly), Money: map[string]Money{}})
	}
	for i := range rows {
		switch r := &rows[i]; {
		case r.Day == 0 && r.Kind == host.CountNew:
			out.Users = r.N
		case r.Day >= first && r.Day <= today:
			out.add(r, &out.Days[r.Day-first])
		}
	}
	if b.Live != nil {
		out.Standing, err = s.standing.of(ctx, s.o.Store, b.Telegram, now)
	}
	return out, err
}

// add adds a number to those of its day, and of all days.
func (f *Figures) add(r *FigureRow, day *DayFigures) {
	name, part, _ := strings.Cut(r.Name, PartMark)
	switch r.Kind {
	case host.CountTurns:
		day.Turns += r.N
	case host.CountNew:
		day.New += r.N
	case host.CountUsers:
		day.Users += r.N
	case host.CountReceived:
		day.Received += r.N
	case host.CountSent:
		day.Sent += r.N
	case host.CountTroubles:
		day.Errors += r.N
	case host.CountPaid:
		day.Paid += r.N
	case host.CountMoney, host.CountRefunds:
		for _, money := range []map[string]Money{f.Money, day.Money} {
			m := money[name]
			if r.Kind == host.CountMoney {
				m.Paid += r.N
			} else {
				m.Refunded += r.N
			}
			money[name] = m
		}
	case host.CountBlocks:
		f.Blocks[name] += r.N
	case host.CountEdges:
		f.Edges[Edge{name, part}] += r.N
	case host.CountGoals:
		f.Goals[name] += r.N
	case host.CountSplits:
		if f.Splits[name] == nil {
			f.Splits[name] = map[string]int64{}
		}
		f.Splits[name][part] += r.N
	}
}

const (
	// standingLasts is how long it is remembered who stands where: to find out, all sessions of a bot are looked at.
	standingLasts = 30 * time.Second
	standingPage  = 1000
)

// standings remembers where people stand.
type standings struct {
	mu sync.Mutex
	by map[int64]*standingAt
}

type standingAt struct {
	mu     sync.Mutex // one looks, the others wait for it
	at     time.Time
	blocks map[string]int64
}

// of counts the people who stand at each block of a bot. Whoever is inside of several flows stands at a block of each.
func (s *standings) of(ctx context.Context, store RunningStore, telegram int64, now time.Time) (map[string]int64, error) {
	s.mu.Lock()
	for id, at := range s.by { // few are looked at in so short a time
		if at.mu.TryLock() {
			if now.Sub(at.at) >= standingLasts && id != telegram {
				delete(s.by, id)
			}
			at.mu.Unlock()
		}
	}
	if s.by == nil {
		s.by = map[int64]*standingAt{}
	}
	one := s.by[telegram]
	if one == nil {
		one = &standingAt{}
		s.by[telegram] = one
	}
	s.mu.Unlock()
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.blocks != nil && now.Sub(one.at) < standingLasts {
		return one.blocks, nil
	}
	blocks := map[string]int64{}
	var after engine.SessionKey
	after.ChatID, after.UserID = minID, minID
	for {
		page, err := store.Inside(ctx, telegram, after, standingPage)
		if err != nil {
			return nil, err
		}
		for i := range page {
			var session struct {
				Frames []struct{ Block string }
			}
			if json.Unmarshal(page[i].Session, &session) != nil {
				continue
			}
			for _, f := range session.Frames {
				blocks[f.Block]++
			}
		}
		if len(page) < standingPage {
			break
		}
		after = page[len(page)-1].Key
	}
	one.at, one.blocks = now, blocks
	return blocks, nil
}

// minID is below all ids of chats and users.
const minID = -1 << 62
