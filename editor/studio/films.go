package studio

import (
	"cmp"
	"context"
	"strconv"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/host"
)

// Film gives what was done with somebody, turn by turn, the newest first, and the place from which the next page goes on; nil at
// the end.
func (s *Studio) Film(ctx context.Context, id string, user int64, q FilmQuery, lang string) (turns []film.Turn, next *FilmPlace, err error) {
	b, row, err := s.known(ctx, id, user)
	if err != nil {
		return nil, nil, err
	}
	limit := q.Limit
	q.Limit++
	rows, err := s.o.Store.Films(ctx, b.Telegram, user, q)
	if err != nil {
		return nil, nil, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = &FilmPlace{At: last.At.UnixMicro(), Turn: last.Turn}
	}
	turns = make([]film.Turn, len(rows))
	sends := make([][]film.Send, len(rows))
	for i := range rows {
		if turns[i], sends[i], err = film.Read(rows[i].Data, lang); err != nil {
			return nil, nil, err
		}
		turns[i].ID, turns[i].At, turns[i].Person = rows[i].Turn, rows[i].At, nameOf(&row)
	}
	return turns, next, s.addCalls(ctx, b.Telegram, user, rows, turns, sends)
}

// known gives a bot and somebody who writes to it; engine.ErrNotFound if they never came.
func (s *Studio) known(ctx context.Context, id string, user int64) (Bot, ContactRow, error) {
	b, err := s.o.Store.Bot(ctx, id)
	if err == nil && b.Live == nil {
		err = engine.ErrNotFound
	}
	if err != nil {
		return b, ContactRow{}, err
	}
	row, err := s.o.Store.Contact(ctx, b.Telegram, user)
	return b, row, err
}

func nameOf(r *ContactRow) string {
	switch {
	case r.FirstName != "" && r.LastName != "":
		return r.FirstName + " " + r.LastName
	case r.FirstName != "":
		return r.FirstName
	case r.Username != "":
		return "@" + r.Username
	default:
		return strconv.FormatInt(r.UserID, 10)
	}
}

// addCalls adds what the turns had sent, with what became of it.
func (s *Studio) addCalls(ctx context.Context, telegram, user int64, rows []FilmRow, turns []film.Turn, sends [][]film.Send) error {
	var refs []SendRef
	refOf := func(r *FilmRow, send *film.Send) SendRef {
		chat := send.Chat
		if chat == 0 {
			chat = r.Chat
		}
		return SendRef{Chat: chat, Key: host.SendKey(engine.SessionKey{BotID: telegram, ChatID: r.Chat, UserID: user}, r.Turn, send.Key)}
	}
	for i := range sends {
		for j := range sends[i] {
			if sends[i][j].Key != "" {
				refs = append(refs, refOf(&rows[i], &sends[i][j]))
			}
		}
	}
	found := map[SendRef]*JournalRow{}
	if len(refs) > 0 {
		journal, err := s.o.Store.Sends(ctx, telegram, refs)
		if err != nil {
			return err
		}
		for i := range journal {
			found[SendRef{journal[i].Chat, journal[i].Key}] = &journal[i]
		}
	}
	for i := range sends {
		for j := range sends[i] {
			send := &sends[i][j]
			call := film.Call{Method: send.Method, Text: send.Text, OK: send.Key == ""}
			if send.Chat != 0 {
				call.To = strconv.FormatInt(send.Chat, 10)
			}
			if send.Key != "" {
				answered(&call, found[refOf(&rows[i], send)])
			}
			turns[i].Calls = append(turns[i].Calls, call)
		}
	}
	return nil
}

// answered adds to a call what the journal has of it; nil if it has nothing any more.
func answered(call *film.Call, r *JournalRow) {
	if r == nil {
		call.OK = true // it was long ago, and nothing is known against it
		return
	}
	if e := effectOf(r.Data); e != nil {
		call.Text = engine.ClipBytes(plainText(e), shownText)
	}
	switch r.State {
	case host.SendSent:
		call.OK = true
	case host.SendFailed:
		call.Error = cmp.Or(engine.SendWords(r.Code), r.Code)
	case host.SendUnknown:
		call.Error = "nobody knows whether it arrived"
	default:
		call.Error = "it is on its way"
	}
}
