package http

import (
	"mime"
	nethttp "net/http"
	urlpath "path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// octets is the type of what nobody knows the type of.
const octets = "application/octet-stream"

// endings are the usual endings of names, the one that names get first among those of a type. It is a list of our own,
// since the system's differs from machine to machine.
var endings = []struct{ ext, mime string }{
	{".jpg", "image/jpeg"},
	{".jpeg", "image/jpeg"},
	{".png", "image/png"},
	{".webp", "image/webp"},
	{".gif", "image/gif"},
	{".heic", "image/heic"},
	{".tiff", "image/tiff"},
	{".tif", "image/tiff"},
	{".bmp", "image/bmp"},
	{".svg", "image/svg+xml"},
	{".mp4", "video/mp4"},
	{".mov", "video/quicktime"},
	{".webm", "video/webm"},
	{".mkv", "video/x-matroska"},
	{".avi", "video/x-msvideo"},
	{".mp3", "audio/mpeg"},
	{".ogg", "audio/ogg"},
	{".oga", "audio/ogg"},
	{".opus", "audio/ogg"},
	{".m4a", "audio/mp4"},
	{".wav", "audio/wav"},
	{".flac", "audio/flac"},
	{".aac", "audio/aac"},
	{".pdf", "application/pdf"},
	{".txt", "text/plain"},
	{".csv", "text/csv"},
	{".html", "text/html"},
	{".htm", "text/html"},
	{".md", "text/markdown"},
	{".rtf", "application/rtf"},
	{".json", "application/json"},
	{".xml", "application/xml"},
	{".doc", "application/msword"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xls", "application/vnd.ms-excel"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".ppt", "application/vnd.ms-powerpoint"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", "application/vnd.oasis.opendocument.text"},
	{".ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{".epub", "application/epub+zip"},
	{".zip", "application/zip"},
	{".gz", "application/gzip"},
	{".7z", "application/x-7z-compressed"},
	{".rar", "application/vnd.rar"},
	{".tar", "application/x-tar"},
	{".ics", "text/calendar"},
	{".vcf", "text/vcard"},
	{".apk", "application/vnd.android.package-archive"},
}

// endingOf is the usual ending of a type; empty if none is known.
func endingOf(typ string) string {
	for _, e := range endings {
		if e.mime == typ {
			return e.ext
		}
	}
	return ""
}

// typeOf is the type that a name says by its ending; empty if none is known.
func typeOf(name string) string {
	ext := strings.ToLower(urlpath.Ext(name))
	for _, e := range endings {
		if e.ext == ext {
			return e.mime
		}
	}
	return ""
}

// kindTypes are the types of what Telegram makes itself: Telegram Bot API, "Sending files".
var kindTypes = map[string]string{
	"photo": "image/jpeg", "voice": "audio/ogg", "audio": "audio/mpeg", "sticker": "image/webp",
	"video": "video/mp4", "video_note": "video/mp4", "animation": "video/mp4",
}

// endingPattern is what counts as an ending: a number, as in "bill 7.2", is none.
var endingPattern = regexp.MustCompile(`^\.[\pL\pN_+-]{0,15}\pL[\pL\pN_+-]{0,15}$`)

// nameEnding is the ending of a name; empty if it has none.
func nameEnding(name string) string {
	if ext := urlpath.Ext(name); endingPattern.MatchString(ext) && len(ext) < len(name) {
		return ext
	}
	return ""
}

// maxName is how many characters a name keeps. File systems take 255 bytes.
const maxName = 120

// tidyName makes a text a name that any system takes; empty if nothing is left of it.
func tidyName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r):
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '_'
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(strings.TrimLeft(s, ". "))
	if utf8.RuneCountInString(s) > maxName {
		ext := nameEnding(s)
		s = engine.Clip(strings.TrimSuffix(s, ext), maxName-utf8.RuneCountInString(ext)) + ext
	}
	return strings.TrimRight(s, ". ")
}

// bareType is a content type without its parameters, in small letters; empty for what says nothing.
func bareType(s string) string {
	typ, _, err := mime.ParseMediaType(s)
	if err != nil || typ == octets || typ == "binary/octet-stream" || typ == "application/x-download" {
		return ""
	}
	return typ
}

// guess is what is known of a file from several sides.
type guess struct {
	names []string // the best first
	types []string
	head  []byte // its first bytes
	kind  string // of Telegram's
}

// judge finds name and type of the file as it came.
func (g *guess) judge() (name, typ string) {
	for i := range g.names {
		g.names[i] = tidyName(g.names[i])
	}
	name = first(append(g.names, "file")...)
	for i := range g.types {
		g.types[i] = bareType(g.types[i])
	}
	if typ = first(append(g.types, kindTypes[g.kind], typeOf(name), bareType(nethttp.DetectContentType(g.head)))...); typ == "" {
		typ = octets
	}
	if nameEnding(name) == "" {
		name += endingOf(typ)
	}
	return name, typ
}

// rename gives the file the name and the type that the settings want. A new name keeps the ending unless it has one of its
// own, which says the type; a new type changes the ending, by which Telegram and people judge, unless the name was set.
func (w *work) rename(name, typ string) (newName, newType string) {
	set := tidyName(w.Name)
	switch {
	case set != "" && nameEnding(set) != "":
		return set, first(w.MIME, typeOf(set), typ)
	case set != "" && w.MIME != "":
		return set + endingOf(w.MIME), w.MIME
	case set != "":
		return set + nameEnding(name), typ
	case w.MIME == "" || w.MIME == typ:
		return name, typ
	}
	if ext := endingOf(w.MIME); ext != "" && typeOf(name) != w.MIME {
		name = strings.TrimSuffix(name, nameEnding(name)) + ext
	}
	return name, w.MIME
}

// kindFor is how the file is shown when it is sent. A user's file stays what it was if a file of the type can be that.
func (w *work) kindFor(f *engine.File) string {
	kind := w.Known.Kind
	if family, _, _ := strings.Cut(kindTypes[kind], "/"); kind != "file" && (family == "" || !strings.HasPrefix(f.MIME, family+"/")) {
		kind = kindOf(f.MIME, f.Name)
	}
	return first(w.Kind, kind)
}
