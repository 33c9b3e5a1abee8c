package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// keep stores a file of the bot 42.
func keep(t *testing.T, store *memstore.Store, id, name, content string) {
	t.Helper()
	f := host.KeptFile{BotID: 42, File: engine.File{ID: id, Name: name}, Expires: time.Now().Add(time.Hour)}
	if _, err := store.KeepFile(t.Context(), f, 1<<20, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

func keptMessage(id string) engine.Effect {
	return engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Media: []engine.Media{{Kind: "file", FileID: id}}}}
}

// A file that a user sent is kept, and sent back to her from there: uploaded once, and by its file_id from then on, also
// where another file of the same content and name is sent.
func TestPerform_AFileOfAUserIsKeptAndSentBack(t *testing.T) {
	t.Parallel()
	for how := range map[string]bool{"http": true, "in process": true} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s := setupStandin(t)
			if _, err := s.ann.SendFile(token, botapi.File{Name: "receipt.pdf", Data: []byte("%PDF-1.7 receipt")}, ""); err != nil {
				t.Fatal(err)
			}
			raw, _ := s.server.Next(token)
			u, err := telegram.Decode("shop_bot", raw)
			if err != nil || len(u.Event.Message.Files) != 1 {
				t.Fatalf("the file came as %s, %v", raw, err)
			}
			in, info, err := telegram.NewFiles(s.client, s.client).Open(t.Context(), token, u.Event.Message.Files[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			store := memstore.New(host.SystemClock{})
			kept := host.KeptFile{BotID: 42, File: engine.File{ID: "kept:1", Name: "Receipt 7.pdf"}, Expires: time.Now().Add(time.Hour)}
			if kept, err = store.KeepFile(t.Context(), kept, 1<<20, in); err != nil || kept.File.Size != info.Size {
				t.Fatalf("kept %+v, %v; want %d bytes", kept, err, info.Size)
			}
			keep(t, store, "kept:2", "Receipt 7.pdf", "%PDF-1.7 receipt")
			keep(t, store, "kept:3", "other.pdf", "%PDF-1.7 receipt")

			refs := &references{kept: store}
			var ids []string
			for _, id := range []string{"kept:1", "kept:1", "kept:2", "kept:3"} {
				r := s.perform(t, s.callers()[how], keptMessage(id), refs)
				screen := s.ann.Screen(token)
				m := screen[len(screen)-1]
				if m.Document == nil || m.ID != r.MessageIDs[0] {
					t.Fatalf("message %v is not there", r.MessageIDs)
				}
				data, _ := s.server.FileData(token, m.Document.FileID)
				if string(data) != "%PDF-1.7 receipt" {
					t.Errorf("%s came as %q", id, data)
				}
				ids = append(ids, m.Document.FileName+" "+m.Document.FileID)
			}
			if ids[1] != ids[0] || ids[2] != ids[0] || !strings.HasPrefix(ids[0], "Receipt 7.pdf ") || !strings.HasPrefix(ids[3], "other.pdf ") {
				t.Errorf("sent %q", ids)
			}
			if n := len(refs.savedIDs()); n != 2 {
				t.Errorf("%d uploads are remembered, want 2", n)
			}
		})
	}
}

// refusing is a Bot API that refuses a file_id.
type refusing struct {
	uploads

	bad string
}

func (r *refusing) Call(ctx context.Context, token, method string, params []byte, files []telegram.Upload) (json.RawMessage, error) {
	if strings.Contains(string(params), r.bad) {
		return nil, &telegram.RefusalError{Code: 400, Description: "Bad Request: wrong file identifier/HTTP URL specified"}
	}
	return r.uploads.Call(ctx, token, method, params, files)
}

func TestPerform_KeptFilesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	store := memstore.New(host.SystemClock{})
	keep(t, store, "kept:1", "a.txt", "letters")
	keep(t, store, "kept:empty", "e.txt", "")
	keep(t, store, "kept:large", "l.txt", strings.Repeat("x", 100))
	send := func(api telegram.Caller, id string, kept host.KeptFileStore, known map[string]string) error {
		p := telegram.NewMessenger(api, telegram.MessengerOptions{MaxFetchBytes: 50})
		e := keptMessage(id)
		_, err := p.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token}, &e, &references{kept: kept, FileIDs: known})
		return err
	}
	for id, want := range map[string]string{
		"kept:gone": "does not keep this file any more", "kept:empty": "is empty", "kept:large": "has 100 bytes; at most 50 can be sent",
	} {
		failed, ok := errors.AsType[*host.SendError](send(&uploads{}, id, store, nil))
		if !ok || !failed.Fatal || failed.Code != telegram.CodeFile || !strings.Contains(failed.Message, want) {
			t.Errorf("%s: %+v", id, failed)
		}
	}
	// A store that cannot answer now is asked again later.
	for _, broken := range []brokenKept{{store, true}, {store, false}} {
		failed, ok := errors.AsType[*host.SendError](send(&uploads{}, "kept:1", broken, nil))
		if !ok || failed.Fatal {
			t.Errorf("%+v: %+v", broken, failed)
		}
	}
	// A remembered file_id that is refused is replaced by an upload.
	f, err := store.KeptFile(t.Context(), 42, "kept:1")
	if err != nil {
		t.Fatal(err)
	}
	api := &refusing{bad: "stale-id"}
	if err := send(api, "kept:1", store, map[string]string{"file:" + f.Hash + ":a.txt": "stale-id"}); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, 1)
	for _, u := range api.files {
		names = append(names, u.Name+" "+string(u.Data))
	}
	if !slices.Equal(names, []string{"a.txt letters"}) {
		t.Errorf("uploaded %q", names)
	}
}

// brokenKept is a store that finds files but cannot open them, or not even that.
type brokenKept struct {
	*memstore.Store

	blind bool
}

func (b brokenKept) KeptFile(ctx context.Context, botID int64, id string) (host.KeptFile, error) {
	if b.blind {
		return host.KeptFile{}, errors.New("the disk is full")
	}
	return b.Store.KeptFile(ctx, botID, id)
}

func (brokenKept) OpenKeptFile(context.Context, int64, string) (io.ReadCloser, error) {
	return nil, errors.New("the disk is full")
}
