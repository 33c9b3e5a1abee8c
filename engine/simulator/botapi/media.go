package botapi

// Media is any attachment of the Bot API: PhotoSize, Video, Audio, Voice,
// Document, Animation, VideoNote or Sticker. Fields that the kind does not
// have are zero.
type Media struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	Length       int    `json:"length,omitempty"`   // video notes: diameter
	Duration     int    `json:"duration,omitempty"` // seconds
	FileName     string `json:"file_name,omitempty"`
	MIMEType     string `json:"mime_type,omitempty"`
	FileSize     int64  `json:"file_size,omitempty"` // bytes
	Performer    string `json:"performer,omitempty"`
	Title        string `json:"title,omitempty"`
	Emoji        string `json:"emoji,omitempty"` // stickers
	Type         string `json:"type,omitempty"`  // stickers: regular, mask or custom_emoji
	IsAnimated   bool   `json:"is_animated,omitempty"`
	IsVideo      bool   `json:"is_video,omitempty"`
}

// attach puts the file into the field of its kind.
func (m *Message) attach(kind string, file Media) {
	switch kind {
	case "photo":
		m.Photo = []Media{file}
	case "video":
		m.Video = &file
	case "audio":
		m.Audio = &file
	case "voice":
		m.Voice = &file
	case "document":
		m.Document = &file
	case "animation":
		// Telegram fills both, for clients that do not know animations.
		document := file
		m.Animation, m.Document = &file, &document
	case "sticker":
		m.Sticker = &file
	case "video_note":
		m.VideoNote = &file
	}
}

// describe gives a file the fields that clients of its kind rely on.
func (m *Media) describe(kind string) {
	switch kind {
	case "photo":
		m.FileName, m.MIMEType = "", ""
		m.size(1280, 960)
	case "video", "animation":
		m.size(1280, 720)
		m.Duration = max(m.Duration, 1)
		m.mime("video/mp4")
	case "video_note":
		m.FileName, m.MIMEType = "", ""
		m.Length = 240
		m.Duration = max(m.Duration, 1)
	case "audio":
		m.Duration = max(m.Duration, 1)
		m.mime("audio/mpeg")
	case "voice":
		m.FileName = ""
		m.Duration = max(m.Duration, 1)
		m.mime("audio/ogg")
	case "sticker":
		m.FileName, m.MIMEType, m.Type = "", "", "regular"
		m.size(512, 512)
	case "document":
		m.mime("application/octet-stream")
	}
}

func (m *Media) size(width, height int) {
	if m.Width == 0 || m.Height == 0 {
		m.Width, m.Height = width, height
	}
}

func (m *Media) mime(fallback string) {
	if m.MIMEType == "" {
		m.MIMEType = fallback
	}
}
