package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// MessengerOptions configure a Messenger.
type MessengerOptions struct {
	// Fetch downloads files that the platform could not get by their address, to upload them. It must be the guarded
	// client: addresses come from bots' authors. Nil for none.
	Fetch *http.Client
	// MaxFetchBytes limits what is uploaded; 0 means 50 MB, what Telegram takes, and LocalUploadBytes is what a local server does.
	MaxFetchBytes int64
}

// Messenger performs effects as calls of the Bot API. It is safe for concurrent use.
type Messenger struct {
	caller   Caller
	fetch    *http.Client
	maxFetch int64
	buffers  sync.Pool // of *object
}

var _ host.Messenger = (*Messenger)(nil)

// LocalUploadBytes is the largest upload to a Bot API server in local mode: https://core.telegram.org/bots/api#using-a-local-bot-api-server.
const LocalUploadBytes = 2000 << 20

// maxUploadBytes: https://core.telegram.org/bots/api#sending-files.
const maxUploadBytes = engine.MaxUploadBytes

// NewMessenger makes a messenger.
func NewMessenger(caller Caller, o MessengerOptions) *Messenger {
	if o.MaxFetchBytes <= 0 {
		o.MaxFetchBytes = maxUploadBytes
	}
	m := &Messenger{caller: caller, fetch: o.Fetch, maxFetch: o.MaxFetchBytes}
	m.buffers.New = func() any { return &object{buf: make([]byte, 0, 1024)} }
	return m
}

// Perform makes the calls that the effect needs. Every error is a *host.SendError. Where an effect became several
// messages and not all of them went, the receipt has those that did.
func (m *Messenger) Perform(ctx context.Context, b *host.BotRecord, e *engine.Effect, refs host.References) (host.Receipt, error) {
	p := &performance{m: m, bot: b, e: e, refs: refs, chat: e.ChatID}
	err := p.run(ctx)
	if err == nil {
		return p.receipt, nil
	}
	failed := sendError(err, false)
	if failed.Retry && len(p.receipt.MessageIDs) > 0 && sends(e.Kind) {
		// A part went already, so that a repeat is no harmless thing any more.
		failed = &host.SendError{Unknown: true, After: failed.After, Code: failed.Code, Message: failed.Message}
	}
	if failed.MigratedTo == 0 {
		failed.MigratedTo = p.receipt.MovedTo
	}
	return p.receipt, failed
}

// sends reports whether the effect makes messages.
func sends(k engine.EffectKind) bool { return k == engine.SendMessage || k == engine.SendInvoice }

// performance is one effect being performed.
type performance struct {
	m       *Messenger
	bot     *host.BotRecord
	e       *engine.Effect
	refs    host.References
	chat    int64 // where to; changes when the group turns out to have moved
	receipt host.Receipt
}

func (p *performance) run(ctx context.Context) error {
	switch p.e.Kind {
	case engine.SendMessage:
		if p.e.Content == nil {
			return fatal(CodeOther, "nothing to send")
		}
		return p.send(ctx, p.e.Content)
	case engine.EditMessage:
		return p.edit(ctx)
	case engine.DeleteMessage:
		return p.delete(ctx)
	case engine.AnswerButton:
		return p.answerButton(ctx)
	case engine.AnswerCheckout:
		return p.answerCheckout(ctx)
	case engine.SendInvoice:
		return p.invoice(ctx)
	case engine.ShowAction:
		return p.showAction(ctx)
	case engine.ShowDraft:
		return p.draft(ctx)
	case engine.CallMethod:
		return p.callMethod(ctx)
	default: // NotifyStaff: the host has made sends of it
		return fatal(CodeOther, fmt.Sprintf("effect %q cannot be performed", p.e.Kind))
	}
}

// do makes one call. params writes its parameters; it is run again where the chat turns out to have moved, so it reads
// p.chat each time.
func (p *performance) do(ctx context.Context, method string, files []Upload, params func(*object)) (json.RawMessage, error) {
	o := p.m.buffers.Get().(*object)
	defer p.m.buffers.Put(o)
	call := func() (json.RawMessage, error) {
		o.reset()
		params(o)
		return p.m.caller.Call(ctx, p.bot.Token, method, o.bytes(), files)
	}
	result, err := call()
	if r := refused(err); r != nil && r.MigrateTo != 0 && r.MigrateTo != p.chat {
		p.chat, p.receipt.MovedTo = r.MigrateTo, r.MigrateTo
		result, err = call()
	}
	if err == nil || refused(err) != nil {
		return result, err
	}
	return nil, sendError(err, repeatable(method))
}

// doText makes a call with a text in it. Where the platform cannot read the text's markup, the call is made again with
// the bare text.
func (p *performance) doText(ctx context.Context, method string, files []Upload, params func(o *object, bare bool)) (json.RawMessage, error) {
	result, err := p.do(ctx, method, files, func(o *object) { params(o, false) })
	if r := refused(err); r != nil && unparsable(r) {
		result, err = p.do(ctx, method, files, func(o *object) { params(o, true) })
		p.receipt.Plain = err == nil || p.receipt.Plain
	}
	return result, err
}

// refused gives the platform's refusal; nil if there is none.
func refused(err error) *RefusalError {
	r, _ := errors.AsType[*RefusalError](err)
	return r
}

// sent notes the messages that a result tells of.
func (p *performance) sent(result json.RawMessage) error {
	id := messageID(result)
	if id == 0 {
		return unsure(CodeServer, "the answer tells no message id", 0, false)
	}
	p.receipt.MessageIDs = append(p.receipt.MessageIDs, id)
	return nil
}

var messageHead = []byte(`{"message_id":`)

// messageID reads the id of a sent message, 0 if there is none. It comes first in Telegram's answers, which saves reading
// the rest of the message.
func messageID(message json.RawMessage) int64 {
	if rest, ok := bytes.CutPrefix(message, messageHead); ok {
		if end := bytes.IndexAny(rest, ",}"); end > 0 {
			if id, err := strconv.ParseInt(string(rest[:end]), 10, 64); err == nil {
				return id
			}
		}
	}
	var m struct {
		MessageID int64 `json:"message_id"`
	}
	if json.Unmarshal(message, &m) != nil {
		return 0
	}
	return m.MessageID
}
