package program

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func pictureOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// awaitPhoto waits for a photo of the bot with the caption, and gives its content.
func (s *standIn) awaitPhoto(t *testing.T, p *botapi.Person, caption string) []byte {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		moved := s.next()
		for _, m := range p.Screen(testToken) {
			if m.Caption == caption && len(m.Photo) > 0 {
				data, _ := s.FileData(testToken, m.Photo[len(m.Photo)-1].FileID)
				return data
			}
		}
		select {
		case <-moved:
		case <-timer.C:
			t.Fatalf("the photo %q did not come: %+v", caption, p.Screen(testToken))
		}
	}
}

// setUp makes the first account of a program that has just been started, in a browser.
func (p *program) setUp(t *testing.T) *webBrowser {
	t.Helper()
	v := openBrowser(t, p.address(t))
	token := p.out.await(t, `/#/setup\?token=([\w-]{43})\n`, p.over)
	v.want(t, 200, "POST", "/setup", `{"token": "`+token+`", "name": "Ann", "email": "ann@example.com", "password": "correct horse battery"}`)
	return v
}

// ask is want for an answer that is read.
func (v *webBrowser) ask(t *testing.T, status int, method, path, body string, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(v.want(t, status, method, path, body)), to); err != nil {
		t.Fatal(err)
	}
}

// upload puts a file into a bot's media library.
func (v *webBrowser) upload(t *testing.T, bot, name string, content []byte) {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.base+"/api/v1/bots/"+bot+"/media", &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", m.FormDataContentType())
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("upload of %s: %s", name, res.Status)
	}
}

// A picture that an author uploads and publishes comes to whoever writes to the bot.
func TestServe_SendsWhatWasUploaded(t *testing.T) {
	t.Parallel()
	tg := newStandIn(t)
	dir := dataDir(t)
	p := start(t, nil, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--api-url", tg.web.URL, "--key", testKey, "--send-rate", "0")
	p.out.await(t, "Stop with Ctrl", p.over)
	v := p.setUp(t)
	var session struct{ Workspaces []struct{ ID string } }
	v.ask(t, 200, "GET", "/session", "", &session)
	var bot struct{ ID string }
	v.ask(t, 201, "POST", "/bots", `{"workspace": "`+session.Workspaces[0].ID+`", "from": {"document": {
		"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "cup", "type": "message.media", "config": {"asset": "cup.png", "text": "A cup"}, "exits": {"next": "end"}}
		], "edges": [{"from": "start", "exit": "next", "to": "cup"}]}]}}}`, &bot)
	picture := pictureOf(t, 400, 300)
	v.upload(t, bot.ID, "cup.png", picture)
	v.want(t, 200, "PUT", "/bots/"+bot.ID+"/token", `{"token": "`+testToken+`"}`)
	v.want(t, 200, "POST", "/bots/"+bot.ID+"/publish", `{"version": 1}`)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, ann, "/start")
	if got := tg.awaitPhoto(t, ann, "A cup"); !bytes.Equal(got, picture) {
		t.Errorf("%d bytes came, want the %d of the picture", len(got), len(picture))
	}

	// In the test chat it is there, too.
	var chat struct {
		ID     string
		People []struct {
			Screen struct {
				Messages []struct{ Media []struct{ Kind, URL string } }
			}
		}
	}
	v.ask(t, 201, "POST", "/bots/"+bot.ID+"/chats", `{}`, &chat)
	v.ask(t, 200, "POST", "/chats/"+chat.ID+"/act", `{"person": "you", "do": {"start": ""}}`, &chat)
	shown := chat.People[0].Screen.Messages
	if len(shown) == 0 || len(shown[len(shown)-1].Media) != 1 || !strings.HasPrefix(shown[len(shown)-1].Media[0].URL, "data:image/png;base64,") {
		t.Errorf("the test chat shows %+v", shown)
	}
	if code := p.stop(t); code != 0 {
		t.Errorf("ended with %d: %s", code, p.errs)
	}
}

// A bot in a directory has its files beside it.
func TestServe_SendsTheFilesOfADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "bot.json")
	write := func(path string, data []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, []byte(`{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "cup", "type": "message.media", "config": {"asset": "photos/cup.png", "text": "A cup"}, "exits": {"next": "end"}}
	], "edges": [{"from": "start", "exit": "next", "to": "cup"}]}]}`))
	missing := start(t, nil, "check", file)
	if code := missing.end(t); code != 1 || !strings.Contains(missing.out.String(), `bot.json:3:62: error: there is no file assets/photos/cup.png beside the document (block cup) [asset_missing]`) {
		t.Errorf("check ended with %d: %s", code, missing.out)
	}
	picture := pictureOf(t, 200, 100)
	write(filepath.Join(dir, "assets", "photos", "cup.png"), picture)
	if found := start(t, nil, "check", file); found.end(t) != 0 {
		t.Errorf("check says %s", found.out)
	}
	tg := newStandIn(t)
	p := start(t, nil, "serve", "--data", dataDir(t), "--listen", "127.0.0.1:0", "--api-url", tg.web.URL, "--token", testToken, "--bot", file, "--key", testKey, "--send-rate", "0")
	p.out.await(t, "Stop with Ctrl", p.over)
	ann := tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, ann, "/start")
	if got := tg.awaitPhoto(t, ann, "A cup"); !bytes.Equal(got, picture) {
		t.Errorf("%d bytes came, want the %d of the picture", len(got), len(picture))
	}
}
