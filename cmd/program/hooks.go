package program

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// hooksPath is where outside programs reach the trigger.webhook blocks; the bot's id and the trigger's name follow.
const hooksPath = "/hooks/"

// How a caller proves that it knows the secret: it sends it, or signs the body with it.
const (
	hookSecretHeader    = "X-Scenarist-Secret"
	hookSecretQuery     = "secret"
	hookSignatureHeader = "X-Signature" // sha256=<HMAC-SHA256 of the body, hexadecimal>
)

// Limits of calls.
const (
	maxHookBody = 1 << 20
	// maxPersonID is far above all ids of Telegram, which fit into 52 bits: Bot API, User.id.
	maxPersonID = 1 << 52
	// maxPlainKey is the longest value of a dedupe key that is stored as it came, in bytes; longer ones are hashed.
	maxPlainKey = 128
	// hookTimeout is how long a caller waits for the commit; callers rarely wait longer themselves.
	hookTimeout = 25 * time.Second
)

// hooks answers calls of outside programs. A call is answered after its turn is committed, so a caller that repeats what
// was not answered with 2xx loses nothing, and with a dedupe key doubles nothing. Where the flow may answer it itself, it
// waits for that as long as the trigger says.
type hooks struct {
	host   *host.Host
	secret func(ctx context.Context, botID int64, name string) (string, error)
	// known reports whether the person has ever written to the bot: Telegram lets a bot write to nobody else.
	known func(ctx context.Context, key engine.SessionKey) (bool, error)
	room  *host.Room // for bodies of calls
	log   *slog.Logger
	now   func() time.Time
	newID func() string
}

// hookError is the answer to a call that is not taken.
type hookError struct {
	status  int
	allow   string // for 405
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p *hookError) Error() string { return p.Message }

func refusal(status int, code, format string, args ...any) *hookError {
	return &hookError{status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// ServeHTTP takes one call in.
func (h *hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	info, reply, err := h.take(w, r)
	if err != nil {
		refuse(h.log, w, r, err)
		return
	}
	if reply == nil {
		reply = &engine.Reply{Status: info.Status, Body: info.Answer}
	}
	kind := "text/plain; charset=utf-8"
	if json.Valid([]byte(reply.Body)) {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	for _, x := range reply.Headers {
		w.Header().Set(x.Name, x.Value)
	}
	w.WriteHeader(reply.Status)
	fmt.Fprint(w, reply.Body)
}

// refuse answers an error. What is not the caller's fault goes into the log, and is to be tried again.
func refuse(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	p, ours := errors.AsType[*hookError](err)
	if r.Context().Err() != nil {
		log.DebugContext(r.Context(), "the caller from outside has gone", "error", err)
		return
	}
	if !ours {
		log.ErrorContext(r.Context(), "a call from outside was not taken in", "error", err)
		p = refusal(http.StatusServiceUnavailable, "unavailable", "The call could not be stored. Try again.")
	}
	if p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if p.allow != "" {
		w.Header().Set("Allow", p.allow)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		log.DebugContext(r.Context(), "the caller from outside has gone", "error", err)
	}
}

// take checks the call, brings it to its session and waits for the answer of its flow, where it may give one.
func (h *hooks) take(w http.ResponseWriter, r *http.Request) (engine.WebhookInfo, *engine.Reply, error) {
	botID, info, err := h.find(r)
	if err != nil {
		return info, nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), hookTimeout+info.ReplyWithin)
	defer cancel()
	in, err := h.event(ctx, w, r, botID, &info)
	if err != nil {
		return info, nil, err
	}
	reply, err := h.host.Call(ctx, in, info.ReplyWithin)
	return info, reply, received(err)
}

// event makes the event of a call that is as it should be.
func (h *hooks) event(ctx context.Context, w http.ResponseWriter, r *http.Request, botID int64, info *engine.WebhookInfo) (host.Incoming, error) {
	var in host.Incoming
	leave, err := enter(h.room, botID, r)
	if err != nil {
		return in, err
	}
	defer leave()
	body, err := h.authorised(ctx, w, r, botID, info)
	if err != nil {
		return in, err
	}
	call := &engine.WebhookCall{Name: info.Name, Method: r.Method, Query: queryOf(r), Headers: headersOf(r)}
	if call.Body, err = decodeBody(r.Header.Get("Content-Type"), body); err != nil {
		return in, refusal(http.StatusBadRequest, "body_invalid", "The body cannot be read: %v.", err)
	}
	if info.Lacks != nil {
		if field := info.Lacks(call.Body); field != "" {
			return in, refusal(http.StatusUnprocessableEntity, "field_missing", "The body must have %s.", field)
		}
	}
	person, err := contactOf(call, info.Contact)
	if err != nil {
		return in, err
	}
	in = host.Incoming{
		Key: engine.SessionKey{BotID: botID, ChatID: person, UserID: person},
		Event: engine.Event{
			ID: h.newID(), Kind: engine.WebhookCalled, Time: h.now().UTC(),
			Chat: engine.Chat{ID: person, Type: "private"}, Webhook: call,
		},
	}
	if info.Dedupe != "" {
		value := dedupeOf(call, info.Dedupe)
		if value == "" {
			return in, refusal(http.StatusBadRequest, "dedupe_missing", "The call has no %s, which makes it unique.", info.Dedupe)
		}
		in.EventKey = "hook:" + info.Name + ":" + value
	}
	known, err := h.known(ctx, in.Key)
	switch {
	case err != nil:
		return in, fmt.Errorf("look for contact: %w", err)
	case !known:
		return in, refusal(http.StatusNotFound, "contact_unknown", "Nobody with the Telegram id %d has written to the bot.", person)
	}
	return in, nil
}

// received puts what the host said into words for callers.
func received(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, host.ErrUnknownBot):
		return refusal(http.StatusNotFound, "not_found", "There is nothing at this address.")
	case errors.Is(err, host.ErrFull), errors.Is(err, host.ErrStopped):
		return refusal(http.StatusServiceUnavailable, "busy", "There is too much to do at the moment. Try again.")
	default:
		return err
	}
}

// find gives the trigger of the address. An unknown bot and an unknown name look alike.
func (h *hooks) find(r *http.Request) (int64, engine.WebhookInfo, error) {
	nothing := refusal(http.StatusNotFound, "not_found", "There is nothing at this address.")
	id, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, hooksPath), "/")
	botID, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0, engine.WebhookInfo{}, nothing
	}
	rev, err := h.host.Revision(r.Context(), botID)
	if errors.Is(err, host.ErrUnknownBot) {
		return 0, engine.WebhookInfo{}, nothing
	}
	if err != nil {
		return 0, engine.WebhookInfo{}, err
	}
	var methods []string
	for _, t := range rev.Triggers() {
		hook, ok := t.Behaviour.(engine.Webhooker)
		if !ok {
			continue
		}
		info := hook.Webhook()
		switch {
		case info.Name != name:
		case info.Method == "" || info.Method == r.Method:
			return botID, info, nil
		case !slices.Contains(methods, info.Method):
			methods = append(methods, info.Method)
		}
	}
	if len(methods) == 0 {
		return 0, engine.WebhookInfo{}, nothing
	}
	p := refusal(http.StatusMethodNotAllowed, "method_not_allowed", "This address takes %s, not %s.", strings.Join(methods, ", "), r.Method)
	p.allow = strings.Join(methods, ", ")
	return 0, engine.WebhookInfo{}, p
}

// authorised reads the body of a caller that knows the secret.
func (h *hooks) authorised(ctx context.Context, w http.ResponseWriter, r *http.Request, botID int64, info *engine.WebhookInfo) ([]byte, error) {
	var secret string
	if info.Secret != "" {
		var err error
		secret, err = h.secret(ctx, botID, info.Secret)
		switch {
		case errors.Is(err, engine.ErrNotFound), err == nil && secret == "":
			h.log.ErrorContext(ctx, "a webhook is called, but its secret is not set", "bot_id", botID, "secret", info.Secret)
			return nil, refusal(http.StatusServiceUnavailable, "secret_unset", "The bot's owner has not set the secret of this address yet.")
		case err != nil:
			return nil, fmt.Errorf("read the secret of a webhook: %w", err)
		}
	}
	wrong := refusal(http.StatusUnauthorized, "unauthorized", "The secret is missing or wrong: send it as %s.", hookSecretHeader)
	if secret != "" && !info.HMAC {
		shown := r.Header.Get(hookSecretHeader)
		if shown == "" {
			shown = r.URL.Query().Get(hookSecretQuery)
		}
		if !same(shown, secret) {
			return nil, wrong
		}
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	if secret != "" && info.HMAC && !signed(r.Header.Get(hookSignatureHeader), body, secret) {
		return nil, refusal(http.StatusUnauthorized, "unauthorized", "The signature is missing or wrong: send %s: sha256=<HMAC-SHA256 of the body>.", hookSignatureHeader)
	}
	return body, nil
}

// same compares in a time that tells nothing, not even the length.
func same(shown, secret string) bool {
	a, b := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// signed checks the signature of a body.
func signed(header string, body []byte, secret string) bool {
	digits, ok := strings.CutPrefix(header, "sha256=")
	given, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}
