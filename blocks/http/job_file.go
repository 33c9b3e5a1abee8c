package http

import (
	"encoding/base64"
	"fmt"
	nethttp "net/http"
	"net/url"
	urlpath "path"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// resultFile is what of the result goes into the chat: the file, or files, that From names in the last answer (an address,
// base64, or a list of either), or what is at URL.
type resultFile struct {
	From    path            `json:"from,omitempty"`
	URL     engine.Link     `json:"url,omitzero" scenarist:"secrets"`
	Headers []pair          `json:"headers,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20" scenarist:"secrets"`
	Auth    *auth           `json:"auth,omitempty" scenarist:"secrets"`
	Kind    string          `json:"kind,omitempty" validate:"omitempty,oneof=photo video audio voice animation file" jsonschema:"enum=photo,enum=video,enum=audio,enum=voice,enum=animation,enum=file"`
	Name    engine.Line     `json:"name,omitzero" scenarist:"one"`
	Caption engine.Template `json:"caption,omitzero"`
	Max     int             `json:"max_megabytes,omitempty" validate:"min=0,max=2000" jsonschema:"minimum=0,maximum=2000"`
	Spoiler bool            `json:"spoiler,omitempty"`
	Protect bool            `json:"protect,omitempty"`
}

// found is a file of the result.
type found struct {
	URL  string `json:"url,omitempty"`
	Kind string `json:"kind,omitempty"` // empty as long as it is not known
	Name string `json:"name,omitempty"`
	data []byte // instead of URL; never remembered
}

const (
	maxResultFiles = 10 // of an album: Telegram Bot API, sendMediaGroup
	megabyte       = 1 << 20
	defaultMax     = 50 // megabytes that a bot may upload: https://core.telegram.org/bots/api#sending-files
	maxPhoto       = 10 // megabytes of a photo; larger pictures go as files
)

// limit is how many bytes a file may have.
func (f *resultFile) limit() int64 {
	if f.Max == 0 {
		return defaultMax * megabyte
	}
	return int64(f.Max) * megabyte
}

// find takes the files out of the last answer.
func (f *resultFile) find(t *engine.Turn, a *answer) ([]found, error) {
	if !f.URL.IsZero() {
		address, err := t.Link(&f.URL)
		if err != nil {
			return nil, err
		}
		if !isAddress(address) {
			return nil, engine.Trouble(codeFileMissing, "the address of the file is not a web address")
		}
		return []found{{URL: address, Kind: f.Kind}}, nil
	}
	v, _ := f.From.in(a.Body)
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []found
	for _, x := range list {
		text, _ := x.(string)
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		one, ok := f.read(text)
		if !ok {
			return nil, engine.Trouble(codeFileMissing, "%s is neither an address nor a file in base64", f.From.called())
		}
		if int64(len(one.data)) > f.limit() {
			return nil, f.tooLarge(int64(len(one.data)))
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, engine.Trouble(codeFileMissing, "there is no file at %s", f.From.called())
	}
	return out[:min(len(out), maxResultFiles)], nil
}

// read understands an address or base64.
func (f *resultFile) read(text string) (found, bool) {
	if isAddress(text) {
		return found{URL: text, Kind: f.Kind}, true
	}
	if meta, rest, ok := strings.Cut(text, ","); ok && strings.HasPrefix(meta, "data:") && strings.HasSuffix(meta, ";base64") {
		text = rest
	}
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if data, err := enc.DecodeString(text); err == nil && len(data) > 0 {
			typ := nethttp.DetectContentType(data)
			return found{data: data, Kind: sized(first(f.Kind, kindOf(typ, "")), int64(len(data))), Name: "result" + extensionOf(typ)}, true
		}
	}
	return found{}, false
}

// isAddress reports whether a text is an address that can be fetched.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

// sized is the kind that a file of the size can be sent as.
func sized(kind string, size int64) string {
	if kind == "photo" && size > maxPhoto*megabyte {
		return "file"
	}
	return kind
}

func (f *resultFile) tooLarge(size int64) *engine.RunError {
	return engine.Trouble(codeFileTooLarge, "the file has %.1f MB; at most %d MB are to be sent", float64(size)/megabyte, f.limit()/megabyte)
}

// The codes of files that cannot be sent.
const (
	codeFileMissing  = "job_file_missing"
	codeFileTooLarge = "job_file_too_large"
)

// kindOf is how a file is sent, by its content type or else the end of its name.
func kindOf(contentType, name string) string {
	typ, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	family, exact, _ := strings.Cut(strings.TrimSpace(typ), "/")
	switch {
	case exact == "gif":
		return "animation"
	case family == "image" && slices.Contains([]string{"jpeg", "jpg", "png", "webp"}, exact):
		return "photo"
	case family == "video":
		return "video"
	case family == "audio" && (exact == "ogg" || exact == "opus"), typ == "application/ogg":
		return "voice"
	case family == "audio":
		return "audio"
	}
	switch strings.ToLower(urlpath.Ext(name)) {
	case ".gif":
		return "animation"
	case ".jpg", ".jpeg", ".png", ".webp":
		return "photo"
	case ".mp4", ".mov", ".webm":
		return "video"
	case ".ogg", ".opus":
		return "voice"
	case ".mp3", ".m4a", ".wav", ".flac":
		return "audio"
	default:
		return "file"
	}
}

// extensionOf is the end of a file's name by its detected type; empty if nobody would miss it.
func extensionOf(contentType string) string {
	switch contentType {
	case "image/jpeg":
		return ".jpg"
	case "image/png", "image/webp", "image/gif", "video/mp4", "video/webm", "application/pdf", "application/zip":
		return "." + contentType[strings.Index(contentType, "/")+1:]
	case "audio/mpeg":
		return ".mp3"
	case "audio/wave":
		return ".wav"
	case "application/ogg":
		return ".ogg"
	default:
		return ""
	}
}

// contents makes the messages: one album where Telegram takes the files together, else one for each. The caption stands
// under the first.
func (f *resultFile) contents(t *engine.Turn, s *jobState) ([]engine.Content, error) {
	caption, err := t.Text(&f.Caption)
	if err != nil {
		return nil, err
	}
	name, err := t.Line(&f.Name)
	if err != nil {
		return nil, err
	}
	headers, query, err := f.access(t)
	if err != nil {
		return nil, err
	}
	media := make([]engine.Media, len(s.Files))
	for i, x := range s.Files {
		media[i] = engine.Media{Kind: first(x.Kind, "file"), Data: x.data, Name: first(numbered(name, i), x.Name), Spoiler: f.Spoiler}
		if x.URL != "" {
			media[i].URL, media[i].Headers = withQuery(x.URL, query), headers
		}
	}
	var out []engine.Content
	if len(media) > 1 && together(media) {
		out = []engine.Content{{Media: media}}
	} else {
		for i := range media {
			out = append(out, engine.Content{Media: media[i : i+1]})
		}
	}
	for i := range out {
		out[i].Protect, out[i].TopicID = f.Protect, s.TopicID
	}
	out[0].Text, out[0].Split = caption, caption != ""
	return out, nil
}

// numbered is the name of the file of the number: several cannot have the same.
func numbered(name string, i int) string {
	if name == "" || i == 0 {
		return name
	}
	ext := urlpath.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), i+1, ext)
}

// together reports whether the files can be one album: Telegram Bot API, sendMediaGroup.
func together(media []engine.Media) bool {
	all := func(kinds ...string) bool {
		return !slices.ContainsFunc(media, func(m engine.Media) bool { return !slices.Contains(kinds, m.Kind) })
	}
	return all("photo", "video") || all("file") || all("audio")
}

// access gives what a fetch of the file has to bring along; secrets are still marks in it.
func (f *resultFile) access(t *engine.Turn) (headers []engine.Header, query string, err error) {
	fields, err := render(t, f.Headers)
	if err != nil {
		return nil, "", err
	}
	if f.Auth != nil {
		c, err := f.Auth.render(t)
		if err != nil {
			return nil, "", err
		}
		switch c.Kind {
		case "bearer":
			fields = append(fields, field{"Authorization", "Bearer " + c.Token})
		case "header":
			fields = append(fields, field{c.Name, c.Token})
		case "query":
			query = encode([]field{{c.Name, c.Token}})
		}
	}
	for _, x := range fields {
		headers = append(headers, engine.Header{Name: x.Name, Value: x.Value})
	}
	return headers, query, nil
}

// withQuery adds parameters to an address.
func withQuery(address, query string) string {
	switch {
	case query == "":
		return address
	case strings.Contains(address, "?"):
		return address + "&" + query
	default:
		return address + "?" + query
	}
}
