package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// inProcess shows that a simulator can stand behind Caller without HTTP.
type inProcess struct{ server *botapi.Server }

func (c inProcess) Call(ctx context.Context, token, method string, params []byte, files []telegram.Upload) (json.RawMessage, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(params, &values); err != nil {
		return nil, err
	}
	uploads := map[string]botapi.File{}
	for _, f := range files {
		data, err := f.Content(ctx)
		if err != nil {
			return nil, err
		}
		uploads[f.Field] = botapi.File{Name: f.Name, Data: data}
	}
	result, err := c.server.Call(ctx, token, method, values, uploads)
	var refusal *botapi.Error
	switch {
	case errors.As(err, &refusal):
		return nil, &telegram.RefusalError{
			Code: refusal.Code, Description: refusal.Description, MigrateTo: refusal.MigrateToChatID,
			RetryAfter: time.Duration(refusal.RetryAfter) * time.Second,
		}
	case err != nil:
		return nil, &telegram.NetworkError{Sent: true, Err: err}
	}
	return result, nil
}

type standin struct {
	server *botapi.Server
	http   *httptest.Server
	client *telegram.Client
	ann    *botapi.Person
}

func setupStandin(t *testing.T) *standin {
	t.Helper()
	s := &standin{server: botapi.New(botapi.Options{Strict: true})}
	s.server.AddBot(token, botapi.Bot{Username: "shop_bot", FirstName: "Shop"})
	s.ann = s.server.NewUser(botapi.User{FirstName: "Ann", LanguageCode: "ru"})
	s.http = httptest.NewServer(s.server)
	s.client = clientFor(t, s.http.URL)
	t.Cleanup(func() {
		s.server.Close()
		s.http.Close()
	})
	return s
}

// callers gives both ways to the stand-in.
func (s *standin) callers() map[string]telegram.Caller {
	return map[string]telegram.Caller{"http": s.client, "in process": inProcess{s.server}}
}

func (s *standin) perform(t *testing.T, caller telegram.Caller, e engine.Effect, refs *references) host.Receipt {
	t.Helper()
	if e.ChatID == 0 {
		e.ChatID = s.ann.User().ID
	}
	m := telegram.NewMessenger(caller, telegram.MessengerOptions{})
	r, err := m.Perform(t.Context(), &host.BotRecord{ID: 42, Token: token}, &e, refs)
	if err != nil {
		t.Fatalf("perform %s: %v", e.Kind, err)
	}
	return r
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStandin_TakesWhatEffectsBecome(t *testing.T) {
	t.Parallel()
	for name := range setupStandin(t).callers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setupStandin(t)
			caller := s.callers()[name]
			if _, err := s.ann.Start(token, ""); err != nil {
				t.Fatal(err)
			}
			refs := &references{Slots: map[string][]int64{}}
			buttons := [][]engine.Button{{{Label: "Buy", Token: "b.1"}}, {{Label: "Site", URL: "https://example.com"}}}

			sent := s.perform(t, caller, engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{
				Text: "Hi <b>Ann</b> &amp; co", Inline: buttons, Preview: "off", ReplyTo: 999,
			}}, refs)
			refs.Slots["menu"] = sent.MessageIDs
			s.perform(t, caller, engine.Effect{Kind: engine.EditMessage, Target: &engine.Target{Slot: "menu"}, Content: &engine.Content{
				Text: "Choose", Inline: buttons,
			}}, refs)
			again := s.perform(t, caller, engine.Effect{Kind: engine.EditMessage, Target: &engine.Target{Slot: "menu"}, Content: &engine.Content{
				Text: "Choose", Inline: buttons,
			}}, refs)
			if !slices.Equal(again.MessageIDs, sent.MessageIDs) {
				t.Errorf("an edit without a change gave %v", again.MessageIDs)
			}
			plain := s.perform(t, caller, engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Text: "a <b>broken"}}, refs)
			if !plain.Plain {
				t.Error("broken markup was taken as it is")
			}
			data := picture(t)
			for range 2 { // the second time by file_id
				s.perform(t, caller, engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{
					Text: "photo", Media: []engine.Media{{Kind: "photo", Data: data, Name: "p.png", Spoiler: true}},
				}}, refs)
			}
			if len(refs.savedIDs()) != 1 {
				t.Errorf("remembered %v", refs.savedIDs())
			}
			album := s.perform(t, caller, engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{
				Text: "album", Media: []engine.Media{{Kind: "photo", Data: data}, {Kind: "photo", Data: append(data, 0)}},
			}}, refs)
			if len(album.MessageIDs) != 2 {
				t.Errorf("album %v", album.MessageIDs)
			}
			s.perform(t, caller, engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{
				Text: "Phone?", Keyboard: &engine.ReplyKeyboard{OneTime: true, Rows: [][]engine.ReplyButton{{{Label: "Send", Contact: true}}}},
			}}, refs)
			s.perform(t, caller, engine.Effect{Kind: engine.ShowAction, Action: "typing"}, refs)
			s.perform(t, caller, engine.Effect{Kind: engine.SendInvoice, Invoice: &engine.Invoice{
				OrderID: "o1", Title: "Espresso", Description: "A cup", Currency: "XTR",
				Prices: []engine.Price{{Label: "Espresso", Amount: 50}}, PayLabel: "Pay",
			}}, refs)
			card := s.perform(t, caller, engine.Effect{
				Kind: engine.SendInvoice, Content: &engine.Content{Text: "Espresso"},
				Invoice: &engine.Invoice{
					OrderID: "o2", Title: "Espresso", Description: "A cup", Currency: "XTR",
					Prices: []engine.Price{{Label: "Espresso", Amount: 50}},
				},
			}, refs)
			s.perform(t, caller, engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{MessageID: card.MessageIDs[0]}}, refs)
			s.perform(t, caller, engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{MessageID: card.MessageIDs[0]}}, refs)
			if found := s.server.Findings(); len(found) > 0 {
				t.Errorf("findings: %+v", found)
			}
			screen := s.ann.Screen(token)
			if m := screen[1]; m.Text != "Choose" || m.Edits != 1 || len(m.ReplyMarkup.Rows) != 2 {
				t.Errorf("the edited message is %+v", m)
			}
		})
	}
}

func TestStandin_DraftsBecomeMessagesWhereThereAreNone(t *testing.T) {
	t.Parallel()
	s := setupStandin(t)
	if _, err := s.ann.Start(token, ""); err != nil {
		t.Fatal(err)
	}
	club := s.server.NewGroup(botapi.GroupConfig{Title: "Club"})
	if err := club.AddBot(token, true); err != nil {
		t.Fatal(err)
	}
	refs := &references{Slots: map[string][]int64{}}
	draft := func(chat int64, text string) host.Receipt {
		t.Helper()
		return s.perform(t, s.client, engine.Effect{
			Kind: engine.ShowDraft, ChatID: chat, Draft: &engine.DraftMark{ID: 5}, Target: &engine.Target{Slot: "_draft.5", OrSend: true},
			Content: &engine.Content{Text: text},
		}, refs)
	}
	if r := draft(0, "<b>Half</b>"); len(r.MessageIDs) != 0 {
		t.Errorf("a draft has the messages %v", r.MessageIDs)
	}
	if d := s.ann.Drafts(token); len(d) != 1 || d[0].Text != "Half" || d[0].ID != 5 {
		t.Errorf("drafts %+v", d)
	}
	last := s.perform(t, s.client, engine.Effect{
		Kind: engine.EditMessage, Target: &engine.Target{Slot: "_draft.5", OrSend: true}, Content: &engine.Content{Text: "Whole"},
	}, refs)
	if len(last.MessageIDs) != 1 || len(s.ann.Drafts(token)) != 0 {
		t.Errorf("the end has the messages %v and leaves the drafts %+v", last.MessageIDs, s.ann.Drafts(token))
	}
	first := draft(club.ID(), "<b>Half</b>")
	refs.Slots["_draft.5"] = first.MessageIDs
	if second := draft(club.ID(), "More"); len(first.MessageIDs) != 1 || !slices.Equal(first.MessageIDs, second.MessageIDs) {
		t.Errorf("in a group: messages %v, then %v", first.MessageIDs, second.MessageIDs)
	}
	if screen := club.Screen(); screen[len(screen)-1].Text != "More" || screen[len(screen)-1].Edits != 1 {
		t.Errorf("in a group: %+v", screen)
	}
	if found := s.server.Findings(); len(found) > 0 {
		t.Errorf("findings: %+v", found)
	}
}

func TestStandin_MovedGroup(t *testing.T) {
	t.Parallel()
	s := setupStandin(t)
	old := s.server.NewGroup(botapi.GroupConfig{Title: "Club"})
	if err := old.AddBot(token, true); err != nil {
		t.Fatal(err)
	}
	id := old.ID()
	moved := old.Upgrade()
	r := s.perform(t, s.client, engine.Effect{Kind: engine.SendMessage, ChatID: id, Content: &engine.Content{Text: "x"}}, &references{})
	if r.MovedTo != moved.ID() || len(r.MessageIDs) != 1 {
		t.Errorf("receipt %+v, group is now %d", r, moved.ID())
	}
}

func TestStandin_BlockedAndTroubled(t *testing.T) {
	t.Parallel()
	s := setupStandin(t)
	e := engine.Effect{Kind: engine.SendMessage, ChatID: s.ann.User().ID, Content: &engine.Content{Text: "x"}}
	m := telegram.NewMessenger(s.client, telegram.MessengerOptions{})
	fail := func() *host.SendError {
		t.Helper()
		_, err := m.Perform(t.Context(), &host.BotRecord{Token: token}, &e, &references{})
		var failed *host.SendError
		if !errors.As(err, &failed) {
			t.Fatalf("got %v", err)
		}
		return failed
	}
	if got := fail(); got.Code != "blocked" && got.Code != "chat_not_found" {
		t.Errorf("never started: %+v", got)
	}
	if _, err := s.ann.Start(token, ""); err != nil {
		t.Fatal(err)
	}
	s.server.SetFaults(botapi.Faults{DropAfterWork: 1})
	if got := fail(); !got.Unknown || got.Code != "network" {
		t.Errorf("connection lost after the work: %+v", got)
	}
	s.server.SetFaults(botapi.Faults{TooManyRequests: 1, RetryAfter: 4})
	if got := fail(); !got.Retry || got.After != 4*time.Second || got.Code != "flood" {
		t.Errorf("flood: %+v", got)
	}
	s.server.SetFaults(botapi.Faults{})
	if err := s.ann.Block(token); err != nil {
		t.Fatal(err)
	}
	if got := fail(); !got.Fatal || got.Code != "blocked" {
		t.Errorf("blocked: %+v", got)
	}
}

// conversation is a sink that answers every press and every text.
type conversation struct {
	t         *testing.T
	messenger *telegram.Messenger

	mu   sync.Mutex
	seen []telegram.Update
	more chan struct{}
}

func (c *conversation) Receive(ctx context.Context, botID int64, u telegram.Update, _ []byte) error {
	e := engine.Effect{Kind: engine.SendMessage, ChatID: u.Key.ChatID, Content: &engine.Content{
		Text: "Choose", Inline: [][]engine.Button{{{Label: "Buy", Token: "b.1"}}},
	}}
	switch u.Event.Kind {
	case engine.ButtonPressed:
		e = engine.Effect{Kind: engine.AnswerButton, Answer: &engine.ButtonAnswer{QueryID: u.Event.Button.QueryID, Text: "ok"}}
	case engine.PreCheckout:
		e = engine.Effect{Kind: engine.AnswerCheckout, Query: &engine.CheckoutAnswer{QueryID: u.Event.Checkout.QueryID, OK: true}}
	case engine.PaymentPaid:
		e = engine.Effect{Kind: engine.ShowAction, ChatID: u.Key.ChatID, Action: "typing"}
	default: // a message: the menu
	}
	// Before it is answered: the money, which the answer brings, may be here before the answer is.
	c.mu.Lock()
	c.seen = append(c.seen, u)
	c.mu.Unlock()
	if _, err := c.messenger.Perform(ctx, &host.BotRecord{ID: botID, Token: token}, &e, &references{}); err != nil {
		c.t.Errorf("answer %s: %v", u.Kind, err)
	}
	c.more <- struct{}{}
	return nil
}

func TestStandin_ConversationOverBothReceivers(t *testing.T) {
	t.Parallel()
	for _, receiver := range []string{"poller", "webhook"} {
		t.Run(receiver, func(t *testing.T) {
			t.Parallel()
			s := setupStandin(t)
			sink := &conversation{t: t, messenger: telegram.NewMessenger(s.client, telegram.MessengerOptions{}), more: make(chan struct{}, 10)}
			s.receive(t, receiver, sink)

			if _, err := s.ann.Start(token, "promo"); err != nil {
				t.Fatal(err)
			}
			<-sink.more
			screen := s.ann.Screen(token)
			if _, err := s.ann.Press(token, screen[len(screen)-1].ID, "Buy"); err != nil {
				t.Fatal(err)
			}
			<-sink.more
			invoice := s.perform(t, s.client, engine.Effect{Kind: engine.SendInvoice, Invoice: &engine.Invoice{
				OrderID: "o1", Title: "Espresso", Description: "A cup", Currency: "XTR",
				Prices: []engine.Price{{Label: "Espresso", Amount: 50}},
			}}, &references{})
			if _, err := s.ann.Pay(token, invoice.MessageIDs[0]); err != nil {
				t.Fatal(err)
			}
			<-sink.more
			<-sink.more

			sink.mu.Lock()
			defer sink.mu.Unlock()
			var kinds []engine.EventKind
			for _, u := range sink.seen {
				kinds = append(kinds, u.Event.Kind)
			}
			want := []engine.EventKind{engine.MessageReceived, engine.ButtonPressed, engine.PreCheckout, engine.PaymentPaid}
			if !slices.Equal(kinds, want) {
				t.Fatalf("got %v, want %v", kinds, want)
			}
			if m := sink.seen[0].Event.Message; m.Command != "start" || m.Args != "promo" {
				t.Errorf("command %+v", m)
			}
			if b := sink.seen[1].Event.Button; b.Data != "b.1" {
				t.Errorf("button %+v", b)
			}
			if p := sink.seen[3].Event.Payment; p.Payload != "o1" || p.Currency != "XTR" || p.Amount != 50 || p.ChargeID == "" {
				t.Errorf("payment %+v", p)
			}
			if answers := s.ann.Answers(token); len(answers) != 1 || answers[0].Text != "ok" {
				t.Errorf("answers %+v", answers)
			}
			if found := s.server.Findings(); len(found) > 0 {
				t.Errorf("findings: %+v", found)
			}
		})
	}
}

// receive starts a receiver of the bot's updates.
func (s *standin) receive(t *testing.T, receiver string, sink telegram.Sink) {
	t.Helper()
	if receiver == "poller" {
		p := telegram.NewPoller(telegram.PollerOptions{
			BotID: 42, Username: "shop_bot", Token: token, Caller: s.client, Sink: sink, Offsets: &offsets{},
			Log: slog.New(slog.DiscardHandler), Now: time.Now,
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Stop)
		return
	}
	hook := httptest.NewServer(telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(id int64) (telegram.WebhookBot, bool) {
			return telegram.WebhookBot{Username: "shop_bot", Secret: "s3cret"}, id == 42
		},
		Sink: sink, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}))
	t.Cleanup(hook.Close)
	settings := telegram.WebhookSettings{URL: hook.URL + "/telegram/42", Secret: "s3cret", MaxConnections: 10}
	if err := telegram.SetWebhook(t.Context(), s.client, token, settings); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := telegram.DeleteWebhook(context.WithoutCancel(t.Context()), s.client, token); err != nil {
			t.Errorf("delete webhook: %v", err)
		}
	})
}

func TestFiles_OpensWhatUsersSent(t *testing.T) {
	t.Parallel()
	s := setupStandin(t)
	data := picture(t)
	if _, err := s.ann.SendPhoto(token, botapi.File{Name: "p.png", Data: data}, ""); err != nil {
		t.Fatal(err)
	}
	var sent *engine.Message
	for raw, ok := s.server.Next(token); ok; raw, ok = s.server.Next(token) {
		u, err := telegram.Decode("shop_bot", raw)
		if err != nil {
			t.Fatal(err)
		}
		sent = u.Event.Message
	}
	content, info, err := telegram.NewFiles(s.client, s.client).Open(t.Context(), token, sent.Files[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	got, err := io.ReadAll(content)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if info.ID != sent.Files[0].ID || info.Kind != "photo" || info.Size != int64(len(data)) || info.Name == "" {
		t.Errorf("file %+v", info)
	}
	if _, _, err := telegram.NewFiles(s.client, s.client).Open(t.Context(), token, "nonsense"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("unknown file_id: %v", err)
	}
}
