package botapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	_ "image/gif"  // photos may be GIF,
	_ "image/jpeg" // JPEG
	_ "image/png"  // or PNG
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// File is an uploaded file.
type File struct {
	Name string
	Data []byte
}

// Limits of files: Telegram Bot API, "Sending files", and bots FAQ.
const (
	maxUpload      = 50 << 20
	maxPhoto       = 10 << 20
	maxDownload    = 20 << 20
	maxPhotoSides  = 10000 // width + height
	maxPhotoAspect = 20
)

// storedFile is a file that one bot may use by its file_id.
type storedFile struct {
	media Media
	kind  string // photo, video, …: what it may be sent as
	data  []byte
	name  string // of the content in a Snapshot: its hash; "" without any
	path  string // file_path of getFile
}

// inputFile resolves what a bot gave as a file: "attach://name" or an upload
// under the parameter's own name, a file_id, or an address. what names the
// missing file in the error.
func (b *bot) inputFile(r *request, value, field, kind, what string) (Media, *Error) {
	name := field
	if attached, ok := strings.CutPrefix(value, "attach://"); ok {
		name, value = attached, ""
	}
	if value != "" {
		if strings.Contains(value, "://") {
			return b.fetchFile(r, value, kind)
		}
		return b.knownFile(value, kind)
	}
	f, ok := r.files[name]
	if !ok {
		return Media{}, badRequest("there is no %s in the request", what)
	}
	return b.storeFile(f, kind)
}

// knownFile finds a file_id, which is valid for one bot only and keeps its
// kind.
func (b *bot) knownFile(id, kind string) (Media, *Error) {
	b.mu.RLock()
	f := b.files[id]
	b.mu.RUnlock()
	if f == nil {
		return Media{}, badRequest("wrong file identifier/HTTP URL specified")
	}
	if f.kind != kind {
		return Media{}, badRequest("can't use file of type %s as %s", fileTypeName(f.kind), fileTypeName(kind))
	}
	return f.media, nil
}

func fileTypeName(kind string) string {
	names := map[string]string{
		"photo": "Photo", "video": "Video", "audio": "Audio", "voice": "VoiceNote", "document": "Document",
		"animation": "Animation", "sticker": "Sticker", "video_note": "VideoNote",
	}
	return names[kind]
}

// fetchFile takes a file by its address. Without Options.Fetch nothing is
// downloaded: any well-formed address is taken as an existing file.
func (b *bot) fetchFile(r *request, address, kind string) (Media, *Error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		!strings.Contains(u.Hostname(), ".") && !loopbackURL(u) {
		return Media{}, badRequest("wrong file identifier/HTTP URL specified")
	}
	if kind == "video_note" {
		return Media{}, badRequest("sending video notes by a URL is currently unsupported")
	}
	file := File{Name: path.Base(u.Path)}
	if b.server.opts.Fetch == nil {
		return b.keep(file, kind, Media{FileSize: 1}), nil
	}
	if file.Data, err = r.fetch(address); err != nil {
		return Media{}, badRequest("failed to get HTTP URL content")
	}
	if kind == "photo" && !strings.HasPrefix(http.DetectContentType(file.Data), "image/") {
		return Media{}, badRequest("wrong type of the web page content")
	}
	return b.storeFile(file, kind)
}

// storeFile checks an upload and keeps it for the bot.
func (b *bot) storeFile(f File, kind string) (Media, *Error) {
	if len(f.Data) == 0 {
		return Media{}, badRequest("file must be non-empty")
	}
	if len(f.Data) > maxUpload {
		return Media{}, &Error{Code: 413, Description: "Request Entity Too Large"}
	}
	m := Media{FileSize: int64(len(f.Data))}
	if kind == "photo" {
		if err := photoSize(f.Data, &m); err != nil {
			return Media{}, err
		}
	}
	return b.keep(f, kind, m), nil
}

// photoSize checks that the data are a picture of a size Telegram takes.
func photoSize(data []byte, m *Media) *Error {
	if len(data) > maxPhoto {
		return badRequest("file is too big")
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		if http.DetectContentType(data) == "image/webp" {
			return nil // the standard library reads no WebP
		}
		return badRequest("IMAGE_PROCESS_FAILED")
	}
	long, short := max(cfg.Width, cfg.Height), max(1, min(cfg.Width, cfg.Height))
	if long+short > maxPhotoSides || long > maxPhotoAspect*short {
		return badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	m.Width, m.Height = cfg.Width, cfg.Height
	return nil
}

// keep stores the file under a new file_id. The same content has the same
// file_unique_id for every bot.
func (b *bot) keep(f File, kind string, m Media) Media {
	sum := sha256.Sum256(append([]byte(kind+"\x00"+f.Name+"\x00"), f.Data...))
	m.FileUniqueID = "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:8])
	m.FileName = f.Name
	m.MIMEType, _, _ = mime.ParseMediaType(mime.TypeByExtension(path.Ext(f.Name)))
	m.describe(kind)
	serial := b.server.serial.Add(1)
	id := kind + ":" + strconv.FormatInt(b.user.ID, 36) + ":" + strconv.FormatInt(serial, 36)
	m.FileID = "AgAC" + base64.RawURLEncoding.EncodeToString([]byte(id))
	stored := &storedFile{
		media: m, kind: kind, data: f.Data,
		path: kind + "s/file_" + strconv.FormatInt(serial, 10) + path.Ext(f.Name),
	}
	if len(f.Data) > 0 {
		content := sha256.Sum256(f.Data)
		stored.name = hex.EncodeToString(content[:])
	}
	b.mu.Lock()
	b.files[m.FileID] = stored
	b.filePaths[stored.path] = stored
	b.mu.Unlock()
	return m
}

// fileInfo is the Bot API's File, the result of getFile.
type fileInfo struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	FileSize     int64  `json:"file_size,omitempty"`
	FilePath     string `json:"file_path,omitempty"`
}

func getFile(b *bot, r *request) (any, *Error) {
	id := r.str("file_id")
	if id == "" {
		return nil, badRequest("file_id not specified")
	}
	b.mu.RLock()
	f := b.files[id]
	b.mu.RUnlock()
	if f == nil {
		return nil, badRequest("invalid file_id")
	}
	if f.media.FileSize > maxDownload {
		return nil, badRequest("file is too big")
	}
	return fileInfo{FileID: id, FileUniqueID: f.media.FileUniqueID, FileSize: f.media.FileSize, FilePath: f.path}, nil
}

// FileData is the content of a file that the bot sent or received, by its
// file_id. It is false for ids the bot does not know.
func (s *Server) FileData(token, fileID string) ([]byte, bool) {
	b := s.bot(token)
	if b == nil {
		return nil, false
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	f := b.files[fileID]
	if f == nil {
		return nil, false
	}
	return f.data, true
}
