package program

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// alerts tells a program of the operator's about incidents, and of quotas that are reached, for each bot and limit once a day (UTC): a POST with JSON, signed as the block http.webhook_out signs.
type alerts struct {
	url    string
	secret string // signs; empty for no signature
	http   *http.Client
	now    func() time.Time
	bot    func(ctx context.Context, id int64) (host.BotRecord, error)
}

var _ fleet.Notifier = (*alerts)(nil)

// alertJSON is the body.
type alertJSON struct {
	ID      string     `json:"id"`    // of the incident; its beginning and its end have the same
	Event   string     `json:"event"` // bot.token_refused, bot.recovered, bot.quota_reached
	BotID   int64      `json:"bot_id"`
	Bot     string     `json:"bot"` // its @name
	BeganAt time.Time  `json:"began_at"`
	EndedAt *time.Time `json:"ended_at"`        // null while it lasts; of a quota always: there is no call when it is over
	Quota   *quotaJSON `json:"quota,omitempty"` // of bot.quota_reached
	Message string     `json:"message"`
}

// quotaJSON is a limit that is reached.
type quotaJSON struct {
	Kind      string `json:"kind"`      // turns, http, sends, stored
	Of        string `json:"of"`        // whose it is: bot, or workspace for all its bots together
	Workspace string `json:"workspace"` // the bot's
	Limit     int64  `json:"limit"`     // as scenarist bots quota sets it; 0: it was taken away meanwhile
}

// Notify makes the call; every answer but 2xx has it repeated.
func (a *alerts) Notify(ctx context.Context, i host.Incident) error {
	b, err := a.bot(ctx, i.BotID)
	if errors.Is(err, engine.ErrNotFound) {
		return nil // it was removed
	}
	if err != nil {
		return err
	}
	x := alertJSON{
		ID: i.ID, Event: "bot.token_refused", BotID: b.ID, Bot: "@" + b.Username, BeganAt: i.BeganAt,
		Message: "Telegram refuses the token of @" + b.Username + ": give the bot a new one.",
	}
	if r, ok := storage.QuotaIncident(i); ok {
		q := reachedJSON(&b, r)
		x.Event, x.Quota, x.Message = "bot.quota_reached", &q, "@"+b.Username+": "+reachedWords(&b, r)+"."
	} else if !i.EndedAt.IsZero() {
		x.Event, x.EndedAt, x.Message = "bot.recovered", &i.EndedAt, "The token of @"+b.Username+" works again."
	}
	body, err := json.Marshal(x)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("SCENARIST_ALERT_URL cannot be called") // the error has the address, which may hold a secret
	}
	h := req.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Scenarist")
	h.Set("X-Scenarist-Event", x.Event)
	h.Set("X-Scenarist-Id", x.ID)
	h.Set("Idempotency-Key", x.Event+"."+x.ID)
	if a.secret != "" {
		at := strconv.FormatInt(a.now().Unix(), 10)
		mac := hmac.New(sha256.New, []byte(a.secret))
		mac.Write([]byte(at + "." + string(body)))
		h.Set("X-Scenarist-Signature", "t="+at+",v1="+hex.EncodeToString(mac.Sum(nil)))
	}
	res, err := a.http.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return fmt.Errorf("call SCENARIST_ALERT_URL: %w", err)
	}
	if err := res.Body.Close(); err != nil {
		return fmt.Errorf("call SCENARIST_ALERT_URL: %w", err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("SCENARIST_ALERT_URL answered %s", res.Status)
	}
	return nil
}

// alertTimeout limits one call.
const alertTimeout = 30 * time.Second

// incidents are who is told of bots that stop working.
func (s *server) incidents() *storage.Incidents {
	owner := &fleet.OwnerNotifier{Store: s.db, Caller: s.client, Log: s.log}
	channels := map[string]storage.Teller{"owner": owner.Notify}
	if s.s.AlertURL != "" {
		client := &http.Client{
			Timeout: alertTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		alert := &alerts{url: s.s.AlertURL, secret: s.s.AlertSecret, http: client, now: time.Now, bot: s.db.Bot}
		channels["alert"], channels[storage.QuotaChannel] = alert.Notify, alert.Notify
	}
	return s.db.Incidents(channels)
}
