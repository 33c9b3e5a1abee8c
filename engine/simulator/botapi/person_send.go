package botapi

import (
	"bytes"
	"image"
)

// SendPhoto sends a picture as a photo.
func (p *Person) SendPhoto(bot string, f File, caption string) (int64, error) {
	return p.sendFile(bot, "photo", f, caption)
}

// SendFile sends a document.
func (p *Person) SendFile(bot string, f File, caption string) (int64, error) {
	return p.sendFile(bot, "document", f, caption)
}

// SendVoice sends a voice message.
func (p *Person) SendVoice(bot string, f File) (int64, error) {
	return p.sendFile(bot, "voice", f, "")
}

// SendVideo sends a video.
func (p *Person) SendVideo(bot string, f File, caption string) (int64, error) {
	return p.sendFile(bot, "video", f, caption)
}

// SendAudio sends a piece of music.
func (p *Person) SendAudio(bot string, f File, caption string) (int64, error) {
	return p.sendFile(bot, "audio", f, caption)
}

// SendSticker sends a sticker.
func (p *Person) SendSticker(bot string, f File) (int64, error) {
	return p.sendFile(bot, "sticker", f, "")
}

func (p *Person) sendFile(bot, kind string, f File, caption string) (int64, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return 0, err
	}
	m := typed(caption)
	m.Caption, m.CaptionEntities, m.Text, m.Entities = m.Text, m.Entities, "", nil
	m.attach(kind, b.receive(kind, f))
	return p.post(bot, m)
}

// receive keeps a file that a person sent. A photo comes in two sizes on
// Telegram; here the one size is the picture's own.
func (b *bot) receive(kind string, f File) Media {
	m := Media{FileSize: int64(len(f.Data))}
	if kind == "photo" {
		if cfg, _, err := image.DecodeConfig(bytes.NewReader(f.Data)); err == nil {
			m.Width, m.Height = cfg.Width, cfg.Height
		}
	}
	return b.keep(f, kind, m)
}

// SendAlbum sends photos together: as many messages with one media_group_id,
// the caption on the first.
func (p *Person) SendAlbum(bot string, photos []File, caption string) ([]int64, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return nil, err
	}
	group := p.server.newID()
	ids := make([]int64, 0, len(photos))
	for i, f := range photos {
		m := &Message{MediaGroupID: group}
		if i == 0 {
			t := typed(caption)
			m.Caption, m.CaptionEntities = t.Text, t.Entities
		}
		m.attach("photo", b.receive("photo", f))
		id, err := p.post(bot, m)
		if err != nil {
			return ids, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// SendContact shares the person's own number.
func (p *Person) SendContact(bot string) (int64, error) {
	return p.SendContactOf(bot, Contact{
		PhoneNumber: p.phone(), FirstName: p.user.FirstName, LastName: p.user.LastName, UserID: p.user.ID,
	})
}

// SendContactOf shares somebody's number.
func (p *Person) SendContactOf(bot string, contact Contact) (int64, error) {
	return p.post(bot, &Message{Contact: &contact})
}

// SendLocation sends a point on the map, in degrees.
func (p *Person) SendLocation(bot string, latitude, longitude float64) (int64, error) {
	return p.post(bot, &Message{Location: &Location{Latitude: latitude, Longitude: longitude}})
}
