package telegram

import (
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// WebhookPath is where a Webhook is mounted; the bot's id follows.
	WebhookPath = "/telegram/"
	// MaxUpdateBytes is the largest delivery that is read. Telegram's are far smaller.
	MaxUpdateBytes = 1 << 20

	// secretHeader: Telegram Bot API, setWebhook.secret_token.
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	// retryDelivery is how long Telegram waits before it delivers again what was not taken in, whole seconds.
	retryDelivery = "1"
)

// WebhookBot is what a Webhook has to know of a bot.
type WebhookBot struct {
	Username string // without "@"
	Secret   string // an empty one fits nothing
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
type Webhook struct{ o WebhookOptions }

// NewWebhook makes a webhook.
func NewWebhook(o WebhookOptions) *Webhook { return &Webhook{o: o} }

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
	// An unknown bot and a wrong secret look alike: nobody learns which bots are here.
	bot, known := h.o.Bot(botID)
	if fits := sameSecret(r.Header.Get(secretHeader), bot.Secret); !known || !fits {
		refuse(w, http.StatusUnauthorized)
		return
	}
	raw, err := readLimited(r.Body, MaxUpdateBytes)
	switch {
	case errors.Is(err, errTooLarge):
		refuse(w, http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		refuse(w, http.StatusBadRequest) // the connection broke: nobody reads this
		return
	}
	u, err := Decode(bot.Username, raw)
	if err != nil {
		// Telegram would repeat anything else than 200 for a day, and it would not become an update by that.
		h.o.Log.ErrorContext(r.Context(), "what telegram delivered is not an update", "bot_id", botID, "error", err)
		return
	}
	complete(&u, botID, h.o.Now)
	if err := h.o.Sink.Receive(r.Context(), botID, u, raw); err != nil {
		h.o.Log.WarnContext(r.Context(), "an update was not taken in; it is delivered again", "bot_id", botID, "update_id", u.ID, "error", err)
		w.Header().Set("Retry-After", retryDelivery)
		refuse(w, http.StatusServiceUnavailable)
	}
}

// sameSecret compares in constant time. No secret is no secret to know.
func sameSecret(given, want string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(want)) == 1 && want != ""
}

func refuse(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }
