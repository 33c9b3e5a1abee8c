package botapi_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// attached names the attachments of a message.
func attached(m botapi.Message) string {
	kinds := ""
	for _, a := range []struct {
		kind string
		file *botapi.Media
	}{
		{"animation", m.Animation},
		{"audio", m.Audio},
		{"document", m.Document},
		{"sticker", m.Sticker},
		{"video", m.Video},
		{"video_note", m.VideoNote},
		{"voice", m.Voice},
	} {
		if a.file != nil {
			kinds += fmt.Sprintf("%s %dx%d %d %d s %s;", a.kind, a.file.Width, a.file.Height, a.file.Length, a.file.Duration, a.file.MIMEType)
		}
	}
	if len(m.Photo) > 0 {
		kinds += fmt.Sprintf("photo %dx%d;", m.Photo[0].Width, m.Photo[0].Height)
	}
	return kinds
}

func TestMedia_EveryKindFromTheBot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	upload := botapi.File{Name: "a.bin", Data: []byte("x")}
	for _, c := range []struct{ method, field, extra, want string }{
		{"sendVideo", "video", `,"duration":7,"width":5,"height":6`, "video 5x6 0 7 s video/mp4;"},
		{"sendAudio", "audio", "", "audio 0x0 0 1 s audio/mpeg;"},
		{"sendVoice", "voice", `,"duration":3`, "voice 0x0 0 3 s audio/ogg;"},
		{"sendDocument", "document", "", "document 0x0 0 0 s application/octet-stream;"},
		{"sendAnimation", "animation", "", "animation 1280x720 0 1 s video/mp4;document 1280x720 0 1 s video/mp4;"},
		{"sendSticker", "sticker", "", "sticker 512x512 0 0 s ;"},
		{"sendVideoNote", "video_note", `,"length":100`, "video_note 0x0 100 1 s ;"},
	} {
		files := map[string]botapi.File{c.field: {Name: "a", Data: upload.Data}}
		raw, err := b.callFiles(t, c.method, `{"chat_id":77`+c.extra+`}`, files)
		if err != nil {
			t.Errorf("%s: %v", c.method, err)
			continue
		}
		if got := attached(message(t, raw)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.method, got, c.want)
		}
	}
}

func TestMedia_EveryKindFromAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := botapi.File{Name: "a", Data: []byte("x")}
	for want, send := range map[string]func() (int64, error){
		"photo 1280x960;": func() (int64, error) { return b.ann.SendPhoto(token, f, "") },
		"photo 40x30;":    func() (int64, error) { return b.ann.SendPhoto(token, botapi.File{Data: picture(t, 40, 30)}, "") },
		"document 0x0 0 0 s application/octet-stream;": func() (int64, error) { return b.ann.SendFile(token, f, "") },
		"voice 0x0 0 1 s audio/ogg;":                   func() (int64, error) { return b.ann.SendVoice(token, f) },
		"video 1280x720 0 1 s video/mp4;":              func() (int64, error) { return b.ann.SendVideo(token, f, "") },
		"audio 0x0 0 1 s audio/mpeg;":                  func() (int64, error) { return b.ann.SendAudio(token, f, "") },
		"sticker 512x512 0 0 s ;":                      func() (int64, error) { return b.ann.SendSticker(token, f) },
	} {
		if _, err := send(); err != nil {
			t.Fatal(err)
		}
		if got := attached(message(t, b.next(t)["message"])); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestForwardMessages_KeepsTheOrigin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","protect_content":true}`)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"y"}`)
	sameJSON(t, string(b.must(t, "forwardMessages", `{"chat_id":77,"from_chat_id":77,"message_ids":[1,2,3]}`)), `[{"message_id":4},{"message_id":5}]`)
	screen := b.ann.Screen(token)
	first, second := screen[3].ForwardOrigin, screen[4].ForwardOrigin
	if first.SenderUser.ID != 77 || second.SenderUser.ID != 111 || screen[4].Text != "y" {
		t.Errorf("origins %+v and %+v: protected messages are not forwarded", first, second)
	}
	_, err := b.call(t, "forwardMessages", `{"chat_id":77,"from_chat_id":77,"message_ids":[2,99]}`)
	if got := refusal(t, err); got != "Bad Request: there are no messages to forward" {
		t.Errorf("got %q", got)
	}
}

func TestPayment_WaitEndsByItselfAfterTenSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setupWith(t, botapi.Options{Clock: wallClock{}})
		b.must(t, "sendInvoice", invoiceWith(""))
		p, err := b.ann.Pay(token, 2)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		out, err := p.Wait(t.Context())
		if err != nil || out.State != botapi.PaymentTimedOut {
			t.Errorf("got %+v, %v", out, err)
		}
		if took := time.Since(began); took < 10*time.Second || took > 11*time.Second {
			t.Errorf("took %s", took)
		}
	})
}
