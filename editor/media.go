package editor

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/studio"
)

// MediaItem is a file of a bot's media library.
type MediaItem struct {
	Name      string    `json:"name" doc:"What settings of blocks name"`
	Size      int64     `json:"size" doc:"Bytes"`
	Type      string    `json:"type" doc:"MIME type, by the content" example:"image/jpeg"`
	Kind      string    `json:"kind" enum:"photo,video,animation,audio,voice,file" doc:"As what Telegram shows it best"`
	URL       string    `json:"url" doc:"Of the content, from the page's own address on"`
	Width     int       `json:"width,omitempty" doc:"Pixels"`
	Height    int       `json:"height,omitempty" doc:"Pixels"`
	Used      int       `json:"used" doc:"Places in the draft that send it"`
	Published int       `json:"published" doc:"Places in the published revision that send it: it can only be thrown away if there are none"`
	At        time.Time `json:"at" doc:"When it came"`
}

func mediaItemOf(bot string, u *studio.Used) MediaItem {
	return MediaItem{
		Name: u.Name, Size: u.Size, Type: u.Type, Kind: mediaKind(u.Type), Width: u.Width, Height: u.Height, Used: u.Draft, Published: u.Published, At: u.AddedAt,
		URL: strings.TrimPrefix(apiBase, "/") + "/bots/" + url.PathEscape(bot) + "/media/" + url.PathEscape(u.Name) + "?v=" + mediaVersion(&u.Media),
	}
}

// mediaVersion tells contents apart that have had the same name.
func mediaVersion(m *studio.Media) string { return m.Hash[:min(16, len(m.Hash))] }

// mediaKind is the kind of message that suits a type best.
func mediaKind(kind string) string {
	switch kind {
	case "image/jpeg", "image/png", "image/webp":
		return "photo"
	case "image/gif":
		return "animation"
	case "video/mp4":
		return "video"
	case "audio/mpeg", "audio/mp4":
		return "audio"
	case "audio/ogg":
		return "voice"
	default:
		return "file"
	}
}

// shownInPlace reports whether a browser may show a type where it is: those that can do nothing. Everything else is saved.
func shownInPlace(kind string) bool {
	switch kind {
	case "image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp",
		"video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wave":
		return true
	}
	return false
}

type mediaList struct {
	BotPath

	Bin bool `query:"bin" doc:"Those in the bin instead of the others"`
}

// MediaPath is the path of operations on one file.
type MediaPath struct {
	BotPath

	Name string `path:"name" maxLength:"200"`
}

type mediaItemAnswer struct{ Body MediaItem }

// mediaUpload reads its body by itself, piece by piece.
type mediaUpload struct {
	BotPath

	kind string // Content-Type
	body io.Reader
}

// Resolve takes the body over.
func (in *mediaUpload) Resolve(hc huma.Context) []error {
	in.kind, in.body = hc.Header("Content-Type"), hc.BodyReader()
	if err := hc.SetReadDeadline(time.Now().Add(uploadTimeout)); err != nil {
		return nil // what is no connection, as in tests, has none
	}
	return nil
}

// uploadTimeout is how long a file may take to come.
const uploadTimeout = 30 * time.Minute

var errNoForm = problem(http.StatusUnsupportedMediaType, "unsupported_media_type", "A file is sent as multipart/form-data, in a field called file.")

// file gives the file of the form.
func (in *mediaUpload) file() (*multipart.Part, error) {
	kind, params, err := mime.ParseMediaType(in.kind)
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errNoForm
	}
	part, err := multipart.NewReader(in.body, params["boundary"]).NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errNoForm
	case err != nil:
		return nil, brokenForm(err)
	case part.FormName() != "file":
		return nil, errNoForm
	}
	return part, nil
}

// brokenForm makes a Problem of a form that cannot be read; a connection that broke stays what it is.
func brokenForm(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) {
		return err
	}
	return problem(http.StatusBadRequest, "bad_request", "The form cannot be read.")
}

func (a *api) addMedia() {
	const tag = "Media"
	add(a, operation{
		id: "list-media", method: http.MethodGet, path: "/bots/{bot}/media", tag: tag, rule: onBot(access.BotRead),
		summary: "Files of the media library, by name",
	}, func(ctx context.Context, in *mediaList) (*items[MediaItem], error) {
		all, err := a.o.Studio.Library(ctx, in.Bot, in.Bin)
		out := allOf([]MediaItem{})
		for i := range all {
			out.Body.Items = append(out.Body.Items, mediaItemOf(in.Bot, &all[i]))
		}
		return out, err
	})
	add(a, operation{
		id: "add-media", method: http.MethodPost, path: "/bots/{bot}/media", tag: tag, rule: onBot(access.MediaWrite), status: http.StatusCreated,
		summary: "Put a file into the media library; what is there already is given as it is",
	}, func(ctx context.Context, in *mediaUpload) (*mediaItemAnswer, error) {
		part, err := in.file()
		if err != nil {
			return nil, err
		}
		u, err := a.o.Studio.AddFile(ctx, actorOf(ctx), in.Bot, part.FileName(), part)
		if err != nil {
			return nil, err
		}
		return &mediaItemAnswer{Body: mediaItemOf(in.Bot, &u)}, nil
	})
	// Only now: what is described before is read by huma, and whole.
	a.OpenAPI().Paths[apiBase+"/bots/{bot}/media"].Post.RequestBody = fileForm()
	add(a, operation{
		id: "get-media", method: http.MethodGet, path: "/bots/{bot}/media/{name}", tag: tag, rule: onBot(access.BotRead),
		summary: "The content of a file",
	}, a.serveMedia)
	add(a, operation{
		id: "bin-media", method: http.MethodDelete, path: "/bots/{bot}/media/{name}", tag: tag, rule: onBot(access.MediaWrite),
		summary: "Put a file into the bin, where it rests for 30 days; not one that is published",
	}, func(ctx context.Context, in *MediaPath) (*struct{}, error) {
		return nil, a.o.Studio.BinFile(ctx, actorOf(ctx), in.Bot, in.Name)
	})
	add(a, operation{
		id: "restore-media", method: http.MethodPost, path: "/bots/{bot}/media/{name}/restore", tag: tag, rule: onBot(access.MediaWrite),
		summary: "Take a file out of the bin",
	}, func(ctx context.Context, in *MediaPath) (*struct{}, error) {
		return nil, a.o.Studio.RestoreFile(ctx, actorOf(ctx), in.Bot, in.Name)
	})
}

// fileForm describes a form with a file.
func fileForm() *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}},
	}}}}
}

type mediaContent struct {
	MediaPath

	V string `query:"v" maxLength:"64" doc:"Which content is meant, as the address of the item has it: it is then kept for good"`
}

// serveMedia answers with the content of a file, or the part of it that is asked for. Whatever it is, the browser runs nothing of it.
func (a *api) serveMedia(ctx context.Context, in *mediaContent) (*huma.StreamResponse, error) {
	m, err := a.o.Studio.File(ctx, in.Bot, in.Name)
	if err != nil {
		return nil, err
	}
	content, err := a.o.Studio.OpenFile(ctx, in.Bot, &m)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer content.Close() //nolint:errcheck // it is only read
		c := humagin.Unwrap(hc)
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("ETag", `"`+m.Hash+`"`)
		h.Set("Cache-Control", "private, no-cache")
		if in.V == mediaVersion(&m) {
			h.Set("Cache-Control", "private, max-age=31536000, immutable")
		}
		how := "inline"
		h.Set("Content-Type", m.Type)
		if !shownInPlace(m.Type) {
			how = "attachment"
			h.Set("Content-Type", "application/octet-stream")
		}
		h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": m.Name}))
		http.ServeContent(c.Writer, c.Request, "", m.AddedAt, content)
	}}, nil
}
