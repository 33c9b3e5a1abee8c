package engine

import (
	"context"
	"slices"
)

// albumsKept is how many handled albums are remembered, so that what still comes of them is known to be late.
const albumsKept = 5

// collecting reports whether parts of an album are being collected.
func (s *Session) collecting() bool { return s.Album != nil && len(s.Album.Parts) > 0 }

// collect keeps a part of an album until the album is whole; false if the album was handled already, or is full.
func (t *Turn) collect(m *Message) bool {
	var a Album
	if t.s.Album != nil {
		a = *t.s.Album
	}
	if slices.Contains(a.Done, m.GroupID) {
		return false
	}
	part := *m
	n := 0
	for i := range a.Parts {
		if a.Parts[i].GroupID != m.GroupID {
			continue
		}
		n++
		if a.Parts[i].ReplyText != "" {
			part.ReplyText = "" // the same for all
		}
	}
	if n >= MaxAlbumParts {
		return false
	}
	a.Parts = append(slices.Clip(a.Parts), part)
	a.Due = t.deps.Now.Add(AlbumQuiet)
	old := t.s.Album
	t.s.Album = &a
	t.grew(timeBytes)
	if !t.fits(messageBytes(&part)) { // words are what takes room: the files are kept
		part.Text, part.HTML, part.ReplyText = "", "", ""
		a.Parts[len(a.Parts)-1] = part
		if !t.fits(messageBytes(&part)) {
			t.s.Album = old
			return false
		}
	}
	return true
}

// flushAlbums handles the collected albums, each as one message, in the order in which they began.
func (t *Turn) flushAlbums(ctx context.Context) error {
	if !t.s.collecting() {
		return nil
	}
	parts, done := t.s.Album.Parts, t.s.Album.Done
	var groups []string
	for i := range parts {
		if !slices.Contains(groups, parts[i].GroupID) {
			groups = append(groups, parts[i].GroupID)
		}
	}
	done = append(slices.Clip(done), groups...)
	t.s.Album = &Album{Done: done[max(0, len(done)-albumsKept):]}
	t.uncounted()
	old := t.ev
	for _, g := range groups {
		whole := album(parts, g)
		t.setEvent(Event{ID: old.ID, Kind: MessageReceived, Time: old.Time, Chat: t.s.Chat, User: t.s.User, Message: &whole})
		if err := t.deliver(ctx); err != nil {
			return err
		}
		if err := t.run(ctx); err != nil {
			return err
		}
	}
	t.setEvent(old)
	return nil
}

// album makes one message out of the group's parts: the first one with all the files and the first words.
func album(parts []Message, group string) Message {
	var mine []Message
	for i := range parts {
		if parts[i].GroupID == group {
			mine = append(mine, parts[i])
		}
	}
	slices.SortStableFunc(mine, func(x, y Message) int { return int(x.ID - y.ID) })
	whole := mine[0]
	whole.Kind, whole.Files = AlbumMessage, nil
	for _, p := range mine {
		whole.Parts = append(whole.Parts, p.ID)
		whole.Files = append(whole.Files, p.Files...)
		if whole.Text == "" {
			whole.Text, whole.HTML, whole.Command, whole.Args = p.Text, p.HTML, p.Command, p.Args
		}
		if whole.ReplyText == "" {
			whole.ReplyText = p.ReplyText
		}
	}
	return whole
}
