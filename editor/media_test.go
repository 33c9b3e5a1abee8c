package editor_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
)

// picture is a PNG of a size.
func (w *workshop) picture(width, height int) string {
	w.Helper()
	var b bytes.Buffer
	w.check(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.String()
}

// upload sends a file as a browser does.
func (w *workshop) upload(who, bot, name, content string) answer {
	w.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	w.check(err)
	_, err = part.Write([]byte(content))
	w.check(err)
	w.check(m.Close())
	return w.as(who, "POST", "/bots/"+bot+"/media", b.String(), "Content-Type", m.FormDataContentType())
}

// added uploads a file that is taken.
func (w *workshop) added(bot, name, content string) editor.MediaItem {
	w.Helper()
	a := w.upload("editor", bot, name, content)
	var item editor.MediaItem
	if err := json.Unmarshal([]byte(a.body), &item); a.status != 201 || err != nil {
		w.Fatalf("upload %s: %d %s", name, a.status, a.body)
	}
	return item
}

func TestMedia_FilesAreKnownByTheirContent(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	bot := w.newBot().ID
	for _, x := range []struct{ name, content, want string }{
		{"cup.jpg", w.picture(40, 30), "cup.jpg image/png photo 40x30"},
		{"cup.jpg", w.picture(41, 30), "cup-2.jpg image/png photo 41x30"},
		{"another name.png", w.picture(40, 30), "cup.jpg image/png photo 40x30"}, // the content is there already
		{`C:\My files\../menu "1".pdf`, "%PDF-1.7 menu", "menu 1.pdf application/pdf file 0x0"},
		{"a.gif", "GIF89a\x05\x00\x04\x00\x00\x00\x00;", "a.gif image/gif animation 5x4"},
		{"song", "ID3\x04 song", "song audio/mpeg audio 0x0"},
		{"voice.oga", "OggS\x00 voice", "voice.oga audio/ogg voice 0x0"},
		{"film.mp4", "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "film.mp4 video/mp4 video 0x0"},
		{"song.m4a", "\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", "song.m4a audio/mp4 audio 0x0"},
		{"logo.png", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "logo.png image/svg+xml file 0x0"},
		{"page.jpg", "<!DOCTYPE html><script>alert(1)</script>", "page.jpg text/html file 0x0"},
		{"..", "text", "file text/plain file 0x0"},
		{"w.webp", "RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x2b\x01\x00\xc7\x00\x00", "w.webp image/webp photo 300x200"},
		{strings.Repeat("ш", 150) + ".txt", "long", strings.Repeat("ш", 92) + ".txt text/plain file 0x0"},
	} {
		m := w.added(bot, x.name, x.content)
		if got := fmt.Sprintf("%s %s %s %dx%d", m.Name, m.Type, m.Kind, m.Width, m.Height); got != x.want {
			t.Errorf("%s: got %s, want %s", x.name, got, x.want)
		}
	}
	var names []string
	for _, m := range get[listOf[editor.MediaItem]](w, "viewer", "GET", "/bots/"+bot+"/media", nil).Items {
		names = append(names, m.Name)
	}
	if want := "a.gif cup-2.jpg cup.jpg file film.mp4"; !strings.HasPrefix(strings.Join(names, " "), want) || len(names) != 13 {
		t.Errorf("the library has %v", names)
	}
}

func TestMedia_WhatCannotBeTaken(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	bot := w.newBot().ID
	refused := func(a answer, status int, code, title string) {
		t.Helper()
		var p editor.Problem
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != status || p.Code != code || p.Title != title {
			t.Errorf("got %d %s, want %d %s %q", a.status, a.body, status, code, title)
		}
	}
	refused(w.upload("viewer", bot, "a.txt", "x"), 403, "forbidden", "Your role does not permit this.")
	refused(w.upload("operator", bot, "a.txt", "x"), 403, "forbidden", "Your role does not permit this.")
	refused(w.upload("stranger", bot, "a.txt", "x"), 404, "not_found", "There is nothing at this address.")
	refused(w.upload("editor", bot, "a.txt", ""), 422, "invalid", "The file is empty.")
	refused(w.upload("editor", bot, "a.txt", strings.Repeat("x", mediaFile+1)), 413, "too_large", "The file is too large: it may have 2 MB.")
	const form = "A file is sent as multipart/form-data, in a field called file."
	refused(w.as("editor", "POST", "/bots/"+bot+"/media", `{}`), 415, "unsupported_media_type", form)
	refused(w.as("editor", "POST", "/bots/"+bot+"/media", "--b--", "Content-Type", "multipart/form-data; boundary=b"), 415, "unsupported_media_type", form)
	other := "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--b--\r\n"
	refused(w.as("editor", "POST", "/bots/"+bot+"/media", other, "Content-Type", "multipart/form-data; boundary=b"), 415, "unsupported_media_type", form)
	for i := range 4 {
		w.added(bot, "large.bin", string(rune('a'+i))+strings.Repeat("x", mediaFile-1))
	}
	refused(w.upload("editor", bot, "a.txt", "one more"), 413, "too_large",
		"The bot's library is full. Throw away what it does not need, or ask whoever runs the server for more room.")
}

func TestMedia_ContentIsServedAndRunsNowhere(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	bot := w.newBot().ID
	content := w.picture(600, 500)
	for _, x := range []struct{ name, content, kind, how string }{
		{"a cup.png", content, "image/png", `inline; filename="a cup.png"`},
		{"page.png", "<html><script>alert(1)</script></html>", "application/octet-stream", "attachment; filename=page.png"},
		{"меню.svg", "<svg onload='alert(1)'/>", "application/octet-stream", "attachment; filename*=utf-8''%D0%BC%D0%B5%D0%BD%D1%8E.svg"},
	} {
		m := w.added(bot, x.name, x.content)
		path := strings.TrimPrefix(m.URL, "api/v1")
		a := w.as("viewer", "GET", path, nil)
		if a.status != 200 || a.body != strings.TrimSpace(x.content) || a.header.Get("Content-Type") != x.kind || a.header.Get("Content-Disposition") != x.how ||
			a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Cache-Control") != "private, max-age=31536000, immutable" ||
			a.header.Get("Content-Security-Policy") != "sandbox; default-src 'none'; frame-ancestors 'none'" {
			t.Errorf("%s: %d %v", x.name, a.status, a.header)
		}
		if again := w.as("viewer", "GET", path, nil, "If-None-Match", a.header.Get("ETag")); again.status != 304 {
			t.Errorf("%s again: %d", x.name, again.status)
		}
		bare, _, _ := strings.Cut(path, "?")
		if a := w.as("viewer", "GET", bare, nil); a.status != 200 || a.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s without its version: %d %v", x.name, a.status, a.header)
		}
		w.refused(404, "not_found", "stranger", "GET", path, nil)
	}
	part := w.as("viewer", "GET", "/bots/"+bot+"/media/a%20cup.png", nil, "Range", "bytes=1-3")
	if part.status != 206 || part.body != "PNG" {
		t.Errorf("a part: %d %q", part.status, part.body)
	}
	w.refused(404, "not_found", "viewer", "GET", "/bots/"+bot+"/media/gone.png", nil)
}

func TestMedia_BinKeepsWhatIsPublished(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	path := "/bots/" + b.ID
	get[editor.DraftEdited](w, "editor", "PATCH", path+"/draft", `{"client": "c", "changes": [
		{"path": ["flows", "main", "blocks", "pic"], "after": {"id": "pic", "type": "message.media", "config": {"asset": "cup.png"}, "exits": {"next": "end"}}},
		{"path": ["flows", "main", "edges", "start", "next"], "before": {"to": "hello"}, "after": {"to": "pic"}}]}`)
	missing := func(issues []engine.Issue) (out []string) {
		for _, i := range issues {
			if strings.HasPrefix(i.Code, "asset_") {
				out = append(out, i.Code+" at "+i.Block+" "+i.Path)
			}
		}
		return out
	}
	const want = "[asset_missing at pic /flows/0/blocks/3/config/asset]"
	if got := fmt.Sprint(missing(get[editor.Draft](w, "editor", "GET", path+"/draft", nil).Issues)); got != want {
		t.Errorf("issues %s, want %s", got, want)
	}
	if got := get[editor.Bot](w, "editor", "GET", path, nil); got.Issues.Errors != 1 {
		t.Errorf("the bot counts %+v", got.Issues)
	}
	if p := w.refused(422, "document_invalid", "editor", "POST", path+"/publish", `{"version": 2}`); fmt.Sprint(missing(p.Issues)) != want {
		t.Errorf("publish says %+v", p.Issues)
	}
	if plan := get[editor.Planned](w, "editor", "POST", path+"/plan", `{"version": 2}`); plan.Plan != nil || fmt.Sprint(missing(plan.Issues)) != want {
		t.Errorf("plan %+v", plan)
	}

	m := w.added(b.ID, "cup.png", w.picture(40, 30))
	if m.Used != 1 || m.Published != 0 {
		t.Errorf("added %+v", m)
	}
	if got := get[editor.Bot](w, "editor", "GET", path, nil); got.Issues.Errors != 0 {
		t.Errorf("the bot counts %+v", got.Issues)
	}
	get[struct{}](w, "editor", "POST", path+"/publish", `{"version": 2}`)
	if got := get[listOf[editor.MediaItem]](w, "editor", "GET", path+"/media", nil).Items; len(got) != 1 || got[0].Used != 1 || got[0].Published != 1 {
		t.Errorf("published %+v", got)
	}
	p := w.refused(409, "in_use", "editor", "DELETE", path+"/media/cup.png", nil)
	if len(p.Issues) != 1 || p.Issues[0].Block != "pic" || p.Issues[0].Flow != "main" || p.Issues[0].Path != "/flows/0/blocks/3/config/asset" || p.Issues[0].Message != "revision 1 sends it here" {
		t.Errorf("issues %+v", p.Issues)
	}
	get[editor.DraftEdited](w, "editor", "PATCH", path+"/draft", `{"client": "c", "changes": [
		{"path": ["flows", "main", "edges", "start", "next"], "before": {"to": "pic"}, "after": {"to": "hello"}},
		{"path": ["flows", "main", "blocks", "pic"], "before": {"id": "pic", "type": "message.media", "config": {"asset": "cup.png"}, "exits": {"next": "end"}}, "after": null}]}`)
	get[struct{}](w, "editor", "POST", path+"/publish", `{"version": 3}`)
	w.refused(403, "forbidden", "operator", "DELETE", path+"/media/cup.png", nil)
	get[struct{}](w, "editor", "DELETE", path+"/media/cup.png", nil)
	get[struct{}](w, "editor", "DELETE", path+"/media/cup.png", nil)
	if got := get[listOf[editor.MediaItem]](w, "editor", "GET", path+"/media", nil).Items; len(got) != 0 {
		t.Errorf("after it was thrown away: %+v", got)
	}
	if got := get[listOf[editor.MediaItem]](w, "editor", "GET", path+"/media?bin=true", nil).Items; len(got) != 1 {
		t.Errorf("in the bin: %+v", got)
	}
	if a, err := w.db.Asset(t.Context(), 7001, "cup.png"); err != nil || a.Size == 0 {
		t.Errorf("people in revision 1 do not get it any more: %+v, %v", a, err)
	}
	// To go back to a revision that needs it takes it out of the bin first.
	if p := w.refused(422, "document_invalid", "editor", "POST", path+"/rollback", `{"revision": 1}`); fmt.Sprint(missing(p.Issues)) != want {
		t.Errorf("rollback says %+v", p.Issues)
	}
	get[struct{}](w, "editor", "POST", path+"/media/cup.png/restore", nil)
	get[struct{}](w, "editor", "POST", path+"/rollback", `{"revision": 1}`)
	w.refused(404, "not_found", "editor", "DELETE", path+"/media/other.png", nil)
	w.refused(404, "not_found", "editor", "POST", path+"/media/other.png/restore", nil)
	log := fmt.Sprint(w.audited(b.ID))
	for _, line := range []string{"media.add by editor", "media.bin by editor", "media.restore by editor"} {
		if strings.Count(log, line) != 1 {
			t.Errorf("%q is not once in %s", line, log)
		}
	}
}
