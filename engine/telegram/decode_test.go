package telegram_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/telegram"
)

func TestDecode_ReadsEveryKindOfUpdate(t *testing.T) {
	t.Parallel()
	for _, path := range cases(t, "updates/*.json") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			t.Parallel()
			u, err := telegram.Decode("shop_bot", updateOf(t, path))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, path, u)
		})
	}
}

func updateOf(tb testing.TB, path string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var file struct {
		Update json.RawMessage `json:"update"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		tb.Fatal(err)
	}
	return file.Update
}

// shapes are one update of every kind, and one of every member of a message, after the Bot API's specification.
func shapes(tb testing.TB) [][]byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "shapes.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(raw), []byte("\n"))
	if len(lines) < 100 {
		tb.Fatalf("only %d shapes", len(lines))
	}
	return lines
}

func TestDecode_KnowsWhatTheSpecificationHas(t *testing.T) {
	t.Parallel()
	kinds := map[engine.EventKind]int{}
	messages := map[engine.MessageKind]int{}
	for _, raw := range shapes(t) {
		u, err := telegram.Decode("", raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		kinds[u.Event.Kind]++
		if u.Event.Kind == engine.OtherUpdate && (u.Kind == "message" || !bytes.Equal(u.Event.Raw, raw)) {
			t.Errorf("not understood, or not kept: %s", raw)
		}
		if u.Event.Message != nil {
			messages[u.Event.Message.Kind]++
		}
	}
	for _, kind := range []engine.EventKind{
		engine.MessageReceived, engine.MessageEdited, engine.ButtonPressed, engine.PaymentPaid, engine.PaymentRefunded,
		engine.PreCheckout, engine.Shipping, engine.MemberChanged, engine.OtherUpdate,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no shape became a %q event", kind)
		}
	}
	for _, kind := range []engine.MessageKind{
		engine.TextMessage, engine.PhotoMessage, engine.VideoMessage, engine.AudioMessage, engine.VoiceMessage,
		engine.VideoNoteMessage, engine.FileMessage, engine.AnimationMessage, engine.StickerMessage,
		engine.LocationMessage, engine.ContactMessage, engine.PollMessage, engine.DiceMessage, engine.WebAppMessage,
		engine.SharedMessage, engine.ServiceMessage, engine.OtherMessage,
	} {
		if messages[kind] == 0 {
			t.Errorf("no shape became a message of kind %q", kind)
		}
	}
}

func TestDecode_RefusesWhatIsNoUpdate(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"", "null", "[]", "1", `"x"`, "{", `{"update_id":0}`, `{"update_id":-4}`, `{"update_id":"7"}`, `{"update_id":1.5}`,
		`{"message":{"text":"x"}}`, `{"update_id":1,"message":`, "<html>", strings.Repeat("[", 20000),
	} {
		if _, err := telegram.Decode("", []byte(raw)); !errors.Is(err, telegram.ErrNoUpdate) {
			t.Errorf("%.40q: got %v, want ErrNoUpdate", raw, err)
		}
	}
}

func FuzzUpdate(f *testing.F) {
	for _, raw := range shapes(f) {
		f.Add(raw)
	}
	paths, err := filepath.Glob(filepath.Join("testdata", "updates", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		f.Add(updateOf(f, path))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		if trouble := telegram.CompareQuick(raw); trouble != "" {
			t.Fatal(trouble)
		}
		u, err := telegram.Decode("shop_bot", raw)
		if !bytes.Equal(raw, before) {
			t.Fatal("decoding changed the update")
		}
		if err != nil {
			if !errors.Is(err, telegram.ErrNoUpdate) {
				t.Fatalf("unexpected error: %v", err)
			}
			return
		}
		if u.ID <= 0 || u.Event.ID == "" || u.Event.Kind == "" {
			t.Fatalf("incomplete: %+v", u)
		}
		again, err := telegram.Decode("shop_bot", before)
		if err != nil || !reflect.DeepEqual(u, again) {
			t.Fatalf("not the same twice:\n%+v\n%+v", u, again)
		}
		// The event is stored as JSON and comes back the same.
		stored, err := json.Marshal(u.Event)
		if err != nil {
			t.Fatalf("event is not JSON: %v", err)
		}
		var back engine.Event
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatalf("stored event cannot be read: %v", err)
		}
		if m := u.Event.Message; m != nil && m.HTML != "" && telegram.PlainText(m.HTML) != plainAgain(m.Text) {
			t.Fatalf("markup changed the text: %q became %q", m.Text, m.HTML)
		}
	})
}

// plainAgain is the text as it comes out of escaping and unescaping, which is the text itself.
func plainAgain(text string) string {
	return strings.ToValidUTF8(text, "\uFFFD")
}
