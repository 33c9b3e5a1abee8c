package studio

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Trouble is what went wrong in a block, again and again.
type Trouble struct {
	Flow, Block string
	Code, Text  string // of the last one
	Count       int
	FirstAt     time.Time // since the time that was asked for
	LastAt      time.Time
	LastUser    int64 // with whom it happened last
}

// troublesLooked is how many notes of troubles are looked at.
const troublesLooked = 10_000

// Troubles gives what went wrong in the last days, by block and code, the last first. Incomplete is set where there was more than
// is looked at: then the counts are of the newest. Letters is how many updates could not be handled at all, at most lettersShown.
func (s *Studio) Troubles(ctx context.Context, id string, days int) (list []Trouble, incomplete bool, letters int, err error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err != nil || b.Live == nil {
		return nil, false, 0, err
	}
	rows, err := s.o.Store.Troubles(ctx, b.Telegram, s.now().AddDate(0, 0, -days), troublesLooked)
	if err != nil {
		return nil, false, 0, err
	}
	dead, err := s.o.Store.DeadLetters(ctx, b.Telegram, lettersShown)
	if err != nil {
		return nil, false, 0, err
	}
	type kind struct{ flow, block, code string }
	of := map[kind]int{}
	for i := range rows {
		r := &rows[i]
		k := kind{r.Flow, r.Block, r.Error.Code}
		at, known := of[k]
		if !known {
			at, of[k] = len(list), len(list)
			list = append(list, Trouble{
				Flow: r.Flow, Block: r.Block, Code: r.Error.Code, Text: r.Error.Message, LastAt: r.At, LastUser: r.User,
			})
		}
		list[at].Count++
		list[at].FirstAt = r.At
	}
	slices.SortStableFunc(list, func(a, b Trouble) int {
		return cmp.Or(b.LastAt.Compare(a.LastAt), cmp.Compare(a.Block, b.Block), cmp.Compare(a.Code, b.Code))
	})
	return list, len(rows) == troublesLooked, len(dead), nil
}
