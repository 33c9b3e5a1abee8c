package storage

import (
	"encoding/json"
	"strings"

	"github.com/scenarist/scenarist/engine/host"
)

func (b *batch) contact(m *host.Member) {
	if u := m.User; u != nil {
		b.ask(setProfile, m.Key.BotID, u.ID, plain(u.FirstName), plain(u.LastName), plain(u.Username), plain(u.Language), u.Premium, u.Bot)
	}
	if m.Reachable != nil {
		b.ask(setReachable, m.Key.BotID, m.Key.ChatID, *m.Reachable)
	}
}

func (b *batch) messages(m *host.Member) {
	if in := m.Inbox; in != nil {
		at := b.nowUS
		if us := micros(in.At); us != nil {
			at = *us
		}
		var ids any
		if in.MessageID != 0 {
			ids = idList([]int64{in.MessageID})
		}
		b.ask(addIncoming, m.Key.BotID, m.Key.ChatID, m.Key.UserID, at, in.Kind, ids, in.Raw)
	}
	for i := range m.Out {
		o := &m.Out[i]
		state := o.State
		if state == "" {
			state = host.SendPending
		}
		add := addOutgoing
		if b.among {
			add = addOutgoingBehind
		}
		at := b.ask(add, o.BotID, o.ChatID, m.Key.UserID, string(state), b.nowUS, micros(o.SendAt), o.Tries, o.Key, o.Effect, b.instance)
		if b.among {
			o.Behind = ""
			b.calls[at].dst = &o.Behind
			b.behind = append(b.behind, behind{at, o})
		}
	}
}

func (b *batch) film(m *host.Member) {
	if f := m.Film; f != nil {
		b.ask(addFilm, m.Key.BotID, m.Key.UserID, m.Key.ChatID, f.Turn, f.At.UnixMicro(), f.Trouble, f.Data)
	}
}

func (b *batch) ledger(m *host.Member) {
	for _, e := range m.Ledger {
		b.ask(addEntry, m.Key.BotID, e.Tx, e.Account, e.Unit, e.Amount, plain(e.Reason), e.At.UnixMicro())
	}
}

func (b *batch) notes(m *host.Member) error {
	for _, n := range m.Notes {
		var trouble any
		if n.Error != nil {
			data, err := json.Marshal(n.Error)
			if err != nil {
				return badMember("encode trouble of a note: %w", err)
			}
			trouble = string(data)
		}
		var properties any
		if len(n.Data) > 0 {
			data, err := json.Marshal(n.Data)
			if err != nil {
				return badMember("encode data of a note: %w", err)
			}
			properties = string(data)
		}
		b.ask(addNote, m.Key.BotID, m.Key.ChatID, m.Key.UserID, string(n.Kind), micros(n.At), n.Flow, n.Block,
			plain(n.Name), plain(n.Text), n.Value, properties, trouble)
	}
	return nil
}

// plain gives a text as every database takes it: in UTF-8 and without the NUL that PostgreSQL's texts cannot hold. It is
// for texts that people and outside services wrote; keys are taken as they are, or refused.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
