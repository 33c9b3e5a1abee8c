package host

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

// Films says of which turns a film is stored.
type Films string

// What is kept.
const (
	FilmsOff      Films = ""
	FilmsTroubles Films = "troubles" // of turns in which something went wrong
	FilmsAll      Films = "all"
)

// Film is what is stored of a turn for those who ask later why it went as it did.
type Film struct {
	Turn    int64     // in the session; 0 for work that ended without one
	At      time.Time // UTC
	Trouble bool      // something went wrong in it
	Data    []byte    // as film.Write writes it
}

// films reports whether the turn keeps its whole film.
func (h *Host) films(b *bot, it *item, s *engine.Session) bool {
	watched := h.watch.films(b, it, s)
	return watched || h.cfg.Film != nil || h.cfg.Films != FilmsOff
}

// keepFilm adds the turn's film to the member, if it is to be kept.
func (h *Host) keepFilm(p *pending, it *item, res *engine.Result, now time.Time) {
	if h.cfg.Films == FilmsOff || p.member.Session == nil {
		return
	}
	if it.in.Event.Kind == engine.SessionRefreshed && len(res.Film) == 0 {
		return // nothing has happened
	}
	trouble := troubled(res)
	if !trouble && h.cfg.Films == FilmsTroubles {
		return
	}
	m := film.Material{Event: res.Event, Film: res.Film, Handled: res.Handled, Work: it.in.work, Sends: p.filmed()}
	p.member.Film = &Film{Turn: res.Session.Turns, At: now, Trouble: trouble, Data: film.Write(&m)}
}

// troubled reports whether something went wrong in the turn.
func troubled(res *engine.Result) bool {
	for i := range res.Notes {
		if res.Notes[i].Kind == engine.NoteError {
			return true
		}
	}
	for i := range res.Film {
		if res.Film[i].Error != nil {
			return true
		}
	}
	return false
}

// filmed gives what the member has sent, as a film keeps it: the rest is in the journal.
func (p *pending) filmed() []film.Send {
	if len(p.sends)+len(p.answers) == 0 {
		return nil
	}
	out := make([]film.Send, 0, len(p.sends)+len(p.answers))
	for i := range p.answers {
		e := &p.answers[i]
		out = append(out, film.Send{Method: film.MethodOf(e), Text: film.TextOf(e)})
	}
	for _, d := range p.sends {
		s := film.Send{Key: SendNumber(d.effect.Key), Method: film.MethodOf(d.effect)}
		if d.chat.chat != p.member.Key.ChatID {
			s.Chat = d.chat.chat
		}
		out = append(out, s)
	}
	return out
}

// SendNumber is what the key of an effect has behind chat, user and turn.
func SendNumber(key string) string {
	for range 3 {
		_, key, _ = strings.Cut(key, ".")
	}
	return key
}

// SendKey is the key of an effect of a turn, by its number.
func SendKey(k engine.SessionKey, turn int64, number string) string {
	return strings.TrimSuffix(effectKey(k, turn, 0), "0") + number
}

// keepWork stores what detached work did, of whose good end no turn hears. If that cannot be done, it is not tried again: the work
// is done.
func (h *Host) keepWork(ctx context.Context, item *JobItem, work *film.Work, result *engine.JobResult) {
	if work == nil || h.cfg.Films != FilmsAll {
		return
	}
	now := h.now()
	ev := engine.Event{Kind: engine.JobDone, Time: now, Job: result}
	m := film.Material{Event: &ev, Handled: true, Work: work}
	_, err := h.cfg.Store.Commit(ctx, []Member{{Key: item.Key, Film: &Film{At: now, Data: film.Write(&m)}}})
	if err != nil && !errors.Is(err, context.Canceled) {
		h.log.WarnContext(ctx, "the film of some work could not be stored", "bot_id", item.Key.BotID, "error", err)
	}
}
