package telegram

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

const (
	// WebhookPath is where a Webhook is mounted; the bot's id follows.
	WebhookPath = "/telegram/"
	// MaxUpdateBytes is the largest delivery that is read. Telegram's are far smaller.
	MaxUpdateBytes = 1 << 20

	// secretHeader: Telegram Bot API, setWebhook.secret_token.
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	// roomForUpdates bounds the deliveries of all bots that are being taken in, in bytes. An update has some hundred.
	roomForUpdates = 64 << 20

	// retryDelivery is how long Telegram waits before it delivers again what was not taken in, whole seconds.
	retryDelivery = "1"
)

// WebhookBot is what a Webhook has to know of a bot.
type WebhookBot struct {
	Username string // without "@"
	Secret   string `json:"-"` // an empty one fits nothing
}

// WebhookOptions configure a Webhook. All are needed.
type WebhookOptions struct {
	// Bot finds a bot by its id. It is asked for every delivery.
	Bot  func(botID int64) (WebhookBot, bool)
	Sink Sink
	Log  *slog.Logger
	Now  func() time.Time
}

// Webhook receives updates that Telegram delivers, for any number of bots: POST /telegram/{bot id}. It answers 200 once
// the sink has taken the update in, and 503 if it has not, so that Telegram delivers it again.
type Webhook struct {
	o    WebhookOptions
	room *host.Room
}

// NewWebhook makes a webhook.
func NewWebhook(o WebhookOptions) *Webhook {
	return &Webhook{o: o, room: host.NewRoom(roomForUpdates)}
}

// ServeHTTP takes one delivery in.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	botID, err := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, WebhookPath), 10, 64)
	if err != nil || !strings.HasPrefix(r.URL.Path, WebhookPath) {
		refuse(w, http.StatusNotFound)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	size := r.ContentLength
	if size < 0 || size > MaxUpdateBytes {
		size = MaxUpdateBytes
	}
	bot, status := h.enter(botID, []byte(r.Header.Get(secretHeader)), size)
	if status != 0 {
		respond(w, status)
		return
	}
	defer h.room.Leave(botID, size)
	raw, err := readLimited(r.Body, MaxUpdateBytes)
	switch {
	case errors.Is(err, errTooLarge):
		respond(w, http.StatusRequestEntityTooLarge)
	case err != nil:
		respond(w, http.StatusBadRequest) // the connection broke: nobody reads this
	default:
		respond(w, h.take(r.Context(), botID, &bot, raw))
	}
}

// enter lets a delivery of the size in, in bytes, that knows the bot's secret, if there is room for it. Otherwise it gives the
// status of the answer; without one, the room is to be left.
func (h *Webhook) enter(botID int64, secret []byte, size int64) (bot WebhookBot, status int) {
	// An unknown bot and a wrong secret look alike: nobody learns which bots are here.
	bot, known := h.o.Bot(botID)
	if fits := sameSecret(secret, bot.Secret); !known || !fits {
		return bot, http.StatusUnauthorized
	}
	if !h.room.Enter(botID, size) {
		return bot, http.StatusServiceUnavailable
	}
	return bot, 0
}

// take gives what was delivered to the sink, and the status of the answer.
func (h *Webhook) take(ctx context.Context, botID int64, bot *WebhookBot, raw []byte) (status int) {
	u, err := Decode(bot.Username, raw)
	if err != nil {
		// Telegram would repeat anything else than 200 for a day, and it would not become an update by that.
		h.o.Log.ErrorContext(ctx, "what telegram delivered is not an update", "bot_id", botID, "error", err)
		return http.StatusOK
	}
	complete(&u, botID, h.o.Now)
	if err := h.o.Sink.Receive(ctx, botID, u, raw); err != nil {
		h.o.Log.WarnContext(ctx, "an update was not taken in; it is delivered again", "bot_id", botID, "update_id", u.ID, "error", err)
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// respond answers with a status. After 503 Telegram keeps the update.
func respond(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusOK: // with nothing in it
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryDelivery)
		refuse(w, status)
	default:
		refuse(w, status)
	}
}

// sameSecret compares in constant time. No secret is no secret to know.
func sameSecret(given []byte, want string) bool {
	return subtle.ConstantTimeCompare(given, []byte(want)) == 1 && want != ""
}

func refuse(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }
